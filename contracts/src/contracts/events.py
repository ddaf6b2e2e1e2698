"""Events that leave a service. A topic never changes its meaning; events only ever gain optional fields."""

from datetime import datetime
from typing import ClassVar, Literal

from contracts.access import Grant
from kernel.bus import Event

RunStatus = Literal["queued", "running", "waiting", "succeeded", "failed", "cancelled"]


class MemberJoined(Event):
    """A person became a member of a company."""

    topic: ClassVar[str] = "company.member_joined"
    user_id: str
    role: str


class RunEnded(Event):
    """A run reached its end. `seconds` is wall time from start to end; `cost` is in USD."""

    topic: ClassVar[str] = "company.run_ended"
    run_id: str
    workflow_id: str
    agent_id: str
    status: RunStatus
    seconds: float
    cost: float
    ended_at: datetime


class RunWaiting(Event):
    """A run began to wait for a person."""

    topic: ClassVar[str] = "company.run_waiting"
    run_id: str
    agent_id: str
    waiting: bool


class ApprovalDecided(Event):
    """A person decided what a run of an agent asked; `seconds` is how long it waited."""

    topic: ClassVar[str] = "company.approval_decided"
    approval_id: str
    run_id: str
    agent_id: str
    seconds: float
    decided_at: datetime


class AgentChanged(Event):
    """An agent was created, changed or deleted."""

    topic: ClassVar[str] = "agents.agent_changed"
    agent_id: str
    status: Literal["draft", "active", "paused", "retired", "deleted"]


class AgentPausedItself(Event):
    """An agent stopped working: its monthly budget is spent (USD), or too many of its last runs failed."""

    topic: ClassVar[str] = "agents.agent_paused_itself"
    agent_id: str
    name: str
    owner_id: str
    reason: Literal["budget", "failures"]
    figures: dict[str, float]


class BudgetReached(Event):
    """Spending under a budget went over its soft limit, or its hard limit refused a call; once each a period.

    Money is in nano-dollars. `subject` is whom it holds for, empty where it holds for the whole company.
    """

    topic: ClassVar[str] = "ai.budget_reached"
    budget_id: str
    name: str
    level: Literal["soft", "hard"]
    subject: str
    period: str
    spent: int
    limit: int


class SignedIn(Event):
    """A person came in. `methods` are those of RFC 8176 (`pwd`, `otp`, `hwk` …); `device` is in words."""

    topic: ClassVar[str] = "auth.signed_in"
    user_id: str
    session_id: str
    methods: list[str]
    address: str
    device: str


class SignInFailed(Event):
    """Somebody tried to come in as this person, and did not know what they would know."""

    topic: ClassVar[str] = "auth.sign_in_failed"
    user_id: str
    address: str
    what: Literal["password", "code", "passkey"]


class SessionRevoked(Event):
    """A session was ended before its time, by the person or because something about it was wrong."""

    topic: ClassVar[str] = "auth.session_revoked"
    user_id: str
    session_id: str
    because: str


class RefreshReused(Event):
    """A refresh token came a second time: two parties hold it. The whole session was ended."""

    topic: ClassVar[str] = "security.refresh_reused"
    user_id: str
    session_id: str


class PasswordChanged(Event):
    """A person has a new password. Every other session was ended."""

    topic: ClassVar[str] = "auth.password_changed"
    user_id: str
    how: Literal["changed", "reset"]


class FactorAdded(Event):
    """A person added something they prove themselves with."""

    topic: ClassVar[str] = "auth.factor_added"
    user_id: str
    kind: Literal["totp", "passkey", "recovery_codes"]


class FactorRemoved(Event):
    """A person removed something they proved themselves with."""

    topic: ClassVar[str] = "auth.factor_removed"
    user_id: str
    kind: Literal["totp", "passkey", "recovery_codes"]


class SecondFactorPolicyChanged(Event):
    """A company asks its people for a second factor, or no longer does."""

    topic: ClassVar[str] = "auth.second_factor_policy_changed"
    user_id: str
    is_required: bool


class EmailVerified(Event):
    """A person proved that the address is theirs."""

    topic: ClassVar[str] = "auth.email_verified"
    user_id: str


class ProfileChanged(Event):
    """A person has another name or address than before; these are the present ones."""

    topic: ClassVar[str] = "auth.profile_changed"
    user_id: str
    name: str
    email: str


class AccountDeleted(Event):
    """A person deleted their account, in whichever companies they were."""

    topic: ClassVar[str] = "auth.account_deleted"
    user_id: str


class AccountMailAsked(Event):
    """Mail about an account is wanted. Who has forgotten a password names an address: whether there is such a person is
    found out when the mail is written, out of sight of who asked. `user_id` is given where the person is known."""

    topic: ClassVar[str] = "auth.account_mail_asked"
    kind: Literal["verify", "reset", "address", "address-changed", "password-changed"]
    email: str
    user_id: str = ""


class AccessChanged(Event):
    """What members of a company may was changed: a role, somebody's role, or who belongs to it."""

    topic: ClassVar[str] = "company.access_changed"
    version: int
    by: str | None = None
    what: Literal["role_changed", "role_deleted", "member_changed", "member_removed", "owner_changed"] = (
        "member_changed"
    )
    subject: str = ""
    """The role's or the member's id."""


class ResourceShared(Event):
    """Who may see, use and change an agent or a workflow. No grants: everybody whose role allows it."""

    topic: ClassVar[str] = "company.resource_shared"
    resource: str
    grants: list[Grant]
    version: int
    """Grows with each change of this resource's grants: an earlier one that comes late is to be ignored."""


class CompanyErased(Event):
    """A company is deleted for good: every service deletes what it keeps of it."""

    topic: ClassVar[str] = "company.erased"
