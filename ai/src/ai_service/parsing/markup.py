"""The text of an HTML page as a reader sees it: blocks below each other, the columns of a table under each other."""

from html.parser import HTMLParser
from itertools import zip_longest

_BLOCKS = frozenset(
    [
        "p",
        "div",
        "br",
        "li",
        "h1",
        "h2",
        "h3",
        "h4",
        "h5",
        "h6",
        "ul",
        "ol",
        "section",
        "article",
        "header",
        "footer",
        "address",
        "hr",
        "pre",
        "dt",
        "dd",
    ]
)
_HIDDEN = frozenset({"script", "style", "head", "template", "noscript"})
_HEADINGS = frozenset({"h1", "h2", "h3", "h4", "h5", "h6"})
_LAID_OUT = 12
_GAP = "    "
_DEEPEST = 20
_WIDEST = 200

Row = list[list[str]]


def text_of_html(text: str, *, marked: bool = False) -> str:
    """The page's text; tables are set in columns, also those that lay a page out.

    With `marked`, headings begin with `#` and rows of tables with `|`.
    """
    parser = _Parser(marked=marked)
    parser.feed(text)
    parser.close()
    return parser.result()


class _Parser(HTMLParser):
    """Writes into the innermost table cell; tables deeper than anybody draws them are read as plain text."""

    def __init__(self, *, marked: bool) -> None:
        super().__init__()
        self._marked = marked
        self._hidden = 0
        self._written: list[list[str]] = [[]]
        self._tables: list[list[Row]] = []

    def result(self) -> str:
        """What was read; tables that nobody closed are closed."""
        while self._tables:
            self._end_table()
        return "".join(self._written[0])

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self._hidden += tag in _HIDDEN
        if tag in _BLOCKS:
            self._written[-1].append("\n")
            if self._marked and tag in _HEADINGS and not self._tables:
                self._written[-1].append("#" * int(tag[1]) + " ")
        elif tag == "table" and len(self._tables) < _DEEPEST:
            self._tables.append([])
            self._written.append([])
        elif tag == "tr" and self._tables:
            self._end_cell()
            self._tables[-1].append([])
        elif tag in {"td", "th"} and self._tables:
            self._end_cell()

    def handle_endtag(self, tag: str) -> None:
        self._hidden -= tag in _HIDDEN and self._hidden > 0
        if tag in _BLOCKS:
            self._written[-1].append("\n")
        elif tag == "table" and self._tables:
            self._end_table()
        elif tag in {"td", "th"} and self._tables:
            self._end_cell(empty=True)

    def handle_data(self, data: str) -> None:
        if not self._hidden:
            lead = " " if data[:1].isspace() else ""
            self._written[-1].append(lead + " ".join(data.split()) + (" " if data[-1:].isspace() else ""))

    def _end_cell(self, *, empty: bool = False) -> None:
        lines = [
            " ".join(line.split()) if _GAP not in line else line for line in "".join(self._written[-1]).split("\n")
        ]
        lines = [line for line in lines if line.strip()]
        self._written[-1] = []
        if lines or empty:
            if not self._tables[-1]:
                self._tables[-1].append([])
            self._tables[-1][-1].append(lines)

    def _end_table(self) -> None:
        self._end_cell()
        self._written.pop()
        rows = self._tables.pop()
        as_table = self._marked and not self._tables and _is_data(rows)
        self._written[-1].append("\n" + (as_rows(rows) if as_table else in_columns(rows)) + "\n")


def _is_data(rows: list[Row]) -> bool:
    """Whether it is a table of values, and not one that lays a page out."""
    return len(rows) > 1 and max(map(len, rows)) > 1 and all(len(cell) < _LAID_OUT for row in rows for cell in row)


def as_rows(rows: list[Row]) -> str:
    """A table as text, a line for each row, its cells between `|`."""
    return "\n".join("| " + " | ".join(" ".join(cell).replace("|", "/") for cell in row) + " |" for row in rows)


def in_columns(rows: list[Row]) -> str:
    """A table as text, its columns under each other."""
    count = max(map(len, rows), default=0)
    widths = [0] * count
    for row in rows:
        for column, cell in enumerate(row[:-1] if len(row) < count else row):
            widths[column] = min(_WIDEST, max(widths[column], *(len(line) for line in cell), 0))
    lines: list[str] = []
    for row in rows:
        for parts in zip_longest(*row, fillvalue=""):
            lines.append(_GAP.join(part.ljust(width) for part, width in zip(parts, widths, strict=False)).rstrip())
    return "\n".join(lines)
