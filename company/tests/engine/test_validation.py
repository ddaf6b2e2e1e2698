"""Validation: each thing that is wrong is found, with the step, the field and the place."""

from typing import Any

import pytest

from company.tests.engine.worlds import DemoSteps, graph_of, info
from company_service.engine.builtin import BUILT_IN
from company_service.engine.schemas import accept_input, schema_problem
from company_service.engine.steps import StepCall, StepInfo, StepResult, StepType
from company_service.engine.validation import Finding, check_graph


class Typed(StepType):
    """Has a schema."""

    info = StepInfo(
        "typed", "Typed", description="", category="data", icon="box", effect="read",
        input_schema={
            "type": "object",
            "properties": {
                "text": {"type": "string", "x-ui": {"widget": "text", "label": "Text to read"}},
                "count": {"type": "integer", "minimum": 1},
                "labels": {"type": "array", "items": {"type": "string"}, "minItems": 1},
                "mode": {"enum": ["fast", "good"]},
            },
            "required": ["text"],
            "additionalProperties": False,
        },
    )  # fmt: skip

    async def run(self, call: StepCall) -> StepResult:
        return StepResult()


TYPES = {each.info.type: each for each in (*BUILT_IN, *DemoSteps().types(), Typed())}


def found(graph: Any) -> list[tuple[str | None, str | None, str]]:
    return [(each.step, each.field, each.pointer) for each in check_graph(graph, TYPES)]


def only(graph: Any) -> Finding:
    findings = check_graph(graph, TYPES)
    assert len(findings) == 1, findings
    return findings[0]


def typed(**settings: Any) -> dict[str, Any]:
    return {"id": "t", "type": "typed", "name": "Read it", "with": settings}


def test_a_good_graph_has_nothing_to_say() -> None:
    branch = {"id": "b", "type": "branch", "with": {"cases": [{"port": "yes", "when": "steps.a.output.x == 1"}]}}
    edges = [("a", "success", "b"), ("b", "yes", "c"), ("b", "otherwise", "d"), ("a", "error", "d")]
    schema = {"type": "object", "properties": {"n": {"type": "integer"}}}
    end = {"id": "d", "type": "echo", "with": {"n": "{{ input.n }}"}}

    assert check_graph(graph_of("a", branch, "c", end, edges=edges, input=schema, layout={"a": {"x": 1}}), TYPES) == []


@pytest.mark.parametrize(
    ("graph", "place"),
    [
        ([], ""),
        ({}, "/steps"),
        ({"steps": []}, "/steps"),
        ({"steps": [{"id": "1st", "type": "echo"}]}, "/steps/0/id"),
        ({"steps": [{"id": "a", "type": "echo", "color": "red"}]}, "/steps/0/color"),
        ({"steps": [{"id": "a", "type": "echo", "timeout": "soon"}]}, "/steps/0/timeout"),
        ({"steps": [{"id": "a", "type": "echo", "retry": {"max": -1}}]}, "/steps/0/retry/max"),
        ({"steps": [{"id": "a", "type": "fax"}]}, "/steps/0/type"),
        ({"steps": [{"id": "a", "type": "echo"}], "input": {"type": "objekt"}}, "/input"),
        (graph_of("a", "b", edges=[("a", "maybe", "b")]), "/edges/0/port"),
        (graph_of("a", "b", edges=[("a", "success", "b"), ("a", "success", "zz")]), "/edges/1/to"),
        (graph_of({"id": "a", "type": "echo", "with": {"x": ["{{ input. }}"]}}), "/steps/0/with/x/0"),
        (graph_of({"id": "a", "type": "echo", "with": {"x": "{{ steps.zz.output }}"}}), "/steps/0/with/x"),
        (graph_of({"id": "a", "type": "echo", "with": {"x": "{{ steps.b.output }}"}}, "b"), "/steps/0/with/x"),
        (graph_of("a", output={"x": "{{ steps.zz.output }}"}), "/output/x"),
        (graph_of({"id": "a", "type": "echo", "join": 2}), "/steps/0/join"),
    ],
    ids=lambda each: each if isinstance(each, str) else "",
)
def test_what_is_wrong_is_found_at_its_place(graph: Any, place: str) -> None:
    assert only(graph).pointer == place


def test_settings_are_checked_by_the_schema_of_the_step() -> None:
    graph = graph_of(typed(count="three", labels=[], mode="slow"))

    findings = {each.field: each for each in check_graph(graph, TYPES)}

    assert set(findings) == {"text", "count", "labels", "mode"}
    assert findings["text"].message == "Read it: Text to read is missing."
    assert findings["text"].pointer == "/steps/0/with/text"
    assert findings["count"].message == "Read it: This must be a whole number, not a text."


