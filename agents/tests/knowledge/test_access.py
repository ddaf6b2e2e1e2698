"""Who may read what: asked at every search, felt at the next one."""

from pathlib import Path
from random import Random

import numpy as np

from agents.tests.conftest import BASES, Library
from agents_service.bases.rules import door, names_of, open_doors, scoped
from agents_service.index.embedded import EmbeddedIndex
from agents_service.index.protocol import Change, Space, Wanted
from tests.harness import USER

ANA, BEN = USER, "usr_" + "2" * 32


async def test_a_document_is_found_by_those_it_is_open_to_and_changes_are_felt_at_once(plain_on_each: Library):
    plain = plain_on_each
    base = await plain.base()
    pay = await plain.upload(base, "salaries.txt", "The salaries of the managers are listed here.")
    ben = await plain.service.signed_in(user=BEN, role="viewer")
    access = f"{BASES}/{base}/documents/{pay['id']}/access"

    before = await plain.names(base, "salaries", ben)
    await plain.http.put(access, json={"open_to": [f"user:{ANA}", "role:hr"]})
    closed = await plain.names(base, "salaries", ben)
    own = await plain.names(base, "salaries")
    reading = (await ben.get(f"{BASES}/{base}/documents/{pay['id']}/text")).status_code
    why = (await ben.post(f"{BASES}/{base}/why", json={"query": "salaries", "document_id": pay["id"]})).json()
    in_hr = await plain.service.signed_in(user=BEN, role="hr")
    as_hr = await plain.names(base, "salaries", in_hr)
    await plain.http.put(access, json={"open_to": None})
    after = await plain.names(base, "salaries", ben)

    assert (before, closed, own, as_hr, after) == (
        ["salaries.txt"], [], ["salaries.txt"], ["salaries.txt"], ["salaries.txt"],
    )  # fmt: skip
    assert (reading, why["reason"]) == (404, "not_open_to_you")


async def test_closing_a_source_is_felt_by_the_next_search(plain: Library):
    base = await plain.base()
    await plain.upload(base, "holidays.txt", "Thirty days of holiday.")
    ben = await plain.service.signed_in(user=BEN, role="viewer")
    [source] = (await plain.http.get(f"{BASES}/{base}/sources")).json()["items"]
    groups = {"finance": [ANA]}
    body = {"name": "Uploads", "kind": "upload", "open_to": ["group:finance"], "groups": groups}

    found = await plain.names(base, "holiday", ben)
    path = f"{BASES}/{base}/sources/{source['id']}"
    saved = await plain.http.put(path, json=body, headers={"if-match": f'"{source["version"]}"'})

    assert saved.status_code == 200, saved.text
    assert found == ["holidays.txt"]
    assert await plain.names(base, "holiday", ben) == []
    assert await plain.names(base, "holiday") == ["holidays.txt"]


async def test_a_workflow_sees_what_whoever_started_it_sees(plain: Library):
    base = await plain.base()
    pay = await plain.upload(base, "salaries.txt", "The salaries of the managers.")
    await plain.http.put(f"{BASES}/{base}/documents/{pay['id']}/access", json={"open_to": ["role:hr"]})
    asked = {"knowledge_bases": ["handbook"], "query": "salaries"}
    plain.roles.of[BEN] = "hr"
    found: list[int] = []

    for user in (ANA, BEN, None):
        company = await plain.service.as_service("company", user=user)
        answer = await company.post("/api/agents/v1/internal/knowledge/search", json=asked)
        found.append(len(answer.json()["items"]))

    assert found == [0, 1, 0]


def test_groups_belong_to_their_source():
    sources = [("kns_1", ["group:board"], {"board": [ANA]}), ("kns_2", ["group:board"], {"board": [BEN]})]

    opened = open_doors(sources, names_of(ANA, "viewer"), ANA)

    assert door("kns_1") in opened
    assert door("kns_2") not in opened
    assert scoped("kns_1", "group:board") in opened
    assert scoped("kns_2", "group:board") not in opened


async def test_whatever_happens_nobody_finds_what_is_not_open_to_them(tmp_path: Path):
    chance, space, index = Random(7), Space("cmp_1", "knb_1", "m"), EmbeddedIndex(tmp_path)
    people = ["everyone", "user:1", "user:2", "role:hr", "role:it"]
    words = ["wing", "hotel", "train", "salary", "boat"]
    truth: dict[str, tuple[str, ...]] = {}
    log: list[Change] = []

    async def feed(after: int) -> list[Change]:
        return [each for each in log if each.position > after][:3]

    for position in range(1, 121):
        name = f"d{chance.randrange(25)}"
        if chance.random() < 0.25:
            truth.pop(name, None)
            log.append(Change(position, name, gone=True))
        else:
            truth[name] = tuple(chance.sample(people, chance.randrange(1, 4)))
            texts = [" ".join(chance.choices(words, k=6)) for _ in range(chance.randrange(1, 4))]
            vectors = np.array([[chance.gauss(0, 1) for _ in range(8)] for _ in texts], np.float32)
            log.append(Change(position, name, truth[name], name, "", texts, vectors))
        if position % 10 == 0:
            if chance.random() < 0.3:
                await index.close()
                index = EmbeddedIndex(tmp_path)
            await index.follow(space, position, feed)
            asker = frozenset(chance.sample(people, chance.randrange(1, 3)))
            vector = np.ones(8, np.float32)
            found = await index.search(space, Wanted("wing hotel train salary boat", vector, asker, 100))
            assert {hit.document_id for hit in found.hits} == {
                name for name, open_to in truth.items() if not asker.isdisjoint(open_to)
            }
    await index.close()
