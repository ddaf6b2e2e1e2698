"""The figures as a document on A4: the same as on the screen, with charts drawn of lines and rectangles.

The letters come with it (DejaVu Sans: Latin, Greek, Cyrillic, Hebrew, Arabic); Chinese, Japanese and Korean texts name
the standard fonts that readers of PDF bring.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from io import BytesIO
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

from company_service.insights.rules.lettering import Face, clean, faces, visual
from company_service.insights.rules.wording import Wording
from company_service.insights.schemas import Figures, Group, InsightsView, Point

_WIDTH, _HEIGHT = 595.28, 841.89
_LEFT, _RIGHT, _BOTTOM = 48.0, _WIDTH - 48.0, 56.0
_INK, _GREY, _LINE, _SOFT = "#1a1f29", "#585e69", "#dde0e5", "#f4f5f8"
_OUTCOMES = (("succeeded", "#1a8f57"), ("failed", "#c21725"), ("cancelled", "#858b98"))
_TIMES = (("half", "p50_seconds", "#5252d8"), ("most", "p95_seconds", "#945a00"))
_MOST_ROWS = 25
_FONT = Path(__file__).with_name("DejaVuSans.ttf")
_FACES: dict[Face, str] = {
    "letters": "InsightsLetters", "chinese": "STSong-Light", "japanese": "HeiseiKakuGo-W5",
    "korean": "HYGothic-Medium",
}  # fmt: skip


@dataclass(frozen=True)
class Heading:
    """What the document says of itself. `only`: what the figures are narrowed to, such as ("workflow", "Invoices")."""

    company: str
    only: Sequence[tuple[str, str]]
    made: datetime


def document(view: InsightsView, heading: Heading, say: Wording) -> bytes:
    """The document."""
    pen = _Pen(say, heading)
    place = ZoneInfo(view.time_zone)
    _head(pen, view, heading, place)
    _figures(pen, view)
    if view.current.runs == 0:
        pen.paragraph(say.say("nothing"))
    else:
        _outcomes(pen, view, place)
        _times(pen, view, place)
    _tables(pen, view)
    return pen.done()


class _Pen:
    """Writes from the top of the page to its foot, and goes on with the next. Heights are from the foot, in points."""

    def __init__(self, say: Wording, heading: Heading) -> None:
        from reportlab.pdfbase import pdfmetrics
        from reportlab.pdfbase.cidfonts import UnicodeCIDFont
        from reportlab.pdfbase.ttfonts import TTFont
        from reportlab.pdfgen.canvas import Canvas

        known = set(pdfmetrics.getRegisteredFontNames())
        for face, name in _FACES.items():
            if name not in known:
                pdfmetrics.registerFont(TTFont(name, str(_FONT)) if face == "letters" else UnicodeCIDFont(name))
        self.say, self.heading = say, heading
        self._file = BytesIO()
        self._width: Callable[[str, str, float], float] = pdfmetrics.stringWidth
        self.canvas: Any = Canvas(self._file, pagesize=(_WIDTH, _HEIGHT), lang=say.language)
        self.canvas.setTitle(f"{say.say('title')} – {clean(heading.company)}")
        self.canvas.setCreator("AI Agent Platform")
        self._pages: list[dict[str, Any]] = []
        self.y = _HEIGHT - 56.0

    def room(self, height: float) -> None:
        """Goes on with the next page when there is less room than that on this one."""
        if self.y - height < _BOTTOM:
            self.turn()

    def turn(self) -> None:
        """Begins a page. All are kept until their number is known, as the library's own recipe has it."""
        self._pages.append(dict(self.canvas.__dict__))
        self.canvas._startPage()
        self.y = _HEIGHT - 56.0

    def done(self) -> bytes:
        self._pages.append(dict(self.canvas.__dict__))
        for number, page in enumerate(self._pages, 1):
            self.canvas.__dict__.update(page)
            self._foot(number)
            self.canvas.showPage()
        self.canvas.save()
        return self._file.getvalue()

    def _foot(self, number: int) -> None:
        self.rule(_BOTTOM - 14)
        own = f"{self.heading.company} · {self.say.say('made', self.say.moment(self.heading.made))}"
        self.text(_LEFT, _BOTTOM - 28, own, size=8, colour=_GREY, room=_RIGHT - _LEFT - 90)
        self.right(_RIGHT, _BOTTOM - 28, self.say.say("page", str(number), str(len(self._pages))), size=8, colour=_GREY)

    def width(self, text: str, size: float) -> float:
        return sum(self._width(part, _FACES[face], size) for face, part in faces(text))

    def fitted(self, text: str, size: float, room: float) -> str:
        """What of a text has room, as it is seen."""
        text = clean(text)
        if self.width(visual(text), size) <= room:
            return visual(text)
        low, high = 0, len(text)
        while low < high:
            middle = (low + high + 1) // 2
            fits = self.width(visual(text[:middle]) + "…", size) <= room
            low, high = (middle, high) if fits else (low, middle - 1)
        return visual(text[:low].rstrip()) + "…"

    def text(self, x: float, y: float, text: str, *, size: float = 9, colour: str = _INK, bold: bool = False,
             room: float = _RIGHT - _LEFT) -> None:  # fmt: skip
        self._write(x, y, self.fitted(text, size, room), size, colour, bold=bold)

    def right(self, x: float, y: float, text: str, *, size: float = 9, colour: str = _INK, bold: bool = False,
              room: float = _RIGHT - _LEFT) -> None:  # fmt: skip
        fitted = self.fitted(text, size, room)
        self._write(x - self.width(fitted, size), y, fitted, size, colour, bold=bold)

    def _write(self, x: float, y: float, text: str, size: float, colour: str, *, bold: bool) -> None:
        written = self.canvas.beginText(x, y)
        written.setFillColor(_colour(colour))
        written.setStrokeColor(_colour(colour))
        self.canvas.setLineWidth(size / 32)
        written.setTextRenderMode(2 if bold else 0)
        for face, part in faces(text):
            written.setFont(_FACES[face], size)
            written.textOut(part)
        written.setTextRenderMode(0)
        self.canvas.drawText(written)

    def paragraph(self, text: str) -> None:
        self.room(24)
        self.text(_LEFT, self.y - 12, text, colour=_GREY)
        self.y -= 28

    def title(self, text: str, room: float) -> None:
        self.room(room + 30)
        self.text(_LEFT, self.y - 12, text, size=11, bold=True)
        self.y -= 26

    def rule(self, y: float, left: float = _LEFT, right: float = _RIGHT) -> None:
        self.canvas.setLineWidth(0.6)
        self.canvas.setStrokeColor(_colour(_LINE))
        self.canvas.line(left, y, right, y)

    def block(self, x: float, y: float, width: float, height: float, colour: str) -> None:
        self.canvas.setFillColor(_colour(colour))
        self.canvas.rect(x, y, width, height, stroke=0, fill=1)

    def course(self, points: Sequence[tuple[float, float] | None], colour: str) -> None:
        """A line through points, with gaps where there is none."""
        self.canvas.setLineWidth(1.4)
        self.canvas.setStrokeColor(_colour(colour))
        self.canvas.setFillColor(_colour(colour))
        before: tuple[float, float] | None = None
        for point in points:
            if point:
                self.canvas.circle(*point, 1.4, stroke=0, fill=1)
                if before:
                    self.canvas.line(*before, *point)
            before = point


