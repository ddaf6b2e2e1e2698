"""How many fields of how many invoices the local provider reads right.

    python -m ai_service.providers.local.accuracy FOLDER…

A folder holds PDFs, each with its answers as JSON beside it: an object (or a list of one) with `issuer` or `supplier`,
`invoice_number` or `number`, `date` (ISO 8601), `currency`, `amount` or `total`. Exact comparison, but for: upper and
lower case, blanks and a leading `#` in numbers; a supplier counts when one name holds the other's words.
"""

import asyncio
import base64
import json
import os
import re
import sys
from collections import Counter
from pathlib import Path
from typing import Any, cast

from ai_service.documents import read_layout
from ai_service.providers.forms import of_schema
from ai_service.providers.local.embedding import Embedder
from ai_service.providers.local.extraction import extract
from ai_service.providers.local.objects import take
from ai_service.providers.local.spans import Source
from contracts.ai import Document, ExtractField

FIELDS = (
    ExtractField(name="supplier", type="string", description="Who issued the invoice"),
    ExtractField(name="number", type="id", description="Invoice number"),
    ExtractField(name="date", type="date", description="Invoice date"),
    ExtractField(name="currency", type="currency", description="Currency of the total"),
    ExtractField(name="total", type="money", description="Total amount to pay, tax included"),
)
_NAMES = {
    "supplier": ("supplier", "issuer"),
    "number": ("number", "invoice_number"),
    "date": ("date",),
    "currency": ("currency",),
    "total": ("total", "amount"),
}


def right(field: str, found: Any, known: Any) -> bool:
    """Whether the value found is the known one."""
    if found is None or known is None:
        return found == known
    if field == "total":
        return abs(float(found) - float(known)) < 0.005
    if field == "supplier":
        ours, theirs = (re.findall(r"[a-z0-9]+", str(text).lower()) for text in (found, known))
        joined, wanted = "".join(ours), "".join(theirs)
        return wanted in joined or (len(joined) > 3 and joined in wanted)
    return re.sub(r"[\s#]", "", str(found)).lower() == re.sub(r"[\s#]", "", str(known)).lower()


def _known(path: Path) -> dict[str, Any]:
    raw = json.loads(path.read_text())
    answers = cast("dict[str, Any]", raw[0] if isinstance(raw, list) else raw)
    return {f: next((answers[n] for n in names if n in answers), None) for f, names in _NAMES.items()}


async def measure(folders: list[Path], model_dir: Path) -> dict[str, Any]:
    """Per field and over all: how many right, of how many; and what was found instead."""
    correct: Counter[str] = Counter()
    wrong: list[dict[str, Any]] = []
    documents = [path for folder in folders for path in sorted(folder.glob("*.pdf"))]
    for path in documents:
        data = base64.b64encode(path.read_bytes()).decode()
        pages = await read_layout(Document(name=path.name, media_type="application/pdf", data=data))
        found = await extract(pages, FIELDS, Embedder(model_dir))
        for field, known in _known(path.with_suffix(".json")).items():
            if right(field, found[field][0], known):
                correct[field] += 1
            else:
                wrong.append({"document": path.name, "field": field, "found": found[field][0], "known": known})
    fields = {field: correct[field] for field in _NAMES}
    return {"documents": len(documents), "right": fields, "of": len(documents) * len(_NAMES), "wrong": wrong}


async def lines_add_up(folder: Path, embedder: Embedder) -> dict[str, int]:
    """Of how many invoices a table of lines is read, and of how many these add up to the net or the total amount."""
    form = of_schema(_LINES)
    counts: Counter[str] = Counter(documents=0, read=0, add_up=0)
    for path in sorted(folder.glob("*.pdf")):
        data = base64.b64encode(path.read_bytes()).decode()
        pages = await read_layout(Document(name=path.name, media_type="application/pdf", data=data))
        values, _ = await take(pages, form, Source.of_pages([page.text for page in pages]), embedder)
        amounts = [line.get("amount") or 0.0 for line in values["lines"]]
        counts["documents"] += 1
        counts["read"] += bool(amounts)
        counts["add_up"] += any(
            known and abs(sum(amounts) - known) < 0.015 for known in (values["net"], values["total"])
        )
    return dict(counts)


_LINES: dict[str, Any] = {
    "type": "object",
    "properties": {
        "net": {"type": "number", "format": "money", "description": "Net amount"},
        "total": {"type": "number", "format": "money", "description": "Total amount to pay, tax included"},
        "lines": {
            "type": "array",
            "items": {
                "type": "object",
                "properties": {
                    "description": {"type": "string"},
                    "quantity": {"type": "number"},
                    "unit_price": {"type": "number"},
                    "amount": {"type": "number"},
                },
            },
        },
    },
}


if __name__ == "__main__":
    model = Path(os.environ.get("LOCAL_MODEL_DIR", ".setup/model"))
    report = asyncio.run(measure([Path(folder) for folder in sys.argv[1:]], model))
    print(json.dumps(report, indent=1, ensure_ascii=False))  # noqa: T201 - a command
