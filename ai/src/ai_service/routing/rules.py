"""Which target answers, in which order, and why the others do not. Pure: time, chance and health are handed in."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Literal, NamedTuple

from ai_service.prices.rules import Price, Target, cost, dollars, most
from ai_service.providers import problems
from ai_service.providers.vocabulary import Ability, Tokens
from ai_service.routing.schemas import Fault
from kernel.egress import AddressRefused
from kernel.problems import Problem

_FAILURES_UNTIL_REST = 5
_REST_SECONDS = 10.0
_LONGEST_REST_SECONDS = 300.0


@dataclass(frozen=True)
class Needs:
    """What a request asks of whoever answers it. Tokens are upper bounds."""

    abilities: frozenset[Ability] = frozenset()
    input_tokens: int = 0
    output_tokens: int | None = None
    private: bool = False
    region: str | None = None
    max_cost: float | None = None


@dataclass(frozen=True)
class Candidate:
    """A target with what is known of it; None is unknown, and never held against it.

    The two prices (USD per million tokens) are those that were entered or listed with it; `price` is what holds.
    """

    provider_id: str
    provider: str
    kind: str
    model: str
    data_stays: bool
    weight: float = 1.0
    region: str | None = None
    abilities: frozenset[Ability] | None = None
    context: int | None = None
    input_price: float | None = None
    output_price: float | None = None
    preset: str | None = None
    base_url: str | None = None
    price: Price | None = None

    @property
    def target(self) -> Target:
        """The same in the words of prices."""
        prices = (self.input_price, self.output_price)
        return Target(self.preset or self.kind, self.model, self.provider_id, self.base_url, *prices)

    @property
    def key(self) -> str:
        """Names it among those of its company."""
        return f"{self.provider_id}/{self.model}"

    def cost(self, taken: int, given: int) -> float | None:
        """What so many tokens cost at most (USD); None where its price is not known."""
        return dollars(most(self.price, taken, given)) if self.price else None

    def charged(self, tokens: Tokens) -> float | None:
        """What these cost (USD); None where its price is not known."""
        return dollars(cost(self.price, tokens)) if self.price else None


class Passed(NamedTuple):
    """A target that will not be asked, and why; `wait` is when it may be asked again (seconds from now)."""

    candidate: Candidate
    why: str
    wait: float | None = None


@dataclass(frozen=True)
class Choice:
    """Who is asked, in this order, and who is not."""

    order: tuple[Candidate, ...]
    passed: tuple[Passed, ...]


# --- conditions -------------------------------------------------------------------------------------------------------

_ABILITY_WORDS: Mapping[Ability, str] = {
    "chat": "chat",
    "tools": "use tools",
    "json": "answer in JSON",
    "schema": "answer by a JSON Schema",
    "images": "see pictures",
    "embeddings": "make embeddings",
}


def why_not(candidate: Candidate, needs: Needs) -> str | None:
    """The condition that keeps a target from answering this request; None where all are met."""
    if needs.private and not candidate.data_stays:
        return "The data is private, and this provider is outside the house."
    if needs.region and candidate.region != needs.region:
        return f"It is not said to be in the region “{needs.region}”."
    if candidate.abilities is not None and (missing := needs.abilities - candidate.abilities):
        return f"It cannot {' or '.join(sorted(_ABILITY_WORDS[each] for each in missing))}."
    if not _fits(candidate, needs):
        return f"About {needs.input_tokens} tokens and the answer do not fit into its {candidate.context}."
    return _too_dear(candidate, needs)


def _fits(candidate: Candidate, needs: Needs) -> bool:
    """Whether the context may hold it. Texts to be embedded are many, and the model itself cuts or refuses each."""
    if candidate.context is None or "embeddings" in needs.abilities:
        return True
    return needs.input_tokens + (needs.output_tokens or 0) <= candidate.context


def _too_dear(candidate: Candidate, needs: Needs) -> str | None:
    if needs.max_cost is None:
        return None
    most = candidate.cost(needs.input_tokens, needs.output_tokens or 0)
    if most is None:
        return "Its price is not known, and the alias has a ceiling on cost."
    return f"It could cost {most:.4f} USD, more than the ceiling." if most > needs.max_cost else None


def choose(
    candidates: Sequence[Candidate],
    needs: Needs,
    healths: Mapping[str, "Health"],
    *,
    now: float,
    draws: Sequence[float] | None = None,
) -> Choice:
    """Order the targets that may answer. With `draws` (one in [0, 1) for each) they are balanced by weight.

    A weighted order without replacement: the smallest `-log(u) / weight` comes first (Efraimidis and Spirakis, 2006);
    `u ** (1 / weight)`, largest first, is the same.
    """
    passed: list[Passed] = []
    fit: list[tuple[float, Candidate]] = []
    for place, candidate in enumerate(candidates):
        why, wait = why_not(candidate, needs), None
        if why is None and (wait := healths.get(candidate.key, FRESH).rests_for(now)):
            why = f"It rests for {wait:.0f} s more: {healths[candidate.key].why}"
        if why is None:
            rank = float(place) if draws is None else -(draws[place] ** (1 / candidate.weight))
            fit.append((rank, candidate))
        else:
            passed.append(Passed(candidate, why, wait))
    fit.sort(key=lambda each: each[0])
    return Choice(tuple(candidate for _, candidate in fit), tuple(passed))


# --- faults -----------------------------------------------------------------------------------------------------------


class Meaning(NamedTuple):
    """What a problem means for routing: the kind of fault, and whether the target is to blame for it."""

    fault: Fault | Literal["wrong"]
    blames: bool


FAULTS: Mapping[type[Problem], Meaning] = {
    problems.EndpointUnreachable: Meaning("error", blames=True),
    problems.EndpointTooSlow: Meaning("timeout", blames=True),
    problems.EndpointBusy: Meaning("limit", blames=True),
    problems.EndpointAnsweredNonsense: Meaning("error", blames=True),
    problems.EndpointBrokeOff: Meaning("error", blames=True),
    problems.KeyRefused: Meaning("error", blames=True),
    problems.ModelUnknown: Meaning("error", blames=True),
    AddressRefused: Meaning("error", blames=True),
    problems.ContextTooLong: Meaning("error", blames=False),
    problems.NotOffered: Meaning("error", blames=False),
    problems.RequestRefused: Meaning("wrong", blames=False),
}
"""Every problem of a vendor. What is `wrong` with the request is wrong everywhere: nobody else is asked."""

_WRONG = Meaning("wrong", blames=False)


def meaning(problem: Problem) -> Meaning:
    """What a problem means; the closest class of it counts."""
    return next((FAULTS[kind] for kind in type(problem).__mro__ if kind in FAULTS), _WRONG)


def falls_back(problem: Problem, on: frozenset[Fault]) -> bool:
    """Whether another target is asked after this problem."""
    return meaning(problem).fault in on


# --- health -----------------------------------------------------------------------------------------------------------


@dataclass(frozen=True)
class Health:
    """How a target has been lately. It rests after several failures in a row, or as long as it asked for."""

    failures: int = 0
    rests_until: float = 0.0
    why: str = ""

    def rests_for(self, now: float) -> float:
        """Seconds for which it is not asked; 0 where it may be."""
        return max(0.0, self.rests_until - now)


FRESH = Health()


def after_failure(health: Health, problem: Problem, now: float) -> Health:
    """A limit makes it rest at once, for as long as it said; other failures when there were several in a row.

    After its rest one more failure suffices (the breaker is half open): only an answer makes it fresh again.
    """
    means = meaning(problem)
    if not means.blames:
        return health
    failures = health.failures + (means.fault != "limit")
    rest = 0.0
    if means.fault == "limit":
        rest = float(problem.retry_after or _REST_SECONDS)
    elif failures >= _FAILURES_UNTIL_REST:
        rest = _REST_SECONDS * 2 ** min(failures - _FAILURES_UNTIL_REST, 5)
    if not rest:
        return Health(failures, health.rests_until, problem.title)
    return Health(failures, max(health.rests_until, now + min(rest, _LONGEST_REST_SECONDS)), problem.title)
