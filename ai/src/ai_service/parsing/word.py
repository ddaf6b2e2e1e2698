"""The text of a Word document (DOCX), as a reader sees it: paragraphs below each other, tables in columns."""

from io import BytesIO
from typing import Any, cast

from ai_service.parsing.archive import DAMAGED, Refused, opened
from ai_service.parsing.markup import Row, as_rows, in_columns

_MOST_LINES = 100_000


def text_of_word(content: bytes, *, marked: bool = False) -> str:
    """Its text; with `marked`, headings begin with `#` and rows with `|`. Raises `Refused`."""
    opened(content).close()
    import docx
    from docx.opc.exceptions import OpcError

    try:
        document: Any = cast("Any", docx).Document(BytesIO(content))
        blocks = [_text_of(block, marked=marked) for block in document.iter_inner_content()]
    except (*DAMAGED, OpcError) as error:
        raise Refused("not_readable", f"is damaged, or no Word document at all ({type(error).__name__})") from None
    return "\n".join("\n".join(blocks).split("\n")[:_MOST_LINES])


def _text_of(block: Any, *, marked: bool) -> str:
    if not hasattr(block, "rows"):
        return f"{_mark(block) if marked else ''}{block.text}"
    rows: list[Row] = [[_lines(cell) for cell in _distinct(row)] for row in block.rows]
    return as_rows(rows) if marked else in_columns(rows)


def _mark(paragraph: Any) -> str:
    """`## ` for a heading of the second level."""
    style = str(getattr(paragraph.style, "name", "") or "")
    level = style.removeprefix("Heading ")
    if not str(paragraph.text).strip():
        return ""
    return "#" * int(level) + " " if level.isdigit() and 0 < int(level) < 7 else "# " if style == "Title" else ""


def _distinct(row: Any) -> list[Any]:
    """Its cells; one that spans several columns is listed for each of them."""
    cells: list[Any] = []
    for cell in row.cells:
        if not cells or cell._tc is not cells[-1]._tc:
            cells.append(cell)
    return cells


def _lines(cell: Any) -> list[str]:
    return [" ".join(line.split()) for line in str(cell.text).split("\n") if line.strip()]
