"""Finds names of people by what stands around them and by lists of given names, as capitalised words. Pure.

Where a name is likely: a given name before a surname, after a title or a greeting, above or beside an e-mail address,
in a signature, behind a label such as `Contact:`. What was found once is found again in the same text. Lists of given
names and surnames are those of the package `mimesis` (MIT). Names in small letters, and single given names without such
a place, are not found; companies, streets and cities that are called after somebody are passed over as far as a word
beside them says so.
"""

import re
from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass
from functools import cache

from ai_service.guardrails import name_words as words

_WORD = re.compile(r"[^\W\d_]+(?:['\u2019-][^\W\d_]+)*")
_ADDRESS = re.compile(r"[ \t]*[\"']?[ \t]*<[^<>\s@]{1,64}@")
_CLOSING = re.compile(rf"(?im)^[ \t>]*(?:{words.CLOSINGS})[ \t]*[,.!]?[ \t]*(?:\r?\n[ \t>]*){{1,3}}(?=\S)")
_LABEL = re.compile(rf"(?im)(?:^|(?<=[\s(]))(?:{words.LABELS})[ \t]*:[ \t]*[\"']?")
_LINE_END = re.compile(r"[ \t]*(?:[,;|(\"]|\r?\n|$|\.(?:\s|$))")
_LONGEST = 5


_Run = tuple[int, int]
"""The first and the last word of a name, by their numbers."""


@dataclass(frozen=True, slots=True)
class _Word:
    at: int
    """Its number among the words."""
    text: str
    start: int
    end: int
    gap: str
    """What stands between it and the next."""

    @property
    def low(self) -> str:
        return self.text.casefold()

    @property
    def is_capital(self) -> bool:
        return self.text[0].isupper()

    @property
    def is_initial(self) -> bool:
        return len(self.text) == 1 and self.is_capital and self.gap in (". ", " ")

    @property
    def may_name(self) -> bool:
        """A capitalised word of a person's name, by its look."""
        return self.is_capital and len(self.text) > 1 and self.low not in words.NO_NAMES

    @property
    def is_joined(self) -> bool:
        """Whether the next word may belong to the same name."""
        return self.gap in (" ", "\u00a0") or (self.is_initial and self.gap == ". ")


@cache
def _listed(key: str) -> frozenset[str]:
    import json
    from importlib.resources import files

    found: set[str] = set()
    for locale in words.LOCALES:
        person = json.loads((files("mimesis") / "datasets" / locale / "person.json").read_text(encoding="utf-8"))
        held: dict[str, list[str]] | list[str] = person[key]
        for names in held.values() if isinstance(held, dict) else [held]:
            found.update(each.casefold() for each in names)
    return frozenset(found)


def _is_given(word: _Word) -> bool:
    """A given name; one of two (Anna-Lena) by its first part."""
    return word.may_name and (word.low in _listed("names") or word.low.split("-")[0] in _listed("names"))


def _is_surname(word: _Word) -> bool:
    return word.may_name and word.low in _listed("surnames")


def find_names(text: str) -> list[tuple[int, int]]:
    """The places of names, in the order of the text; none overlaps another."""
    read = _read(text)
    runs: list[_Run] = []
    taken: set[int] = set()
    for first, last in sorted((*_beside(text, read), *_among(read)), key=lambda run: run[0] - run[1]):
        if taken.isdisjoint(range(first, last + 1)):
            taken.update(range(first, last + 1))
            runs.append((first, last))
    spans = [(read[first].start, read[last].end) for first, last in runs]
    return sorted([*spans, *_again(read, taken)])


def _read(text: str) -> Sequence[_Word]:
    found = list(_WORD.finditer(text))
    ends = [*(each.start() for each in found[1:]), len(text)][: len(found)]
    return [
        _Word(at, each.group(), each.start(), each.end(), text[each.end() : to])
        for at, (each, to) in enumerate(zip(found, ends, strict=True))
    ]


def _is_title(word: _Word) -> bool:
    known = words.TITLES if word.is_capital else words.SMALL_TITLES
    return word.low in known and word.gap in (" ", ". ", "\u00a0")


def _among(read: Sequence[_Word]) -> Iterator[_Run]:
    """Names that titles, greetings and given names begin."""
    at = 0
    while at < len(read):
        word = read[at]
        run: Sequence[_Word] = ()
        if _is_title(word):
            run = _after_title(read, at + 1)
        elif word.low in words.GREETINGS and word.is_joined:
            run = _greeted(read, at + 1)
        elif _is_given(word):
            run = _full(read, at)
        if run:
            yield run[0].at, run[-1].at
            at = run[-1].at + 1
        else:
            at += 1


def _after_title(read: Sequence[_Word], at: int) -> Sequence[_Word]:
    while at < len(read) and read[at].low in words.TITLES:
        at += 1
    if at >= len(read):
        return ()
    if _is_given(read[at]) and (full := _full(read, at, is_sure=True)):
        return full
    return _surname(read, at)


