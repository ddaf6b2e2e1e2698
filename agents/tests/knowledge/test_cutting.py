"""How texts are cut: nothing is lost, nothing is too long, tables keep the row that names their columns."""

import re

from hypothesis import given
from hypothesis import strategies as st

from agents_service.ingest.rules import LONGEST, Page, chunks_of, whole_text
from agents_service.retrieval.rules import page_at, quote_of


def page(text: str) -> Page:
    """Each word is a token."""
    return Page(text, [match.start() for match in re.finditer(r"\S+", text)])


LINES = st.lists(
    st.one_of(
        st.sampled_from(["", "# Heading", "## Another one", "| a | b |", "Done."]),
        st.lists(st.sampled_from(["word", "and", "end.", "ünï"]), min_size=1, max_size=300).map(" ".join),
    ),
    max_size=12,
).map("\n".join)


@given(st.lists(LINES, min_size=1, max_size=3))
def test_every_word_is_in_a_chunk_and_no_chunk_is_too_long(texts: list[str]):
    pages = [page(text) for text in texts]
    text = whole_text(pages)

    chunks = chunks_of(pages)

    inside = {at for each in chunks for at in range(each.start, each.end)}
    assert all(match.start() in inside for match in re.finditer(r"\S+", text))
    assert all(len(text[each.start : each.end].split()) <= LONGEST for each in chunks)
    assert [each.start for each in chunks] == sorted(each.start for each in chunks)


def test_a_long_table_repeats_the_row_that_names_its_columns():
    rows = "\n".join(f"| Product {n} | {n} euros each |" for n in range(100))
    pages = [page(f"# Prices\n\nAll without tax.\n\n| Name | Price |\n{rows}")]
    text = whole_text(pages)

    chunks = chunks_of(pages)

    later = [each for each in chunks if "Product 90 " in text[each.start : each.end]]
    assert [each.shown(text).split("\n")[:2] for each in later] == [["Prices", "| Name | Price |"]]


def test_a_chunk_knows_the_headings_above_it():
    long = "word " * 120
    pages = [page(f"# Travel\n\n{long}\n\n## Hotels\n\n{long}\n\n# Holidays\n\n{long}")]

    assert [each.headings for each in chunks_of(pages)][-2:] == ["Travel", ""] or [
        each.headings for each in chunks_of(pages)
    ][1:3] == ["Travel", ""]


def test_a_quote_is_only_what_stands_there():
    text = "One page.\fA hotel costs 180 euros."

    there = quote_of(text, (10, 36), {"text": "180 euros", "start": 14, "end": 23})
    moved = quote_of(text, (10, 36), {"text": "180 euros", "start": 3, "end": 12})
    invented = quote_of(text, (10, 36), {"text": "190 euros", "start": None, "end": None})

    assert there is not None
    assert (text[there.start : there.end], there.page) == ("180 euros", 2)
    assert moved == there
    assert invented is None
    assert page_at(text, 0) == 1
