"""The secrets of the composed stack."""

import re
import stat
from pathlib import Path

from kernel.secrets import box_from_text
from setup.environment import filled, write_environment
from setup.paths import ROOT


def _values(text: str) -> dict[str, str]:
    return dict(re.findall(r"^([A-Z][A-Z0-9_]*)=(.*)$", text, re.M))


def test_everything_that_the_composed_stack_asks_for_is_filled_in() -> None:
    asked = set(re.findall(r"\$\{([A-Z0-9_]+):\?", (ROOT / "docker-compose.yml").read_text()))

    values = _values(filled((ROOT / ".env.example").read_text(), ""))

    assert asked
    assert [name for name in sorted(asked) if not values.get(name)] == []


def test_every_secret_is_its_own_and_long() -> None:
    example = _values((ROOT / ".env.example").read_text())

    values = _values(filled((ROOT / ".env.example").read_text(), ""))

    made = [value for name, value in values.items() if value != example[name]]
    assert len(made) == len(set(made)) == 16
    assert min(map(len, made)) >= 40


def test_the_encryption_key_can_be_used() -> None:
    values = _values(filled((ROOT / ".env.example").read_text(), ""))

    box = box_from_text(values["ENCRYPTION_KEYS"])

    sealed = box.seal("secret", company="cmp_1", row="row_1")
    assert box.open(sealed, company="cmp_1", row="row_1") == "secret"


def test_what_is_there_is_kept_and_what_is_new_is_added() -> None:
    text = filled("# Why\nREDIS_PASSWORD=\nGATEWAY_PORT=8080\n", "REDIS_PASSWORD=mine\nOF_OUR_OWN=1\n")

    assert text == "# Why\nREDIS_PASSWORD=mine\nGATEWAY_PORT=8080\nOF_OUR_OWN=1\n"


def test_the_file_is_its_owner_s_only(tmp_path: Path) -> None:
    write_environment(tmp_path / ".env")

    assert stat.S_IMODE((tmp_path / ".env").stat().st_mode) == 0o600
