"""Which of the known fields somebody asks for, judged by the field's name and description. Pure.

A name must be understood whole: `order_date` is not the invoice's date, and `customer_number` not its number.
"""

import re
from typing import NamedTuple

from ai_service.providers.local.reading.dates import plain


class _Known(NamedTuple):
    """A field is asked for when each of `needs` has a word in the name, and `allows` holds all its other words."""

    concept: str
    kinds: frozenset[str]
    needs: tuple[frozenset[str], ...]
    allows: frozenset[str]


def _known(concept: str, kinds: str, needs: str, allows: str = "") -> _Known:
    groups = tuple(frozenset(group.split()) for group in needs.split("+"))
    return _Known(concept, frozenset(kinds.split()), groups, frozenset(allows.split()))


_NUMBER = "number no nr id nummer numero num code reference ref"
_DATE = "date datum fecha data day"
_PAPER = "invoice bill document receipt rechnung rechnungs facture factura fattura factuur credit note this the of s"
_KNOWN = (
    _known(
        "due_date",
        "date string",
        "due payable payment falligkeit falligkeitsdatum echeance vervaldatum",
        f"{_DATE} by {_PAPER}",
    ),
    _known("order_date", "date string", f"order purchase bestelldatum + {_DATE}", "of po ordered placed"),
    _known("delivery_date", "date string", f"delivery shipping ship shipment lieferdatum + {_DATE}", "of service"),
    _known("date", "date string", f"{_DATE} issued rechnungsdatum factuurdatum", f"{_PAPER} issue issuing {_DATE} on"),
    _known("iban", "id string", "iban", "supplier vendor seller bank account number code no of the"),
    _known(
        "vat_id",
        "id string",
        f"vat tax ust tva btw iva ustid gstin abn + {_NUMBER} ustid gstin abn",
        "supplier vendor seller company registration identification of s the",
    ),
    _known(
        "order_number",
        "id string number",
        f"order po purchase bestellnummer + {_NUMBER} order po bestellnummer",
        "of customer your",
    ),
    _known(
        "customer_number",
        "id string number",
        f"customer client account kundennummer + {_NUMBER} kundennummer",
        "of the our",
    ),
    _known("number", "id string number", f"{_NUMBER} rechnungsnummer factuurnummer invoice", f"{_PAPER} {_NUMBER}"),
    _known(
        "net",
        "money number string",
        "net subtotal untaxed netto sub ht",
        "amount total sum before tax vat without excluding value in price of the invoice",
    ),
    _known(
        "net",
        "money number string",
        "before without excluding excl + tax vat taxes",
        "amount total sum value price net",
    ),
    _known(
        "tax",
        "money number string",
        "tax vat mwst tva btw iva gst taxes",
        "amount total sum value sales added of the on",
    ),
    _known(
        "total",
        "money number string",
        "total amount sum gross payable pay betrag montant gesamtbetrag price due value balance",
        "total amount sum due to pay grand invoice including incl included inclusive with tax vat taxes "
        "of the in currency",
    ),
    _known(
        "supplier",
        "string",
        "supplier vendor seller issuer lieferant fournisseur leverancier biller sender company merchant",
        "name company of the official legal invoice",
    ),
    _known(
        "customer",
        "string",
        "customer client buyer recipient kunde debtor billed payer",
        "name company of the to party invoice",
    ),
)
_PHRASES = (
    ("due_date", r"due date|date .{0,20}\bdue\b|pay(?:ment|able)? by"),
    ("net", r"before tax|without tax|net amount|excluding (?:tax|vat)"),
    ("number", r"invoice (?:number|no\b|id\b)"),
    ("date", r"invoice date|date of (?:the )?invoice|date .{0,20}\bissued"),
    ("total", r"total (?:amount|to pay|sum)|amount (?:due|to pay)|grand total|total of the invoice"),
    ("tax", r"(?:tax|vat) amount|amount of (?:tax|vat)"),
    ("supplier", r"(?:who|that|which|company) .{0,20}issued|supplier|vendor|seller"),
    ("customer", r"customer's name|name of the customer|who is billed|billed to"),
)
_KINDS = {known.concept: known.kinds for known in _KNOWN}


def concept_of(name: str, kind: str, description: str) -> str | None:
    """Which of the known fields is asked for, by its name first, then by its description; None if none."""
    words = _words(name)
    if kind == "currency" or (kind == "string" and words in (["currency"], ["currency", "code"])):
        return "currency"
    for known in _KNOWN:
        if kind in known.kinds and _asks_for(words, known):
            return known.concept
    # A name that says something of its own (`delivery_note`) is not overruled by a word in its description.
    said = plain(description)
    for concept, phrase in _PHRASES:
        if kind in _KINDS[concept] and re.search(phrase, said) and not _says_another(words):
            return concept
    return None


def _words(name: str) -> list[str]:
    parted = re.sub(r"(?<=[a-z0-9])(?=[A-Z])", " ", name)
    return re.findall(r"[a-z]+", plain(parted))


def _asks_for(words: list[str], known: _Known) -> bool:
    every = frozenset[str]().union(*known.needs)
    return (
        bool(words)
        and all(group & set(words) for group in known.needs)
        and all(word in every or word in known.allows for word in words)
    )


def _says_another(words: list[str]) -> bool:
    telling = {word for known in _KNOWN for group in known.needs for word in group} - {"invoice"}
    return bool(telling & set(words))
