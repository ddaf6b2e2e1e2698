"""What the outside sends and sees of a test bench."""

from datetime import datetime
from typing import Literal

from pydantic import BaseModel, ConfigDict, Field, model_validator

CaseState = Literal["ready", "to_check"]
Origin = Literal["hand", "generated", "feedback", "unanswered"]
TrialState = Literal["running", "done", "stopped", "failed"]


class ExpectedPassage(BaseModel):
    """A passage that should be found: its place in the document's text, and its words."""

    model_config = ConfigDict(extra="forbid")
    document_id: str = Field(min_length=1, max_length=40)
    start: int = Field(ge=0)
    end: int = Field(ge=1)
    quote: str = Field(min_length=1, max_length=4_000)


class KnowledgeCaseBody(BaseModel):
    """A question and what should be found. Not answerable: no answer should be given. Only ready cases are tried."""

    model_config = ConfigDict(extra="forbid")
    question: str = Field(min_length=1, max_length=2_000)
    expected: list[ExpectedPassage] = Field(default_factory=list[ExpectedPassage], max_length=20)
    is_answerable: bool = True
    state: CaseState = "ready"
    note: str = Field(default="", max_length=2_000)
    origin: Origin = "hand"

    @model_validator(mode="after")
    def _is_whole(self) -> "KnowledgeCaseBody":
        if self.state == "ready" and self.is_answerable != bool(self.expected):
            raise ValueError("Name the passages that should be found; or none, for a question without an answer.")
        return self


class KnowledgeCase(BaseModel):
    """A test case. `documents` are the names of the documents that are expected, in order."""

    id: str
    question: str
    expected: list[ExpectedPassage]
    documents: list[str]
    is_answerable: bool
    state: CaseState
    origin: Origin
    note: str
    created_at: datetime
    changed_at: datetime


class GenerateCasesBody(BaseModel):
    """How many questions to begin with should be made from the documents, and in which language."""

    model_config = ConfigDict(extra="forbid")
    count: int = Field(default=10, ge=1, le=50)
    language: Literal["en", "de"] = "en"


class CasesMade(BaseModel):
    """How many test cases were made; each is to be checked by a person."""

    made: int


class KnowledgeTrialBody(BaseModel):
    """A trial of all ready cases. `with_answers`: also asks for answers, which asks a model each time."""

    model_config = ConfigDict(extra="forbid")
    with_answers: bool = False
    note: str = Field(default="", max_length=500)


class TrialFigures(BaseModel):
    """What a trial came to, each from 0 to 1; null where no case counts. `recall` is the share of expected passages
    among the first 5 and 10 found, `ndcg` weighs how far up they stand, `answerability` is the share of questions that
    were answered from an expected passage, or rightly not at all."""

    recall_5: float | None
    recall_10: float | None
    ndcg_10: float | None
    answerability: float | None


class KnowledgeCaseResult(BaseModel):
    """How one case went. `rank` is where the first expected passage was found, null: not among the first ten."""

    case_id: str
    question: str
    is_answerable: bool
    rank: int | None
    recall_5: float | None
    recall_10: float | None
    ndcg_10: float | None
    is_answer_right: bool | None
    answer: str | None
    found: list[str]


class KnowledgeTrial(BaseModel):
    """A trial: how far it is, and what it came to."""

    id: str
    state: TrialState
    model: str
    version: int
    documents: int
    note: str
    with_answers: bool
    total: int
    done: int
    figures: TrialFigures | None
    problem: str | None
    started_by: str
    started_at: datetime
    ended_at: datetime | None


class KnowledgeTrialDetail(KnowledgeTrial):
    """A trial with every case."""

    results: list[KnowledgeCaseResult]


class QuestionGroup(BaseModel):
    """Questions of one meaning that could not be answered: how often, when last, and how people put them."""

    ids: list[str]
    question: str
    others: list[str]
    times: int
    people: int
    last_at: datetime
    reason: str


class UnansweredQuestions(BaseModel):
    """What could not be answered, the most asked first; of the questions asked last."""

    items: list[QuestionGroup]


class DismissedQuestions(BaseModel):
    """Questions to take off the list."""

    model_config = ConfigDict(extra="forbid")
    ids: list[str] = Field(min_length=1, max_length=1_000)


class AnswerFeedback(BaseModel):
    """What a person thinks of an answer. A good one becomes a test case; the other becomes one to be checked."""

    model_config = ConfigDict(extra="forbid")
    question: str = Field(min_length=1, max_length=2_000)
    liked: bool
    reason: str = Field(default="", max_length=2_000)
    citations: list[ExpectedPassage] = Field(default_factory=list[ExpectedPassage], max_length=20)
