"""The tasks, answered by a chat model (`TaskProvider`)."""

import asyncio
from collections.abc import Awaitable, Callable, Sequence
from typing import Any, cast

from ai_service.providers import problems
from ai_service.providers.forms import Shape, of_fields, of_schema
from ai_service.providers.local.spans import Source, Span, new_figures
from ai_service.providers.local.text import sharing_words
from ai_service.providers.protocol import ReadPages, TaskModel
from ai_service.providers.values import without
from ai_service.tasks.by_model import prompts
from ai_service.tasks.by_model.asking import Asker
from ai_service.tasks.by_model.cutting import cut, fitting
from ai_service.tasks.by_model.languages import english_name
from ai_service.tasks.by_model.prompts import Material, Prompt
from ai_service.tasks.by_model.taking import Taken, take
from contracts.ai import (
    AnswerAnswer,
    AnswerRequest,
    ClassifyAnswer,
    ClassifyRequest,
    ExtractAnswer,
    ExtractRequest,
    Image,
    Label,
    Passage,
    RewriteAnswer,
    RewriteRequest,
    SummariseAnswer,
    SummariseRequest,
    TextOrDocument,
    TranslateAnswer,
    TranslateRequest,
)

_READ_AT_ONCE = 24_000
_WRITTEN_AT_ONCE = 6_000
_LITTLE_AT_ONCE = 1_500
_FEWEST_TOKENS = 48
_PIECE = 2_000
_MOST_READ = 120_000
_NOTES = 8
_AT_A_TIME = 4
_NOT_SAID = 0.5
_PICTURES = ("image/png", "image/jpeg", "image/gif", "image/webp")


_Asks = Callable[[Material], Prompt]


