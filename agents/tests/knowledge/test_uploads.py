"""Documents that people upload: taken in, searched, answered from, changed, deleted."""

import asyncio
from pathlib import Path

from agents.tests.conftest import BASES, Library, open_library
from agents_service.knowledge.consumers import forget_index
from contracts.events import CompanyErased
from kernel.bus import Message
from tests.harness import COMPANY, PERMISSIONS

TRAVEL = """# Travel

## Hotels

Employees may spend up to 180 euros a night for a hotel in Paris. Rooms above that need the approval of a manager.

## Trains

Journeys of less than four hours are made by train, in second class. Reserve a seat at least three days ahead.
"""
HOLIDAYS = "Everybody has 30 days of paid holiday a year. Up to five days may be carried over into the next March."


async def test_an_upload_is_found_by_its_words_and_by_its_meaning(library_on_each: Library):
    library = library_on_each
    base = await library.base()
    travel = await library.upload(base, "travel-policy.md", TRAVEL)
    await library.upload(base, "holidays.txt", HOLIDAYS)

    by_words = await library.search(base, "hotel Paris")
    by_meaning = await library.search(base, "How much vacation do I get?")

    assert (travel["state"], travel["searched"], travel["pages"]) == ("ready", True, 1)
    assert by_words["items"][0]["document"] == "travel-policy.md"
    assert "180 euros" in by_words["items"][0]["text"]
    assert by_meaning["items"][0]["document"] == "holidays.txt"
    text = (await library.http.get(f"{BASES}/{base}/documents/{travel['id']}/text")).json()
    hit = by_words["items"][0]
    assert text["text"][hit["start"] : hit["end"]] == hit["text"]


async def test_an_answer_quotes_its_document_to_the_letter_and_nothing_is_made_up(library: Library):
    base = await library.base()
    document = await library.upload(base, "travel-policy.md", TRAVEL)

    said = (await library.http.post(f"{BASES}/{base}/answer", json={"question": "How much may a hotel cost?"})).json()
    none = (await library.http.post(f"{BASES}/{base}/answer", json={"question": "Who won the football cup?"})).json()

    assert "180" in said["answer"]
    text = (await library.http.get(f"{BASES}/{base}/documents/{document['id']}/text")).json()["text"]
    assert said["citations"]
    assert all(text[each["start"] : each["end"]] == each["quote"] for each in said["citations"])
    assert none["answer"] is None
    assert none["reason"]


async def test_a_document_uploaded_again_is_searched_as_it_is_now(library: Library):
    base = await library.base()
    await library.upload(base, "holidays.txt", HOLIDAYS)

    await library.upload(base, "holidays.txt", "Everybody has 25 days of paid holiday a year.")

    [hit] = (await library.search(base, "days of holiday"))["items"]
    assert "25 days" in hit["text"]
    log = (await library.http.get(f"{BASES}/{base}/log")).json()["items"]
    assert [each["what"] for each in log] == ["changed", "added"]


async def test_a_deleted_document_is_not_found_and_its_text_is_gone(library_on_each: Library):
    library = library_on_each
    base = await library.base()
    document = await library.upload(base, "holidays.txt", HOLIDAYS)

    gone = await library.http.delete(f"{BASES}/{base}/documents/{document['id']}")

    assert gone.status_code == 204
    assert await library.names(base, "days of holiday") == []
    assert (await library.http.get(f"{BASES}/{base}/documents/{document['id']}/text")).status_code == 404
    why = {"query": "holiday", "document_id": document["id"]}
    assert (await library.http.post(f"{BASES}/{base}/why", json=why)).json()["reason"] == "removed"


async def test_the_same_file_under_two_names_is_embedded_once_and_shown_once(library: Library):
    base = await library.base()
    first = await library.upload(base, "holidays.txt", HOLIDAYS)

    second = await library.upload(base, "copy of holidays.txt", HOLIDAYS)

    assert (second["state"], second["same_as"]) == ("ready", first["id"])
    assert len(await library.names(base, "days of holiday")) == 1


