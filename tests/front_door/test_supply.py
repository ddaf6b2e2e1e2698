"""What the product is made of is listed; licences that do not go with its own, and weaknesses, are found offline."""

import json
from pathlib import Path
from typing import Any

import pytest

from setup.progress import Failed
from setup.supply import Part, is_unwanted, licences, order, parts_of, weaknesses

PARTS = [Part("PyPI", "jinja2", "2.10", ("BSD-3-Clause",)), Part("npm", "@scope/thing", "1.4.0", ("MIT",))]


def _advisory(folder: Path, **known: Any) -> None:
    folder.mkdir(exist_ok=True)
    affected = {"package": {"ecosystem": "PyPI", "name": "Jinja2"}, **known.pop("affected", {})}
    document = {"id": "X-1", "summary": "Sandbox escape", "affected": [affected], **known}
    (folder / f"{len(list(folder.iterdir()))}.json").write_text(json.dumps(document))


def test_parts_are_read_from_a_bill() -> None:
    bill = {
        "components": [
            {
                "purl": "pkg:pypi/jinja2@2.10",
                "name": "jinja2",
                "version": "2.10",
                "licenses": [{"license": {"id": "MIT"}}],
            },
            {"purl": "pkg:npm/%40a/b@1", "group": "@a", "name": "b", "version": "1"},
            {"name": "ourselves", "version": "1"},
        ]
    }

    assert list(parts_of(bill)) == [Part("PyPI", "jinja2", "2.10", ("MIT",)), Part("npm", "@a/b", "1", ("not stated",))]


@pytest.mark.parametrize(
    ("names", "unwanted"),
    [
        (("MIT",), False),
        (("AGPL-3.0-only",), True),
        (("GPL-2.0-or-later OR MIT",), False),
        (("LGPL-3.0-or-later",), False),
        (("GPL-3.0",), True),
        (("not stated",), False),
    ],
)
def test_a_licence_that_does_not_go_with_ours_is_seen(names: tuple[str, ...], unwanted: bool) -> None:
    assert is_unwanted(Part("PyPI", "x", "1", names)) is unwanted


def test_the_report_names_each_part_under_its_licence() -> None:
    assert "| MIT | @scope/thing 1.4.0 |" in licences(PARTS)


@pytest.mark.parametrize(
    ("events", "version", "found"),
    [
        ([{"introduced": "0"}, {"fixed": "2.10.1"}], "2.10", True),
        ([{"introduced": "0"}, {"fixed": "2.10"}], "2.10", False),
        ([{"introduced": "2.11"}], "2.10", False),
        ([{"introduced": "0"}, {"last_affected": "2.10"}], "2.10", True),
        ([{"introduced": "0"}, {"fixed": "1.0"}, {"introduced": "2.9"}, {"fixed": "3"}], "2.10", True),
        ([{"introduced": "0"}, {"fixed": "2.10.0"}], "2.10rc1", True),
    ],
)
def test_a_weakness_is_found_by_its_range(
    tmp_path: Path, events: list[dict[str, str]], version: str, found: bool
) -> None:
    _advisory(tmp_path / "pypi", affected={"ranges": [{"type": "ECOSYSTEM", "events": events}]})

    lines = weaknesses([PARTS[0]._replace(version=version)], tmp_path)

    assert lines == ([f"jinja2 {version}: X-1 Sandbox escape"] if found else [])


def test_a_weakness_is_found_by_a_version_that_is_named_and_not_when_it_was_withdrawn(tmp_path: Path) -> None:
    _advisory(tmp_path / "a", affected={"versions": ["2.10"]})
    _advisory(tmp_path / "b", affected={"versions": ["2.10"]}, id="X-2", withdrawn="2026-01-01T00:00:00Z")

    assert weaknesses(PARTS, tmp_path) == ["jinja2 2.10: X-1 Sandbox escape"]


def test_without_advisories_nothing_is_said_to_be_well(tmp_path: Path) -> None:
    with pytest.raises(Failed, match="no advisories"):
        weaknesses(PARTS, tmp_path / "gone")


def test_versions_are_ordered_by_their_numbers() -> None:
    assert order("1.10") > order("1.9") > order("1.9rc1") == order("1.9.0-beta.1")
    assert order("1.9.post1") == order("1.9")
