"""What a provider's word is not enough for: changes of the account itself, which may belong to several companies."""

from auth_service.deps import Deps
from auth_service.sessions import repo as sessions
from auth_service.sessions import rules
from auth_service.sso.problems import ProveItYourself
from kernel.identity import Principal


async def check_own_proof(by: Principal | None, deps: Deps) -> None:
    """Refuse somebody who came in through a provider and has not proven by themselves since then who they are."""
    if by is None or by.session_id is None:
        return
    async with deps.db.read() as tx:
        session = await sessions.get(tx, by.session_id)
    if session is not None and rules.is_only_vouched((session["methods"] or "").split()):
        raise ProveItYourself(
            "This is about your own account, not your company's. Sign out and in again with your password or your "
            "passkey. If you have none, use “Forgot your password?”."
        )
