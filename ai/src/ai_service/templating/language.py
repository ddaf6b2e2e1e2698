"""Reads templates and writes them out, within bounds.

Of Liquid there are `if`, `unless`, `case`, `for`, `assign` and comments, and filters that cannot make a text longer
than what they are given. A partial is named by a text in quotes: `{% partial "tone@live" %}`.
"""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache
from typing import Any

from liquid.exceptions import LiquidError
from liquid.output import LimitedStringIO

from ai_service.templating.engine import ENGINE, Context, PartialNode, nodes_under, ranges_in
from ai_service.templating.faults import TemplateFault
from ai_service.templating.values import written

LONGEST_SOURCE = 50_000
LONGEST_OUTPUT = 1_000_000
MOST_WORK = 2_000_000
"""In characters of template gone through, about half a second."""
_NOT_THERE = re.compile(r"'?(?P<name>.+?)'? is undefined")


@dataclass(frozen=True)
class Compiled:
    """A template that was read: the variables it needs and the partials it names, each with the line of its first."""

    template: Any
    variables: Mapping[str, int]
    partials: Mapping[str, int]


@lru_cache(maxsize=1_000)
def compiled(source: str) -> Compiled:
    """Read a template. Raises `TemplateFault`."""
    if len(source) > LONGEST_SOURCE:
        raise TemplateFault(f"This text has {len(source):,} characters; at most {LONGEST_SOURCE:,} are possible.")
    try:
        template = ENGINE.from_string(source)
        found = template.analyze(include_partials=False)
    except LiquidError as error:
        raise _fault(error) from None
    nodes = list(nodes_under(template))
    for token in ranges_in(nodes):
        raise TemplateFault("Ranges such as (1..9) are not possible; loop over a list.", _line(source, token))
    _check_filters(found.filters, source)
    partials: dict[str, int] = {}
    for node in nodes:
        if isinstance(node, PartialNode):
            partials.setdefault(node.name, _line(source, node.token.start_index))
    variables = {name: _line(source, uses[0].span.index) for name, uses in found.globals.items()}
    return Compiled(template, variables, partials)


def _check_filters(used: Mapping[str, Any], source: str) -> None:
    for name, spans in used.items():
        if name not in ENGINE.filters:
            known = ", ".join(sorted(ENGINE.filters))
            raise TemplateFault(f"There is no filter “{name}”. There are: {known}.", _line(source, spans[0].index))


def render(
    source: Compiled, values: Mapping[str, Any], partials: Mapping[str, tuple[Compiled, ...]], spent: int = 0
) -> tuple[str, int]:
    """The text with these values, and the work done so far. Raises `TemplateFault`.

    `partials` are by the name a template gives; one of several texts is written with empty lines between them.
    """
    given = {name: written(value) for name, value in values.items()}
    known = {name: tuple(each.template for each in texts) for name, texts in partials.items()}
    context = Context(source.template, given, known, work=spent, most=MOST_WORK)
    output = LimitedStringIO(LONGEST_OUTPUT)
    try:
        source.template.render_with_context(context, output)
    except LiquidError as error:
        raise _fault(error) from None
    except RecursionError:
        raise TemplateFault("Its blocks lie too deep inside each other.") from None
    return output.getvalue(), context.work


def _fault(error: LiquidError) -> TemplateFault:
    message = str(error.message or "").strip() or "This is not understood"
    token = error.token
    line = _line(token.source, token.start_index) if token is not None and token.start_index >= 0 else 0
    if missing := _NOT_THERE.fullmatch(message):
        return TemplateFault(f"“{missing['name']}” has no value here.", line, missing["name"])
    return TemplateFault(_in_plain_words(message), line)


def _line(source: str, at: int) -> int:
    return source.count("\n", 0, max(at, 0)) + 1


_PLAIN = (
    ("output stream limit", f"The text becomes longer than {LONGEST_OUTPUT:,} characters."),
    ("unexpected liquid parsing error", "This is not understood: is a bracket or a quotation mark missing?"),
    ("found end of file", "A bracket is not closed: `{{` needs `}}`, and `{%` needs `%}`."),
    ("expected tag endif", "An `if` is not ended: it needs `{% endif %}`."),
    ("expected tag endfor", "A `for` is not ended: it needs `{% endfor %}`."),
    ("block nesting limit", "Its blocks lie too deep inside each other."),
    ("context depth", "Its partials lie too deep inside each other."),
)


def _in_plain_words(message: str) -> str:
    for begins, plain in _PLAIN:
        if begins in message:
            return plain
    said = message.replace("unexpected tag", "there is no tag")
    return said[0].upper() + said[1:] + ("" if said.endswith((".", "?")) else ".")
