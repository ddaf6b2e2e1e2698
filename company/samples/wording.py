"""What an invoice says in each language, and how numbers and dates are written there."""

from collections.abc import Mapping
from datetime import date

_WORDS: Mapping[str, Mapping[str, str]] = {
    "en": {
        "title": "Invoice", "number": "Invoice number", "date": "Invoice date", "due": "Due date", "to": "Bill to",
        "text": "Description", "quantity": "Qty", "price": "Unit price", "amount": "Amount", "net": "Subtotal",
        "tax": "VAT", "total": "Total amount due", "tax_id": "VAT reg. no.", "account": "Bank account",
        "customer": "Customer no.", "order": "Your order", "thanks": "Thank you for your business.",
        "terms": "Please pay by {due} and quote the invoice number.",
    },
    "de": {
        "title": "Rechnung", "number": "Rechnungsnummer", "date": "Rechnungsdatum", "due": "Zahlbar bis",
        "to": "Rechnung an", "text": "Beschreibung", "quantity": "Menge", "price": "Einzelpreis", "amount": "Betrag",
        "net": "Zwischensumme", "tax": "MwSt.", "total": "Gesamtbetrag", "tax_id": "USt-IdNr.", "account": "IBAN",
        "customer": "Kundennummer", "order": "Ihre Bestellung", "thanks": "Vielen Dank für Ihren Auftrag.",
        "terms": "Bitte überweisen Sie den Betrag bis zum {due} ohne Abzug.",
    },
    "fr": {
        "title": "Facture", "number": "Facture n°", "date": "Date de facture", "due": "Date d'échéance",
        "to": "Facturé à", "text": "Désignation", "quantity": "Qté", "price": "Prix unitaire", "amount": "Montant",
        "net": "Total HT", "tax": "TVA", "total": "Total TTC", "tax_id": "N° TVA", "account": "IBAN",
        "customer": "N° client", "order": "Votre commande", "thanks": "Merci de votre confiance.",
        "terms": "À régler au plus tard le {due}, sans escompte.",
    },
}  # fmt: skip
_MONTHS = {
    "en": "January February March April May June July August September October November December",
    "de": "Januar Februar März April Mai Juni Juli August September Oktober November Dezember",
    "fr": "janvier février mars avril mai juin juillet août septembre octobre novembre décembre",
}
_SYMBOLS = {"EUR": "€", "GBP": "£", "USD": "$"}


def word(language: str, name: str) -> str:
    """A term of invoices."""
    return _WORDS[language][name]


def money(value: float, currency: str, language: str) -> str:
    """An amount as it is written there."""
    text = f"{value:,.2f}"
    if language == "en":
        return f"{_SYMBOLS[currency]}{text}" if currency != "EUR" else f"EUR {text}"
    swapped = text.replace(",", "#").replace(".", ",").replace("#", "." if language == "de" else " ")
    return f"{swapped} {_SYMBOLS[currency]}"


def figure(value: float, language: str) -> str:
    """A number without a currency: prices with cents or, for rates, with three places."""
    text = f"{value:,.3f}".rstrip("0") if round(value, 2) != value else f"{value:,.2f}"
    if language == "en":
        return text
    return text.replace(",", "#").replace(".", ",").replace("#", "." if language == "de" else " ")


def percent(rate: float, language: str) -> str:
    """A rate of tax."""
    text = f"{rate:g}"
    return f"{text}%" if language == "en" else f"{text.replace('.', ',')} %"


def long_date(day: date, language: str, *, american: bool) -> str:
    """A date with the month's name."""
    month = _MONTHS[language].split()[day.month - 1]
    if language == "de":
        return f"{day.day}. {month} {day.year}"
    return f"{month} {day.day}, {day.year}" if american else f"{day.day} {month} {day.year}"


def short_date(day: date, language: str, *, american: bool) -> str:
    """A date in figures."""
    if language == "de":
        return f"{day:%d.%m.%Y}"
    return f"{day:%m/%d/%Y}" if american else f"{day:%d/%m/%Y}"
