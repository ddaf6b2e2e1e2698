"""The workflow patterns: every example does what it says, and the table tells the truth about them."""

import asyncio
from collections import Counter

import pytest

from company.tests.patterns.examples import NOT, SUPPORTED, VERDICTS, Row, read_counts, read_examples, read_table
from company.tests.patterns.playing import Player
from company.tests.world import World

EXAMPLES = read_examples()
TABLE = read_table()


async def test_the_builder_has_nothing_to_say_against_any_example(world: World) -> None:
    player = Player(world)
    drawn = {f"{file}: {each.name}": each for file, example in EXAMPLES.items() for each in example.workflows}

    found = await asyncio.gather(*map(player.problems, drawn.values()))

    assert {name: problems for name, problems in zip(drawn, found, strict=True) if problems} == {}


async def test_every_case_of_every_example_goes_as_it_says(world: World) -> None:
    player = Player(world)

    wrong = await asyncio.gather(*map(player.play, EXAMPLES.values()))

    assert [
        f"{file}: {case.says}: {what}"
        for (file, example), of_example in zip(EXAMPLES.items(), wrong, strict=True)
        for case, what in zip(example.cases, of_example, strict=True)
        if what
    ] == []


def test_the_table_has_all_43_patterns_once_each() -> None:
    assert sorted(number for number, _ in TABLE) == list(range(1, 44))


def test_the_table_counts_its_verdicts() -> None:
    assert read_counts() == Counter(row.verdict for _, row in TABLE)


@pytest.mark.parametrize(("number", "row"), TABLE, ids=[f"{number} {row.name}" for number, row in TABLE])
def test_a_verdict_agrees_with_the_examples(number: int, row: Row) -> None:
    files = {example.pattern: (file, example.name) for file, example in EXAMPLES.items()}
    example = files.get(number)

    assert row.verdict in VERDICTS
    assert len(row.why) > 20
    if row.verdict == SUPPORTED:
        assert row.file is not None
    elif row.verdict == NOT:
        assert row.file is None
    assert example == ((row.file, row.name) if row.file else None)


@pytest.mark.parametrize("file", EXAMPLES)
def test_an_example_has_a_file_named_after_its_number_and_name(file: str) -> None:
    example = EXAMPLES[file]

    assert file == f"{example.pattern:02}-{example.name.lower().replace(' ', '-')}"
