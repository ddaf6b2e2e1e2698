"""The language of prompts: what it writes, what it refuses and where, and that nothing makes it run on."""

from typing import Any

import pytest

from ai_service.templating import TemplateFault, compiled, render

LIST = list(range(2_000))


def written(source: str, values: dict[str, Any] | None = None, **partials: str) -> str:
    texts = {name: (compiled(text),) for name, text in partials.items()}
    return render(compiled(source), values or {}, texts)[0]


def fault(source: str, values: dict[str, Any] | None = None) -> TemplateFault:
    with pytest.raises(TemplateFault) as refused:
        written(source, values)
    return refused.value


@pytest.mark.parametrize(
    ("source", "expected"),
    [
        ("Dear {{ name }}", "Dear Ana"),
        ("{{ n }} {{ whole }} {{ yes }} [{{ nothing }}]", "5 5 true []"),
        ("{{ list | join: ', ' }} {{ list | json }}", 'a, b ["a","b"]'),
        ("{{ who }}", '{"name":"Ana","tags":[{"a":null}]}'),
        ("{% for each in list %}{{ forloop.index }}{{ each }}{% endfor %}", "1a2b"),
        ("{% if who.vip %}!{% else %}-{% endif %}{{ who.vip | default: 'no' }}", "-no"),
        ("{% case n %}{% when 5 %}five{% endcase %}{% # a comment %}", "five"),
        ("{{ who.name | upcase | truncate: 2, '' }}", "AN"),
    ],
)
def test_values_are_written_as_people_expect(source: str, expected: str):
    given = {
        "name": "Ana", "n": 5, "whole": 5.0, "yes": True, "nothing": None, "list": ["a", "b"],
        "who": {"name": "Ana", "tags": [{"a": None}]},
    }  # fmt: skip

    assert written(source, given) == expected


def test_what_a_value_says_is_never_read_as_a_template():
    evil = '{{ secret }}{% partial "tone" %}{% for a in b %}'

    assert written('{{ said }} {% partial "tone" %}', {"said": evil, "secret": "s"}, tone="{{ said }}") == (
        f"{evil} {evil}"
    )


@pytest.mark.parametrize(
    ("source", "line", "words"),
    [
        ("a\nb {{ who.name }}", 2, "“who.name” has no value here"),
        ("a\n\n{% foo %}", 3, "no tag 'foo'"),
        ("a\n{{ x | foo }}", 2, "no filter “foo”"),
        ("a\n{{ x ", 2, "bracket is not closed"),
        ("a\n{% if x %}b", 0, "needs `{% endif %}`"),
        ("a\n{% for i in (1..9) %}{% endfor %}", 2, "Ranges"),
        ("{{ (1..999999999) | size }}", 1, "Ranges"),
        ("{% include 'x' %}", 1, "no tag 'include'"),
        ("{% partial x %}", 1, "in quotes"),
        ("{{ x.__class__.__mro__ }}", 1, "has no value here"),
        ("{% if true %}" * 60 + "{% endif %}" * 60, 1, "too deep"),
        ("x" * 50_001, 0, "50,001 characters"),
    ],
)
def test_a_mistake_is_told_with_its_line(source: str, line: int, words: str):
    found = fault(source, {"who": {}, "x": "text"})

    assert found.line == line
    assert words in found.said


@pytest.mark.parametrize(
    "source",
    [
        "{% for a in l %}{% for b in l %}{% for c in l %}x{% endfor %}{% endfor %}{% endfor %}",
        "{% for a in l %}" + "{% if a %}{% endif %}" * 200 + "{% endfor %}",
        "{% for a in l %}{% if big contains 'zzz' %}{% endif %}{% endfor %}",
        "{% for a in l %}{% assign x = big | upcase | downcase | strip %}{% endfor %}",
        "{{ big }}" * 4,
    ],
)
def test_a_template_that_would_run_on_is_refused_by_its_work(source: str):
    assert fault(source, {"l": LIST, "big": "y" * 400_000})


def test_work_is_counted_alike_every_time():
    source, values = compiled("{% for a in l %}{{ a }}{% endfor %}"), {"l": LIST}

    assert render(source, values, {})[1] == render(source, values, {})[1] > len(LIST)


def test_what_a_template_needs_is_known_before_it_is_written():
    found = compiled('{{ a }}\n{% for b in c %}{{ b }}{{ d.e }}{% endfor %}\n{% partial "tone@live" %}')

    assert found.variables == {"a": 1, "c": 2, "d": 2}
    assert found.partials == {"tone@live": 3}
