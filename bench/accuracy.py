"""How right the built-in local provider is: invoices, sorting by labels, names of people, and how fast its small
language model writes.

Everything is printed as it comes out. `bench/labelled` says which texts numbers were fitted on and which were held out.
"""

import asyncio
import json
import os
import time
from collections import Counter
from collections.abc import Mapping, Sequence
from pathlib import Path
from statistics import mean
from typing import Any

import psutil

from ai_service.documents.layout import page_of_text
from ai_service.guardrails.person_names import find_names
from ai_service.providers.local import calibration
from ai_service.providers.local.accuracy import lines_add_up, measure
from ai_service.providers.local.classification import likenesses
from ai_service.providers.local.embedding import Embedder
from ai_service.providers.local.generative import LocalChat, LocalModelSettings
from contracts.ai import ChatMessage, ChatRequest, Label

ROOT = Path(__file__).resolve().parents[1]
_SAMPLE = ROOT / "company" / "src" / "company_service" / "samples" / "invoices"
_REAL = ROOT.parent / "shared" / "data" / "invoices"
_LABELLED = ROOT / "bench" / "labelled"
_LEAST = (0.0, 0.4, 0.5, 0.6, 0.7, 0.8)


def run(*, quick: bool) -> dict[str, Any]:
    """Everything (without the real invoices when quick)."""
    model = Path(os.environ.get("LOCAL_MODEL_DIR", ROOT / ".setup" / "model"))
    return asyncio.run(_measured(model, quick=quick))


async def _measured(model: Path, *, quick: bool) -> dict[str, Any]:
    real = Path(os.environ.get("INVOICES_DIR", _REAL))
    folders = {"sample": _SAMPLE} | ({"real": real} if real.is_dir() and not quick else {})
    embedder = Embedder(model)
    return {
        "extract": {name: await measure([folder], model) for name, folder in folders.items()},
        "lines": {name: await lines_add_up(folder, embedder) for name, folder in folders.items()},
        "classify": [
            await _sorting(embedder, use, examples=examples)
            for use in ("fit", "held out")
            for examples in (False, True)
        ],
        "names of people": {use: person_names(texts) for use, texts in _names().items()},
        "local model": await _writing(),
    }


async def _sorting(embedder: Embedder, use: str, *, examples: bool) -> dict[str, Any]:
    """Right of all; and for each least confidence how many are answered, how many of those right, and how many of
    the texts that fit no label are sorted all the same."""
    fitting: list[tuple[float, bool]] = []
    strange: list[float] = []
    sure: list[tuple[float, bool]] = []
    for path in sorted(_LABELLED.glob("*.json")):
        told = json.loads(path.read_text())
        if told["use"] != use:
            continue
        labels = [
            Label.model_validate({**each, "examples": each["examples"] if examples else []}) for each in told["labels"]
        ]
        for name, texts in told["texts"].items():
            for text in texts:
                likeness = await likenesses([page_of_text(1, text)], labels, embedder)
                alone = calibration.one_fits(likeness, by_example=examples)
                scores = calibration.one_fits(likeness, by_example=examples, or_none=True)
                if not name:
                    strange.append(float(scores.max()))
                    continue
                right = labels[int(scores.argmax())].name == name
                fitting.append((float(scores.max()), right))
                sure.append((float(alone.max()), right))
    return {
        "use": use, "examples": examples, "texts": len(fitting), "right": round(mean(right for _, right in sure), 3),
        "calibration error": _calibration_error(sure),
        "abstaining": [_at_least(least, fitting, strange) for least in _LEAST],
    }  # fmt: skip


def _at_least(least: float, fitting: list[tuple[float, bool]], strange: list[float]) -> dict[str, float]:
    kept = [right for score, right in fitting if score >= least]
    return {
        "least": least,
        "answered": round(len(kept) / len(fitting), 3),
        "right of those": round(mean(kept), 3) if kept else 0.0,
        "strange texts sorted": round(mean(score >= least for score in strange), 3),
    }  # fmt: skip


def _calibration_error(sure: list[tuple[float, bool]]) -> float:
    """How far confidence and truth are apart, over fifths (expected calibration error)."""
    bins = [
        [(score, right) for score, right in sure if low <= score * 5 < low + 1 or (low == 4 and score == 1)]
        for low in range(5)
    ]
    return round(sum(len(b) / len(sure) * abs(mean(s for s, _ in b) - mean(r for _, r in b)) for b in bins if b), 3)


def _names() -> dict[str, list[dict[str, Any]]]:
    held: dict[str, Any] = json.loads((_LABELLED / "names" / "names.json").read_text())
    return {use: held[use] for use in ("fit", "held out")}


def person_names(texts: Sequence[Mapping[str, Any]]) -> dict[str, float]:
    """How many names of people guardrails find in labelled texts (recall), and how many of what they find are some."""
    right = found = there = 0
    for each in texts:
        seen = [each["text"][start:end] for start, end in find_names(each["text"])]
        right += sum((Counter(seen) & Counter(each["names"])).values())
        found += len(seen)
        there += len(each["names"])
    return {
        "texts": len(texts),
        "names": there,
        "precision": round(right / found, 3),
        "recall": round(right / there, 3),
    }


async def _writing() -> dict[str, Any]:
    chat = LocalChat(LocalModelSettings())
    if not await chat.models():
        return {"installed": False}
    began = time.monotonic()
    await chat.complete(_asked("Say hi.", 2), model="")
    ready = time.monotonic() - began
    rates: list[float] = []
    for topic in ("a warehouse", "an invoice", "a garden"):
        began = time.monotonic()
        reply = await chat.complete(_asked(f"Write a story about {topic}.", 128), model="")
        rates.append(reply.tokens.given / (time.monotonic() - began))
    memory = psutil.Process(chat.worker.pid).memory_info().rss
    await chat.close()
    return {
        "model": chat.name, "seconds from nothing to its first answer": round(ready, 2),
        "tokens a second": [round(rate, 1) for rate in rates], "memory of its process, MiB": round(memory / 2**20),
    }  # fmt: skip


def _asked(text: str, most: int) -> ChatRequest:
    return ChatRequest(messages=[ChatMessage(role="user", content=text)], max_tokens=most)
