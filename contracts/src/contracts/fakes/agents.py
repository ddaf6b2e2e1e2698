"""An agents service in memory."""

from dataclasses import dataclass, field

from contracts.agents import AgentBrief, AgentBriefs, AgentDescription, AgentInput, AgentStatus, AgentSummary
from kernel.identity import Principal
from kernel.problems import NotFound, Unavailable


@dataclass
class FakeAgents:
    """`AgentsClient` in memory. `away` lets every call fail as an unreachable service does."""

    away: bool = False
    _known: dict[tuple[str, str], AgentSummary] = field(default_factory=dict[tuple[str, str], AgentSummary])
    _described: dict[tuple[str, str], AgentInput] = field(default_factory=dict[tuple[str, str], AgentInput])
    _keys: dict[tuple[str, str], str] = field(default_factory=dict[tuple[str, str], str])

    _gone: int = 0

    async def get(self, agent_id: str, by: Principal) -> AgentSummary:
        self._answer()
        found = self._known.get((by.company_id, agent_id))
        if found is None:
            raise NotFound("Look it up in the list of agents.")
        return found

    async def describe(self, agent_id: str, by: Principal) -> AgentDescription:
        summary = await self.get(agent_id, by)
        described = self._described.get((by.company_id, agent_id)) or AgentInput(name=summary.name)
        return AgentDescription(**summary.model_dump(), agent=described)

    async def briefs(self, by: Principal) -> AgentBriefs:
        self._answer()
        items: list[AgentBrief] = []
        for (company_id, agent_id), summary in self._known.items():
            if company_id == by.company_id:
                agent = self._described.get((company_id, agent_id)) or AgentInput(name=summary.name)
                minutes = agent.minutes_saved_per_run
                items.append(AgentBrief(id=agent_id, name=summary.name, minutes_saved_per_run=minutes))
        return AgentBriefs(items=items)

    async def create(self, agent: AgentInput, by: Principal, *, key: str) -> AgentSummary:
        self._answer()
        agent_id = self._keys.setdefault((by.company_id, key), f"agt_{len(self._keys) + self._gone + 1:032x}")
        self._described.setdefault((by.company_id, agent_id), agent)
        return self._known.get((by.company_id, agent_id)) or self.put(by.company_id, agent_id, agent.name)

    async def made(self, by: Principal, *, prefix: str) -> list[AgentSummary]:
        self._answer()
        mine = [
            agent_id
            for (company, key), agent_id in self._keys.items()
            if company == by.company_id and key.startswith(prefix)
        ]
        return [self._known[by.company_id, each] for each in mine if (by.company_id, each) in self._known]

    async def remove(self, agent_id: str, by: Principal) -> None:
        self._answer()
        place = (by.company_id, agent_id)
        self._known.pop(place, None)
        self._described.pop(place, None)
        self._gone += 1
        for key in [key for key, known in self._keys.items() if known == agent_id and key[0] == by.company_id]:
            del self._keys[key]

    def put_whole(self, company_id: str, agent_id: str, agent: AgentInput) -> None:
        """Let a company have this agent, described like this."""
        self._described[company_id, agent_id] = agent
        self.put(company_id, agent_id, agent.name)

    def put(self, company_id: str, agent_id: str, name: str, status: AgentStatus = "active") -> AgentSummary:
        """Let a company have this agent."""
        summary = AgentSummary(id=agent_id, name=name, status=status, version=1)
        self._known[company_id, agent_id] = summary
        return summary

    def _answer(self) -> None:
        if self.away:
            raise Unavailable("The agents service cannot be reached.")
