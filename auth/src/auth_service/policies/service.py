"""What can be done with policies."""

from auth_service.deps import Deps
from auth_service.factors import service as factors
from auth_service.policies import repo
from auth_service.policies.problems import AddYoursFirst
from auth_service.policies.schemas import PolicyInput, PolicyView
from contracts.events import SecondFactorPolicyChanged
from kernel.identity import Principal


async def get(*, by: Principal, deps: Deps) -> PolicyView:
    """What the company asks for."""
    return PolicyView(second_factor_required=await _is_required(by.company_id, deps))


async def save(given: PolicyInput, *, by: Principal, deps: Deps) -> PolicyView:
    """Ask for a second factor, or no longer."""
    user_id = by.user_id or ""
    if given.second_factor_required and not await factors.has_second_factor(user_id, deps):
        raise AddYoursFirst("You find it under Settings, Security.")
    values = {**given.model_dump(), "changed_by": user_id, "changed_at": deps.clock()}
    changed = SecondFactorPolicyChanged(
        company_id=by.company_id, user_id=user_id, is_required=given.second_factor_required
    )
    async with deps.db.begin() as tx:
        await repo.save(tx, by.company_id, values)
        tx.tell(changed)
    return PolicyView(second_factor_required=given.second_factor_required)


async def is_missing(user_id: str, company_id: str, deps: Deps) -> bool:
    """Whether the company asks for a second factor and the person has none."""
    return await _is_required(company_id, deps) and not await factors.has_second_factor(user_id, deps)


async def _is_required(company_id: str, deps: Deps) -> bool:
    async with deps.db.read() as tx:
        row = await repo.get(tx, company_id)
    return row is not None and row["second_factor_required"]
