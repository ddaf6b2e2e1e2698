"""Liquid as prompts may use it: fewer tags, fewer filters, and a count of the work.

Source: the documentation of python-liquid 2.3 on custom tags and resource limits. Its own limits count the iterations
of loops; here each counts as long as the text it goes through, and each value as long as it is, so that no template
runs for long, whatever it is made of.
"""

from collections.abc import Callable, Iterable, Iterator, Mapping
from typing import Any, TextIO

from liquid import BoundTemplate, Environment, Mode, RenderContext
from liquid.ast import Node
from liquid.builtin import content, illegal, output
from liquid.builtin.expressions import StringLiteral, parse_primitive
from liquid.builtin.expressions.primitive import RangeLiteral
from liquid.builtin.filters import array, math, misc, string
from liquid.builtin.tags import assign_tag, case_tag, comment_tag, for_tag, if_tag, inline_comment_tag, unless_tag
from liquid.exceptions import LiquidSyntaxError, ResourceLimitError
from liquid.tag import Tag
from liquid.token import TOKEN_EOF, TOKEN_TAG, Token
from liquid.undefined import UNDEFINED, FalsyStrictUndefined

from ai_service.templating.values import as_json, weight

_WEIGHS_LESS = 32
"""So many characters of a value are as much work as one of the template."""
_A_ROUND = 20
"""What a round of a loop is charged besides its text."""


def _json(value: object) -> str:
    return as_json(value)


_FILTERS: Mapping[str, Callable[..., Any]] = {
    "capitalize": string.capitalize,
    "compact": array.compact,
    "default": misc.default,
    "downcase": string.downcase,
    "first": array.first,
    "join": array.join,
    "json": _json,
    "last": array.last,
    "map": array.map_,
    "minus": math.minus,
    "plus": math.plus,
    "reverse": array.reverse,
    "round": math.round_,
    "size": misc.size,
    "sort": array.sort,
    "strip": string.strip,
    "truncate": string.truncate,
    "truncatewords": string.truncatewords,
    "uniq": array.uniq,
    "upcase": string.upcase,
    "where": array.where,
}


class Missing(FalsyStrictUndefined):
    """A value that is not there: writing it is an error that names it; `if` and `default` may ask for it."""

    force_liquid_default = True


class Context(RenderContext):
    """Counts the work of one rendering, and knows the partials."""

    def __init__(
        self,
        template: BoundTemplate,
        values: Mapping[str, object],
        partials: Mapping[str, tuple[BoundTemplate, ...]],
        *,
        work: int,
        most: int,
    ) -> None:
        super().__init__(template, globals=values)
        self.partials = partials
        self.work = work
        self.most = most
        self.body = 1

    def charge(self, work: int, token: Token | None = None) -> None:
        """Raises `ResourceLimitError` where it becomes too much."""
        self.work += work
        if self.work > self.most:
            raise ResourceLimitError("This template does too much with these values: shorten its loops.", token=token)

    def get(self, path: list[object], *, token: Token | None, default: object = UNDEFINED) -> object:
        """The value, charged by its size."""
        found = super().get(path, token=token, default=default)
        self.charge(1 + weight(found) // _WEIGHS_LESS, token)
        return found

    def filter(self, name: str, token: Token | None) -> Callable[..., object]:
        """The filter, charged by what it is given."""
        does = super().filter(name, token)

        def charged(value: object, *more: object, **named: object) -> object:
            self.charge(1 + sum(weight(each) for each in (value, *more)) // _WEIGHS_LESS, token)
            return does(value, *more, **named)

        return charged

    def raise_for_loop_limit(self, length: int = 1) -> None:
        """A loop is charged when it begins, for all its rounds."""
        self.charge(length * (self.body + _A_ROUND))


class _ForNode(for_tag.ForNode):
    """A loop that says how long the text is that it repeats."""

    def render_to_output(self, context: RenderContext, buffer: TextIO) -> int:
        assert isinstance(context, Context)  # noqa: S101 - no other one is made here
        context.body = len(str(self.block))
        return super().render_to_output(context, buffer)


class _ForTag(for_tag.ForTag):
    node_class = _ForNode


class PartialNode(Node):
    """Another prompt's texts in this place, with the same values."""

    __slots__ = ("name",)

    def __init__(self, token: Token, name: str) -> None:
        super().__init__(token)
        self.name = name
        self.blank = False

    def __str__(self) -> str:
        return f'{{% partial "{self.name}" %}}'

    def render_to_output(self, context: RenderContext, buffer: TextIO) -> int:
        assert isinstance(context, Context)  # noqa: S101 - no other one is made here
        size = 0
        for place, template in enumerate(context.partials[self.name]):
            context.charge(1 + len(template.nodes), self.token)
            size += buffer.write("\n\n") if place else 0
            template.render_with_context(context, buffer, partial=True, block_scope=True)
        return size + 1


class _PartialTag(Tag):
    name = "partial"
    block = False

    def parse(self, stream: Any) -> Node:
        token = stream.eat(TOKEN_TAG)
        inner = stream.into_inner(tag=token, eat=False)
        named = parse_primitive(self.env, inner)
        if not isinstance(named, StringLiteral) or inner.current.kind != TOKEN_EOF:
            raise LiquidSyntaxError('Name a partial in quotes, such as {% partial "tone@live" %}', token=token)
        return PartialNode(token, named.value.strip())


class _Engine(Environment):
    context_depth_limit = 20
    block_nesting_limit = 20

    def setup_tags_and_filters(self, *, extra: bool = False) -> None:
        for tag in (
            content.Literal, output.Output, illegal.Illegal, if_tag.IfTag, unless_tag.UnlessTag, case_tag.CaseTag,
            _ForTag, for_tag.BreakTag, for_tag.ContinueTag, assign_tag.AssignTag, comment_tag.CommentTag,
            inline_comment_tag.InlineCommentTag, _PartialTag,
        ):  # fmt: skip
            self.add_tag(tag)
        for name, does in _FILTERS.items():
            self.add_filter(name, does)


ENGINE = _Engine(tolerance=Mode.STRICT, undefined=Missing, strict_filters=True)


def nodes_under(template: BoundTemplate) -> Iterator[Node]:
    """Every node of a template."""
    context = RenderContext(template)
    left = list(template.nodes)
    while left:
        node = left.pop()
        yield node
        left.extend(node.children(context, include_partials=False))


def ranges_in(nodes: Iterable[Node]) -> Iterator[int]:
    """Where ranges stand."""
    for node in nodes:
        left = list(node.expressions())
        while left:
            each = left.pop()
            if isinstance(each, RangeLiteral):
                yield node.token.start_index
            left.extend(each.children())
