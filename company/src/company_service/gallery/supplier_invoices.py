"""Supplier invoices: read, checked, sorted, and paid only after somebody looked where that is needed.

The sample company uses the same process, in English.
"""

from typing import Any

from company_service.gallery.template import PEOPLE, AgentPlan, Attached, Template, Words, places, say

_FIELDS = [
    {"name": "supplier", "type": "string", "description": "The company that sent the invoice and gets the money"},
    {"name": "number", "type": "id", "description": "The invoice number"},
    {"name": "date", "type": "date", "description": "The date of the invoice"},
    {"name": "currency", "type": "currency", "description": "The currency of the total"},
    {"name": "net", "type": "money", "description": "The subtotal before tax"},
    {"name": "tax", "type": "money", "description": "The amount of tax (VAT, MwSt, TVA, IVA, GST)"},
    {"name": "total", "type": "money", "description": "The grand total to be paid, tax included"},
]

_LABELS = [
    {
        "name": "IT and telecommunications",
        "description": "Cloud hosting, servers, domains, software licences, subscriptions, internet and telephone",
        "examples": ["Monthly cloud hosting", "Software licence renewal", "Fibre internet access"],
    },
    {
        "name": "Office and equipment",
        "description": "Office supplies, paper, furniture, computers, screens, devices and household appliances",
        "examples": ["Desk chairs", "Printer paper and toner", "Laptop and monitor"],
    },
    {
        "name": "Travel and lodging",
        "description": "Hotels, rooms, flights, trains, taxis, rental cars, meals on journeys",
        "examples": ["Two nights in a hotel", "Train ticket", "Rental car"],
    },
    {
        "name": "Professional services",
        "description": "Consulting, legal advice, accounting, design, translation, training, repairs by the hour",
        "examples": ["Consulting days", "Legal advice", "Staff training"],
    },
    {
        "name": "Goods and materials",
        "description": "Goods for resale, raw materials, parts, packaging, freight and delivery of goods",
        "examples": ["Steel parts", "Packaging material", "Freight charges"],
    },
    {
        "name": "Energy and premises",
        "description": "Rent, electricity, gas, water, heating, cleaning, security and maintenance of buildings",
        "examples": ["Electricity for March", "Office rent", "Cleaning service"],
    },
]

_VALUES = "steps.read.output.values"
_KNOWN = f"steps.read.status == 'succeeded' && {_VALUES}.currency != null && {_VALUES}.total != null"


def _sentence(before: Words, otherwise: Words) -> Words:
    """A sentence that names amount and supplier when they are known."""

    def written(start: str, instead: str, to: str) -> str:
        named = f"(has({_VALUES}.supplier) && {_VALUES}.supplier != null ? ' {to} ' + {_VALUES}.supplier : '')"
        what = f"{_VALUES}.currency + ' ' + '%.2f'.format([double({_VALUES}.total)]) + {named}"
        return f"{{{{ {_KNOWN} ? '{start} ' + {what} : '{instead}' }}}}"

    return say(written(before.en, otherwise.en, "to"), written(before.de, otherwise.de, "an"))


_REASONS_EN = (
    "The document could not be read.",
    "These values could not be found: ",
    "Net and tax do not add up to the total.",
    "The total is above the limit.",
)
_REASONS_DE = (
    "Das Dokument war nicht lesbar.",
    "Diese Werte waren nicht zu finden: ",
    "Netto und Steuer ergeben nicht den Gesamtbetrag.",
    "Der Gesamtbetrag liegt über der Grenze.",
)


def _reason(unread: str, missing: str, sums: str, above: str) -> str:
    """Why somebody is asked."""
    return (
        f"{{{{ steps.read.status != 'succeeded' ? '{unread}' : steps.route.output.port == 'incomplete' ? "
        f"'{missing}' + steps.check.output.missing + '.' : "
        f"steps.route.output.port == 'does not add up' ? '{sums}' : '{above}' }}}}"
    )


