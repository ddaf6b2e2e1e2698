"""What the API's own description promises: requests made from it by chance, and answers compared with it."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from random import Random
from typing import Any, cast

from jsonschema import Draft202012Validator
from jsonschema.exceptions import ValidationError

Json = dict[str, Any]

_DEEPEST = 6
_FORMATS: Mapping[str, Sequence[str]] = {
    "date-time": ("2026-07-15T12:00:00Z", "1969-12-31T23:59:59.999999+14:00"),
    "date": ("2026-07-15", "2000-02-29"),
    "email": ("ben@example.com", "a+b@sub.example.org"),
    "uri": ("https://example.com/a?b=c",),
    "uuid": ("01890000-0000-7000-8000-000000000000",),
    "binary": ("text",),
}
_TEXTS = ("", "a", "Ünïcode 🦊", "two words", "0", "x" * 200, "\n", "role:owner", "Europe/Berlin", "{{ input.a }}")


class Description:
    """An OpenAPI document, read for what may be sent and what may be answered."""

    def __init__(self, document: Json) -> None:
        self._document = document
        self._checks: dict[tuple[str, str, str], Draft202012Validator | None] = {}

    def operation(self, method: str, path: str) -> Json:
        """One operation."""
        return cast("Json", self._document["paths"][path][method.lower()])

    def body(self, method: str, path: str, chance: Random) -> Any:
        """A body of the kind that is asked for; None when none is."""
        content = self.operation(method, path).get("requestBody", {}).get("content", {})
        schema = content.get("application/json", {}).get("schema")
        return None if schema is None else self.instance(schema, chance)

    def query(self, method: str, path: str, chance: Random) -> dict[str, str]:
        """Some of the parameters behind the question mark."""
        asked = [each for each in self.operation(method, path).get("parameters", []) if each["in"] == "query"]
        made = {each["name"]: self.instance(each["schema"], chance) for each in asked if _wanted(each, chance)}
        return {name: _written(value) for name, value in made.items() if value is not None}

    def wrong(self, method: str, path: str, status: int, media: str, body: Callable[[], Any]) -> str:
        """What of an answer is not as described; nothing when all is."""
        responses = self.operation(method, path)["responses"]
        told = str(status) if str(status) in responses else "default"
        if told not in responses:
            return f"{status} is not described"
        if told == "default" and status < 400:
            return f"{status} is a success that is not described"
        content: Mapping[str, Any] = responses[told].get("content", {})
        kind = media.partition(";")[0].strip()
        if content and kind not in content and "*/*" not in content:
            return f"{kind or 'nothing'} instead of {', '.join(content)}"
        check = self._check((method, path, told), content.get(kind, {}).get("schema")) if "json" in kind else None
        errors = cast("Iterator[ValidationError]", check.iter_errors(body())) if check else iter(())  # pyright: ignore[reportUnknownMemberType] - its stub leaves a parameter open
        error = next(errors, None)
        return f"{error.json_path}: {error.message[:200]}" if error else ""

    def _check(self, key: tuple[str, str, str], schema: Json | None) -> Draft202012Validator | None:
        if key not in self._checks:
            whole = {**schema, "components": self._document["components"]} if schema else None
            self._checks[key] = Draft202012Validator(whole) if whole else None
        return self._checks[key]

    def instance(self, schema: Json, chance: Random, depth: int = 0) -> Any:
        """Something the schema allows (patterns apart, which are tried and mostly missed)."""
        if "$ref" in schema:
            return self.instance(
                self._document["components"]["schemas"][schema["$ref"].rsplit("/", 1)[1]], chance, depth
            )
        if "const" in schema or "enum" in schema:
            return schema["const"] if "const" in schema else chance.choice(schema["enum"])
        either = schema.get("anyOf") or schema.get("oneOf") or schema.get("allOf")
        if either:
            return self.instance(chance.choice(either) if depth < _DEEPEST else either[-1], chance, depth + 1)
        kind = schema.get("type", "object" if "properties" in schema else "any")
        return self._made(kind, schema, chance, depth)

    def _made(self, kind: str, schema: Json, chance: Random, depth: int) -> Any:
        match kind:
            case "object":
                return self._object(schema, chance, depth)
            case "array":
                few = 0 if depth > _DEEPEST else chance.randint(int(schema.get("minItems", 0)), 3)
                return [self.instance(schema.get("items", {}), chance, depth + 1) for _ in range(few)]
            case "string":
                return _text(schema, chance)
            case "integer" | "number":
                low, high = _bounds(schema)
                number = chance.choice([low, high, chance.uniform(low, high)])
                return int(number) if kind == "integer" else float(number)
            case "boolean":
                return chance.random() < 0.5
            case "null":
                return None
            case _:
                return chance.choice([None, 1, "text", [], {"a": 1}])

    def _object(self, schema: Json, chance: Random, depth: int) -> Json:
        asked: Json = schema.get("properties", {})
        needed = schema.get("required", [])
        made = {
            name: self.instance(each, chance, depth + 1)
            for name, each in asked.items()
            if name in needed or (depth < _DEEPEST and chance.random() < 0.5)
        }
        free = schema.get("additionalProperties")
        if isinstance(free, dict) and depth < _DEEPEST:
            made["any"] = self.instance(cast("Json", free), chance, depth + 1)
        return made


def _wanted(parameter: Json, chance: Random) -> bool:
    return bool(parameter.get("required")) or chance.random() < 0.4


def _written(value: Any) -> str:
    return str(value).lower() if isinstance(value, bool) else str(value)


def _bounds(schema: Json) -> tuple[float, float]:
    low = schema.get("minimum", schema.get("exclusiveMinimum", -1))
    return low, schema.get("maximum", schema.get("exclusiveMaximum", max(low, 1) + 5))


def _text(schema: Json, chance: Random) -> str:
    if schema.get("format") in _FORMATS:
        return chance.choice(_FORMATS[schema["format"]])
    text = chance.choice(_TEXTS)
    text = text.ljust(int(schema.get("minLength", 0)), "a")
    return text[: int(schema.get("maxLength", 10_000))]
