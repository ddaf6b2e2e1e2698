"""Every change leaves an entry in the audit log, or a reason; and each violation is seen."""

from importlib import import_module
from typing import Annotated, Any

import pytest
from fastapi import APIRouter, FastAPI

from kernel.identity import Principal, allowed, internal
from kernel.outbox import Watch
from kernel.service import Manifest, build_api
from tests.rules import audit
from tests.rules.tree import ROOT, SERVICES, report


def _manifest(service: str) -> Manifest:
    manifest: Manifest = import_module(f"{service}.app").manifest
    return manifest


def planted() -> FastAPI:
    router, api = APIRouter(), FastAPI(openapi_url=None)

    async def rename(by: Annotated[Principal, allowed("company.manage")]) -> str:
        return by.company_id

    async def ask(by: Annotated[Principal, allowed()]) -> str:
        return by.company_id

    async def serve(by: Annotated[Principal, internal("company")]) -> str:
        return by.company_id

    router.add_api_route("/rename", rename, methods=["PATCH"])
    router.add_api_route("/ask", ask, methods=["POST"])
    router.add_api_route("/ask", ask, methods=["GET"])
    router.add_api_route("/serve", serve, methods=["POST"])
    api.include_router(router)
    return api


@pytest.mark.parametrize("service", SERVICES)
def test_every_change_is_noted_and_told_in_words_or_says_why_not(service: str) -> None:
    manifest = _manifest(service)
    api = build_api(manifest)

    found = [
        *audit.misnamed(manifest.name, api, manifest.watch),
        *audit.ambiguous(manifest.name, api),
        *audit.untold(manifest.name, audit.noted(api, manifest.watch), audit.words_in(ROOT)),
    ]

    assert not found, report(found)


def test_a_change_is_noted_unless_it_is_silent_and_a_call_between_services_is_not() -> None:
    assert audit.noted(planted(), Watch(silent={"ask": "changes nothing"})) == {"rename"}
    assert audit.noted(planted(), Watch()) == {"rename", "ask"}


def test_an_exemption_without_a_route_or_a_reason_and_a_read_that_is_none_are_seen() -> None:
    watch = Watch(silent={"gone": "changes nothing", "ask": ""}, reads=frozenset({"rename"}))

    found = [finding.message for finding in audit.misnamed("planted", planted(), watch)]

    assert [message.split("`")[1] for message in found] == ["gone", "ask", "rename"]


def test_an_action_without_words_in_one_language_is_seen() -> None:
    words: dict[str, dict[str, Any]] = {"en": {"did": {"planted": {"rename": "renamed it"}}}, "de": {"did": {}}}

    found = audit.untold("planted", {"rename"}, words)

    assert [finding.path for finding in found] == ["frontend/src/locales/de/audit.json"]