GRAPH: dict[str, Any] = {
    "input": {
        "type": "object",
        "properties": {
            "invoice": {"type": "string", "format": "file", "title": say("Invoice", "Rechnung")},
            "limit": {
                "type": "number",
                "minimum": 0,
                "default": 1000,
                "title": say("Ask a person above", "Nachfragen ab"),
                "description": say(
                    "Invoices with a higher total wait for a person.",
                    "Rechnungen mit einem höheren Betrag warten auf einen Menschen.",
                ),
            },
        },
        "required": ["invoice"],
    },
    "steps": [
        {
            "id": "read",
            "type": "ai.extract",
            "name": say("Read the invoice", "Rechnung lesen"),
            "with": {"file": "{{ input.invoice }}", "fields": _FIELDS},
            "retry": {"max": 3, "backoff": "2s"},
        },
        {
            "id": "check",
            "type": "set",
            "name": say("Check the totals", "Summen prüfen"),
            "with": {
                "values": {
                    "missing": "{{ ['supplier', 'number', 'date', 'currency', 'total'].filter(name, "
                    f"{_VALUES}[name] == null).join(', ') }}}}",
                    "adds_up": f"{{{{ {_VALUES}.net == null || {_VALUES}.tax == null || {_VALUES}.total == null || "
                    f"math.abs(double({_VALUES}.net) + double({_VALUES}.tax) - double({_VALUES}.total)) < 0.02 }}}}",
                    "above_limit": f"{{{{ {_VALUES}.total != null && "
                    f"double({_VALUES}.total) > double(input.limit) }}}}",
                }
            },
        },
        {
            "id": "category",
            "type": "ai.classify",
            "name": say("What kind of expense?", "Welche Art von Ausgabe?"),
            "with": {"file": "{{ input.invoice }}", "labels": _LABELS},
            "retry": {"max": 3, "backoff": "2s"},
        },
        {
            "id": "route",
            "type": "branch",
            "name": say("Must a person look?", "Muss jemand hinsehen?"),
            "join": "any",
            "with": {
                "cases": [
                    {"port": "incomplete", "when": "steps.check.output.missing != ''"},
                    {"port": "does not add up", "when": "!steps.check.output.adds_up"},
                    {"port": "above the limit", "when": "steps.check.output.above_limit"},
                ],
                "otherwise": "all good",
            },
        },
        {
            "id": "ask",
            "type": "approval",
            "name": say("Ask a person", "Jemanden fragen"),
            "join": "any",
            "with": {
                "title": _sentence(say("Pay", "Zahlen:"), say("Pay this invoice?", "Diese Rechnung zahlen?")),
                "description": say(_reason(*_REASONS_EN), _reason(*_REASONS_DE)),
                "to": PEOPLE,
                "choices": ["approve", "reject"],
                "context": {
                    say("Supplier", "Lieferant"): f"{{{{ {_VALUES}.supplier }}}}",
                    say("Invoice number", "Rechnungsnummer"): f"{{{{ {_VALUES}.number }}}}",
                    say("Date", "Datum"): f"{{{{ {_VALUES}.date }}}}",
                    say("Currency", "Währung"): f"{{{{ {_VALUES}.currency }}}}",
                    say("Net", "Netto"): f"{{{{ {_VALUES}.net }}}}",
                    say("Tax", "Steuer"): f"{{{{ {_VALUES}.tax }}}}",
                    say("Total", "Gesamtbetrag"): f"{{{{ {_VALUES}.total }}}}",
                    say("Kind of expense", "Art der Ausgabe"): "{{ steps.category.output.label }}",
                    say("Limit", "Grenze"): "{{ input.limit }}",
                    say("Document", "Dokument"): "{{ input.invoice }}",
                },
            },
        },
        {
            "id": "pay",
            "type": "notify",
            "name": say("Tell that it can be paid", "Zur Zahlung melden"),
            "join": "any",
            "with": {
                "to": PEOPLE,
                "title": _sentence(
                    say("Ready to pay:", "Zur Zahlung bereit:"),
                    say("An invoice is ready to pay", "Eine Rechnung kann gezahlt werden"),
                ),
                "body": say(
                    f"{{{{ {_VALUES}.number == null ? '' : 'Invoice ' + {_VALUES}.number }}}}",
                    f"{{{{ {_VALUES}.number == null ? '' : 'Rechnung ' + {_VALUES}.number }}}}",
                ),
            },
        },
        {
            "id": "decline",
            "type": "notify",
            "name": say("Tell that it was rejected", "Ablehnung melden"),
            "with": {
                "to": PEOPLE,
                "title": _sentence(
                    say("Not to be paid:", "Nicht zu zahlen:"),
                    say("An invoice was rejected", "Eine Rechnung wurde abgelehnt"),
                ),
                "body": "{{ steps.ask.output.comment }}",
            },
        },
    ],
    "edges": [
        {"from": "read", "to": "check"},
        {"from": "read", "port": "error", "to": "ask"},
        {"from": "check", "to": "category"},
        {"from": "category", "to": "route"},
        {"from": "category", "port": "error", "to": "route"},
        {"from": "route", "port": "incomplete", "to": "ask"},
        {"from": "route", "port": "does not add up", "to": "ask"},
        {"from": "route", "port": "above the limit", "to": "ask"},
        {"from": "route", "port": "all good", "to": "pay"},
        {"from": "ask", "port": "approve", "to": "pay"},
        {"from": "ask", "port": "reject", "to": "decline"},
    ],
    "output": {
        **{name: f"{{{{ {_VALUES}.{name} }}}}" for name in (str(field["name"]) for field in _FIELDS)},
        "category": "{{ steps.category.output.label }}",
        "adds_up": "{{ steps.check.output.adds_up }}",
        "decision": "{{ steps.ask.status == 'skipped' ? 'approve' : steps.ask.output.choice }}",
        "decided_by": "{{ steps.ask.status == 'skipped' ? null : steps.ask.output.decided_by }}",
    },
    "layout": places(
        read=(0, 120),
        check=(304, 56),
        category=(608, 56),
        route=(912, 0),
        ask=(1216, 64),
        decline=(1520, 88),
        pay=(1520, 184),
    ),
}