async def test_what_cannot_be_read_says_so_in_words_and_stops_nothing(library: Library):
    base = await library.base()

    refused = await library.http.post(f"{BASES}/{base}/documents", files={"file": ("song.mp3", b"ID3", "audio/mpeg")})
    empty = await library.http.post(f"{BASES}/{base}/documents", files={"file": ("empty.txt", b"", "text/plain")})
    broken = await library.upload(base, "broken.pdf", b"%PDF-1.7 nothing of one", "application/pdf")
    fine = await library.upload(base, "holidays.txt", HOLIDAYS)

    assert refused.status_code == 415
    assert "song.mp3" in refused.json()["detail"]
    assert empty.status_code == 422
    assert (broken["state"], broken["searched"]) == ("failed", False)
    assert "damaged" in broken["problem"]["detail"]
    assert fine["state"] == "ready"


async def test_nothing_is_found_across_companies(library: Library):
    base = await library.base()
    document = await library.upload(base, "holidays.txt", HOLIDAYS)
    stranger = await library.service.signed_in(company="cmp_" + "2" * 32)

    answers = [
        await stranger.get(f"{BASES}/{base}"),
        await stranger.post(f"{BASES}/{base}/search", json={"query": "holiday"}),
        await stranger.post(f"{BASES}/{base}/answer", json={"question": "holiday?"}),
        await stranger.post(f"{BASES}/{base}/why", json={"query": "holiday", "document_id": document["id"]}),
        await stranger.get(f"{BASES}/{base}/documents"),
        await stranger.get(f"{BASES}/{base}/documents/{document['id']}/text"),
        await stranger.get(f"{BASES}/{base}/sources"),
        await stranger.get(f"{BASES}/{base}/log"),
        await stranger.delete(f"{BASES}/{base}"),
        await stranger.post(f"{BASES}/{base}/documents", files={"file": ("a.txt", b"a", "text/plain")}),
    ]

    assert [each.status_code for each in answers] == [404] * len(answers)


async def test_who_may_only_read_changes_nothing(library: Library):
    base = await library.base()
    reader = await library.service.signed_in(permissions=PERMISSIONS - {"knowledge.write"})

    refused = [
        await reader.post(BASES, json={"name": "Mine"}),
        await reader.delete(f"{BASES}/{base}"),
        await reader.post(f"{BASES}/{base}/documents", files={"file": ("a.txt", b"a", "text/plain")}),
        await reader.post(f"{BASES}/{base}/sources", json={"name": "x", "kind": "upload"}),
    ]

    assert [each.status_code for each in refused] == [403] * 4
    assert (await reader.get(f"{BASES}/{base}")).status_code == 200


async def test_first_uploads_at_the_same_time_make_one_source(library_on_each: Library):
    library = library_on_each
    base = await library.base()
    files = [{"file": (f"{n}.txt", f"Text number {n}".encode(), "text/plain")} for n in range(4)]

    sent = await asyncio.gather(*(library.http.post(f"{BASES}/{base}/documents", files=each) for each in files))

    assert [each.status_code for each in sent] == [201] * 4
    assert len((await library.http.get(f"{BASES}/{base}/sources")).json()["items"]) == 1


async def test_a_lost_index_is_made_again_from_the_database(tmp_path: Path):
    async with open_library(tmp_path) as library:
        base = await library.base()
        await library.upload(base, "holidays.txt", HOLIDAYS)
        assert await library.names(base, "holiday") == ["holidays.txt"]
    for path in (tmp_path / "knowledge").rglob("*"):
        if path.is_file():
            path.write_bytes(b"rubbish")

    async with open_library(tmp_path) as library:
        assert await library.names(base, "holiday") == ["holidays.txt"]


async def test_deleting_a_base_leaves_nothing(library_on_each: Library):
    library = library_on_each
    base = await library.base()
    await library.upload(base, "holidays.txt", HOLIDAYS)

    assert (await library.http.delete(f"{BASES}/{base}")).status_code == 204

    assert (await library.http.get(f"{BASES}/{base}")).status_code == 404
    assert (await library.http.get(BASES)).json()["items"] == []


async def test_nothing_that_can_be_searched_outlives_its_company(library: Library):
    base = await library.base()
    await library.upload(base, "holidays.txt", HOLIDAYS)
    await library.search(base, "holiday")
    kept = library.service.host.data_dir / "knowledge"
    host, topic = library.service.host, CompanyErased.topic
    gone = Message(id="evt_1", topic=topic, company_id=COMPANY, payload={}, created_at=host.clock())

    before = list(kept.glob(f"*/{COMPANY}"))
    await forget_index(library.service.deps, gone)

    assert before
    assert not list(kept.glob(f"*/{COMPANY}"))
