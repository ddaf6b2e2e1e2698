"""Reading in memory: texts as they are, vectors of their words, answers quoted from the first passage that fits."""

import base64
import math
import struct
import zlib

from contracts.ai import AnswerAnswer, AnsweredBy, AnswerRequest, Document, Passage, Usage
from contracts.reading import Embedding, Embeddings, ReadAnswer, ReadPage
from kernel.identity import Principal

_WIDTH = 64
_BY = AnsweredBy(provider="fake", model=None, method="the first passage", note="For tests.")
_USAGE = Usage(input_tokens=0, output_tokens=0, cost=0.0, seconds=0.0)


class FakeReading:
    """`ReadingClient` in memory, for plain text. Texts with words in common have vectors that are alike."""

    async def read(self, document: Document, by: Principal) -> ReadAnswer:
        pages = base64.b64decode(document.data).decode().split("\f")
        return ReadAnswer(pages=[ReadPage(text=each, tokens=_starts(each)) for each in pages])

    async def embed(self, texts: list[str], model: str, by: Principal) -> Embeddings:
        return Embeddings(data=[Embedding(embedding=_vector(each)) for each in texts], model=model)

    async def answer(self, request: AnswerRequest, by: Principal) -> AnswerAnswer:
        words = set(request.question.lower().split())
        given = request.passages or []
        at = next((at for at, each in enumerate(given) if words & set(each.lower().split())), None)
        if at is None:
            return AnswerAnswer(answer=None, passages=[], answered_by=_BY, usage=_USAGE)
        quoted = Passage(text=given[at], page=1, start=0, end=len(given[at]), passage=at, score=1.0)
        return AnswerAnswer(answer=given[at], passages=[quoted], answered_by=_BY, usage=_USAGE)


def _starts(text: str) -> list[int]:
    return [at for at, letter in enumerate(text) if not letter.isspace() and (at == 0 or text[at - 1].isspace())]


def _vector(text: str) -> str:
    found = [0.0] * _WIDTH
    for word in text.lower().split():
        found[zlib.crc32(word.encode()) % _WIDTH] += 1.0
    length = math.hypot(*found) or 1.0
    return base64.b64encode(struct.pack(f"<{_WIDTH}f", *(each / length for each in found))).decode()