TEMPLATE = Template(
    key="supplier-invoices",
    category="finance",
    icon="receipt",
    name=say("Pay supplier invoices", "Lieferantenrechnungen zahlen"),
    promise=say(
        "Every supplier's invoice is read, checked and ready for payment on the day it arrives.",
        "Jede Lieferantenrechnung ist am Tag ihres Eingangs gelesen, geprüft und zur Zahlung bereit.",
    ),
    audience=say("Accounts payable, bookkeeping", "Kreditorenbuchhaltung, Rechnungswesen"),
    how=(
        say(
            "Reads supplier, number, date, currency, net, tax and total from the PDF.",
            "Liest Lieferant, Nummer, Datum, Währung, Netto, Steuer und Gesamtbetrag aus dem PDF.",
        ),
        say(
            "Checks that the sums add up and sorts the invoice by kind of expense.",
            "Prüft, ob die Summen stimmen, und ordnet die Rechnung einer Ausgabenart zu.",
        ),
        say(
            "Asks a person when the total is above your limit, or when anything is missing or wrong.",
            "Fragt nach, wenn der Betrag über Ihrer Grenze liegt oder etwas fehlt oder nicht stimmt.",
        ),
        say("Tells that it can be paid, or that it was rejected.", "Meldet, ob gezahlt werden kann oder nicht."),
    ),
    needs=(),
    minutes_saved=8,
    agent=AgentPlan(
        name=say("Accounts payable", "Kreditorenbuchhaltung"),
        role=say("Accounts-payable clerk", "Sachbearbeitung Kreditoren"),
        goal=say(
            "Get every supplier's invoice read, checked and ready for payment on the day it arrives.",
            "Jede Lieferantenrechnung am Tag ihres Eingangs lesen, prüfen und zur Zahlung bringen.",
        ),
        instructions=say(
            "Read each invoice. Take supplier, number, date, currency, net, tax and total from it. Check that net and "
            "tax add up to the total. Decide what kind of expense it is. Ask a person when the total is above the "
            "limit, or when anything is missing or does not add up.",
            "Lesen Sie jede Rechnung. Entnehmen Sie Lieferant, Nummer, Datum, Währung, Netto, Steuer und Gesamtbetrag. "
            "Prüfen Sie, ob Netto und Steuer den Gesamtbetrag ergeben. Bestimmen Sie die Art der Ausgabe. Fragen Sie "
            "nach, wenn der Betrag über der Grenze liegt oder etwas fehlt oder nicht stimmt.",
        ),
    ),
    graph=GRAPH,
    sample={"invoice": Attached("nordlicht-hosting-2026-10.pdf"), "limit": 1000},
    sample_about=say(
        "A supplier's invoice as a PDF, below the limit.", "Die PDF-Rechnung eines Lieferanten unter der Grenze."
    ),
)
