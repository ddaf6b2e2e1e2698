"""Takes values out of a text by a model: asks, looks each value up in the text, and asks again for what is wrong."""

import asyncio
from dataclasses import dataclass, field
from typing import Any

import orjson

from ai_service.providers.forms import Shape
from ai_service.providers.local.spans import Source
from ai_service.providers.values import fill, values_of
from ai_service.tasks.by_model import prompts
from ai_service.tasks.by_model.asking import Asker
from ai_service.tasks.by_model.prompts import Material
from contracts.ai import Evidence


@dataclass
class Taken:
    """Values in the form wanted; where each stands; which stand nowhere; which are wanted and not there."""

    values: Any
    evidence: dict[str, Evidence | None] = field(default_factory=dict[str, Evidence | None])
    unsupported: dict[str, Any] = field(default_factory=dict[str, Any])
    missing: list[str] = field(default_factory=list[str])

    @property
    def flaws(self) -> int:
        """How many values are wrong."""
        return len(self.unsupported) + len(self.missing)


async def take(asker: Asker, given: Material, form: Shape, source: Source | None, repairs: int) -> Taken:
    """The values; `source` is where they must stand, None for a picture, in which nothing can be looked up."""
    prompt = prompts.extract(given, form)
    best: Taken | None = None
    for left in range(repairs, -1, -1):
        said = await asker.json(prompt)
        taken = await asyncio.to_thread(_checked, said, form, source)
        if best is None or taken.flaws < best.flaws:
            best = taken
        if not taken.flaws or not left:
            break
        remark = prompts.repair(list(taken.unsupported.items()), taken.missing)
        prompt = prompt.after(orjson.dumps(said).decode(), remark)
    assert best is not None  # noqa: S101 - the loop runs at least once
    return best


def _checked(said: Any, form: Shape, source: Source | None) -> Taken:
    """A choice (`enum`, true or false) is a judgement: it need not stand in the text word for word."""
    filled = fill(form, said)
    taken = Taken(filled.values, missing=filled.missing)
    for path, leaf, value in values_of(form, filled.values):
        judged = leaf.kind == "boolean" or bool(leaf.options)
        found = source.evidence(value, leaf.kind) if source and value is not None and leaf.kind != "boolean" else None
        taken.evidence[path] = found
        if source and found is None and value is not None and not judged:
            taken.unsupported[path] = value
    return taken
