"""Four ways to lay out an invoice on a page of A4."""

from collections.abc import Callable, Mapping
from typing import Any

from reportlab.lib.colors import HexColor
from reportlab.lib.pagesizes import A4

from company.samples.invoices import Invoice
from company.samples.wording import figure, long_date, money, percent, short_date, word

_WIDTH, _HEIGHT = A4
_LEFT, _RIGHT = 56.0, _WIDTH - 56.0
_CUSTOMER = ("Nordwind Werke GmbH", "Accounts payable", "Industrieweg 9", "28195 Bremen", "Germany")
_INK, _GREY = HexColor("#1a1f29"), HexColor("#585e69")


class _Sheet:
    """A page one writes on in points from the upper left corner."""

    def __init__(self, canvas: Any, invoice: Invoice) -> None:
        self.canvas = canvas
        self.invoice = invoice
        self.american = invoice.sender.country == "United States"

    def say(self, name: str) -> str:
        return word(self.invoice.language, name)

    def text(self, x: float, y: float, text: str, *, size: float = 9.5, bold: bool = False, grey: bool = False) -> None:
        self._font(size, bold=bold, grey=grey)
        self.canvas.drawString(x, _HEIGHT - y, text)

    def right(
        self, x: float, y: float, text: str, *, size: float = 9.5, bold: bool = False, grey: bool = False
    ) -> None:
        self._font(size, bold=bold, grey=grey)
        self.canvas.drawRightString(x, _HEIGHT - y, text)

    def _font(self, size: float, *, bold: bool, grey: bool) -> None:
        self.canvas.setFont("Helvetica-Bold" if bold else "Helvetica", size)
        self.canvas.setFillColor(_GREY if grey else _INK)

    def rule(self, y: float, left: float = _LEFT, right: float = _RIGHT) -> None:
        self.canvas.setStrokeColor(HexColor("#c5cad3"))
        self.canvas.line(left, _HEIGHT - y, right, _HEIGHT - y)

    def block(self, x: float, y: float, colour: str, width: float, height: float) -> None:
        self.canvas.setFillColor(HexColor(colour))
        self.canvas.rect(x, _HEIGHT - y - height, width, height, stroke=0, fill=1)

    def money(self, value: float) -> str:
        return money(value, self.invoice.currency, self.invoice.language)

    def long(self, name: str) -> str:
        day = self.invoice.issued if name == "date" else self.invoice.due
        return long_date(day, self.invoice.language, american=self.american)

    def short(self, name: str) -> str:
        day = self.invoice.issued if name == "date" else self.invoice.due
        return short_date(day, self.invoice.language, american=self.american)

    def customer(self, x: float, y: float) -> None:
        for step, line in enumerate(_CUSTOMER):
            self.text(x, y + step * 13, line)

    def items(self, y: float, *, ruled: bool) -> float:
        """The table of items; answers where it ends."""
        language = self.invoice.language
        self.text(_LEFT, y, self.say("text"), bold=True)
        for x, name in ((340, "quantity"), (430, "price"), (_RIGHT, "amount")):
            self.right(x, y, self.say(name), bold=True)
        self.rule(y + 6)
        for item in self.invoice.items:
            y += 20
            self.text(_LEFT, y, item.text)
            self.right(340, y, str(item.quantity))
            self.right(430, y, figure(item.price, language))
            self.right(_RIGHT, y, figure(round(item.quantity * item.price, 2), language))
            if ruled:
                self.rule(y + 6)
        return y + 14

    def sums(self, y: float, label_x: float) -> float:
        """Net, tax and total; answers where they end."""
        self.text(label_x, y + 14, self.say("net"))
        self.right(_RIGHT, y + 14, self.money(self.invoice.net))
        self.text(label_x, y + 30, f"{self.say('tax')} {percent(self.invoice.tax_rate, self.invoice.language)}")
        self.right(_RIGHT, y + 30, self.money(self.invoice.tax))
        self.rule(y + 37, label_x)
        self.text(label_x, y + 52, self.say("total"), size=11, bold=True)
        self.right(_RIGHT, y + 52, self.money(self.invoice.total), size=11, bold=True)
        return y + 70

    def foot(self) -> None:
        sender = self.invoice.sender
        self.rule(772)
        self.text(_LEFT, 786, f"{sender.name} · {sender.street} · {sender.city}", size=7.5, grey=True)
        self.text(_LEFT, 797, f"{self.say('tax_id')} {sender.tax_id} · {self.say('account')} {sender.account}",
                  size=7.5, grey=True)  # fmt: skip
        self.right(_RIGHT, 786, f"www.{sender.domain}", size=7.5, grey=True)
        self.right(_RIGHT, 797, f"billing@{sender.domain}", size=7.5, grey=True)


