"""How well knowledge is found, and what a search costs.

    agent-platform bench knowledge --collections FOLDER

Quality: judged collections in SMART format (a folder each with `documents`, `queries`, `qrels`), through the cutting,
embedding and index of the product: nDCG@10 for words, meaning and both, beside plain min-max fusion of the same.
Speed: random vectors and words, CPU milliseconds of a hybrid search by somebody who may see everything, and by others
who may see one chunk in so many; recall@10 of the meaning half against comparing everything exactly. `--chunks 1000000`
measures as many.
"""

import math
import os
import re
import tempfile
import time
from collections.abc import Callable, Iterator, Sequence
from dataclasses import replace
from itertools import islice
from pathlib import Path
from statistics import mean
from typing import Any

import numpy as np

from agents_service.index import fusion
from agents_service.index.protocol import Change, Wanted
from agents_service.index.shelf import Shelf
from agents_service.index.vectors import likeness
from agents_service.ingest.rules import Page, chunks_of, whole_text
from ai_service.providers.local.build import build_model
from ai_service.providers.local.embedding import Embedder

ROOT = Path(__file__).resolve().parents[1]
_WORDS = [f"word{n}" for n in range(20_000)]
_EVERYONE = frozenset({"everyone"})
_SHARES = (3, 30, 100, 1_000)


def run(*, quick: bool, collections: str = "", chunks: str = "") -> dict[str, Any]:
    """Both; quality only where a folder with collections is named, and only some of their questions when quick."""
    folders = sorted(path.parent for path in Path(collections).glob("*/qrels")) if collections else []
    embedder = Embedder(Path(os.environ.get("LOCAL_MODEL_DIR", ROOT / ".setup" / "model")))
    build_model(Path(os.environ.get("LOCAL_MODEL_DIR", ROOT / ".setup" / "model")))
    sizes = [int(chunks)] if chunks else [10_000] if quick else [10_000, 100_000]
    return {
        "quality": {folder.name: _quality(folder, embedder, 20 if quick else 10_000) for folder in folders},
        "speed": [_speed(count) for count in sizes],
    }


def _smart(path: Path) -> dict[str, dict[str, str]]:
    """Records by number: their fields, by letter."""
    records: dict[str, dict[str, str]] = {}
    number, letter = "", ""
    for line in path.read_text(errors="replace").splitlines():
        if line.startswith(".I"):
            number, letter = str(int(line.split()[1])), ""
            records[number] = {}
        elif re.match(r"\.[A-Z]\b", line):
            letter = line[1]
        elif letter:
            records[number][letter] = f"{records[number].get(letter, '')} {line}".strip()
    return records


def _judged(folder: Path, questions: Sequence[str]) -> dict[str, set[str]]:
    """The documents that fit each question.

    Cranfield's judgements number the questions by their order, and grade from 1 to 4, with -1 for what does not fit.
    """
    by_order = folder.name.startswith("cran")
    fitting: dict[str, set[str]] = {}
    for line in (folder / "qrels").read_text().splitlines():
        question, document, grade, *_ = [*line.split(), "1"]
        if by_order and int(grade) < 0:
            continue
        key = questions[int(question) - 1] if by_order else str(int(question))
        fitting.setdefault(key, set()).add(str(int(document)))
    return fitting


def _ndcg(found: Sequence[str], fitting: set[str]) -> float:
    gained = sum(1 / math.log2(rank + 2) for rank, each in enumerate(found[:10]) if each in fitting)
    return gained / sum(1 / math.log2(rank + 2) for rank in range(min(10, len(fitting))))


def _quality(folder: Path, embedder: Embedder, most: int) -> dict[str, Any]:
    documents, questions = _smart(folder / "documents"), _smart(folder / "queries")
    fitting = _judged(folder, list(questions))
    texts = {number: " ".join(filter(None, map(each.get, "TAW"))) for number, each in questions.items()}
    asked = {number: text for number, text in islice(texts.items(), most) if number in fitting}
    with tempfile.TemporaryDirectory() as place:
        shelf = Shelf(Path(place))
        began = time.process_time()
        shelf.apply(list(_changes(documents, embedder)))
        taken = time.process_time() - began
        vectors = embedder.embed_now(list(asked.values()))
        measured = {
            mode: _mean(asked, fitting, lambda text, vector, mode=mode: _found(shelf, text, vector, mode), vectors)
            for mode in ("keyword", "meaning", "hybrid")
        }
        plain = _mean(asked, fitting, lambda text, vector: _plain(shelf, text, vector), vectors)
        shelf.close()
    return {
        "documents": len(documents), "questions": len(asked), "CPU seconds to take in": round(taken, 1),
        "nDCG@10": {**measured, "min-max 0.5, no feedback": plain},
    }  # fmt: skip


