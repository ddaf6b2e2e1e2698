"""The compose file keeps its promises (read by compose itself; the whole stack runs in `make compose-test`)."""

import json
import os
import re
import shutil
import subprocess
from pathlib import Path
from typing import Any

import pytest

from setup.environment import write_environment
from setup.paths import ROOT, SERVICES
from tests.compose.engine import PLUGINS
from tests.compose.images import IMAGES

Services = dict[str, dict[str, Any]]


def _compose() -> list[str]:
    unpacked = PLUGINS / "cli-plugins" / "docker-compose"
    if unpacked.exists():
        return [str(unpacked)]
    version = ["docker", "compose", "version"]
    if shutil.which("docker") and subprocess.run(version, check=False, capture_output=True).returncode == 0:
        return ["docker", "compose"]
    pytest.skip("compose is not on this machine; `make compose-test` brings it")


@pytest.fixture(scope="module")
def settings(tmp_path_factory: pytest.TempPathFactory) -> Path:
    file = tmp_path_factory.mktemp("compose") / "env"
    write_environment(file)
    return file


@pytest.fixture(scope="module")
def services(settings: Path) -> Services:
    return _read(settings)


def _read(settings: Path, *layers: str) -> Services:
    files = ["--project-directory", str(ROOT), "--env-file", str(settings), "--profile", "operations"]
    for name in ("docker-compose.yml", *layers):
        files += ["--file", str(ROOT / name)]
    clean = {name: os.environ[name] for name in ("PATH", "HOME") if name in os.environ}
    done = subprocess.run(
        [*_compose(), *files, "config", "--format", "json"], check=False, capture_output=True, text=True, env=clean
    )
    assert done.returncode == 0, done.stderr
    return json.loads(done.stdout)["services"]


def test_every_part_is_there(services: Services) -> None:
    assert set(services) == {*SERVICES, "db", "redis", "worker", "api", "frontend", "operator"}


def test_every_container_is_hardened(services: Services) -> None:
    for name, service in services.items():
        assert service["read_only"], name
        assert service["cap_drop"] == ["ALL"], name
        assert service["security_opt"] == ["no-new-privileges:true"], name
        assert {"memory", "pids"} <= set(service["deploy"]["resources"]["limits"]), name


def test_only_the_gateway_is_published_and_only_to_this_machine(services: Services) -> None:
    published = {name: service["ports"] for name, service in services.items() if service.get("ports")}

    assert [(name, [port["host_ip"] for port in ports]) for name, ports in published.items()] == [
        ("api", ["127.0.0.1"])
    ]


def test_the_gateway_cannot_reach_the_database(services: Services) -> None:
    assert not set(services["api"]["networks"]) & set(services["db"]["networks"])
    assert not set(services["frontend"]["networks"]) & set(services["db"]["networks"])


def test_no_service_knows_another_one_s_database_or_secret(services: Services) -> None:
    own = {name: services[name]["environment"] for name in SERVICES}

    for name, environment in own.items():
        others = [other["SERVICE_SECRET"] for each, other in own.items() if each != name]
        others += [other["DATABASE_URL"] for each, other in own.items() if each != name]
        known = json.dumps({key: value for key, value in environment.items() if key != "SERVICE_SECRETS"})
        assert not [secret for secret in others if secret in known]


def test_public_images_are_pinned_and_have_stand_ins(services: Services) -> None:
    dockerfiles = [ROOT / service["build"]["dockerfile"] for service in services.values() if "build" in service]
    named = {service["image"] for service in services.values() if "build" not in service}
    for dockerfile in dockerfiles:
        named |= set(re.findall(r"^ARG \w+_IMAGE=(\S+)", dockerfile.read_text(), re.M))

    assert named == set(IMAGES.values())


def test_every_image_runs_as_an_ordinary_user() -> None:
    for dockerfile in sorted(Path(ROOT).glob("*/Dockerfile")):
        last = re.findall(r"^USER (\S+)", dockerfile.read_text(), re.M)[-1:]
        assert last
        assert last[0] not in {"root", "0"}


def test_each_layer_lies_over_the_others(settings: Path) -> None:
    watched = _read(settings, "compose.observability.yml")
    secured = _read(settings, "compose.tls.yml")["api"]
    temporal = _read(settings, "compose.temporal.yml")
    reloading = _read(settings, "compose.dev.yml")

    assert {
        service["environment"]["OTEL_EXPORTER_OTLP_ENDPOINT"] for name, service in watched.items() if name in SERVICES
    } == {"http://jaeger:4318"}
    assert all(watched[name]["read_only"] for name in ("prometheus", "jaeger", "grafana"))
    assert [port["host_ip"] for port in watched["grafana"]["ports"]] == ["127.0.0.1"]
    assert {port["target"] for port in secured["ports"]} == {8080, 8443}
    assert secured["environment"]["TLS_DIR"] == "/tls"
    assert {temporal[name]["environment"]["ENGINE"] for name in ("company", "worker")} == {"temporal"}
    assert {reloading[name]["entrypoint"][-1] for name in (*SERVICES, "worker")} == {"/dev-watch.py"}


def test_all_layers_lie_over_each_other_together(settings: Path) -> None:
    together = _read(settings, "compose.observability.yml", "compose.tls.yml", "compose.temporal.yml")

    published = {name: each["ports"] for name, each in together.items() if each.get("ports")}
    assert set(published) == {"api", "grafana"}
