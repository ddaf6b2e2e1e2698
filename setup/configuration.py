"""`docs/operations/configuration.md`, made of `.env.example`: every setting with its default and what it is for.

Make it anew with `python -m setup.configuration`; a test holds the two equal.
"""

import re
from pathlib import Path

from setup.paths import ROOT

EXAMPLE = ROOT / ".env.example"
PAGE = ROOT / "docs" / "operations" / "configuration.md"
_HEAD = """# Settings

<!-- Made of .env.example by `python -m setup.configuration`: change it there. -->

Settings come from the environment. `make env` copies [`.env.example`](../../.env.example) to `.env`, which
`docker compose` reads, and fills in every secret; `make run` needs none and reads its own environment. An empty value
counts as not set. A value that cannot be read stops the start with its name; `agent-platform doctor` tries what can be.
"""
_SECTION = re.compile(r"# -{8,} (.+)")
_SETTING = re.compile(r"(# ?)?([A-Z][A-Z0-9_]+)=(.*)")


def page(example: str) -> str:
    """The page."""
    lines, about, spoken = [_HEAD], list[str](), False
    for line in example.splitlines():
        if section := _SECTION.fullmatch(line):
            lines += [f"\n## {section[1]}", "", "| setting | default | what it is for |", "| --- | --- | --- |"]
            about = []
        elif setting := _SETTING.fullmatch(line):
            default = f"`{setting[3]}`" if setting[3] else ""
            lines.append(f"| `{setting[2]}` | {default} | {'as above' if spoken else ' '.join(about)} |")
            spoken = True
        elif line.startswith("#") and "|" in "".join(lines):
            about = [line[1:].strip()] if spoken else [*about, line[1:].strip()]
            spoken = False
    return "\n".join(lines) + "\n"


def write(target: Path = PAGE) -> None:
    """Write the page."""
    target.write_text(page(EXAMPLE.read_text()))


if __name__ == "__main__":
    write()
