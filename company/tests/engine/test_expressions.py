"""Expressions: what they come to, what they refuse, and what they say about it."""

import json
import time
from contextlib import suppress
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from company_service.engine.expressions import ExpressionError, Scope, compiled
from company_service.engine.templates import TemplateError, compile_template

STEPS: dict[str, dict[str, Any]] = {
    "kind": {
        "status": "succeeded",
        "output": {"label": "invoice", "score": 0.9, "rows": [{"n": 2}, {"n": 3}]},
        "error": None,
    },
    "ask": {"status": "skipped", "output": None, "error": None},
    "bad": {"status": "failed", "output": None, "error": {"title": "It failed"}},
}
SCOPE = Scope({"total": 120, "rate": 0.2, "name": "Ana", "note": None, "lines": [1, 2, 3]}, STEPS, {"id": "run_1"})


def value(source: str) -> Any:
    return compiled(source).value(SCOPE)


@pytest.mark.parametrize(
    ("source", "expected"),
    [
        ("input.total", 120),
        ("input['name']", "Ana"),
        ("steps.kind.output.rows[1].n", 3),
        ("steps.bad.error.title", "It failed"),
        ("run.id", "run_1"),
        ("steps.kind.output.label == 'invoice' && input.total > 100", True),
        ("input.total > 99.5", True),
        ("input.note == null", True),
        ("has(input.missing)", False),
        ("input.lines.map(x, x * 2)", [2, 4, 6]),
        ("size(input.lines) > 2 ? 'many' : 'few'", "many"),
        ("{'a': input.name, 'b': [1]}", {"a": "Ana", "b": [1]}),
        ("timestamp('2026-01-01T12:00:00+02:00')", "2026-01-01T10:00:00Z"),
        ("duration('90s')", 90.0),
        ("input.name.upperAscii()", "ANA"),
        ("steps.kind.output.rows.filter(r, r.n > 2)[0].n", 3),
    ],
)
def test_an_expression_has_its_value(source: str, expected: Any) -> None:
    assert value(source) == expected


@pytest.mark.parametrize(
    ("source", "expected"),
    [("input.total * 1.2", 144.0), ("input.rate * 2", 0.4), ("input.total * input.rate", 24.0), ("1 + 0.5", 1.5)],
)
def test_whole_and_decimal_numbers_may_meet(source: str, expected: float) -> None:
    assert value(source) == pytest.approx(expected)


@pytest.mark.parametrize(
    "source", ["steps.ask.output.choice", "steps.ask.output.choice == 'approve'", "steps.ask.output"]
)
def test_what_was_skipped_is_nothing(source: str) -> None:
    assert value(source) is None
    assert not compiled(source).holds(SCOPE)


@pytest.mark.parametrize(
    ("source", "expected"),
    [
        ("steps.slow", None),
        ("steps.slow.output.choice", None),
        ("steps.slow.output.choice == 'approve'", None),
        ("steps.slow.status == 'succeeded'", False),
        ("steps.slow.output == null ? steps.kind.output.label : 'both'", "invoice"),
        ("[steps.slow.output, steps.kind.output].filter(x, x != null).map(x, x.label)", ["invoice"]),
        ("'as in steps.slow.output' + ''", "as in steps.slow.output"),
        ("{'kinds': [steps['slow'].output, steps.ask.output]}", {"kinds": [None, None]}),
    ],
)
def test_a_step_that_is_not_over_has_nothing_yet_and_hides_nothing_else(source: str, expected: Any) -> None:
    before = dict(STEPS)

    assert value(source) == expected
    assert before == STEPS


@pytest.mark.parametrize(
    ("source", "said"),
    [
        ("input.totl", "input has no 'totl'. It has: lines, name, note, rate, total."),
        ("steps.kind.output.rows[7]", "is a list of 2 items"),
        ("input.totl + 1", "There is no 'totl'"),
        ("input.name + input.total", "'+' does not work with a text and a whole number. Use string(…)"),
        ("total + 1", "There is no 'total' here. Expressions know: input, steps, run"),
        ("input.total +", "not a complete expression"),
        ("1 / 0", "divides by zero"),
        ("input.lines[9] + 1", "The list has 3 items"),
        ("", "There is no expression"),
        ("1.0 / 0.0", "no number"),
        ("x" * 5000, "4 KB"),
    ],
)
def test_what_is_wrong_is_said_in_words(source: str, said: str) -> None:
    with pytest.raises(ExpressionError) as refused:
        value(source)

    assert said in str(refused.value)


