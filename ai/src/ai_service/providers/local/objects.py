"""Fills the form of a JSON Schema without a language model: values by typed candidates, lists of objects from tables.

What it cannot judge stays empty: true or false, lists of single values, choices of which the text has none or
several.
"""

from collections.abc import Sequence
from typing import Any

from ai_service.documents.layout import Page
from ai_service.providers.forms import Form, Leaf, Listed, Shape, escaped
from ai_service.providers.local.embedding import Embedder
from ai_service.providers.local.extraction import extract
from ai_service.providers.local.spans import Source, Span
from ai_service.providers.local.tables import Found, rows
from contracts.ai import Evidence, ExtractField

_LONGEST_NAME = 80
_LONGEST_TEXT = 500
_CHOICE = 0.6
_KINDS = {"integer": "number"}

Evidences = dict[str, Evidence | None]


async def take(pages: Sequence[Page], form: Shape, source: Source, embedder: Embedder) -> tuple[Any, Evidences]:
    """The values in this form and, by JSON pointer, where each stands."""
    single = dict(_single(form, "", ""))
    fields = [
        ExtractField.model_validate(
            {"name": name, "type": _KINDS.get(leaf.kind, leaf.kind), "description": leaf.says[:_LONGEST_TEXT]}
        )
        for name, leaf in single.values()
        if leaf.kind != "boolean" and not leaf.options
    ]
    found = await extract(pages, fields, embedder)
    evidence: Evidences = {}
    values = {path: _value(path, name, leaf, found, source, evidence) for path, (name, leaf) in single.items()}
    lists = {path: await _table(pages, path, part, source, embedder, evidence) for path, part in _lists(form, "")}
    return _built(form, "", values, lists), evidence


def _single(form: Form, path: str, name: str) -> list[tuple[str, tuple[str, Leaf]]]:
    """The leaves that are in no list, with a name that says whose they are: `supplier` / `name` → `supplier_name`."""
    match form:
        case Leaf():
            return [(path, (name[-_LONGEST_NAME:], form))]
        case Listed():
            return []
        case Shape():
            return [
                each
                for part_name, part in form.parts.items()
                for each in _single(part, f"{path}/{escaped(part_name)}", f"{name}_{part_name}".strip("_"))
            ]


def _lists(form: Form, path: str) -> list[tuple[str, Listed]]:
    match form:
        case Leaf():
            return []
        case Listed():
            return [(path, form)]
        case Shape():
            return [each for name, part in form.parts.items() for each in _lists(part, f"{path}/{escaped(name)}")]


def _value(path: str, name: str, leaf: Leaf, found: dict[str, Any], source: Source, evidence: Evidences) -> Any:
    if leaf.options:
        named = [(option, source.spans(option, "string")) for option in leaf.options if isinstance(option, str)]
        there = [(option, spans[0]) for option, spans in named if spans]
        evidence[path] = source.quoted(there[0][1], _CHOICE) if len(there) == 1 else None
        return there[0][0] if len(there) == 1 else None
    value, said = found.get(name, (None, None))
    evidence[path] = placed(said, source)
    return value


def placed(said: Evidence | None, source: Source) -> Evidence | None:
    """The evidence with its place in the source, where its words stand there as they are."""
    if said is None:
        return None
    spans = source.spans(said.text, "string") or source.spans(said.text, "currency")
    span = next((each for each in spans if source.page_of(each.start) == said.page), spans[0] if spans else None)
    return said if span is None else said.model_copy(update={"start": span.start, "end": span.end})


async def _table(
    pages: Sequence[Page], path: str, form: Listed, source: Source, embedder: Embedder, evidence: Evidences
) -> list[Any]:
    if not isinstance(form.each, Shape):
        return []
    wanted = {name: part for name, part in form.each.parts.items() if isinstance(part, Leaf)}
    found = await rows(pages, wanted, embedder)
    after = 0
    for place, row in enumerate(found):
        for name, said in row.items():
            at = f"{path}/{place}/{escaped(name)}"
            evidence[at], after = _in_line(said, source, after)
    return [{name: said.value for name, said in row.items()} for row in found]


def _in_line(said: Found, source: Source, after: int) -> tuple[Evidence, int]:
    """Its place in the line it is from; `after` is where the line before began, for lines may be alike."""
    evidence = Evidence(text=said.text, page=said.page, start=None, end=None, confidence=said.confidence)
    line = next((span for span in source.spans(said.line, "string") if span.start >= after), None)
    if line is None:
        return evidence, after
    inside = Source(source.text[line.start : line.end]).spans(said.text, "string")
    if not inside:
        return evidence, line.start
    span = Span(line.start + inside[0].start, line.start + inside[0].end)
    return evidence.model_copy(update={"start": span.start, "end": span.end}), line.start


def _built(form: Form, path: str, values: dict[str, Any], lists: dict[str, list[Any]]) -> Any:
    match form:
        case Leaf():
            return values.get(path)
        case Listed():
            return lists.get(path, [])
        case Shape():
            return {name: _built(part, f"{path}/{escaped(name)}", values, lists) for name, part in form.parts.items()}
