"""Vectors as they are kept: 16-bit floats, unit length, one row after the other."""

from __future__ import annotations

import base64
from collections.abc import Sequence
from typing import TYPE_CHECKING

from agents_service.deps import Deps
from kernel.identity import Principal

if TYPE_CHECKING:
    from agents_service.index.protocol import Vector

_AT_ONCE = 48


async def embedded(texts: Sequence[str], model: str, company_id: str, deps: Deps) -> Vector:
    """The unit vectors of texts by a model, a row each."""
    import numpy as np

    by = Principal(kind="service", company_id=company_id, service="agents")
    rows: list[Vector] = []
    for start in range(0, len(texts), _AT_ONCE):
        answer = await deps.reading.embed(list(texts[start : start + _AT_ONCE]), model, by)
        rows += [np.frombuffer(base64.b64decode(each.embedding), "<f4") for each in answer.data]
    found = np.stack(rows)
    lengths = np.linalg.norm(found, axis=1, keepdims=True)
    return np.asarray(found / np.where(lengths > 0, lengths, 1.0), np.float32)


def packed(vectors: Vector) -> bytes:
    """As they are kept."""
    import numpy as np

    return vectors.astype(np.float16).tobytes()


def unpacked(kept: bytes, count: int) -> Vector:
    """As they are searched."""
    import numpy as np

    return np.frombuffer(kept, np.float16).astype(np.float32).reshape(count, -1)
