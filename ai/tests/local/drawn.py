"""Draws documents for tests: pieces of text at given places on a page, as invoicing programs do."""

import base64
import io
from dataclasses import dataclass, field

from reportlab.lib.pagesizes import A4
from reportlab.pdfgen.canvas import Canvas

from contracts.ai import Document


@dataclass
class Sheet:
    """A PDF being drawn. Places are points from the upper left corner."""

    size: float = 9
    leading: float = 13
    _content: io.BytesIO = field(default_factory=io.BytesIO)
    _pen: Canvas | None = None

    @property
    def _canvas(self) -> Canvas:
        self._pen = self._pen or Canvas(self._content, pagesize=A4, invariant=1)
        return self._pen

    def at(self, x: float, y: float, *lines: str, size: float = 0, bold: bool = False) -> "Sheet":
        """Lines below each other."""
        size = size or self.size
        self._canvas.setFont("Helvetica-Bold" if bold else "Helvetica", size)
        for number, line in enumerate(lines):
            self._canvas.drawString(x, A4[1] - y - number * max(self.leading, size * 1.3), line)
        return self

    def right(self, x: float, y: float, *lines: str) -> "Sheet":
        """Lines below each other that end at x."""
        self._canvas.setFont("Helvetica", self.size)
        for number, line in enumerate(lines):
            self._canvas.drawRightString(x, A4[1] - y - number * self.leading, line)
        return self

    def pairs(self, x: float, y: float, width: float, *pairs: tuple[str, str]) -> "Sheet":
        """Labels with their values to the right of them."""
        for number, (label, value) in enumerate(pairs):
            self.at(x, y + number * self.leading, label).at(x + width, y + number * self.leading, value)
        return self

    def sums(self, x: float, end: float, y: float, *pairs: tuple[str, str]) -> "Sheet":
        """Labels with amounts that end at `end`."""
        for number, (label, value) in enumerate(pairs):
            self.at(x, y + number * self.leading, label).right(end, y + number * self.leading, value)
        return self

    def table(self, y: float, places: tuple[float, ...], *rows: tuple[str, ...]) -> "Sheet":
        """Rows of cells, each beginning at its column's place."""
        for number, row in enumerate(rows):
            for x, text in zip(places, row, strict=True):
                self.at(x, y + number * self.leading, text)
        return self

    def next_page(self) -> "Sheet":
        """Go on with another page."""
        self._canvas.showPage()
        return self

    def document(self, name: str = "invoice.pdf") -> Document:
        """The finished PDF."""
        self._canvas.save()
        return document_of(self._content.getvalue(), name=name)


def document_of(content: bytes, media_type: str = "application/pdf", name: str = "invoice.pdf") -> Document:
    """Bytes as a document to read."""
    return Document(name=name, media_type=media_type, data=base64.b64encode(content).decode())
