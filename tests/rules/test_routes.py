"""Routes are one call, each asks for a permission, and each violation is seen."""

from importlib import import_module
from pathlib import Path
from typing import Annotated

import pytest
from fastapi import APIRouter, FastAPI

from contracts.permissions import KEYS
from kernel.identity import Principal, allowed, internal
from kernel.service import Manifest, build_api
from tests.rules import routes
from tests.rules.tree import ROOT, SERVICES, Tree, plant, report

API = "company/src/company_service/runs/api.py"


def asked_by_the_product() -> dict[str, str | None]:
    asked: dict[str, str | None] = {}
    for service in SERVICES:
        manifest: Manifest = import_module(f"{service}.app").manifest
        asked |= routes.permissions(build_api(manifest))
    return asked


def planted() -> FastAPI:
    inner, router, api = APIRouter(prefix="/runs"), APIRouter(prefix="/api/company/v1"), FastAPI(openapi_url=None)

    async def free() -> str:
        return ""

    async def guarded(by: Annotated[Principal, allowed("run.start")]) -> str:
        return by.company_id

    async def for_services(by: Annotated[Principal, internal("company")]) -> str:
        return by.company_id

    inner.add_api_route("/free", free, methods=["GET"])
    inner.add_api_route("/guarded", guarded, methods=["POST"])
    inner.add_api_route("/internal", for_services, methods=["POST"])
    router.include_router(inner)
    api.include_router(router)
    return api


def test_every_route_is_one_call() -> None:
    assert not (found := routes.long_routes(Tree(ROOT))), report(found)


def test_every_route_asks_for_a_permission_or_is_listed_as_public() -> None:
    assert not (found := routes.unguarded(asked_by_the_product(), routes.PUBLIC)), report(found)


def test_every_permission_that_is_asked_for_can_be_had() -> None:
    found = routes.unknown_permissions(asked_by_the_product(), KEYS)

    assert not found, report(found)


def test_the_public_list_names_public_routes_only() -> None:
    assert not (found := routes.wrongly_public(asked_by_the_product(), routes.PUBLIC)), report(found)


@pytest.mark.parametrize(
    "body",
    [
        "run = await service.start(by)\n    return run",
        "if by:\n        return 1",
        "for run in runs:\n        yield run",
    ],
)
def test_a_route_that_does_more_than_one_call_is_seen(tmp_path: Path, body: str) -> None:
    tree = plant(tmp_path, {API: f'@router.post("/runs")\nasync def start(by):\n    """Start."""\n    {body}\n'})

    assert [finding.path for finding in routes.long_routes(tree)] == [API]


def test_a_route_of_one_call_passes(tmp_path: Path) -> None:
    text = '@router.post("/runs")\nasync def start(by):\n    """Start a run."""\n    return await service.start(by)\n'

    assert routes.long_routes(plant(tmp_path, {API: text})) == []


def test_a_route_without_a_permission_is_seen_however_deep_its_router_lies() -> None:
    found = routes.unguarded(routes.permissions(planted()), [])

    assert "GET /api/company/v1/runs/free" in {finding.path for finding in found}
    assert not {"POST /api/company/v1/runs/guarded", "POST /api/company/v1/runs/internal"} & {f.path for f in found}


def test_a_permission_that_no_role_has_is_seen() -> None:
    asked = {"POST /runs": "run.strat", "GET /runs": "run.read", "GET /me": "*"}

    found = routes.unknown_permissions(asked, ["run.read"])

    assert [finding.path for finding in found] == ["POST /runs"]


def test_a_guarded_or_missing_route_on_the_public_list_is_seen() -> None:
    public = ["GET /api/company/v1/runs/free", "POST /api/company/v1/runs/guarded", "GET /nowhere"]

    found = routes.wrongly_public(routes.permissions(planted()), public)

    assert [finding.path for finding in found] == public[1:]