def _colour(text: str) -> Any:
    from reportlab.lib.colors import HexColor

    return HexColor(text)


def _head(pen: _Pen, view: InsightsView, heading: Heading, place: ZoneInfo) -> None:
    say = pen.say
    pen.text(_LEFT, pen.y, heading.company, size=10, colour=_GREY)
    pen.text(_LEFT, pen.y - 26, say.say("title"), size=20, bold=True)
    written = say.day if view.by == "day" else say.moment
    last = timedelta(milliseconds=1)
    moments = (view.start, view.end - last, view.previous_start, view.previous_end - last)
    dates = [written(each.astimezone(place)) for each in moments]
    lines = [say.say("span", *dates), say.say("zone", view.time_zone)]
    lines += [say.say("only", say.say(kind), name) for kind, name in heading.only]
    if view.source == "sample":
        lines.append(say.say("sample"))
    pen.y -= 46
    for line in lines:
        pen.text(_LEFT, pen.y, line, colour=_GREY)
        pen.y -= 14
    pen.y -= 10


def _figures(pen: _Pen, view: InsightsView) -> None:
    """Two rows of four, each with what it was before."""
    say = pen.say
    shown: list[tuple[str, Callable[[Figures], str]]] = [
        ("runs", lambda of: say.number(of.runs)),
        ("success", lambda of: say.percent(of.success_rate)),
        ("p50", lambda of: say.length(of.p50_seconds)),
        ("p95", lambda of: say.length(of.p95_seconds)),
        ("saved", lambda of: say.length(of.seconds_saved)),
        ("automation", lambda of: say.percent(of.automation_rate)),
        ("cost", lambda of: say.cost(of.cost)),
        ("costPerSuccess", lambda of: say.cost(of.cost_per_success)),
    ]
    wide = (_RIGHT - _LEFT - 24) / 4
    for at, (name, value) in enumerate(shown):
        x, y = _LEFT + (at % 4) * (wide + 8), pen.y - 60 - (at // 4) * 68
        pen.block(x, y, wide, 60, _SOFT)
        pen.text(x + 10, y + 44, say.say(name), size=8, colour=_GREY, room=wide - 20)
        pen.text(x + 10, y + 24, value(view.current), size=14, bold=True, room=wide - 20)
        before = say.say("before", value(view.previous))
        pen.text(x + 10, y + 9, before, size=7.5, colour=_GREY, room=wide - 20)
    pen.y -= 2 * 68 + 16


_TALL = 120.0


def _outcomes(pen: _Pen, view: InsightsView, place: ZoneInfo) -> None:
    say = pen.say
    pen.title(say.say("outcomes"), _TALL + 40)
    _legend(pen, [(say.say(name), colour) for name, colour in _OUTCOMES])
    most = max(1, *(sum(getattr(each, name) for name, _ in _OUTCOMES) for each in view.series))
    wide = _axes(pen, view, place, say.number(most))
    for at, each in enumerate(view.series):
        y = pen.y
        for name, colour in _OUTCOMES:
            height = getattr(each, name) / most * _TALL
            pen.block(_LEFT + (at + 0.15) * wide, y, wide * 0.7, height, colour)
            y += height
    pen.y -= 34


def _times(pen: _Pen, view: InsightsView, place: ZoneInfo) -> None:
    say = pen.say
    known = [value for each in view.series for value in (each.p50_seconds, each.p95_seconds) if value is not None]
    if not known:
        return
    pen.title(say.say("times"), _TALL + 40)
    _legend(pen, [(say.say(name), colour) for name, _, colour in _TIMES])
    most = max(*known, 0.001)
    wide = _axes(pen, view, place, say.length(most))

    def at(number: int, point: Point, name: str) -> tuple[float, float] | None:
        value = getattr(point, name)
        return None if value is None else (_LEFT + (number + 0.5) * wide, pen.y + value / most * _TALL)

    for _, name, colour in _TIMES:
        pen.course([at(number, point, name) for number, point in enumerate(view.series)], colour)
    pen.y -= 34


def _legend(pen: _Pen, entries: Sequence[tuple[str, str]]) -> None:
    x = _LEFT
    for text, colour in entries:
        pen.block(x, pen.y - 2, 8, 8, colour)
        pen.text(x + 12, pen.y - 2, text, size=8, colour=_GREY)
        x += 30 + pen.width(text, 8)
    pen.y -= 16


def _axes(pen: _Pen, view: InsightsView, place: ZoneInfo, most: str) -> float:
    """The lines of a chart and the times under it; answers how wide one is. `pen.y` is then the foot."""
    pen.y -= _TALL
    for part in (0.0, 0.5, 1.0):
        pen.rule(pen.y + part * _TALL)
    pen.right(_RIGHT, pen.y + _TALL + 4, most, size=7.5, colour=_GREY)
    wide = (_RIGHT - _LEFT) / max(1, len(view.series))
    every = max(1, -(-len(view.series) // 10))
    for at, each in enumerate(view.series):
        if at % every == 0:
            text = pen.say.mark(each.start.astimezone(place), view.by)
            pen.text(_LEFT + (at + 0.5) * wide - pen.width(text, 7.5) / 2, pen.y - 11, text, size=7.5, colour=_GREY)
    return wide


def _tables(pen: _Pen, view: InsightsView) -> None:
    say = pen.say
    for kind, groups in (("workflow", view.workflows), ("agent", view.agents)):
        columns = [say.say(name) for name in (kind, "runs", "success", "median", "saved", "cost")]
        _table(pen, say.say(f"{kind}s"), columns, [_group(each, say) for each in groups], (0.34, 0.1, 0.14, 0.14, 0.14))
    models = [
        [each.model or say.say("local"), each.provider, say.number(each.answers), say.cost(each.cost)]
        for each in view.models
    ]
    columns = [say.say(name) for name in ("model", "provider", "answers", "cost")]
    _table(pen, say.say("models"), columns, models, (0.44, 0.26, 0.15), words=2)
    failures = [
        [each.title or say.say("untitled"), each.workflow_name or say.say("deleted"), each.step_name,
         say.number(each.runs)]
        for each in view.failures
    ]  # fmt: skip
    columns = [say.say(name) for name in ("problem", "workflow", "step", "runs")]
    _table(pen, say.say("failures"), columns, failures, (0.44, 0.24, 0.22), words=3)
    waits = [
        [say.say("longer") if each.up_to_seconds is None else say.say("upTo", say.length(each.up_to_seconds)),
         say.number(each.approvals)]
        for each in view.waits if view.current.approvals
    ]  # fmt: skip
    _table(pen, say.say("waits"), [say.say("wait"), say.say("approvals")], waits, (0.7,))


def _group(group: Group, say: Wording) -> list[str]:
    of = group.figures
    return [
        group.name or say.say("deleted"), say.number(of.runs), say.percent(of.success_rate),
        say.length(of.p50_seconds), say.length(of.seconds_saved), say.cost(of.cost),
    ]  # fmt: skip


def _table(pen: _Pen, title: str, columns: Sequence[str], rows: Sequence[Sequence[str]], shares: Sequence[float],
           *, words: int = 1) -> None:  # fmt: skip
    """The first rows of a table. `words`: so many columns are texts and stand at the left, the rest numbers."""
    if not rows:
        return
    pen.title(title, 60)
    parts = [*shares, 1 - sum(shares)]
    edges = [_LEFT + sum(parts[:at]) * (_RIGHT - _LEFT) for at in range(len(parts) + 1)]

    def line(cells: Sequence[str], *, colour: str, size: float) -> None:
        for at, cell in enumerate(cells):
            room = edges[at + 1] - edges[at] - 8
            if at < words:
                pen.text(edges[at], pen.y - 11, cell, size=size, colour=colour, room=room)
            else:
                pen.right(edges[at + 1], pen.y - 11, cell, size=size, colour=colour, room=room)
        pen.y -= 17
        pen.rule(pen.y)

    line(columns, colour=_GREY, size=8)
    for row in rows[:_MOST_ROWS]:
        if pen.y - 17 < _BOTTOM:
            pen.turn()
            line(columns, colour=_GREY, size=8)
        line(row, colour=_INK, size=9)
    pen.y -= 24