def test_a_condition_must_be_yes_or_no() -> None:
    with pytest.raises(ExpressionError, match="yes or no; this is a whole number: 120"):
        compiled("input.total").holds(SCOPE)


@pytest.mark.parametrize(
    ("source", "data"),
    [
        ("input.a.map(x, x)", {"a": list(range(1001))}),
        ("input.a + 'x'", {"a": "x" * 300_000}),
        ("input.b.map(x, input.a + input.a)", {"a": "x" * 200_000, "b": list(range(900))}),
        ("input.b.map(x, input.b.map(y, input.b.map(z, input.b)))", {"b": list(range(900))}),
        ("+".join(["input.a"] * 400), {"a": "x" * 250_000}),
        ("((" * 900 + "1" + "))" * 900, {}),
        ("input.a.matches('(a+)+$')", {"a": "a" * 50_000 + "!"}),
    ],
    ids=["long list", "long text", "text in a loop", "loops in loops", "joins", "nesting", "pattern"],
)
def test_an_expression_cannot_take_the_process_down(source: str, data: Any) -> None:
    began = time.process_time()
    with suppress(ExpressionError):
        compiled(source).value(Scope(data, {}, {}))

    assert time.process_time() - began < 5


def test_only_what_is_named_is_looked_at() -> None:
    large = Scope({"small": 1, "large": "x" * 10_000_000}, {}, {})

    assert compiled("input.small + 1").value(large) == 2


@given(st.text(max_size=60))
def test_no_text_whatever_breaks_the_compiler(text: str) -> None:
    with suppress(ExpressionError):
        compiled(text).value(SCOPE)


SCALARS = st.none() | st.booleans() | st.integers(-(2**40), 2**40) | st.text()


@given(st.recursive(SCALARS, lambda each: st.lists(each) | st.dictionaries(st.text(), each)))
def test_a_value_without_expressions_comes_out_as_it_is(data: Any) -> None:
    if "{{" not in repr(data):
        assert compile_template(data).fill(SCOPE) == data


def test_exactly_one_expression_keeps_its_type_and_within_a_text_it_is_written_out() -> None:
    text = "{{ input.name }}: {{ input.total }} {{ input.note }}{{ input.lines }}"
    template = compile_template({"n": "{{ input.total }}", "text": text, "list": ["{{ 1 + 1 }}"]})

    assert template.fill(SCOPE) == {"n": 120, "text": "Ana: 120 [1,2,3]", "list": [2]}


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("{{ {'a': {'b': 1}} }}", {"a": {"b": 1}}),
        ("{{ '}}' }}", "}}"),
        ("{{ '{{' }} and }}", "{{ and }}"),
        (r"{{ 'it\'s }}' }}", "it's }}"),
        ("  {{ input.total }}\n", 120),
    ],
)
def test_braces_and_quotes_inside_an_expression_do_not_close_it(text: str, expected: Any) -> None:
    assert compile_template(text).fill(SCOPE) == expected


def test_an_error_names_the_field() -> None:
    with pytest.raises(TemplateError) as at_compile:
        compile_template({"a": {"b/c": "{{ input. }}"}})
    with pytest.raises(TemplateError) as at_fill:
        compile_template({"a": ["x", "{{ input.nope }}"]}).fill(SCOPE)
    with pytest.raises(TemplateError, match="not closed"):
        compile_template("{{ input.total")

    assert (at_compile.value.pointer, at_fill.value.pointer) == ("/a/b~1c", "/a/1")


def test_every_function_that_the_editor_proposes_does_what_it_says():
    listed = Path(__file__).parents[3] / "frontend/src/features/builder/model/functions.json"
    proposed = json.loads(listed.read_text())

    found = {each["name"]: compiled(each["example"]).value(Scope({}, {}, {})) for each in proposed}

    assert found == {each["name"]: each["gives"] for each in proposed}
