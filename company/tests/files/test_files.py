"""Files: taken as what they are, given back as they were, within one company."""

import hashlib

import pytest

from company.tests.world import API, World
from company_service.files.rules import MAX_BYTES, clean_name, disposition, media_type_of
from tests.harness import PERMISSIONS

PDF = b"%PDF-1.7\n..."


async def test_a_file_comes_back_byte_for_byte_as_a_download(world: World):
    taken = await world.owner.post(f"{API}/files", files={"file": ("Rechnung März.pdf", PDF, "text/html")})

    got = await world.owner.get(f"{API}/files/{taken.json()['id']}")
    about = await world.owner.get(f"{API}/files/{taken.json()['id']}/about")

    assert taken.status_code == 201
    assert taken.json() == {
        "id": taken.json()["id"],
        "name": "Rechnung März.pdf",
        "media_type": "application/pdf",
        "size": len(PDF),
        "sha256": hashlib.sha256(PDF).hexdigest(),
    }
    assert about.json() == taken.json()
    assert got.content == PDF
    assert got.headers["content-type"] == "application/pdf"
    assert got.headers["x-content-type-options"] == "nosniff"
    assert got.headers["content-disposition"].startswith(
        "attachment; filename=\"Rechnung M_rz.pdf\"; filename*=UTF-8''"
    )


async def test_another_company_does_not_get_it(world: World):
    file_id = await world.upload("a.pdf", PDF)
    stranger = await world.neighbour()

    unknown = (file_id, f"{file_id}/about", "file_" + "0" * 32, "nonsense", "%00")
    answers = [await stranger.get(f"{API}/files/{each}") for each in unknown]

    assert {answer.status_code for answer in answers} == {404}


async def test_who_may_only_read_uploads_nothing(world: World):
    viewer = await world.member("viewer")
    nobody = await world.service.signed_in(permissions=PERMISSIONS - {"run.read"})
    file_id = await world.upload("a.pdf", PDF)

    refused = await viewer.post(f"{API}/files", files={"file": ("a.pdf", PDF)})

    assert refused.status_code == 403
    assert (await viewer.get(f"{API}/files/{file_id}")).status_code == 200
    assert (await nobody.get(f"{API}/files/{file_id}")).status_code == 403
    assert (await world.service.http.get(f"{API}/files/{file_id}")).status_code == 401


async def test_what_is_no_file_is_refused(world: World):
    empty = await world.owner.post(f"{API}/files", files={"file": ("a.pdf", b"")})
    nothing = await world.owner.post(f"{API}/files", data={"file": "text"})
    json = await world.owner.post(f"{API}/files", json={"file": "a"})
    broken = await world.owner.post(
        f"{API}/files", content=b"--x\r\nnonsense", headers={"content-type": "multipart/form-data; boundary=x"}
    )

    assert [each.status_code for each in (empty, nothing, json)] == [422, 422, 422]
    assert 400 <= broken.status_code < 500


async def test_a_file_over_the_limit_is_refused(world: World):
    largest = await world.owner.post(f"{API}/files", files={"file": ("a.bin", b"\0" * MAX_BYTES)})
    larger = await world.owner.post(f"{API}/files", files={"file": ("a.bin", b"\0" * (MAX_BYTES + 1))})
    endless = await world.owner.post(f"{API}/files", files={"file": ("a.bin", b"\0" * (MAX_BYTES + 2**20))})

    assert [each.status_code for each in (largest, larger, endless)] == [201, 413, 413]


@pytest.mark.parametrize(
    ("content", "declared", "found"),
    [
        (PDF, "image/png", "application/pdf"),
        (b"junk\n%PDF-1.4", "", "application/pdf"),
        (b"\x89PNG\r\n\x1a\n...", "text/html", "image/png"),
        (b"\xff\xd8\xff\xe0", "application/pdf", "image/jpeg"),
        (b"RIFF\0\0\0\0WEBPVP8 ", "", "image/webp"),
        (b"PK\x03\x04...", "text/html", "application/zip"),
        (
            b"PK\x03\x04...",
            "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
            "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
        ),
        (b"PK\x03\x04...", "application/vnd.oasis.opendocument.\r\nx: y", "application/zip"),
        (b"a;b\n1;2\n", "text/csv; charset=utf-8", "text/csv"),
        (b"plain words", "application/pdf", "text/plain"),
        ("ä".encode() * 40_000, "", "text/plain"),
        (b"\x00\x01\x02", "text/plain", "application/octet-stream"),
        (b"\xff\xfe\xfd", "text/plain", "application/octet-stream"),
    ],
)
def test_a_file_is_what_its_bytes_say(content: bytes, declared: str, found: str):
    assert media_type_of(content, declared) == found


@pytest.mark.parametrize(
    ("given", "kept"),
    [
        ("../../etc/passwd", "passwd"),
        ("C:\\Users\\ana\\invoice.pdf", "invoice.pdf"),
        ("a\r\nb\0c\u202e.pdf", "abc.pdf"),
        ("..", "file"),
        ("", "file"),
        ("x" * 300 + ".pdf", "x" * 196 + ".pdf"),
    ],
)
def test_a_name_is_only_a_name(given: str, kept: str):
    assert clean_name(given) == kept


def test_a_name_cannot_break_out_of_its_header():
    header = disposition('a"; filename="b.exe')

    assert header == "attachment; filename=\"a__ filename__b.exe\"; filename*=UTF-8''a%22%3B%20filename%3D%22b.exe"


async def test_a_body_that_names_a_file_of_the_server_is_no_upload(world: World):
    named = {
        "file": {"filepath": "/etc/passwd", "path": "/etc/passwd", "name": "a.pdf"},
        "files": [{"filepath": "/etc/passwd"}],
    }
    as_field = {"file": "/etc/passwd"}

    answers = [
        await world.owner.post(f"{API}/files", json=named),
        await world.owner.post(f"{API}/files", data=as_field),
    ]

    assert [each.status_code for each in answers] == [422, 422]
