"""What of a workflow is written into a file, and what of a file is taken."""

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from pydantic import ValidationError

from company_service.engine.graph import InvalidGraph, read_graph
from company_service.engine.templates import escape, is_template
from company_service.engine.values import list_of, object_of
from company_service.exchange.problems import ImportRefused
from company_service.exchange.schemas import FORMAT, FORMAT_VERSION, Exported, Format, TextFinding, WorkflowText
from company_service.markup import Document, UnreadableText, read, write_json, write_yaml
from company_service.workflows.schemas import GraphFinding
from kernel.problems import FieldError

_MOST_ERRORS = 50
_ID = re.compile(r"\b[a-z]{2,6}_[0-9a-f]{32}\b")
_SECRET_NAME = re.compile(
    r"(^|[-_])(authorization|cookie|password|passwd|secret|token|credentials?|api[-_]?key|access[-_]?key)s?$",
    re.IGNORECASE,
)
_HUMP = re.compile(r"(?<=[a-z0-9])(?=[A-Z])")
_SECRET_TEXT = re.compile(r"^\s*(bearer|basic|token)\s+\S{8,}\s*$", re.IGNORECASE)
_IN_ADDRESS = re.compile(
    r"(?P<user>(?<=://)[^/\s@{}]+@)|"
    r"(?P<name>[?&](?:[\w-]*[-_])?(?:token|key|secret|password|signature|sig)=)(?P<value>[^&\s{}]+)",
    re.IGNORECASE,
)
_GONE = object()
_PLAINLY = {
    "Field required": "This is missing.",
    "Extra inputs are not permitted": "Nobody knows this field. Is it misspelt?",
}


def exported(name: str, description: str, graph: Mapping[str, Any], form: Format) -> Exported:
    """A workflow as text: without ids of the company, secrets and pinned answers, whose places it lists."""
    cleaning = _Cleaning([])
    kept = {key: cleaning.clean(value, f"/{escape(key)}") for key, value in graph.items() if key != "layout"}
    content = {
        "format": FORMAT,
        "format_version": FORMAT_VERSION,
        "name": name,
        "description": description,
        "graph": {key: value for key, value in kept.items() if value is not _GONE},
        "layout": dict(object_of(graph.get("layout"))),
        **({"left_out": [_place(graph, each) for each in cleaning.places]} if cleaning.places else {}),
    }
    text = write_yaml(content) if form == "yaml" else write_json(content)
    return Exported(text=text, file_name=f"{_file_name(name)}.{form}", media_type=f"application/{form}")


def _file_name(name: str) -> str:
    return re.sub(r"[^\w-]+", "-", name.lower()).strip("-")[:80] or "workflow"


@dataclass(frozen=True, slots=True)
class _Cleaning:
    """Takes out what belongs to the company alone, and notes where it stood."""

    places: list[str]

    def clean(self, value: Any, pointer: str) -> Any:
        if isinstance(value, Mapping):
            return self._object(object_of(value), pointer)
        if isinstance(value, list):
            cleaned = [self.clean(each, f"{pointer}/{place}") for place, each in enumerate(list_of(value))]
            return [each for each in cleaned if each is not _GONE]
        return self._text(value, pointer) if isinstance(value, str) else value

    def _object(self, value: Mapping[str, Any], pointer: str) -> dict[str, Any]:
        kept: dict[str, Any] = {}
        is_step = re.fullmatch(r"/steps/\d+", pointer) is not None
        for key, each in value.items():
            place = f"{pointer}/{escape(key)}"
            if (is_step and key == "pinned") or _is_secret(key, each):
                self.places.append(place)
                continue
            cleaned = self.clean(each, place)
            if cleaned is not _GONE:
                kept[key] = cleaned
        return kept

    def _text(self, text: str, pointer: str) -> Any:
        if _ID.fullmatch(text) or _SECRET_TEXT.match(text):
            self.places.append(pointer)
            return _GONE
        cleaned = _ID.sub("…", _IN_ADDRESS.sub(lambda found: f"{found['name']}…" if found["name"] else "", text))
        if cleaned != text:
            self.places.append(pointer)
        return cleaned


