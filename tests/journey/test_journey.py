"""The main job, end to end, in both shapes, on the sample invoices and on the real ones where they are at hand."""

from collections.abc import Mapping
from contextlib import ExitStack
from pathlib import Path

import pytest

from kernel.service import SERVICES
from tests.journey.journey import check, real_invoices, travel
from tests.journey.shapes import ROOT, Standalone, composed, service_environments
from tests.servers.nginx_server import gateway
from tests.servers.plugin import NewDatabase

_REAL = ROOT.parent / "shared" / "data" / "invoices"


@pytest.fixture(scope="module")
def invoices() -> Mapping[str, bytes]:
    return real_invoices(_REAL)


@pytest.mark.slow
async def test_a_newcomer_does_the_main_job_in_one_process_that_is_started_again_meanwhile(
    tmp_path: Path, invoices: Mapping[str, bytes]
):
    platform = Standalone(tmp_path / "data")
    with ExitStack() as life:

        async def start() -> None:
            life.pop_all().close()
            life.enter_context(platform.running())
            await platform.ready()

        await start()
        report = await travel(platform.url, invoices, start)

    check(report)
    assert len(report.runs) >= 12 + len(invoices)
    assert report.approvals


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