def _changes(documents: dict[str, dict[str, str]], embedder: Embedder) -> Iterator[Change]:
    for position, (number, fields) in enumerate(documents.items(), 1):
        title, text = fields.get("T", ""), fields.get("W", "")
        if not text:
            continue
        [tokens] = embedder._token_starts([text])  # pyright: ignore[reportPrivateUsage] - as the service asks, but here and now
        pages = [Page(text, tokens)]
        texts = [each.shown(whole_text(pages)) for each in chunks_of(pages)]
        vectors = embedder.embed_now([f"{title}\n{each}" for each in texts])
        yield Change(position, number, ("everyone",), "", title, texts, vectors)


def _mean(
    asked: dict[str, str], fitting: dict[str, set[str]], find: Callable[[str, Any], Sequence[str]], vectors: Any
) -> float:
    pairs = zip(asked.items(), vectors, strict=True)
    return round(mean(_ndcg(find(text, vector), fitting[number]) for (number, text), vector in pairs), 4)


def _found(shelf: Shelf, text: str, vector: Any, mode: Any) -> list[str]:
    return [hit.document_id for hit in shelf.search(Wanted(text, vector, _EVERYONE, 10, mode)).hits]


def _plain(shelf: Shelf, text: str, vector: Any) -> list[str]:
    """What the study that this index follows measured: one search of each half, fused half and half."""
    words = {h.document_id: h.raw[0] for h in shelf.search(Wanted(text, None, _EVERYONE, 200, "keyword")).hits}
    meant = {h.document_id: h.raw[1] for h in shelf.search(Wanted(text, vector, _EVERYONE, 200, "meaning")).hits}
    ids = sorted({*words, *meant})
    least = min(meant.values(), default=0.0)
    keyword = fusion.scaled(np.array([words.get(each, 0.0) for each in ids], np.float32))
    meaning = fusion.scaled(np.array([meant.get(each, least) for each in ids], np.float32))
    order = np.argsort(-fusion.fused(keyword, meaning, 0.5), kind="stable")
    return [ids[at] for at in order]


def _speed(count: int) -> dict[str, Any]:
    chance = np.random.default_rng(7)
    centers = chance.normal(size=(200, 384))
    with tempfile.TemporaryDirectory() as place:
        shelf = Shelf(Path(place))
        began = time.process_time()
        for start in range(0, count, 5_000):
            shelf.apply([_made(start + n, centers, chance) for n in range(5_000)])
        built = time.process_time() - began
        figures = {"everything": _EVERYONE} | {f"one in {share}": frozenset({f"one in {share}"}) for share in _SHARES}
        measured = {name: _asked(shelf, identities, centers, chance) for name, identities in figures.items()}
        shelf.close()
    return {"chunks": count, "CPU seconds to build": round(built, 1), **measured}


def _made(number: int, centers: Any, chance: np.random.Generator) -> Change:
    vector = _unit(centers[chance.integers(len(centers))] + chance.normal(size=384) * 0.8)
    words = " ".join(_WORDS[int(each) % len(_WORDS)] for each in chance.zipf(1.2, 60))
    open_to = ("everyone", *(f"one in {share}" for share in _SHARES if number % share == 0))
    return Change(number + 1, f"d{number}", open_to, "", "", [words], vector[None, :])


def _unit(vector: Any) -> Any:
    return (vector / np.linalg.norm(vector)).astype(np.float32)


def _question(identities: frozenset[str], centers: Any, chance: np.random.Generator) -> Wanted:
    vector = _unit(centers[chance.integers(len(centers))] + chance.normal(size=384) * 0.8)
    return Wanted(" ".join(_WORDS[int(each) % len(_WORDS)] for each in chance.zipf(1.2, 8)), vector, identities)


def _recall(shelf: Shelf, wanted: Wanted) -> float:
    """How many of the ten nearest vectors the meaning half finds."""
    view, vector = shelf.view, np.asarray(wanted.vector)
    allowed = view.allowed(wanted)
    exact = allowed[np.argsort(-likeness(view.vectors.of(allowed), vector))[:10]].tolist()
    found = {hit.document_id for hit in shelf.search(replace(wanted, mode="meaning")).hits}
    return len({f"d{row}" for row in exact} & found) / len(exact)


def _asked(shelf: Shelf, identities: frozenset[str], centers: Any, chance: np.random.Generator) -> dict[str, float]:
    asked = [_question(identities, centers, chance) for _ in range(60)]
    times: list[float] = []
    for wanted in asked:
        began = time.process_time()
        shelf.search(wanted)
        times.append((time.process_time() - began) * 1000)
    recalls = [_recall(shelf, wanted) for wanted in asked[:30]]
    times.sort()
    return {
        "CPU ms, median": round(times[len(times) // 2], 2), "CPU ms, 95 %": round(times[int(len(times) * 0.95)], 2),
        "recall@10": round(mean(recalls), 4),
    }  # fmt: skip
