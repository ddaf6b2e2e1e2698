"""The main job, end to end, in both shapes, on the sample invoices and on the real ones where they are at hand."""

from collections.abc import Mapping
from pathlib import Path

import httpx2
import pytest

from kernel.service import SERVICES
from tests.journey.journey import Traveller, check, real_invoices, travel
from tests.journey.shapes import ROOT, Standalone, composed, service_environments
from tests.servers.nginx_server import gateway
from tests.servers.plugin import NewDatabase

_REAL = ROOT.parent / "shared" / "data" / "invoices"


@pytest.fixture(scope="module")
def invoices() -> Mapping[str, bytes]:
    return real_invoices(_REAL)


@pytest.mark.slow
async def test_a_newcomer_does_the_main_job_in_one_process(tmp_path: Path, invoices: Mapping[str, bytes]):
    platform = Standalone(tmp_path / "data")

    with platform.running():
        await platform.ready()
        report = await travel(platform.url, invoices)

    check(report)
    assert len(report.runs) >= 12 + len(invoices)
    assert report.approvals


@pytest.mark.slow
async def test_what_a_newcomer_made_is_there_after_a_restart(tmp_path: Path):
    platform = Standalone(tmp_path / "data")
    async with httpx2.AsyncClient(base_url=platform.url, timeout=60, trust_env=False) as http:
        ana = Traveller(http)
        with platform.running():
            await platform.ready()
            await ana.sign_up()
            demo = await ana.ask("POST", "/api/company/v1/demo", json={})
            run_ids = [await ana.start(demo["workflow_id"], {"invoice": file["id"]}) for file in demo["files"]]
            before = await ana.settled(run_ids)

        with platform.running():
            await platform.ready()
            await ana.log_in()
            after = await ana.settled(run_ids)
            decided = await ana.approve_everything()
            ended = await ana.ended(run_ids)

    assert [run["status"] for run in after] == [run["status"] for run in before]
    assert decided
    assert {run["status"] for run in ended} == {"succeeded"}


@pytest.mark.slow
@pytest.mark.mysql
@pytest.mark.redis
async def test_a_company_does_the_main_job_on_five_services_behind_the_gateway(
    tmp_path: Path, new_mysql_database: NewDatabase, redis_url: str, invoices: Mapping[str, bytes]
):
    databases = {name: new_mysql_database(name) for name in SERVICES}
    environments = service_environments(databases, redis_url, tmp_path / "data")

    async with composed(environments, tmp_path) as urls:
        upstreams = {name: url.removeprefix("http://") for name, url in urls.items()}
        with gateway(upstreams) as front:
            report = await travel(front.url, invoices)

    check(report)
    assert len(report.runs) >= 12 + len(invoices)