def _greeted(read: Sequence[_Word], at: int) -> Sequence[_Word]:
    if at >= len(read) or not _is_given(read[at]):
        return ()
    return _full(read, at, is_sure=True) or (read[at],)


def _full(read: Sequence[_Word], at: int, *, is_sure: bool = False) -> Sequence[_Word]:
    """A given name, more of them or initials, and a surname; empty where no surname follows."""
    to = at
    while to - at < _LONGEST and read[to].is_joined and to + 1 < len(read) and (
        _is_given(read[to + 1]) or read[to + 1].is_initial
    ):  # fmt: skip
        to += 1
    last = _surname(read, to + 1) if read[to].is_joined else ()
    if not last:
        last = (read[to],) if to > at and not read[to].is_initial else ()
        to -= 1
    if not last or _is_called_after(read, last[-1]):
        return ()
    if not is_sure and read[at].low in words.COMMON and not _is_surname(last[-1]):
        return ()
    if _is_given(last[-1]) and last[-1].is_joined:  # María del Carmen López
        last = (*last, *_surname(read, last[-1].at + 1))
    return (*read[at : to + 1], *last, *_second_surname(read, last[-1]))


def _surname(read: Sequence[_Word], at: int) -> Sequence[_Word]:
    """A surname with what may stand before it (von, de la …)."""
    to = at
    while to < len(read) and to - at < 3 and read[to].low in words.PARTICLES and read[to].is_joined:
        to += 1
    if to >= len(read) or not read[to].may_name or _is_called_after(read, read[to]):
        return ()
    return read[at : to + 1]


def _second_surname(read: Sequence[_Word], last: _Word) -> Sequence[_Word]:
    place = last.at
    if not last.is_joined or place + 1 >= len(read) or not _is_surname(read[place + 1]):
        return ()
    return () if _is_called_after(read, read[place + 1]) else (read[place + 1],)


def _is_called_after(read: Sequence[_Word], last: _Word) -> bool:
    """Whether the next word says that this is a company, a street, a school."""
    at = last.at + 1
    for each in read[at : at + 2]:
        if read[at - 1].gap not in (" ", " & ", " + ", "\u00a0", "-"):
            return False
        is_street = each.is_capital and each.low.endswith(words.STREETS)
        if each.low in words.NO_PERSONS or is_street or "&" in read[at - 1].gap:
            return True
        at += 1
    return False


def _beside(text: str, read: Sequence[_Word]) -> Iterator[_Run]:
    """Names that stand alone: in a signature, behind a label, before an e-mail address."""
    by_start = {word.start: at for at, word in enumerate(read)}
    for pattern, least in ((_CLOSING, 1), (_LABEL, 2)):
        for match in pattern.finditer(text):
            at = by_start.get(match.end())
            if at is not None:
                yield from _alone(text, read, at, least)
    by_end = {word.end: at for at, word in enumerate(read)}
    for match in _ADDRESS.finditer(text):
        at = by_end.get(match.start(), -1)
        run: list[_Word] = []
        while at >= 0 and len(run) < _LONGEST and _may_stand(read[at]) and (not run or read[at].is_joined):
            run.insert(0, read[at])
            at -= 1
        if len(run) > 1 and run[0].is_capital:
            yield run[0].at, run[-1].at


def _may_stand(word: _Word) -> bool:
    return word.may_name or word.is_initial or word.low in words.PARTICLES


def _alone(text: str, read: Sequence[_Word], at: int, least: int) -> Iterator[_Run]:
    """A line, or what stands before a comma, that is nothing but a name; a single word must be a given name."""
    while at < len(read) and read[at].low in words.TITLES and read[at].gap in (" ", ". "):
        at += 1
    run: list[_Word] = []
    for word in read[at : at + _LONGEST]:
        if not (word.may_name or word.is_initial or (run and word.low in words.PARTICLES)):
            return
        run.append(word)
        if not word.is_joined:
            break
    if not run or not _LINE_END.match(text, run[-1].end):
        return
    is_name = len(run) >= 2 or (least == 1 and (_is_given(run[0]) or _is_surname(run[0])))
    if is_name and not any(each.low in words.NO_PERSONS for each in run):
        yield run[0].at, run[-1].at


def _again(read: Sequence[_Word], taken: Collection[int]) -> Iterator[tuple[int, int]]:
    """The places of parts of names that were found, where they stand by themselves."""
    named = (read[at] for at in taken)
    known = {each.low for each in named if len(each.text) > 2 and each.is_capital and each.low not in words.COMMON}
    for word in read:
        own = word.low.removesuffix("'s").removesuffix("\u2019s")
        if own in known and word.is_capital and word.at not in taken and not _is_called_after(read, word):
            yield word.start, word.start + len(own)
