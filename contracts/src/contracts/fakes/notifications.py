"""A notifications service in memory."""

from dataclasses import dataclass, field

from contracts.notifications import (
    InvitationMail,
    InvitationMailed,
    MailAccepted,
    MailInput,
    NoticeAccepted,
    NoticeInput,
)
from kernel.identity import Principal
from kernel.problems import Unavailable


@dataclass
class FakeNotifications:
    """`NotificationsClient` in memory: keeps what was accepted. `away` lets every call fail as an unreachable one."""

    away: bool = False
    accepted: dict[tuple[str, str], NoticeInput] = field(default_factory=dict[tuple[str, str], NoticeInput])
    """By company and key."""

    invited: dict[tuple[str, str], InvitationMail] = field(default_factory=dict[tuple[str, str], InvitationMail])
    is_set_up: bool = True

    async def send(self, notice: NoticeInput, by: Principal, *, key: str) -> NoticeAccepted:
        if self.away:
            raise Unavailable("The notifications service cannot be reached.")
        self.accepted.setdefault((by.company_id, key), notice)
        place = list(self.accepted).index((by.company_id, key)) + 1
        return NoticeAccepted(id=f"ntc_{place:032x}", recipients=len(set(notice.to)))

    async def mail_invitation(self, mail: InvitationMail, by: Principal, *, key: str) -> InvitationMailed:
        if self.away:
            raise Unavailable("The notifications service cannot be reached.")
        self.invited.setdefault((by.company_id, key), mail)
        return InvitationMailed(is_set_up=self.is_set_up)


@dataclass
class FakeMails:
    """`MailsClient` in memory: keeps what was accepted. `away` lets every call fail as an unreachable one."""

    away: bool = False
    is_possible: bool = True
    accepted: dict[tuple[str, str], MailInput] = field(default_factory=dict[tuple[str, str], MailInput])
    """By company and key."""

    async def mail(self, mail: MailInput, company_id: str, *, key: str) -> MailAccepted:
        self._answer()
        self.accepted.setdefault((company_id, key), mail)
        return MailAccepted(id=f"dlv_{list(self.accepted).index((company_id, key)) + 1:032x}")

    async def can_mail(self, company_id: str) -> bool:
        self._answer()
        return self.is_possible

    def _answer(self) -> None:
        if self.away:
            raise Unavailable("The notifications service cannot be reached.")
