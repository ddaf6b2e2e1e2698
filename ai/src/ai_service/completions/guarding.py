"""The stage that reads what is asked before anything is done about it: what may not go out is refused or masked.

It stands before the cache: what is looked up and kept there holds placeholders, never what stands behind them, so that
one person's data cannot come out in another's answer. What is behind them lives as long as the exchange does.
"""

import asyncio
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field, replace
from typing import Any

from ai_service.completions.deps import Hub
from ai_service.completions.dialects.reading import built
from ai_service.completions.reserving import limited
from ai_service.completions.stages import Ask
from ai_service.guardrails import problems, rules
from ai_service.guardrails.masking import Vault
from ai_service.guardrails.rules import Guard
from ai_service.guardrails.schemas import Kind
from ai_service.guardrails.service import guard_of
from ai_service.guardrails.signals import signals_in
from ai_service.guardrails.walking import Words, in_json
from ai_service.routing.resolving import USUAL, Route
from ai_service.routing.service import needs_under
from contracts.ai import ChatRequest
from kernel.identity import Principal

_MUCH = 20_000
"""Tokens from which on a request is read in a thread, lest others wait."""


@dataclass
class Guarded:
    """A request as it may go on; `findings` are for people to read later."""

    ask: Ask
    guard: Guard
    vault: Vault
    findings: list[dict[str, Any]] = field(default_factory=list[dict[str, Any]])
    refused: frozenset[Kind] = frozenset()


async def guarded(ask: Ask, route: Route, deps: Hub) -> Guarded:
    """What of the request goes on. Raises `ModelNotAllowed`, `RequestTooLarge`; for what it holds see `refuse`."""
    guard = await guard_of(ask.by.company_id, deps)
    _check_model(ask, route, guard)
    ask = _sized(ask, guard)
    if guard.body.no_training:
        ask = replace(ask, no_training=True, request=_untrained(ask.request))
    if not guard.reads or (guard.body.outside_only and stays_in_house(ask, route)):
        return Guarded(ask, guard, Vault(guard))
    if ask.needs.input_tokens < _MUCH:
        return _read(ask, guard)
    return await asyncio.to_thread(_read, ask, guard)


def refuse(found: Guarded) -> None:
    """Raise `NotForThisModel` where the request holds what is refused."""
    if found.refused:
        raise problems.NotForThisModel(
            f"It holds {rules.refusal_words(found.refused)}. Take that out and send it again, choose a model in your "
            "own house, or ask an administrator: Settings → Guardrails.",
            found=sorted(found.refused),
        )


def stays_in_house(ask: Ask, route: Route) -> bool:
    """Whether no model outside can come to see this request."""
    return needs_under(ask.needs, route).private or all(each.data_stays for each in route.candidates)


def allowed_models(by: Principal, guard: Guard) -> tuple[str, ...] | None:
    """The models that a person's role is held to; None: all. Services act on what somebody who may has set up."""
    return guard.body.roles.get(by.role) if by.kind == "user" else None


def _check_model(ask: Ask, route: Route, guard: Guard) -> None:
    allowed = allowed_models(ask.by, guard)
    name = ask.model or USUAL
    if rules.may_use(allowed, [name]):
        return
    targets = ([each.model, f"{each.provider}/{each.model}"] for each in route.candidates)
    if not all(rules.may_use(allowed, names) for names in targets):
        raise problems.ModelNotAllowed(
            f"“{name}” is not among the models for your role. You may use: {', '.join(allowed or ()) or 'none'}. "
            "An administrator can change that under Settings → Guardrails."
        )


def _sized(ask: Ask, guard: Guard) -> Ask:
    most, longest = guard.body.most_input_tokens, guard.body.most_output_tokens
    if most is not None and ask.needs.input_tokens > most:
        raise problems.RequestTooLarge(
            f"It is about {ask.needs.input_tokens} tokens long, and your company allows {most}. Send less at once."
        )
    if longest is None or ask.task != "chat":
        return ask
    wanted = ask.needs.output_tokens
    if wanted is not None and wanted > longest:
        raise problems.RequestTooLarge(
            f"It asks for an answer of up to {wanted} tokens, and your company allows {longest}. Ask for less."
        )
    if wanted is not None:
        return ask
    return replace(limited(ask, longest), needs=replace(ask.needs, output_tokens=longest))


def _untrained(request: Callable[[], ChatRequest]) -> Callable[[], ChatRequest]:
    return lambda: request().model_copy(update={"no_training": True})


def _read(ask: Ask, guard: Guard) -> Guarded:
    asked: Any = ask.body if ask.dialect else ask.request().model_dump()
    texts = list(texts_in(asked))
    vault = Vault(guard, "\n".join(text for text in texts if "[" in text))
    watched = texts if guard.body.injection == "observe" else []
    signals = {signal for text in watched for signal in signals_in(text)}
    said = _words(vault).over(asked)
    findings = [{"kind": kind, "mode": mode, "count": count} for (kind, mode), count in sorted(vault.found.items())]
    findings += [{"kind": signal, "mode": "signal", "count": 1} for signal in sorted(signals)]
    refused: frozenset[Kind] = frozenset(kind for kind, mode in vault.found if mode == "refuse")
    return Guarded(_reworded(ask, said, vault) if vault else ask, guard, vault, findings, refused)


def _words(vault: Vault) -> Words:
    return Words(vault.masked, lambda text: in_json(text, vault.masked))


def texts_in(value: Any) -> Iterator[str]:
    """All texts that the guard reads."""
    texts: list[str] = []

    def heard(text: str) -> str:
        texts.append(text)
        return text

    Words(heard, heard).over(value)
    return iter(texts)


def _reworded(ask: Ask, said: Any, vault: Vault) -> Ask:
    """The same request in its new words; where a dialect is translated, what it says there is masked alike."""
    if ask.dialect is None:
        masked = built(ChatRequest, said, "")
        return replace(ask, request=lambda: masked)

    def request() -> ChatRequest:
        return built(ChatRequest, _words(vault).over(ask.request().model_dump()), "")

    return replace(ask, body=said, request=request)


def is_json_wanted(ask: Ask) -> bool:
    """Whether the words of the answer are JSON: what is put back there must be written as JSON has it."""
    return bool(ask.needs.abilities & {"json", "schema"})
