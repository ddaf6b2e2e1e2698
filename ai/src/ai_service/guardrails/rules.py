"""What a company's guardrails say of a request. Pure."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from fnmatch import fnmatchcase
from functools import cached_property

from ai_service.guardrails.detecting import ORDER
from ai_service.guardrails.schemas import GuardBody, Kind, Mode

KIND_WORDS: Mapping[Kind, str] = {
    "email": "an e-mail address",
    "phone": "a phone number",
    "iban": "a bank account number (IBAN)",
    "card": "a card number",
    "national_id": "a national id or tax number",
    "ip": "an IP address",
    "secret": "a key, a token or a password",
    "name": "the name of a person",
}


@dataclass(frozen=True)
class Guard:
    """Guardrails as one exchange goes by them."""

    body: GuardBody

    def mode(self, kind: Kind) -> Mode:
        """What becomes of findings of this kind."""
        found: Mode = getattr(self.body, kind)
        return found

    @cached_property
    def looked_for(self) -> frozenset[Kind]:
        """The kinds that are looked for at all."""
        return frozenset(kind for kind in ORDER if self.mode(kind) != "off")

    @property
    def countries(self) -> Sequence[str]:
        """Whose phone numbers and national ids are known."""
        return self.body.countries

    @property
    def reads(self) -> bool:
        """Whether texts have to be read at all."""
        return bool(self.looked_for) or self.body.injection == "observe"


def redacting(body: GuardBody) -> Guard:
    """The guard for what is stored: whatever reached a model, none of it lies in our own tables. Names, which are found
    by likelihood, only where the company looks for them at all."""
    masked = dict.fromkeys(map(str, ORDER), "mask")
    return Guard(body.model_copy(update={**masked, "name": "off" if body.name == "off" else "mask"}))


def may_use(allowed: Sequence[str] | None, names: Iterable[str]) -> bool:
    """Whether one of a model's names is among those that a role may use; None: all are."""
    if allowed is None:
        return True
    given = list(names)
    return any(fnmatchcase(name, each) for each in allowed for name in given)


def refusal_words(kinds: Iterable[Kind]) -> str:
    """What was found, as a person would say it."""
    words = [KIND_WORDS[kind] for kind in ORDER if kind in set(kinds)]
    return " and ".join([", ".join(words[:-1]), words[-1]]) if len(words) > 1 else words[0]
