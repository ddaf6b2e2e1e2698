"""A company service in memory: companies, members and their roles."""

from dataclasses import dataclass, field

from contracts.company import AcceptedInvitation, Addressee, Invitation, MemberOfProvider, Membership, NewCompany
from kernel.problems import Conflict, Forbidden, NotFound, Unavailable


@dataclass
class FakeCompanies:
    """`CompanyClient` in memory. `away` lets every call fail as an unreachable service does."""

    permissions: dict[str, list[str]] = field(default_factory=lambda: {"owner": ["company.manage"], "viewer": []})
    away: bool = False
    created: list[NewCompany] = field(default_factory=list[NewCompany])
    invitations: dict[str, Invitation] = field(default_factory=dict[str, Invitation])
    """Open invitations by their token; `role_name` is the role that is given."""
    deactivated: set[tuple[str, str]] = field(default_factory=set[tuple[str, str]])
    """Companies and the members that are kept out of them."""
    _members: list[tuple[str, str, Addressee]] = field(default_factory=list[tuple[str, str, Addressee]])

    async def create_company(self, company: NewCompany) -> Membership:
        self._answer()
        if company.id not in {known.id for known in self.created}:
            self.created.append(company)
            self.join(company.id, Addressee(user_id=company.user_id, name=company.user_name, email=company.email))
        return next(m for m in await self.memberships(company.user_id) if m.company_id == company.id)

    async def memberships(self, user_id: str) -> list[Membership]:
        self._answer()
        return [
            self._membership(where, role)
            for where, role, who in self._members
            if who.user_id == user_id and (where, user_id) not in self.deactivated
        ]

    async def addressees(self, company_id: str, to: list[str]) -> list[Addressee]:
        self._answer()
        found = [
            who for where, role, who in self._members if where == company_id and {who.user_id, f"role:{role}"} & set(to)
        ]
        return list({who.user_id: who for who in found}.values())

    async def depart(self, user_id: str) -> list[str]:
        self._answer()
        found: list[str] = []
        for company in self.created:
            others = [(who.user_id, role) for where, role, who in self._members if where == company.id]
            mine = [role for who, role in others if who == user_id]
            others = [role for who, role in others if who != user_id]
            if mine == ["owner"] and others and "owner" not in others:
                found.append(company.name)
        if not found:
            self._members = [each for each in self._members if each[2].user_id != user_id]
        return found

    async def invitation(self, token: str) -> Invitation:
        self._answer()
        if token not in self.invitations:
            raise NotFound("This invitation is no longer good.")
        return self.invitations[token]

    async def accept_invitation(self, accepted: AcceptedInvitation) -> Membership:
        invitation = await self.invitation(accepted.token)
        who = Addressee(user_id=accepted.user_id, name=accepted.user_name, email=accepted.email)
        self.join(invitation.company_id, who, invitation.role_name)
        del self.invitations[accepted.token]
        return next(m for m in await self.memberships(who.user_id) if m.company_id == invitation.company_id)

    async def admit(self, member: MemberOfProvider) -> Membership:
        self._answer()
        if member.readmits:
            self.deactivated.discard((member.company_id, member.user_id))
        if (member.company_id, member.user_id) in self.deactivated:
            raise Forbidden("You are deactivated in this company.")
        there = next((m for m in await self.memberships(member.user_id) if m.company_id == member.company_id), None)
        if there is None or (there.role != "owner" and member.role is not None):
            role = member.role or member.default_role
            self.leave(member.company_id, member.user_id)
            who = Addressee(user_id=member.user_id, name=member.user_name, email=member.email)
            self.join(member.company_id, who, role)
        return next(m for m in await self.memberships(member.user_id) if m.company_id == member.company_id)

    async def keep_out(self, company_id: str, user_id: str) -> None:
        self._keep_an_owner(company_id, user_id)
        self.deactivated.add((company_id, user_id))

    async def dismiss(self, company_id: str, user_id: str) -> None:
        self._keep_an_owner(company_id, user_id)
        self.leave(company_id, user_id)

    def _keep_an_owner(self, company_id: str, user_id: str) -> None:
        self._answer()
        owners = {who.user_id for where, role, who in self._members if (where, role) == (company_id, "owner")}
        if owners - {user for company, user in self.deactivated if company == company_id} == {user_id}:
            raise Conflict("The company needs an owner.")

    def join(self, company_id: str, who: Addressee, role: str = "owner") -> None:
        """Let somebody be a member."""
        self._members.append((company_id, role, who))

    def leave(self, company_id: str, user_id: str) -> None:
        """Let somebody be a member no longer."""
        self._members = [m for m in self._members if (m[0], m[2].user_id) != (company_id, user_id)]

    def _membership(self, company_id: str, role: str) -> Membership:
        name = next((c.name for c in self.created if c.id == company_id), company_id)
        return Membership(company_id=company_id, company_name=name, role=role, permissions=self.permissions[role])

    def _answer(self) -> None:
        if self.away:
            raise Unavailable("The company service cannot be reached.")
