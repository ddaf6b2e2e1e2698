"""Finds personal data and secrets in a text: by their form, by their checksum where they have one, and names of people
by what stands around them. Pure."""

import ipaddress
import re
from collections.abc import Callable, Collection, Iterator, Sequence
from dataclasses import dataclass
from functools import cache
from typing import Any

from ai_service.guardrails.countries import NATIONAL_IDS
from ai_service.guardrails.schemas import Kind
from ai_service.guardrails.secret_forms import SECRET_FORMS

_EMAIL = re.compile(r"(?<![\w.%+-])[\w.%+-]{1,64}@(?:[\w-]{1,63}\.){1,8}[^\W\d_]{2,24}(?![\w-])")
_IBAN = re.compile(r"\b[A-Za-z]{2}\d{2}(?:[ \u00a0]?[A-Za-z0-9]{4}){2,7}(?:[ \u00a0]?[A-Za-z0-9]{1,3})?\b")
_CARD = re.compile(r"(?<![\w.,-])[2-6]\d{3}(?:[ -]?\d){9,15}(?![\w])")
_PHONE = re.compile(
    r"(?<![\w.,/-])(?<!\d )(?:\+|00)?(?:\(\d{1,5}\)|\d)(?:[ ()/.\u00a0-]{0,3}\d){4,14}(?![\w/-]|[.,]\d)"
)
_IP4 = re.compile(r"(?<![\w.])\d{1,3}(?:\.\d{1,3}){3}(?![\w]|\.\d)")
_IP6 = re.compile(r"(?<![\w:.])(?:[0-9A-Fa-f]{0,4}:){2,7}[0-9A-Fa-f]{0,4}(?![\w:])")
_DATE = re.compile(r"\d{1,4}([./-])\d{1,2}\1\d{1,4}")
_AMERICAN = re.compile(r"\(?\d{3}\)?[-. ]\d{3}[-. ]\d{4}")
_BRANDS = (
    ("3[47]", (15,)),
    ("3(?:0[0-5]|[689])", (14, 16, 17, 18, 19)),
    ("35", (16, 17, 18, 19)),
    ("4", (13, 16, 19)),
    ("5[1-5]|2[2-7]", (16,)),
    ("5[06-8]|6", (13, 14, 15, 16, 17, 18, 19)),
)
"""How a card number of each brand begins, and how long it may be (ISO/IEC 7812)."""
_NOBODYS = {"0.0.0.0", "127.0.0.1", "255.255.255.255", "::", "::1"}  # noqa: S104 - compared with, not listened on
ORDER: tuple[Kind, ...] = ("secret", "iban", "card", "national_id", "email", "phone", "ip", "name")
"""Where two kinds claim the same place, the first has it."""


@dataclass(frozen=True)
class Finding:
    """Something in a text, and its place there."""

    kind: Kind
    start: int
    end: int


def find(text: str, kinds: Collection[Kind], countries: Sequence[str]) -> list[Finding]:
    """All findings of these kinds, in the order of the text; none overlaps another."""
    taken: list[Finding] = []
    for kind in ORDER:
        if kind in kinds:
            for start, end in _FINDERS[kind](text, countries):
                if not any(start < each.end and each.start < end for each in taken):
                    taken.append(Finding(kind, start, end))
    return sorted(taken, key=lambda each: each.start)


Spans = Iterator[tuple[int, int]]


def _secrets(text: str, _countries: Sequence[str]) -> Spans:
    small = text.lower()
    for words, form in _forms():
        if any(word in small for word in words):
            yield from (match.span() for match in form.finditer(text))


@cache
def _forms() -> list[tuple[tuple[str, ...], re.Pattern[str]]]:
    return [(words, re.compile(form)) for words, form in SECRET_FORMS]


def _emails(text: str, _countries: Sequence[str]) -> Spans:
    if "@" in text:
        yield from (match.span() for match in _EMAIL.finditer(text))


def _ibans(text: str, _countries: Sequence[str]) -> Spans:
    for match in _IBAN.finditer(text):
        yield from _longest(match, _is_iban)


def _cards(text: str, _countries: Sequence[str]) -> Spans:
    for match in _CARD.finditer(text):
        yield from _longest(match, _is_card)


def _longest(match: re.Match[str], is_one: Callable[[str], bool]) -> Spans:
    """The longest beginning that passes its check and ends where a group ends: what follows may be another word."""
    whole = match.group()
    ends = [len(whole), *(at for at in range(len(whole) - 1, 12, -1) if whole[at] in " -\u00a0")]
    end = next((end for end in ends if is_one(whole[:end])), None)
    if end is not None:
        yield match.start(), match.start() + end


def _is_iban(text: str) -> bool:
    from stdnum import iban

    return iban.is_valid(text.replace("\u00a0", " "), check_country=False)


def _is_card(text: str) -> bool:
    from stdnum import luhn

    digits = re.sub(r"\D", "", text)
    lengths = next((lengths for begin, lengths in _BRANDS if re.match(begin, digits)), ())
    return len(digits) in lengths and luhn.is_valid(digits)


def _national_ids(text: str, countries: Sequence[str]) -> Spans:
    for country in countries:
        for form, module in _id_forms(country):
            for match in form.finditer(text):
                if module is None or module.is_valid(match.group()):
                    yield match.span()


@cache
def _id_forms(country: str) -> list[tuple[re.Pattern[str], Any]]:
    from stdnum.util import get_cc_module

    known = NATIONAL_IDS.get(country, ())
    return [(re.compile(form), get_cc_module(country.lower(), name) if name else None) for form, name in known]


def _phones(text: str, countries: Sequence[str]) -> Spans:
    for match in _PHONE.finditer(text):
        if _is_phone(match.group(), countries):
            yield match.span()


def _is_phone(text: str, countries: Sequence[str]) -> bool:
    """An international number, or one as it is written in one of these countries: with its leading zero or its dashes,
    lest every long number be one."""
    if text.startswith(("+", "00")):
        return _dials("+" + text.lstrip("+").removeprefix("00") if text[0] == "0" else text, None)
    if _DATE.fullmatch(text):
        return False
    if _AMERICAN.fullmatch(text) and "US" in countries:
        return _dials(text, "US")
    return text.lstrip("(").startswith("0") and any(_dials(text, each) for each in countries if each != "US")


def _dials(text: str, country: str | None) -> bool:
    import phonenumbers

    try:
        return phonenumbers.is_valid_number(phonenumbers.parse(text, country))
    except phonenumbers.NumberParseException:
        return False


def _addresses(text: str, _countries: Sequence[str]) -> Spans:
    for match in (*_IP4.finditer(text), *(_IP6.finditer(text) if "::" in text or text.count(":") > 6 else ())):
        if _is_address(match.group()):
            yield match.span()


def _is_address(text: str) -> bool:
    try:
        return str(ipaddress.ip_address(text)) not in _NOBODYS
    except ValueError:
        return False


def _names(text: str, _countries: Sequence[str]) -> Spans:
    from ai_service.guardrails.person_names import find_names

    yield from find_names(text)


_FINDERS: dict[Kind, Callable[[str, Sequence[str]], Spans]] = {
    "secret": _secrets,
    "iban": _ibans,
    "card": _cards,
    "national_id": _national_ids,
    "email": _emails,
    "phone": _phones,
    "ip": _addresses,
    "name": _names,
}
