"""How prompts are read, filled in and compared. Pure: what another prompt says is handed in."""

import difflib
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, cast

import orjson

from ai_service.prompts.problems import PartialsInACircle, PromptMistaken, PromptNotFilled
from ai_service.prompts.schemas import (
    LIVE,
    PromptContent,
    PromptDiff,
    PromptDiffLine,
    PromptDiffPart,
    PromptVariable,
    RenderedMessage,
)
from kernel.problems import FieldError

LONGEST_VALUES = 1_000_000
_LETTERS_A_TOKEN = 4
_MOST_PARTIALS = 50


@dataclass(frozen=True)
class Named:
    """A prompt and one of its versions as texts name them: `tone`, `tone@live`, `tone@3`."""

    name: str
    label: str | None
    version: int | None

    def __str__(self) -> str:
        return f"{self.name}@{self.version or self.label}"


def named(text: str) -> Named:
    """Read `name`, `name@label` or `name@version`; without either it is the label `live`."""
    name, _, which = text.partition("@")
    if which.isdecimal():
        return Named(name, None, int(which))
    return Named(name, which or LIVE, None)


@dataclass(frozen=True)
class Whole:
    """A version with all that its texts bring along: by how they name it, each partial's texts and variables."""

    content: PromptContent
    partials: Mapping[str, PromptContent] = field(default_factory=dict[str, PromptContent])

    @property
    def variables(self) -> list[PromptVariable]:
        """Its own, and those of its partials that it does not have itself."""
        return [*self.content.variables, *self.inherited]

    @property
    def inherited(self) -> list[PromptVariable]:
        """What its partials need besides."""
        known = {each.name for each in self.content.variables}
        brought: dict[str, PromptVariable] = {}
        for partial in self.partials.values():
            for each in partial.variables:
                if each.name not in known:
                    brought.setdefault(each.name, each)
        return list(brought.values())


def texts_of(content: PromptContent) -> Iterator[tuple[str, str]]:
    """Every text with its JSON pointer, in the order in which a model reads them."""
    yield "/system", content.system
    for place, example in enumerate(content.examples):
        yield f"/examples/{place}/user", example.user
        yield f"/examples/{place}/assistant", example.assistant
    for place, message in enumerate(content.messages):
        yield f"/messages/{place}/content", message.content


def partials_of(content: PromptContent) -> dict[str, str]:
    """The partials that its texts name, each with the pointer of the first that does. Raises `PromptMistaken`."""
    from ai_service.templating import TemplateFault, compiled

    found: dict[str, str] = {}
    wrong: list[FieldError] = []
    for pointer, text in texts_of(content):
        try:
            for name in compiled(text).partials:
                found.setdefault(name, pointer)
        except TemplateFault as fault:
            wrong.append(FieldError(pointer, fault.said))
    if wrong:
        raise mistaken(wrong)
    return found


def mistaken(wrong: Sequence[FieldError]) -> PromptMistaken:
    """The problem of these places."""
    said = " ".join(f"{where(each.pointer)}: {each.message}" for each in wrong[:3])
    return PromptMistaken(said, errors=wrong)


def where(pointer: str) -> str:
    """A place of a prompt as people call it."""
    kind, _, rest = pointer.strip("/").partition("/")
    place, _, part = rest.partition("/")
    if kind == "messages":
        return f"Message {int(place) + 1}"
    if kind == "examples":
        return f"Example {int(place) + 1} ({part})"
    return "System text" if kind == "system" else pointer


def check(whole: Whole) -> None:
    """Raises `PromptMistaken` where a text names a variable that is not declared, or a default does not fit."""
    from ai_service.templating import compiled

    known = {each.name for each in whole.variables}
    wrong = [
        FieldError(pointer, f"Line {line}: the variable “{name}” is not declared. {_declared(known)}")
        for pointer, text in texts_of(whole.content)
        for name, line in compiled(text).variables.items()
        if name not in known
    ]
    for place, each in enumerate(whole.content.variables):
        if each.default is not None and (fault := _misfit(each, each.default)):
            wrong.append(FieldError(f"/variables/{place}/default", f"The default of “{each.name}” {fault}"))
    if wrong:
        raise mistaken(wrong)


def _declared(known: Iterable[str]) -> str:
    listed = ", ".join(sorted(known))
    return f"There are: {listed}." if listed else "Add it to the variables."


def circle(path: Sequence[str], again: str) -> PartialsInACircle:
    """The problem of a prompt that comes back to itself along this path."""
    return PartialsInACircle(f"{' → '.join([*path, again])}: take one of these partials out.")


def too_many(path: Sequence[str]) -> PartialsInACircle:
    """The problem of one that brings along more than anybody can follow."""
    return PartialsInACircle(f"{path[0]} contains more than {_MOST_PARTIALS} others, one in the other.")


def is_too_many(count: int) -> bool:
    """Whether these are more partials than a prompt may bring along."""
    return count > _MOST_PARTIALS


def values(variables: Sequence[PromptVariable], given: Mapping[str, Any]) -> dict[str, Any]:
    """A value for every variable: the one given, else its default. Raises `PromptNotFilled`."""
    known = {each.name for each in variables}
    wrong = [
        FieldError(f"/variables/{name}", f"This prompt has no variable “{name}”. {_declared(known)}")
        for name in given
        if name not in known
    ]
    filled: dict[str, Any] = {}
    for each in variables:
        value = given.get(each.name)
        if value is None:
            value = each.default
        if value is None and each.required:
            wrong.append(FieldError(f"/variables/{each.name}", f"“{each.name}” is missing. {each.description}".strip()))
        elif value is not None and (fault := _misfit(each, value)):
            wrong.append(FieldError(f"/variables/{each.name}", f"“{each.name}” {fault}"))
        filled[each.name] = value
    if wrong:
        raise PromptNotFilled(" ".join(each.message for each in wrong[:5]), errors=wrong)
    if (size := len(orjson.dumps(filled))) > LONGEST_VALUES:
        raise PromptNotFilled(f"The values have {size:,} bytes together; at most {LONGEST_VALUES:,} are possible.")
    return filled


