"""The built model: as good as the weights it was made from, and put in place whole or not at all."""

from pathlib import Path

import numpy as np

from ai.tests.local.reference import Reference
from ai_service.providers.local.build import MODEL, build_model, is_built
from ai_service.providers.local.embedding import Embedder

TEXTS = [
    "The invoice is due in thirty days.",
    "Payment is expected within a month.",
    "A cat sleeps on the warm roof.",
    "Rechnung Nr. 2024-0815 über 1.190,00 €",
    "x",
    "Retrieval of journaled steps after the process was killed, " * 12,
]


async def test_the_model_in_whole_numbers_says_what_the_one_in_floats_says(embedder: Embedder):
    reference = Reference()

    ours = await embedder.embed(TEXTS)

    theirs = np.stack([reference.embed(text) for text in TEXTS])
    assert ((ours * theirs).sum(axis=1) > 0.995).all()
    assert np.allclose(np.linalg.norm(ours, axis=1), 1.0, atol=1e-4)


async def test_texts_that_mean_the_same_are_nearer_than_others(embedder: Embedder):
    due, payment, cat = (await embedder.embed(TEXTS))[:3]

    assert due @ payment > due @ cat + 0.3


async def test_a_text_is_the_same_alone_and_in_company(embedder: Embedder):
    alone = (await embedder.embed(TEXTS[2:3]))[0]

    together = (await embedder.embed(TEXTS))[2]

    assert alone @ together > 0.9999


async def test_no_texts_have_no_vectors(embedder: Embedder):
    assert (await embedder.embed([])).shape == (0, 384)


def test_a_build_that_was_cut_off_is_done_again_and_a_finished_one_is_kept(tmp_path: Path):
    folder = tmp_path / "model"
    folder.mkdir()
    (folder / MODEL).write_bytes(b"half a mod")

    build_model(folder)
    first = (folder / MODEL).stat()
    build_model(folder)

    assert is_built(folder)
    assert (folder / MODEL).stat().st_mtime_ns == first.st_mtime_ns
    assert first.st_size < 30_000_000
    assert [path.name for path in tmp_path.iterdir()] == ["model"]


async def test_tokens_are_counted_to_the_end_of_a_text_and_no_further(embedder: Embedder):
    [short, long] = await embedder.token_starts(["two words", "word " * 1_000])

    assert short == [0, 4]
    assert long == [place * 5 for place in range(1_000)]
