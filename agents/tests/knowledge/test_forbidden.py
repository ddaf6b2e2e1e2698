"""Whoever may not read a document finds nothing of it anywhere, whatever was opened and closed before.

Few documents and people each time; 5,000 chunks and 50 people with `FAULTS=all`.
"""

import os
from pathlib import Path
from random import Random
from typing import Any

from agents.tests.conftest import BASES, Library, open_plain
from agents_service.retrieval.schemas import SearchBody, WhyBody
from agents_service.retrieval.service import answering, finding, looking
from kernel.identity import Principal
from kernel.problems import NotFound
from tests.harness import COMPANY

DOCUMENTS, PEOPLE, ROUNDS = (1_250, 50, 40) if os.environ.get("FAULTS") == "all" else (30, 6, 8)
GROUPS = ("finance", "sales", "legal", "works council")
ROLES = ("viewer", "operator")


def _text(number: int) -> str:
    """Words of its own in each of four parts, beside those that all have."""
    part = f"paper secret{number} says that receipts are kept for years by everybody who travels. " * 12
    return "\n\n".join(f"# Part {each}\n\n{part}" for each in range(4))


async def test_nothing_of_a_closed_document_is_found_quoted_explained_or_shown(tmp_path: Path):
    chance = Random(11)
    people = [f"usr_{number:032x}" for number in range(PEOPLE)]
    roles = {each: chance.choice(ROLES) for each in people}
    (tmp_path / "shared").mkdir()
    for number in range(DOCUMENTS):
        (tmp_path / "shared" / f"{number}.md").write_text(_text(number))
    async with open_plain(tmp_path) as library:
        base = await library.base()
        groups = {group: chance.sample(people, PEOPLE // 3) for group in GROUPS}
        made = await library.source(base, kind="folder", folder={"path": ""}, groups=groups)
        rows = await _documents(library, base, made["id"])
        open_to: dict[str, list[str]] = {each: ["everyone"] for each in rows}
        names = [*(f"user:{each}" for each in people), *(f"role:{each}" for each in ROLES)]
        names += [f"group:{each}" for each in GROUPS]
        for _ in range(ROUNDS):
            for document in chance.sample(sorted(rows), 6):
                open_to[document] = chance.sample(names, chance.randint(1, 3))
                path = f"{BASES}/{base}/documents/{document}/access"
                assert (await library.http.put(path, json={"open_to": open_to[document]})).status_code == 200
            if chance.random() < 0.5:
                groups[chance.choice(GROUPS)] = chance.sample(people, PEOPLE // 3)
                made = await _regrouped(library, base, made["id"], groups)
            who = chance.choice(people)
            mine = {f"user:{who}", f"role:{roles[who]}", "everyone"}
            mine |= {f"group:{group}" for group, members in groups.items() if who in members}
            allowed = {document for document in rows if mine & set(open_to[document])}
            await _sees_only(library, base, Principal(kind="user", company_id=COMPANY, user_id=who, role=roles[who]),
                             rows, allowed, chance)  # fmt: skip


async def _documents(library: Library, base: str, source: str) -> dict[str, str]:
    from agents_service.documents import repo

    async with library.service.deps.db.read() as tx:
        return {row["id"]: row["name"] for row in await repo.live_ids(tx, COMPANY, source, 10_000)}


async def _regrouped(library: Library, base: str, source: str, groups: dict[str, list[str]]) -> dict[str, Any]:
    path = f"{BASES}/{base}/sources/{source}"
    now = (await library.http.get(path)).json()
    body = {"name": "There", "kind": "folder", "folder": {"path": ""}, "open_to": ["everyone"], "groups": groups}
    saved = await library.http.put(path, json=body, headers={"if-match": f'"{now["version"]}"'})
    assert saved.status_code == 200, saved.text
    return saved.json()


async def _sees_only(
    library: Library, base: str, who: Principal, rows: dict[str, str], allowed: set[str], chance: Random
) -> None:
    deps = library.service.deps
    asked = "who keeps receipts for years"
    found = await finding.search(base, SearchBody(query=asked, limit=100), by=who, deps=deps)
    assert {hit.document_id for hit in found.items} <= allowed
    assert len(found.items) == min(100, len(allowed))
    answer = await answering.answer(base, asked, by=who, deps=deps)
    told = {each.document_id for each in [*answer.passages, *answer.citations]}
    assert told <= allowed
    closed = sorted(rows.keys() - allowed)
    if not closed:
        return
    document = chance.choice(closed)
    own_word = f"secret{rows[document].removesuffix('.md')}"
    by_its_word = await finding.search(base, SearchBody(query=own_word, mode="keyword"), by=who, deps=deps)
    assert not by_its_word.items
    why = await looking.why(base, WhyBody(query=own_word, document_id=document), by=who, deps=deps)
    assert (why.reason, why.rank, why.score) == ("not_open_to_you", None, None)
    try:
        await looking.text(base, document, by=who, deps=deps)
    except NotFound:
        return
    raise AssertionError("its text was shown")