def test_an_expression_may_stand_wherever_something_else_is_expected() -> None:
    settings = {"text": "{{ input.t }}", "count": "{{ input.n }}", "labels": "{{ input.l }}", "mode": "{{ input.m }}"}

    assert check_graph(graph_of(typed(**settings)), TYPES) == []


def test_a_condition_is_compiled_and_its_references_are_checked() -> None:
    cases = [{"port": "a", "when": "input.x ="}, {"port": "b", "when": "steps.zz.output == 1"}]
    graph = graph_of({"id": "br", "type": "branch", "with": {"cases": cases}})

    assert found(graph) == [
        ("br", "cases", "/steps/0/with/cases/0/when"),
        ("br", "cases", "/steps/0/with/cases/1/when"),
    ]


def test_two_cases_cannot_leave_by_the_same_port() -> None:
    cases = [{"port": "a", "when": "true"}, {"port": "a", "when": "true"}, {"port": "no", "when": "true"}]
    graph = graph_of({"id": "br", "type": "branch", "with": {"cases": cases, "otherwise": "no"}})

    assert [each[2] for each in found(graph)] == ["/steps/0/with/cases/1/port", "/steps/0/with/cases/2/port"]


def test_a_circle_is_named_and_so_is_what_it_keeps_from_starting() -> None:
    edges = [("a", "success", "b"), ("b", "success", "a"), ("b", "success", "c")]

    findings = check_graph(graph_of("a", "b", "c", edges=edges), TYPES)

    assert [each.step for each in findings][1:] == ["c"]
    assert "→" in findings[0].message


def test_a_step_that_nothing_leads_to_is_a_warning() -> None:
    finding = only(graph_of("a", "b", "lonely", edges=[("a", "success", "b")]))

    assert (finding.severity, finding.step) == ("warning", "lonely")


def test_a_misspelt_input_is_a_warning() -> None:
    schema = {"type": "object", "properties": {"text": {"type": "string"}}}
    step = {"id": "a", "type": "echo", "with": {"x": "{{ input.txt }}", "y": "{{ size(input.text) }}"}}

    finding = only(graph_of(step, input=schema))

    assert (finding.severity, finding.field) == ("warning", "x")
    assert "'txt'" in finding.message


def test_two_steps_cannot_have_one_id() -> None:
    graph = {"steps": [{"id": "a", "type": "echo"}, {"id": "a", "type": "echo"}, {"id": "b", "type": "echo"}],
             "edges": [{"from": "a", "to": "b"}]}  # fmt: skip

    assert only(graph).pointer == "/steps/1/id"


def test_two_thousand_steps_are_checked() -> None:
    steps = [{"id": f"s{n}", "type": "echo", "with": {"x": f"{{{{ steps.s{n - 1}.output }}}}"}} for n in range(1, 2000)]

    assert check_graph(graph_of("s0", *steps), TYPES) == []


@pytest.mark.parametrize(
    "graph",
    [
        {"steps": "x" * 10},
        {"steps": [None]},
        {"steps": [{"id": "a", "type": "echo", "with": {"x": [[[[[[1]]]]]]}}] * 5001},
        {"steps": [{"id": "a", "type": "echo", "with": {"x": "y" * 5_000_000}}]},
        {"steps": [], "edges": {"from": 1}},
        {"steps": [{"id": "a", "type": "echo"}], "edges": [{"from": "a", "to": "a"}]},
    ],
    ids=["text", "null", "too many", "too large", "edges", "itself"],
)
def test_nonsense_is_refused_with_a_reason(graph: Any) -> None:
    assert all(each.message for each in check_graph(graph, TYPES))
    assert check_graph(graph, TYPES)


def test_nesting_has_an_end() -> None:
    deep: Any = 1
    for _ in range(500):
        deep = [deep]

    assert "deep" in only({"steps": [{"id": "a", "type": "echo", "with": {"x": deep}}]}).message


def test_a_schema_from_people_fetches_nothing_and_takes_no_time() -> None:
    remote = {"properties": {"x": {"$ref": "http://127.0.0.1:1/schema"}}}
    slow = {"properties": {"x": {"type": "string", "pattern": "^(a+)+$"}}}
    itself = {"$ref": "#"}

    for schema in (remote, slow, itself):
        with pytest.raises(Exception, match=r"not what this workflow asks for"):
            accept_input(schema, {"x": "a" * 40 + "!"})
    assert schema_problem({"patternProperties": {"x": {}}})


def test_a_step_type_tells_the_builder_all_it_needs() -> None:
    document = TYPES["branch"].info.document()

    assert document["dynamic_ports"] == {
        "from": "with.cases[].port", "plus": ["otherwise"], "renamed_by": "with.otherwise",
    }  # fmt: skip
    assert info("x").document()["ports"] == [{"name": "success", "label": "Then"}]


