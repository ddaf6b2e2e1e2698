"""What the evaluator of expressions complains of, in a person's words. Pure."""

import re
from collections.abc import Sequence

KINDS = {
    "int": "a whole number", "uint": "a whole number",
    "int64": "a whole number", "uint64": "a whole number", "double": "a decimal number", "string": "a text",
    "bool": "yes or no", "list": "a list", "map": "an object", "null_type": "nothing", "timestamp": "a time",
    "duration": "a length of time", "bytes": "bytes",
}  # fmt: skip
_SAID = {
    "divide by zero": "This divides by zero.",
    "max recursion depth": "This is nested too deeply. Take it apart into several steps.",
    "Iteration budget exceeded": "This goes through its lists too often. Take shorter lists, or a loop.",
}


def explain(message: str, names: Sequence[str]) -> str:
    """What the evaluator says, in words a person can act on. `names` are those that expressions know."""
    first = message.split("\n", 1)[0].removesuffix("[INVALID_ARGUMENT]").strip()
    if found := re.search(r"undeclared reference to '([^']*)'", first):
        return f"There is no {found[1]!r} here. Expressions know: {', '.join(names)} (for instance steps.<id>.output)."
    if found := re.search(r"<input>:\d+:(\d+): Syntax error: (.*)", first):
        return f"This is not a complete expression (character {found[1]}: {_explain_syntax(found[2])})."
    if found := re.search(r'Key not found in map : "([^"]*)"', first):
        return f"There is no {found[1]!r} in what this looks at. Check the spelling, or ask with has(…) first."
    if found := re.search(r"No matching overloads? found : _?(\S+?)_?\(([^)]*)\)", first):
        return _explain_kinds(found[1], found[2])
    if found := re.search(r"found no matching overload for '_?([^']*?)_?' applied to '\(([^)]*)\)'", first):
        return _explain_kinds(found[1], found[2])
    for said, words in _SAID.items():
        if said in first:
            return words
    if found := re.search(r"Index error: index=(-?\d+) size=(\d+)", first):
        return f"The list has {found[2]} items; there is no number {found[1]} (the first is number 0)."
    return first.split(": ", 1)[-1] or "This expression cannot be evaluated."


def _explain_syntax(message: str) -> str:
    if "'<EOF>'" in message:
        return "something is missing at the end"
    if found := re.search(r"(?:input|at:|at input) '(.+?)'(?: expecting|$)", message):
        return f"{found[1]} does not belong here" if found[1][0] not in "'\"" else "this text is not closed"
    return message[:80]


def place_in(source: str, message: str) -> int | None:
    """The character of the source (from 0) that the compiler complains of; it counts lines and columns from 1."""
    if (named := re.search(r"undeclared reference to '([^']*)'", message)) and (at := source.find(named[1])) >= 0:
        return at
    found = re.search(r"<input>:(\d+):(\d+):", message)
    if not found:
        return None
    before = source.splitlines(keepends=True)[: int(found[1]) - 1]
    return min(len(source), sum(map(len, before)) + int(found[2]) - 1)


def _explain_kinds(what: str, kinds: str) -> str:
    named = [KINDS.get(kind.strip().split("(")[0], kind.strip()) for kind in kinds.split(",")]
    help_text = " Use string(…) to make a text of a value." if "a text" in named and what == "+" else ""
    return f"{what.strip('_')!r} does not work with {' and '.join(named)}.{help_text}"
