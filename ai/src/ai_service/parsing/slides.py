"""The slides of a presentation (PPTX), a page each: title, text, tables, and what the speaker notes."""

import posixpath
import re
import xml.etree.ElementTree as ET
import zipfile
from collections.abc import Iterator

from ai_service.parsing.archive import DAMAGED, Refused, opened
from ai_service.parsing.markup import as_rows

PRESENTATION = "ppt/presentation.xml"
_DRAWING = "{http://schemas.openxmlformats.org/drawingml/2006/main}"
_SLIDE = "{http://schemas.openxmlformats.org/presentationml/2006/main}"
_RELATION = "{http://schemas.openxmlformats.org/officeDocument/2006/relationships}"
_MOST_SLIDES = 2_000


def pages_of_slides(content: bytes) -> list[str]:
    """A page for each slide. Raises `Refused`."""
    with opened(content) as archive:
        try:
            order = [each.get(f"{_RELATION}id", "") for each in _read(archive, PRESENTATION).iter(f"{_SLIDE}sldId")]
            places = _relations(archive, PRESENTATION)
            slides = [places[each] for each in order if each in places][:_MOST_SLIDES]
            return [_page(archive, each) for each in slides]
        except DAMAGED as error:
            raise Refused("not_readable", f"is damaged, or no presentation at all ({type(error).__name__})") from None


def _read(archive: zipfile.ZipFile, name: str) -> ET.Element:
    # expat, of 2.4.1 and newer, refuses entities that grow without bounds, and loads nothing from outside.
    return ET.fromstring(archive.read(name))  # noqa: S314 - see above; this process is limited, too


def _relations(archive: zipfile.ZipFile, name: str) -> dict[str, str]:
    folder, _, file = name.rpartition("/")
    described = f"{folder}/_rels/{file}.rels"
    if described not in archive.namelist():
        return {}
    found = [(each.get("Id", ""), each.get("Target", "")) for each in _read(archive, described)]
    return {key: posixpath.normpath(posixpath.join(folder, target)) for key, target in found}


def _page(archive: zipfile.ZipFile, name: str) -> str:
    parts = list(_texts(_read(archive, name)))
    notes = next(
        (each for each in _relations(archive, name).values() if re.search(r"/notesSlide\d+\.xml$", each)), None
    )
    if notes and notes in archive.namelist():
        said = [text for text in _texts(_read(archive, notes)) if not text.strip("#| \n").isdigit()]
        parts += ["Notes:", *said] if said else []
    return "\n\n".join(parts)


def _texts(slide: ET.Element) -> Iterator[str]:
    for shape in slide.iter():
        if shape.tag == f"{_SLIDE}sp":
            lines = [line for each in shape.iter(f"{_DRAWING}p") if (line := _line(each))]
            kinds = [each.get("type", "") for each in shape.iter(f"{_SLIDE}ph")]
            if lines and ("title" in kinds or "ctrTitle" in kinds):
                yield f"# {' '.join(lines)}"
            elif lines and "sldNum" not in kinds:
                yield "\n".join(lines)
        elif shape.tag == f"{_DRAWING}tbl":
            yield as_rows(
                [
                    [
                        [_line(paragraph) for paragraph in cell.iter(f"{_DRAWING}p")]
                        for cell in row.iter(f"{_DRAWING}tc")
                    ]
                    for row in shape.iter(f"{_DRAWING}tr")
                ]
            )


def _line(paragraph: ET.Element) -> str:
    return " ".join("".join(each.text or "" for each in paragraph.iter(f"{_DRAWING}t")).split())