LOOP: dict[str, Any] = {"id": "each", "type": "for_each", "with": {"items": [1]}}
INSIDE: dict[str, Any] = {"id": "a", "type": "set", "in": "each", "with": {"values": {}}}


def values(**named: str) -> dict[str, Any]:
    return {"values": named}


@pytest.mark.parametrize(
    ("steps", "edges", "step", "field", "said"),
    [
        ([LOOP], (), "each", None, "has no steps inside"),
        ([LOOP | {"retry": {"max": 1}}, INSIDE], (), "each", "retry", "belongs to the steps inside"),
        ([LOOP, INSIDE, INSIDE | {"id": "b", "in": "a"}], (), "b", "in", "takes no steps inside"),
        ([INSIDE | {"in": "nowhere"}], (), "a", "in", "there is no such step"),
        ([LOOP | {"in": "each"}, INSIDE], (), "each", "in", "stands in itself"),
        ([LOOP, INSIDE, {"id": "z", "type": "set", "with": values()}], (("a", "z"),), "a", "to", "out of a loop"),
        (
            [LOOP, INSIDE, {"id": "z", "type": "set", "with": values(x="{{ steps.a.output }}")}],
            (("each", "z"),), "z", "values", "Use steps.each.output.items instead",
        ),
        ([{"id": "z", "type": "set", "with": values(x="{{ item.n }}")}], (), "z", "values", "only inside a for_each"),
        (
            [LOOP, INSIDE | {"with": values(x="{{ loops.other.item }}")}],
            (), "a", "values", "There is no loop 'other' around this",
        ),
        ([LOOP, INSIDE | {"with": values(x="{{ steps.each.output }}")}], (), "a", "values", "does not come before"),
        (
            [{"id": "r", "type": "repeat", "with": {"max": 2, "until": "steps.z.output"}}, INSIDE | {"in": "r"}],
            (), "r", "until", "There is no step 'z'",
        ),
        ([{"id": "r", "type": "repeat", "with": {"until": "true"}}, INSIDE | {"in": "r"}], (), "r", "max", "missing"),
        ([INSIDE | {"in": None, "undo": {"type": "stop"}}], (), "a", "undo", "cannot be undone by 'Stop'"),
        (
            [INSIDE | {"in": None, "undo": {"type": "set", "with": values(x="{{ steps.b.output }}")}}],
            (), "a", "undo", "There is no step 'b'",
        ),
    ],
)  # fmt: skip
def test_what_is_wrong_with_a_loop_is_named(steps: Any, edges: Any, step: str, field: str | None, said: str) -> None:
    graph = {"steps": steps, "edges": [{"from": source, "to": target} for source, target in edges]}

    found = [each for each in check_graph(graph, TYPES) if each.severity == "error"]

    assert any((each.step, each.field) == (step, field) and said in each.message for each in found), found


def test_a_loop_is_right_when_its_parts_look_inwards_and_outwards() -> None:
    steps = [
        {"id": "before", "type": "set", "with": values(rows="{{ input.rows }}")},
        LOOP | {"with": {"items": "{{ steps.before.output.rows }}", "output": "{{ steps.b.output }}"}},
        {"id": "a", "type": "set", "in": "each", "with": values(x="{{ item }}", y="{{ steps.before.output }}")},
        {"id": "b", "type": "set", "in": "each", "with": values(x="{{ steps.a.output.x }}{{ index }}"), "default": {}},
        {"id": "again", "type": "repeat", "with": {"max": 3, "until": "steps.c.output.x == previous"}},
        {"id": "c", "type": "set", "in": "again", "with": values(x="{{ input.rows.map(item, item.price) }}")},
    ]  # fmt: skip
    edges = [("before", "each"), ("a", "b"), ("each", "again")]

    found = check_graph({"steps": steps, "edges": [{"from": one, "to": other} for one, other in edges]}, TYPES)

    assert found == []


def test_a_loop_alone_is_not_lonely() -> None:
    assert check_graph({"steps": [LOOP, INSIDE]}, TYPES) == []


def test_keys_of_deeply_nested_loops_must_fit() -> None:
    names = [f"{letter}{'x' * 50}" for letter in "abcd"]
    steps = [
        {"id": name, "type": "try"} | ({"in": around} if around else {})
        for name, around in zip(names, [None, *names], strict=False)
    ]

    found = check_graph({"steps": [*steps, {"id": "z", "type": "set", "in": names[-1], "with": values()}]}, TYPES)

    assert "Give shorter ids" in next(each.message for each in found if each.step == "z")
