"""Long texts: cut so that nothing is lost, in pieces that the model can read and write."""

from dataclasses import dataclass, field

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from ai_service.providers.problems import ContextTooLong
from ai_service.providers.protocol import TaskModel
from ai_service.providers.vocabulary import Reply, Stop, Tokens
from ai_service.tasks.by_model.asking import CutOff
from ai_service.tasks.by_model.cutting import cut
from ai_service.tasks.by_model.provider import ModelTasks
from contracts.ai import AnswerRequest, ChatMessage, ChatRequest, Document, RewriteRequest, SummariseRequest


@dataclass
class ShortSighted:
    """A model that reads and writes only so many characters; it summarises as `Short.` and rewrites in capitals."""

    reads: int
    writes: int = 10_000
    asked: list[int] = field(default_factory=list[int])

    async def complete(self, request: ChatRequest, *, model: str) -> Reply:
        text = request.messages[-1].content.partition("<text>\n")[2].rpartition("\n</text>")[0]
        self.asked.append(len(text))
        if len(text) > self.reads:
            raise ContextTooLong("Too long.")
        said = '{"summary": "Short.", "answer": null}' if request.format != "text" else text.upper()
        stop: Stop = "length" if len(said) > self.writes else "end"
        return Reply(ChatMessage(role="assistant", content=said), stop, Tokens(1, 1), model, "1")


async def _nothing(document: Document) -> list[str]:
    return []


def _tasks(model: ShortSighted) -> ModelTasks:
    return ModelTasks(TaskModel(chat=model, model="m", provider="p", note="n"), _nothing)


@given(text=st.text(alphabet="ab .\n\f\t", max_size=400), size=st.integers(min_value=1, max_value=60))
@settings(max_examples=200)
def test_the_pieces_together_are_the_text(text: str, size: int):
    pieces = cut(text, size)

    assert "".join(pieces) == text
    assert all(len(piece) <= size for piece in pieces)


async def test_pieces_get_smaller_until_the_model_can_read_them():
    model = ShortSighted(reads=3_000)

    said = await _tasks(model).summarise(SummariseRequest(text="A sentence. " * 1_500))

    assert said.summary == "Short."
    assert model.asked[0] > 3_000
    assert said.answered_by.method == "summary of summaries"


async def test_pieces_get_smaller_until_the_model_can_write_them():
    text = "one sentence. " * 500

    said = await _tasks(ShortSighted(reads=10_000, writes=2_000)).rewrite(RewriteRequest(text=text))

    assert said.text == text.upper()


async def test_of_a_text_that_is_too_long_the_parts_nearest_to_the_question_are_read():
    model = ShortSighted(reads=5_000)
    text = "Shelves hold parts.\n" * 2_000 + "The alarm code is 7741.\n" + "Shelves hold parts.\n" * 2_000

    said = await _tasks(model).answer(AnswerRequest(text=text, question="What is the alarm code?"))

    assert said.answer is None
    assert model.asked[-1] <= 5_000


async def test_a_model_that_can_do_nothing_with_the_smallest_piece_is_given_up():
    with pytest.raises(ContextTooLong):
        await _tasks(ShortSighted(reads=10)).summarise(SummariseRequest(text="A sentence. " * 100))
    with pytest.raises(CutOff):
        await _tasks(ShortSighted(reads=10_000, writes=10)).rewrite(RewriteRequest(text="A sentence. " * 100))