def _letter(sheet: _Sheet) -> None:
    """A business letter: address on the left, facts as labelled lines on the right."""
    sender, invoice = sheet.invoice.sender, sheet.invoice
    sheet.text(_LEFT, 60, sender.name, size=15, bold=True)
    sheet.text(_LEFT, 110, f"{sender.name} - {sender.street} - {sender.city}", size=7, grey=True)
    sheet.customer(_LEFT, 130)
    facts = [
        ("number", invoice.number),
        ("date", sheet.long("date")),
        ("due", sheet.long("due")),
        ("customer", "40718"),
    ]
    for step, (name, value) in enumerate(facts):
        sheet.text(340, 130 + step * 15, f"{sheet.say(name)}:", grey=True)
        sheet.right(_RIGHT, 130 + step * 15, value)
    sheet.text(_LEFT, 240, f"{sheet.say('title')} {invoice.number}", size=14, bold=True)
    end = sheet.sums(sheet.items(275, ruled=False), 340)
    sheet.text(_LEFT, end + 30, sheet.say("terms").format(due=sheet.long("due")))
    sheet.foot()


def _columns(sheet: _Sheet) -> None:
    """Two columns of blocks, each fact under its heading."""
    sender, invoice = sheet.invoice.sender, sheet.invoice
    sheet.text(_LEFT, 62, sheet.say("title").upper(), size=20, bold=True)
    for step, line in enumerate((sender.name, sender.street, sender.city, sender.country)):
        sheet.right(_RIGHT, 52 + step * 13, line, bold=step == 0)
    sheet.text(_LEFT, 130, sheet.say("to"), grey=True)
    sheet.customer(_LEFT, 146)
    heads = [
        ("number", invoice.number),
        ("date", sheet.short("date")),
        ("due", sheet.short("due")),
        ("order", "PO-88213"),
    ]
    for step, (name, value) in enumerate(heads):
        x = _LEFT + step * 124
        sheet.text(x, 240, sheet.say(name), size=8, grey=True)
        sheet.text(x, 254, value, bold=True)
    end = sheet.sums(sheet.items(292, ruled=True), 330)
    sheet.text(_LEFT, end + 24, sheet.say("thanks"), grey=True)
    sheet.foot()


def _banner(sheet: _Sheet) -> None:
    """A coloured banner with the name; the facts in one line below."""
    sender, invoice = sheet.invoice.sender, sheet.invoice
    sheet.block(0, 0, "#e9edff", _WIDTH, 96)
    sheet.text(_LEFT, 46, sender.name, size=18, bold=True)
    sheet.text(_LEFT, 66, f"{sender.street}, {sender.city}, {sender.country}", size=8.5, grey=True)
    sheet.right(_RIGHT, 46, sheet.say("title"), size=18)
    sheet.text(_LEFT, 130, f"{sheet.say('number')} {invoice.number}", bold=True)
    sheet.text(250, 130, f"{sheet.say('date')}: {sheet.short('date')}")
    sheet.right(_RIGHT, 130, f"{sheet.say('due')}: {sheet.short('due')}")
    sheet.text(_LEFT, 168, sheet.say("to"), grey=True)
    sheet.customer(_LEFT, 184)
    end = sheet.sums(sheet.items(276, ruled=False), 330)
    sheet.text(_LEFT, end + 24, sheet.say("terms").format(due=sheet.short("due")))
    sheet.foot()


def _ledger(sheet: _Sheet) -> None:
    """A plain form: everything in ruled rows, label left and value beside it."""
    sender, invoice = sheet.invoice.sender, sheet.invoice
    sheet.right(_RIGHT, 50, sheet.say("title"), size=16, bold=True)
    sheet.text(_LEFT, 50, sender.name, size=12, bold=True)
    sheet.text(_LEFT, 64, f"{sender.street}, {sender.city}", grey=True)
    rows = [("number", invoice.number), ("customer", "40718"), ("order", "PO-88213"), ("date", sheet.long("date")),
            ("due", sheet.long("due"))]  # fmt: skip
    for step, (name, value) in enumerate(rows):
        y = 100 + step * 18
        sheet.text(_LEFT, y, sheet.say(name))
        sheet.text(200, y, value)
        sheet.rule(y + 6, right=330)
    sheet.text(370, 100, f"{sheet.say('to')}:", grey=True)
    sheet.customer(370, 116)
    end = sheet.sums(sheet.items(230, ruled=True), 300)
    sheet.text(_LEFT, end + 30, f"{sheet.say('thanks')} {sheet.say('terms').format(due=sheet.long('due'))}", size=8.5)
    sheet.foot()


_LAYOUTS: Mapping[str, Callable[[_Sheet], None]] = {
    "letter": _letter,
    "columns": _columns,
    "banner": _banner,
    "ledger": _ledger,
}


def draw(canvas: Any, invoice: Invoice) -> None:
    """Draw an invoice on one page."""
    _LAYOUTS[invoice.layout](_Sheet(canvas, invoice))