def _is_secret(key: str, value: Any) -> bool:
    if not isinstance(value, str) or value == "" or is_template(value):
        return False
    return _SECRET_NAME.search(_HUMP.sub("_", key)) is not None


def _place(graph: Mapping[str, Any], pointer: str) -> str:
    """Where something stands in a graph, for people: `step ask, with.to.1`."""
    step, inner = _step_at(graph, pointer)
    return f"step {step.get('id')}, {inner}" if step else inner


def _step_at(graph: Any, pointer: str) -> tuple[Mapping[str, Any], str]:
    """The step that a pointer into a graph leads into, and the way on from there."""
    parts = [part.replace("~1", "/").replace("~0", "~") for part in pointer.split("/")[1:]]
    if len(parts) < 2 or parts[0] != "steps" or not parts[1].isdigit():
        return {}, ".".join(parts)
    steps = list_of(object_of(graph).get("steps"))
    place = int(parts[1])
    return object_of(steps[place]) if place < len(steps) else {}, ".".join(parts[2:])


@dataclass(frozen=True, slots=True)
class Read:
    """A text that was understood."""

    content: WorkflowText
    document: Document

    @property
    def graph(self) -> dict[str, Any]:
        """The graph as workflows have it, with its layout."""
        return {**self.content.graph, "layout": self.content.layout}


def read_text(text: str) -> Read:
    """Read an exported workflow. Raises `ImportRefused` with line, step and field of whatever is malformed."""
    try:
        document = read(text)
    except UnreadableText as problem:
        raise _refused([f"Line {problem.line}: {problem.message}"]) from None
    if "format" not in object_of(document.value):
        raise _refused([f"This is not an exported workflow: it has no line `format: {FORMAT}`."])
    try:
        content = WorkflowText.model_validate(document.value)
    except ValidationError as error:
        raise _refused(_said(document, _details(error))) from None
    try:
        read_graph(content.graph)
    except InvalidGraph as problem:
        found = [(f"/graph{each.pointer}", each.message) for each in problem.errors] or [("/graph", problem.detail)]
        raise _refused(_said(document, found)) from None
    return Read(content, document)


def _details(error: ValidationError) -> Iterator[tuple[str, str]]:
    for each in error.errors(include_url=False):
        yield "".join(f"/{escape(str(part))}" for part in each["loc"]), each["msg"]


def _said(document: Document, found: Iterable[tuple[str, str]]) -> list[str]:
    return [_words(document, pointer, message) for pointer, message in found]


def _words(document: Document, pointer: str, message: str) -> str:
    """`Line 12, step ask, field with.title: …`."""
    step, field = _step_at(object_of(document.value).get("graph"), pointer.removeprefix("/graph"))
    line = document.line(pointer)
    places = [
        f"line {line}" if line else "",
        f"step {str(step['id'])[:64]}" if "id" in step else "",
        f"field {field[:120]}" if field else "",
    ]
    where = ", ".join(each for each in places if each)
    message = _PLAINLY.get(message, message)
    return f"{where[:1].upper()}{where[1:]}: {message}" if where else message


def _refused(messages: list[str]) -> ImportRefused:
    errors = [FieldError("/text", message) for message in messages[:_MOST_ERRORS]]
    more = len(messages) - 1
    detail = messages[0] if not more else f"{messages[0]} (and {more} more)"
    return ImportRefused(detail, errors=errors)


def with_lines(found: Iterable[GraphFinding], document: Document) -> list[TextFinding]:
    """Findings in a graph with their lines in the text that it came from."""
    return [TextFinding(**each.model_dump(), line=document.line(f"/graph{each.pointer}")) for each in found]
