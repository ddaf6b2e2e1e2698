"""The description of the interface has no clashes, the browser's client comes from it, and each difference is seen."""

from importlib import import_module
from pathlib import Path
from typing import Any

from fastapi.openapi.utils import get_openapi

from kernel.service import Manifest, build_api
from standalone.app import MANIFESTS
from standalone.description import openapi
from tests.rules import client
from tests.rules.tree import SERVICES, report


def descriptions() -> dict[str, dict[str, Any]]:
    found: dict[str, dict[str, Any]] = {}
    for service in SERVICES:
        manifest: Manifest = import_module(f"{service}.app").manifest
        found[service] = get_openapi(title=manifest.title, version="1", routes=build_api(manifest).routes)
    return found


def test_no_two_services_mean_different_things_by_one_schema() -> None:
    assert not (found := client.clashing_schemas(descriptions())), report(found)


def test_every_operation_has_an_id_of_its_own() -> None:
    assert not (found := client.repeated_operations(descriptions())), report(found)


def test_the_committed_client_is_what_the_description_generates(tmp_path: Path) -> None:
    same, said = client.is_generated_from(openapi(MANIFESTS), tmp_path)

    assert same, said


def test_a_client_that_lags_behind_is_seen(tmp_path: Path) -> None:
    document = openapi(MANIFESTS)
    document["paths"]["/api/company/v1/planted"] = {"get": {"operationId": "planted", "responses": {}}}

    same, said = client.is_generated_from(document, tmp_path)

    assert not same
    assert "out of date" in said


def test_a_schema_with_two_meanings_is_seen() -> None:
    usage = {"components": {"schemas": {"Usage": {"type": "object"}, "Same": {"type": "string"}}}}
    other = {"components": {"schemas": {"Usage": {"type": "number"}, "Same": {"type": "string"}}}}

    found = client.clashing_schemas({"ai_service": usage, "agents_service": other})

    assert [finding.message for finding in found] == ["schema `Usage` means something else in ai_service: rename one"]


def test_a_repeated_operation_id_is_seen() -> None:
    one = {"paths": {"/a": {"get": {"operationId": "list"}}}}
    two = {"paths": {"/b": {"get": {"operationId": "list"}}}}

    found = client.repeated_operations({"ai_service": one, "agents_service": two})

    assert [finding.message for finding in found] == ["GET /b has the operation id of GET /a"]