class ModelTasks:
    """Answers tasks by one model. `small` is for those that understand and write little at once."""

    def __init__(self, model: TaskModel, read: ReadPages, *, small: bool = False) -> None:
        self._model = model
        self._read = read
        self._small = small
        self._at_once = _LITTLE_AT_ONCE if small else _WRITTEN_AT_ONCE

    async def summarise(self, request: SummariseRequest) -> SummariseAnswer:
        """In the model's own words; of a long text its parts first, then those summaries together."""
        asker, given = Asker(self._model), await self._material(request)
        summary, in_parts = await fitting(
            _READ_AT_ONCE, lambda size: _summary(asker, given, request.max_sentences, size)
        )
        unsupported = [] if given.picture else new_figures(summary, given.text)
        by = asker.by("summary of summaries" if in_parts else "summary")
        return SummariseAnswer(summary=summary, unsupported=unsupported, answered_by=by, usage=asker.usage())

    async def extract(self, request: ExtractRequest) -> ExtractAnswer:
        """The values the model reads, each looked up in the text."""
        form = of_schema(request.form) if request.form is not None else of_fields(request.fields)
        asker, given = Asker(self._model), await self._material(request)
        source = None if given.picture else Source(given.text)
        shown, remark = _beginning(given)
        taken = await take(asker, shown, form, source, request.repairs)
        return _extracted(request, form, asker, taken, remark)

    async def classify(self, request: ClassifyRequest) -> ClassifyAnswer:
        """The label the model chooses; how sure it is, is what it says itself."""
        labels = [Label(name=label) if isinstance(label, str) else label for label in request.labels]
        asker, (given, remark) = Asker(self._model), _beginning(await self._material(request))
        prompt = prompts.classify(given, labels, several=request.multiple, abstain=request.abstain)
        chosen = _chosen(await asker.json(prompt), [label.name for label in labels], request)
        least = request.threshold or 0.0
        kept = [name for name, sure in chosen.items() if sure >= least]
        scores = _scores(chosen, [label.name for label in labels], request)
        return ClassifyAnswer(
            label=kept[0] if kept else None,
            labels=kept,
            reason=None if kept else _why_none(chosen, least),
            confidence=chosen[kept[0]] if kept else max(chosen.values(), default=0.0),
            scores=scores,
            answered_by=asker.by("classification, as sure as the model says", remark),
            usage=asker.usage(),
        )

    async def answer(self, request: AnswerRequest) -> AnswerAnswer:
        """The model's answer, with the passages it quotes; null when it says the text does not hold one."""
        asker = Asker(self._model)
        if request.passages is not None:
            given = Material("\n".join(f"Passage {n}:\n{text}" for n, text in enumerate(request.passages)))
        else:
            given = await self._material(request)

        async def asked(size: int) -> dict[str, Any]:
            near = await asyncio.to_thread(_nearest, given, request.question, size)
            return await asker.json(prompts.answer(near, request.question, numbered=request.passages is not None))

        said = await fitting(_MOST_READ, asked)
        sources = [Source(text) for text in request.passages or [given.text]]
        passages = _cited(said.get("quotes"), sources, numbered=request.passages is not None)
        reply = said.get("answer")
        words = str(reply).strip() if reply else None
        by = asker.by("answer")
        return AnswerAnswer(answer=words, passages=passages if words else [], answered_by=by, usage=asker.usage())

    async def rewrite(self, request: RewriteRequest) -> RewriteAnswer:
        """The text in other words, piece by piece where it is long."""
        asker, given = Asker(self._model), await self._material(request)
        text = await self._written(asker, given, lambda piece: prompts.rewrite(piece, request, simple=self._small))
        unsupported = [] if given.picture else new_figures(text, given.text, request.instruction)
        return RewriteAnswer(text=text, unsupported=unsupported, answered_by=asker.by("rewriting"), usage=asker.usage())

    async def translate(self, request: TranslateRequest) -> TranslateAnswer:
        """The text in another language, piece by piece where it is long."""
        asker, given, language = Asker(self._model), await self._material(request), english_name(request.language)
        text = await self._written(asker, given, lambda piece: prompts.translate(piece, language))
        unsupported = [] if given.picture else new_figures(text, given.text)
        by = asker.by("translation")
        return TranslateAnswer(
            text=text, language=language, unsupported=unsupported, answered_by=by, usage=asker.usage()
        )

    async def _written(self, asker: Asker, given: Material, prompt: _Asks) -> str:
        if given.picture:
            return await asker.text(prompt(given))

        async def in_pieces(size: int) -> str:
            pieces = cut(given.text, size)
            written = await _each(pieces, lambda piece: self._kept_apart(asker, piece, prompt))
            return "".join(written)

        return await fitting(self._at_once, in_pieces)

    async def _kept_apart(self, asker: Asker, piece: str, prompt: _Asks) -> str:
        """The piece in new words, with the blanks around it as they were."""
        words = piece.strip()
        if not words:
            return piece
        most = _FEWEST_TOKENS + len(words) // 2 if self._small else None
        return piece.replace(words, await asker.text(prompt(Material(words)), most=most), 1)

    async def _material(self, request: TextOrDocument) -> Material:
        document = request.document
        if document is None:
            return Material(request.text or "")
        kind = document.media_type.partition(";")[0].strip().lower()
        if kind in _PICTURES:
            return Material("", Image(media_type=cast("Any", kind), data=document.data))
        return Material(Source.of_pages(await self._read(document)).text)


def _beginning(given: Material) -> tuple[Material, str]:
    """As much as is read at once, and a remark where that is not all."""
    if given.picture:
        return given, "Read from a picture: its values cannot be looked up in a text"
    if len(given.text) <= _MOST_READ:
        return given, ""
    return Material(given.text[:_MOST_READ]), f"Read the first {_MOST_READ} of {len(given.text)} characters"


async def _each(pieces: Sequence[str], work: Callable[[str], Awaitable[str]]) -> list[str]:
    """The work on each piece, some at a time; the first that fails ends the others."""
    slots = asyncio.Semaphore(_AT_A_TIME)

    async def one(piece: str) -> str:
        async with slots:
            return await work(piece)

    try:
        async with asyncio.TaskGroup() as group:
            tasks = [group.create_task(one(piece)) for piece in pieces]
    except BaseExceptionGroup as failed:
        raise failed.exceptions[0] from None
    return [task.result() for task in tasks]


