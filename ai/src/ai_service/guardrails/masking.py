"""Placeholders for what was found: stable within one exchange, and turned back in its answer, also across the cuts of a
stream. Pure."""

import re
from collections import Counter
from collections.abc import Mapping

import orjson

from ai_service.guardrails.detecting import find
from ai_service.guardrails.rules import Guard
from ai_service.guardrails.schemas import Kind, Mode

_NAMES: Mapping[Kind, str] = {
    "email": "EMAIL",
    "phone": "PHONE",
    "iban": "IBAN",
    "card": "CARD",
    "national_id": "ID",
    "ip": "IP",
    "secret": "SECRET",
    "name": "NAME",
}
_PLACEHOLDER = re.compile(r"\[(?:EMAIL|PHONE|IBAN|CARD|ID|IP|SECRET|NAME)\\{0,2}_\d{1,4}\]")
_BEGUN = re.compile(r"\[(?:[A-Z]{0,6}(?:\\{1,2}|\\{0,2}_\d{0,4})?)?$")


class Vault:
    """What stands behind each placeholder of one exchange; it is never stored.

    Numbers that stand in the text already as placeholders are not given out (`beware`).
    """

    def __init__(self, guard: Guard, beware: str = "") -> None:
        self._guard = guard
        self._taken = {each.replace("\\", "") for each in _PLACEHOLDER.findall(beware)}
        self._by_value: dict[tuple[Kind, str], str] = {}
        self._values: dict[str, str] = {}
        self._next: Counter[Kind] = Counter()
        self.found: Counter[tuple[Kind, Mode]] = Counter()
        """How much of each kind there was, and what became of it."""

    def __bool__(self) -> bool:
        return bool(self._values)

    def masked(self, text: str) -> str:
        """The text as a model may see it. What is refused is only counted: who asks looks there."""
        parts: list[str] = []
        done = 0
        for each in find(text, self._guard.looked_for, self._guard.countries):
            mode = self._guard.mode(each.kind)
            self.found[each.kind, mode] += 1
            if mode == "mask":
                parts += [text[done : each.start], self.placeholder(each.kind, text[each.start : each.end])]
                done = each.end
        return "".join([*parts, text[done:]]) if parts else text

    def placeholder(self, kind: Kind, value: str) -> str:
        """What stands for this value: the same wherever it comes again."""
        known = self._by_value.get((kind, value))
        if known is None:
            known = self._new(kind)
            self._by_value[kind, value] = known
            self._values[known] = value
        return known

    def _new(self, kind: Kind) -> str:
        while True:
            self._next[kind] += 1
            made = f"[{_NAMES[kind]}_{self._next[kind]}]"
            if made not in self._taken:
                return made

    def restored(self, text: str, *, in_json: bool = False) -> str:
        """The text with what stands behind its placeholders; `in_json`: as it must be written inside a JSON text."""
        if "[" not in text:
            return text

        def value(match: re.Match[str]) -> str:
            known = self._values.get(match.group().replace("\\", ""))
            if known is None:
                return match.group()
            return orjson.dumps(known).decode()[1:-1] if in_json else known

        return _PLACEHOLDER.sub(value, text)


class Restorer:
    """Turns placeholders back in a text that comes in pieces: the beginning of one is held back until its end comes."""

    def __init__(self, vault: Vault, *, in_json: bool) -> None:
        self._vault = vault
        self._in_json = in_json
        self._held = ""

    def push(self, piece: str) -> str:
        """What can be said so far."""
        whole = self._held + piece
        begun = _BEGUN.search(whole, max(0, len(whole) - 16))
        cut = begun.start() if begun else len(whole)
        self._held = whole[cut:]
        return self._vault.restored(whole[:cut], in_json=self._in_json)

    def rest(self) -> str:
        """What was held back and became no placeholder."""
        held, self._held = self._held, ""
        return held
