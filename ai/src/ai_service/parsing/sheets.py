"""The tables of a workbook (Excel, OpenDocument), a page for each sheet, with the row that names the columns first."""

from datetime import date, datetime, time
from io import BytesIO
from typing import Any

from ai_service.parsing.archive import Refused, opened
from ai_service.parsing.markup import as_rows

_MOST_CELLS = 1_000_000
_LONGEST_CELL = 2_000


def pages_of_workbook(content: bytes) -> list[str]:
    """A page for each sheet that has something in it. Raises `Refused`."""
    if content.startswith(b"PK"):
        opened(content).close()
    from python_calamine import CalamineError, CalamineWorkbook, PasswordError

    try:
        workbook = CalamineWorkbook.from_filelike(BytesIO(content))
        sheets = [(name, workbook.get_sheet_by_name(name)) for name in workbook.sheet_names]
        if sum(sheet.total_height * sheet.total_width for _, sheet in sheets) > _MOST_CELLS * 20:
            raise Refused("too_large", f"has more than {_MOST_CELLS:,} cells")
        found = [(name, sheet.to_python(skip_empty_area=True)) for name, sheet in sheets]
    except PasswordError:
        raise Refused("not_readable", "is protected by a password") from None
    except (CalamineError, ValueError, OSError) as error:
        raise Refused("not_readable", f"is damaged, or no workbook at all ({type(error).__name__})") from None
    return [page for name, rows in found if (page := _page(name, rows))]


def _page(name: str, rows: list[list[Any]]) -> str:
    texts = [[_shown(cell) for cell in row] for row in rows]
    filled = [row for row in texts if any(row)]
    if not filled:
        return ""
    if sum(map(len, filled)) > _MOST_CELLS:
        raise Refused("too_large", f"has more than {_MOST_CELLS:,} cells")
    used = [
        column for column in range(max(map(len, filled))) if any(row[column : column + 1] != [""] for row in filled)
    ]
    kept = [[[row[column]] if column < len(row) else [""] for column in used] for row in filled]
    return f"# {name}\n\n{as_rows(kept)}"


def _shown(cell: Any) -> str:
    """A value as people read it in a cell."""
    match cell:
        case bool():
            return "yes" if cell else "no"
        case float():
            return str(int(cell)) if cell.is_integer() and abs(cell) < 1e15 else f"{cell:.10g}"
        case datetime():
            return cell.isoformat(" ", "minutes") if cell.time() != time() else cell.date().isoformat()
        case date() | time():
            return cell.isoformat()
        case _:
            return " ".join(str(cell).split())[:_LONGEST_CELL]
