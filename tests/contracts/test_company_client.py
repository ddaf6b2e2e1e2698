"""What `CompanyClient` promises, over the company service itself and over the fake that stands in for it."""

from collections.abc import AsyncIterator
from dataclasses import dataclass
from pathlib import Path

import pytest

from company_service.app import manifest
from contracts.company import CompanyClient, HttpCompanyClient, MemberOfProvider, NewCompany
from contracts.fakes.company import FakeCompanies
from kernel.client import ServiceClient
from kernel.problems import Problem, RemoteProblem, status_of
from tests.harness import COMPANY, USER, ServiceUnderTest, open_service

ACME = NewCompany(id=COMPANY, name="Acme", user_id=USER, email="ana@example.com", user_name="Ana")
OTHER = ACME.model_copy(update={"id": "cmp_" + "2" * 32, "name": "Other"})


@dataclass(frozen=True)
class Callers:
    """The client as the auth service holds it, and as the notifications service does."""

    auth: CompanyClient
    notifications: CompanyClient


async def called_by(caller: str, service: ServiceUnderTest) -> CompanyClient:
    async def token(audience: str) -> str:
        return service.issuer.service_token(caller, audience)

    return HttpCompanyClient(ServiceClient("company", await service.client(), token))


@pytest.fixture(params=["fake", "company service"])
async def companies(request: pytest.FixtureRequest, tmp_path: Path) -> AsyncIterator[Callers]:
    if request.param == "fake":
        fake = FakeCompanies()
        yield Callers(fake, fake)
        return
    async with open_service(manifest, tmp_path) as service:
        yield Callers(await called_by("auth", service), await called_by("notifications", service))


async def test_whoever_creates_a_company_is_its_owner(companies: Callers) -> None:
    created = await companies.auth.create_company(ACME)

    assert (created.company_id, created.company_name, created.role) == (COMPANY, "Acme", "owner")
    assert "company.manage" in created.permissions
    assert await companies.auth.memberships(USER) == [created]


async def test_the_same_company_again_is_the_same_membership(companies: Callers) -> None:
    first = await companies.auth.create_company(ACME)

    again = await companies.auth.create_company(ACME)

    assert again == first
    assert len(await companies.auth.memberships(USER)) == 1


async def test_memberships_come_first_joined_first(companies: Callers) -> None:
    await companies.auth.create_company(ACME)
    await companies.auth.create_company(OTHER)

    found = await companies.auth.memberships(USER)

    assert [membership.company_name for membership in found] == ["Acme", "Other"]


async def test_who_is_a_member_of_nothing_has_no_memberships(companies: Callers) -> None:
    assert await companies.auth.memberships("usr_" + "9" * 32) == []


async def test_who_is_alone_in_a_company_leaves_nobody_behind(companies: Callers) -> None:
    await companies.auth.create_company(ACME)

    assert await companies.auth.depart(USER) == []
    assert await companies.auth.memberships(USER) == []


@pytest.mark.parametrize("to", [[USER], ["role:owner"], ["role:owner", USER, "usr_" + "9" * 32, "role:viewer"]])
async def test_addressees_are_members_once_each_and_unknown_ones_are_left_out(
    companies: Callers, to: list[str]
) -> None:
    await companies.auth.create_company(ACME)

    (found,) = await companies.notifications.addressees(COMPANY, to)

    assert (found.user_id, found.name, found.email) == (USER, "Ana", "ana@example.com")


async def test_addressees_are_of_one_company_alone(companies: Callers) -> None:
    await companies.auth.create_company(ACME)

    assert await companies.notifications.addressees(OTHER.id, [USER, "role:owner"]) == []


async def test_whom_a_directory_keeps_out_comes_in_when_it_says_so_and_an_owner_remains(
    companies: Callers,
) -> None:
    auth, who = companies.auth, "usr_" + "7" * 32
    await auth.create_company(ACME)
    told = {"company_id": COMPANY, "user_id": who, "email": "tim@example.com", "user_name": "Tim", "role": None}
    member = MemberOfProvider.model_validate({**told, "default_role": "viewer"})
    assert (await auth.admit(member)).role == "viewer"

    await auth.keep_out(COMPANY, who)
    kept_out = await auth.memberships(who)
    with pytest.raises(Problem) as deactivated:
        await auth.admit(member)
    again = await auth.admit(member.model_copy(update={"readmits": True}))
    await auth.dismiss(COMPANY, who)
    await auth.dismiss(COMPANY, who)
    with pytest.raises(Problem) as last:
        await auth.keep_out(COMPANY, USER)
    with pytest.raises(Problem):
        await auth.dismiss(COMPANY, USER)

    assert (kept_out, again.role, await auth.memberships(who)) == ([], "viewer", [])
    assert [status_of(each.value) for each in (deactivated, last)] == [403, 409]


async def test_no_other_service_may_create_companies(tmp_path: Path) -> None:
    async with open_service(manifest, tmp_path) as service:
        with pytest.raises(RemoteProblem) as refused:
            await (await called_by("agents", service)).create_company(ACME)

    assert refused.value.code == 403
