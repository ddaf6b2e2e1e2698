"""From what a vendor or its SDK said to the problem it stands for: what happened, where, what to do. Pure."""

import re
from dataclasses import dataclass

from ai_service.providers import problems
from kernel.egress import AddressRefused
from kernel.problems import Problem

USUAL_WAIT = 20
"""Seconds to wait when a vendor limits us and does not say for how long."""

_LONGEST_WAIT = 86_400
_TOO_LONG = re.compile(
    r"context.?(length|window|size)|prompt is too long|input is too long|too many (input )?tokens|token count.*exceeds"
    r"|maximum number of tokens",
    re.I,
)
_BAD_KEY = re.compile(r"api.?key (is )?(not valid|invalid|expired)|API_KEY_INVALID", re.I)


@dataclass(frozen=True)
class Place:
    """Where we ask, as problems name it, and how many seconds we wait."""

    url: str
    seconds: float


@dataclass(frozen=True)
class Refusal:
    """An answer with an error status."""

    status: int
    message: str
    retry_after: str | None = None


def refused(refusal: Refusal, place: Place, model: str) -> Problem:
    """The problem this status stands for."""
    where, status, said = place.url, refusal.status, refusal.message.strip()[:300]
    if status in {401, 403} or (status == 400 and _BAD_KEY.search(said)):
        return problems.KeyRefused(f"{where} refuses the API key. Enter a valid one under Settings → AI models.")
    if status == 404:
        return problems.ModelUnknown(f"{where} does not know the model “{model}”, or the address is wrong.")
    if status == 408:
        return too_slow(place)
    if status in {402, 429, 529} or (status == 503 and refusal.retry_after):
        return _busy(refusal, where, said)
    if status >= 500:
        return problems.EndpointUnreachable(f"{where} failed with status {status}. Try again later.")
    if status == 413 or _TOO_LONG.search(said):
        return problems.ContextTooLong(
            f"{where} cannot read that much at once. Shorten the conversation. It says: {said}"
        )
    return problems.RequestRefused(f"{where} refused the request: {said}")


def _busy(refusal: Refusal, where: str, said: str) -> Problem:
    wait = _seconds(refusal.retry_after)
    if refusal.status == 402:
        return problems.EndpointBusy(f"The credit at {where} is used up. Top it up there.", retry_after=wait)
    if refusal.status == 429:
        what = f"{where} asks for fewer requests, or the quota is used up."
        return problems.EndpointBusy(f"{what} It says: {said}" if said else what, retry_after=wait)
    return problems.EndpointBusy(f"{where} is overloaded just now. Try again later.", retry_after=wait)


def _seconds(retry_after: str | None) -> int:
    match = re.fullmatch(r"\s*(\d+)(?:\.\d+)?s?\s*", retry_after or "")
    return max(1, min(int(match.group(1)), _LONGEST_WAIT)) if match else USUAL_WAIT


def too_slow(place: Place) -> Problem:
    """Nothing came in the time allowed."""
    return problems.EndpointTooSlow(f"{place.url} did not answer within {place.seconds:g} s. Try again later.")


def unreachable(place: Place) -> Problem:
    """No connection could be made, or it was lost before the answer."""
    return problems.EndpointUnreachable(f"Nothing answers at {place.url}. Check the address, and that it runs.")


def broke_off(place: Place) -> Problem:
    """The answer had begun."""
    return problems.EndpointBrokeOff(f"{place.url} broke off in the middle of its answer. Try again.")


def nonsense(place: Place) -> Problem:
    """What came is not of the documented form."""
    return problems.EndpointAnsweredNonsense(
        f"What {place.url} answers cannot be read. Check that the address is that of its API."
    )


def refused_address(error: BaseException | None) -> AddressRefused | None:
    """The guard's refusal among the causes of an error, if it is one of them."""
    while error is not None:
        if isinstance(error, AddressRefused):
            return error
        error = error.__cause__ or error.__context__
    return None