async def _summary(asker: Asker, given: Material, sentences: int, size: int) -> tuple[str, bool]:
    """The summary, and whether it was made of summaries of parts."""

    async def one(prompt: Prompt) -> str:
        return str((await asker.json(prompt)).get("summary") or "").strip()

    if given.picture or len(given.text) <= size:
        return await one(prompts.summarise(given, sentences)), False
    text = given.text
    while len(text) > size:
        pieces = cut(text, size)
        notes = await _each(pieces, lambda piece: one(prompts.summarise(Material(piece), _NOTES)))
        shorter = "\n\n".join(notes)
        if len(shorter) >= len(text):
            raise problems.EndpointAnsweredNonsense("The model's summaries are longer than the text.")
        text = shorter
    return await one(prompts.merge(Material(text), sentences)), True


def _extracted(request: ExtractRequest, form: Shape, asker: Asker, taken: Taken, remark: str) -> ExtractAnswer:
    values, missing = taken.values, list(taken.missing)
    if request.unsupported == "null":
        values = without(form, values, set(taken.unsupported))
    named = request.form is None
    return ExtractAnswer(
        values=values,
        evidence={_name(path) if named else path: found for path, found in taken.evidence.items()},
        unsupported=[_name(path) if named else path for path in taken.unsupported],
        missing=missing,
        answered_by=asker.by("extraction", remark),
        usage=asker.usage(),
    )


def _name(path: str) -> str:
    return path.removeprefix("/").replace("~1", "/").replace("~0", "~")


def _chosen(said: dict[str, Any], names: Sequence[str], request: ClassifyRequest) -> dict[str, float]:
    """The labels the model chose with how sure it is, the surest first."""
    listed: list[Any] = said.get("labels") or [] if request.multiple else [said]
    found: dict[str, float] = {}
    for each in cast("list[dict[str, Any]]", listed):
        label = each.get("label")
        if label is None and (request.abstain or request.multiple):
            continue
        if label not in names:
            raise problems.EndpointAnsweredNonsense(
                f"The model chose “{str(label)[:80]}”, which is none of the labels."
            )
        sure: Any = each.get("confidence")
        found[str(label)] = min(100, max(0, sure)) / 100 if isinstance(sure, int | float) else _NOT_SAID
    return dict(sorted(found.items(), key=lambda pair: -pair[1]))


def _scores(chosen: dict[str, float], names: Sequence[str], request: ClassifyRequest) -> dict[str, float]:
    """What is left of one is shared by the labels that were not chosen."""
    if request.multiple:
        return {name: chosen.get(name, 0.0) for name in names}
    rest = (1 - sum(chosen.values())) / max(1, len(names) - len(chosen))
    return {name: round(chosen.get(name, rest), 4) for name in names}


def _why_none(chosen: dict[str, float], least: float) -> str:
    if not chosen:
        return "The model says that none of the labels fits."
    name, sure = next(iter(chosen.items()))
    return f"The surest label, “{name}”, has {sure:.0%}; at least {least:.0%} are asked for."


def _nearest(given: Material, question: str, size: int) -> Material:
    """The pieces of a long text that share most with the question, in their order."""
    if given.picture or len(given.text) <= size:
        return given
    pieces = cut(given.text, min(_PIECE, size))
    chosen = sharing_words(question, pieces, max(1, size // _PIECE))
    return Material("".join(pieces[index] for index in chosen))


def _cited(quotes: Any, sources: Sequence[Source], *, numbered: bool) -> list[Passage]:
    """The quotes that stand in the text, word for word; nothing is claimed for the others."""
    found: list[Passage] = []
    for each in cast("list[Any]", quotes or []):
        quote: dict[str, Any] = cast("dict[str, Any]", each) if isinstance(each, dict) else {"quote": each}
        named: Any = quote.get("passage")
        first = named if numbered and isinstance(named, int) and 0 <= named < len(sources) else 0
        # Models miscount: the quote decides which passage it is from.
        for place in sorted(range(len(sources)), key=lambda n: (n != first, n)):
            span = next(iter(sources[place].spans(str(quote.get("quote") or ""), "string")), None)
            if span:
                found.append(_passage(sources[place], span, place if numbered else None))
                break
    return found


def _passage(source: Source, span: Span, place: int | None) -> Passage:
    page = source.page_of(span.start) if place is None else None
    text = source.text[span.start : span.end]
    return Passage(text=text, page=page, start=span.start, end=span.end, passage=place, score=1.0)
