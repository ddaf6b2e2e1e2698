"""The key file of the standalone shape."""

from pathlib import Path

import pytest

from standalone.key_file import box_from_file


def test_a_missing_key_file_is_never_replaced_once_there_is_data(tmp_path: Path):
    path = tmp_path / "keys" / "key"
    made = box_from_file(path, may_create=True)

    assert path.stat().st_mode & 0o777 == 0o600
    assert box_from_file(path, may_create=False) == made
    path.unlink()
    with pytest.raises(FileNotFoundError, match="Restore it"):
        box_from_file(path, may_create=False)
