"""Amounts and currencies as people write them, in either decimal convention. Pure."""

import re
from typing import NamedTuple

_SYMBOLS = {
    "€": "EUR", "£": "GBP", "₹": "INR", "¥": "JPY", "zł": "PLN", "kč": "CZK", "₽": "RUB", "₺": "TRY", "₩": "KRW",
    "us$": "USD", "a$": "AUD", "au$": "AUD", "c$": "CAD", "ca$": "CAD", "nz$": "NZD", "hk$": "HKD", "s$": "SGD",
    "r$": "BRL", "$": "USD", "rs.": "INR", "rs": "INR", "kr.": "DKK", "kr": "SEK", "fr.": "CHF", "sfr.": "CHF",
    "euro": "EUR", "euros": "EUR", "dollars": "USD",
}  # fmt: skip
CODES = frozenset(
    {
        "EUR", "USD", "GBP", "INR", "JPY", "CHF", "PLN", "CZK", "SEK", "NOK", "DKK", "AUD", "CAD", "NZD", "HKD", "SGD",
        "BRL", "MXN", "ZAR", "CNY", "TRY", "HUF", "RON", "BGN", "AED", "SAR", "THB", "MYR", "IDR", "PHP", "KRW", "ILS",
        "RUB", "UAH", "ARS", "CLP", "COP",
    }
)  # fmt: skip
_UNIT = "|".join(re.escape(unit) for unit in sorted(_SYMBOLS, key=len, reverse=True)) + "|" + "|".join(CODES)
# Groups of three as in 1,234,567.00, and of two as in India: 12,34,567.00.
_NUMBER = (
    r"\d{1,2}(?:,\d{2})+,\d{3}(?:\.\d{1,2})?|"
    r"\d{1,3}(?:[.,'’\u00a0\u202f ]\d{3})+(?:[.,]\d{1,2})?|\d+(?:[.,]\d{1,2})?(?:,-)?"
)
_AMOUNT = re.compile(
    rf"(?P<neg1>[-−–(]\s?)?(?:(?<![A-Za-z])(?P<before>{_UNIT})\s{{0,2}})?(?P<neg2>[-−–]\s?)?"
    rf"(?<![\w.,/:-])(?P<number>{_NUMBER})(?!\d|[.,/:-]\d|\s?%)(?:\s?(?P<after>{_UNIT})(?![A-Za-z]))?",
    re.IGNORECASE,
)
_UNIT_ALONE = re.compile(rf"(?<![A-Za-z])(?P<unit>{_UNIT})(?![A-Za-z])", re.IGNORECASE)


class AmountFound(NamedTuple):
    """An amount, the currency written with it, and where it stands."""

    value: float
    currency: str | None
    exact: bool
    start: int
    end: int


def currency_of(unit: str) -> str:
    """The ISO 4217 code a symbol, code or word stands for."""
    return _SYMBOLS.get(unit.lower(), unit.upper())


def parse_number(text: str) -> float:
    """Read a number in either convention: the last separator with one or two digits behind it is the decimal one, and
    the one after a zero: `0,271`."""
    text = re.sub(r"[\s\u00a0\u202f'’]|,-$", "", text)
    match = re.search(r"[.,](\d{1,2})$|(?<=^0)[.,](\d+)$", text)
    whole, cents = (text[: match.start()], match[1] or match[2]) if match else (text, "")
    return float(re.sub(r"[.,]", "", whole) + (f".{cents}" if cents else ""))


def find_amounts(text: str) -> list[AmountFound]:
    """Every number that may be an amount; `exact` where it has cents or a currency."""
    found: list[AmountFound] = []
    for match in _AMOUNT.finditer(text):
        unit = match["before"] or match["after"]
        number = match["number"]
        cents = bool(re.search(r"[.,]\d{2}$", number)) or number.endswith(",-")
        sign = -1 if match["neg1"] or match["neg2"] else 1
        found.append(
            AmountFound(
                sign * parse_number(number),
                currency_of(unit) if unit else None,
                cents or unit is not None,
                match.start("number"),
                match.end(),
            )
        )
    return found


def find_currencies(text: str) -> list[str]:
    """The code of every currency symbol, code and word in the text."""
    return [currency_of(match["unit"]) for match in _UNIT_ALONE.finditer(text)]
