"""Codes known by their form: IBANs by their check digits (ISO 13616), VAT numbers by their country. Pure."""

import re
from collections.abc import Sequence

from ai_service.documents.layout import Page
from ai_service.providers.local.reading.candidates import Candidate, candidates_of

_IBAN = re.compile(r"(?<![A-Z0-9])[A-Z]{2}\d{2}(?: ?[A-Z0-9]{4}){2,7}(?: ?[A-Z0-9]{1,4})?(?![A-Za-z0-9])")
_VAT = re.compile(
    r"(?<![A-Z0-9])(?:(?:AT|BE|BG|CY|CZ|DE|DK|EE|EL|ES|FI|FR|GB|HR|HU|IE|IT|LT|LU|LV|MT|NL|PL|PT|RO|SE|SI|SK|XI|CHE)"
    r"[ -]?[A-Z0-9]{0,3}(?:[ .]?\d){5,11}(?: ?[A-Z]{1,2}\d{0,2})?"
    r"|\d{2}[A-Z]{5}\d{4}[A-Z]\d?[A-Z]\d?[A-Z0-9])(?![A-Za-z0-9])"
)


def ibans(pages: Sequence[Page]) -> list[Candidate]:
    """Every IBAN whose check digits are right, without blanks."""
    found = candidates_of(pages, _IBAN, lambda text: re.sub(r"\s", "", text))
    return [candidate for candidate in found if is_iban(str(candidate.value))]


def vat_numbers(pages: Sequence[Page]) -> list[Candidate]:
    """Everything in the form of a European or Indian VAT number, without blanks."""
    found = candidates_of(pages, _VAT, lambda text: re.sub(r"[\s.]", "", text))
    return [candidate for candidate in found if not is_iban(str(candidate.value))]


def is_iban(text: str) -> bool:
    """Whether the check digits are right."""
    if not re.fullmatch(r"[A-Z]{2}\d{2}[A-Z0-9]{8,30}", text):
        return False
    return int("".join(str(int(letter, 36)) for letter in text[4:] + text[:4])) % 97 == 1