_FITS: Mapping[str, tuple[Callable[[Any], bool], str]] = {
    "text": (lambda value: isinstance(value, str), "must be a text."),
    "number": (lambda value: isinstance(value, int | float) and not isinstance(value, bool), "must be a number."),
    "boolean": (lambda value: isinstance(value, bool), "must be yes or no (true or false)."),
    "list": (lambda value: isinstance(value, list), "must be a list."),
    "object": (lambda value: isinstance(value, dict), "must be an object with names and values."),
}


def _misfit(variable: PromptVariable, value: Any) -> str | None:
    if variable.type == "choice":
        return None if value in variable.options else f"must be one of: {', '.join(variable.options)}."
    fits, said = _FITS[variable.type]
    return None if fits(value) else said


def filled(whole: Whole, given: Mapping[str, Any]) -> list[RenderedMessage]:
    """The messages with these values. Raises `PromptNotFilled` and `PromptMistaken`.

    Values never become templates: what stands in them is written as it is.
    """
    from ai_service.templating import TemplateFault, compiled, render

    known = values(whole.variables, given)
    partials = {
        name: tuple(compiled(text) for _, text in texts_of(content) if text.strip())
        for name, content in whole.partials.items()
    }
    roles = _roles(whole.content)
    written: list[RenderedMessage] = []
    work = 0
    for pointer, text in texts_of(whole.content):
        try:
            said, work = render(compiled(text), known, partials, work)
        except TemplateFault as fault:
            raise mistaken([FieldError(pointer, fault.said)]) from None
        if said.strip() or pointer != "/system":
            written.append(RenderedMessage(role=roles(pointer), content=said))
    return written


def _roles(content: PromptContent) -> Callable[[str], Any]:
    def role(pointer: str) -> str:
        kind, _, rest = pointer.strip("/").partition("/")
        if kind == "messages":
            return content.messages[int(rest.partition("/")[0])].role
        return "system" if kind == "system" else rest.partition("/")[2]

    return role


def tokens(messages: Iterable[RenderedMessage]) -> int:
    """About how many tokens a model reads."""
    return sum(len(each.content) // _LETTERS_A_TOKEN + 4 for each in messages)


def difference(before: PromptContent, after: PromptContent, numbers: tuple[int, int]) -> PromptDiff:
    """What two versions do not have in common."""
    old, new = _parts(before), _parts(after)
    parts = [
        PromptDiffPart(part=part, lines=_lines(old.get(part, ""), new.get(part, "")))
        for part in dict.fromkeys([*old, *new])
        if old.get(part) != new.get(part)
    ]
    return PromptDiff(from_version=numbers[0], to_version=numbers[1], parts=parts)


def _parts(content: PromptContent) -> dict[str, str]:
    parts = {where(pointer): text for pointer, text in texts_of(content)}
    roles = {f"{where(f'/messages/{place}')}": each.role for place, each in enumerate(content.messages)}
    parts = {(f"{part} ({roles[part]})" if part in roles else part): text for part, text in parts.items()}
    for each in content.variables:
        parts[f"Variable {each.name}"] = _json(each.model_dump(exclude={"name"}, exclude_defaults=True))
    parts["Model"] = content.model or ""
    parts["Settings"] = _json(content.settings.model_dump(exclude_defaults=True))
    return {part: text for part, text in parts.items() if text}


def _json(value: Any) -> str:
    return orjson.dumps(value, option=orjson.OPT_INDENT_2).decode() if value else "{}"


def _lines(before: str, after: str) -> list[PromptDiffLine]:
    old, new = before.splitlines(), after.splitlines()
    lines: list[PromptDiffLine] = []
    for change, from_old, to_old, from_new, to_new in difflib.SequenceMatcher(None, old, new).get_opcodes():
        if change == "equal":
            lines += [PromptDiffLine(change="same", text=text) for text in old[from_old:to_old]]
            continue
        lines += [PromptDiffLine(change="removed", text=text) for text in old[from_old:to_old]]
        lines += [PromptDiffLine(change="added", text=text) for text in new[from_new:to_new]]
    return lines


_IN_USAGE = {"calls": "answers"}


def merged(usage: Iterable[Mapping[str, Any]], judged: Iterable[Mapping[str, Any]]) -> list[dict[str, Any]]:
    """What versions came to and how they were judged, the newest first."""
    rows: dict[int, dict[str, Any]] = {}
    nothing = {"calls": 0, "input_tokens": 0, "output_tokens": 0, "cost": 0.0, "cache_hits": 0, "seconds": 0.0}
    for each in usage:
        counted = {name: each[_IN_USAGE.get(name, name)] for name in nothing}
        rows[each["prompt_version"]] = {**counted, "score": None, "scores": 0}
    for each in judged:
        row = rows.setdefault(each["number"], {**nothing})
        row.update(score=float(each["score"]), scores=each["scores"])
    return [{"version": number, **rows[number]} for number in sorted(rows, reverse=True)]


def as_object(text: str) -> dict[str, Any] | None:
    """A JSON object that was sent as a text; None where it is none."""
    try:
        value: Any = orjson.loads(text)
    except orjson.JSONDecodeError:
        return None
    return cast("dict[str, Any]", value) if isinstance(value, dict) else None
