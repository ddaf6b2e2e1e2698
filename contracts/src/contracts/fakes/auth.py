"""An auth service in memory."""

from dataclasses import dataclass, field

from kernel.problems import NotFound, Unavailable


@dataclass
class FakeAuth:
    """`AuthClient` in memory: knows people by id, each with whether the address is proven. `away` lets calls fail."""

    people: dict[str, bool] = field(default_factory=dict[str, bool])
    is_asked_for: bool = True
    away: bool = False

    async def verified(self, user_id: str) -> bool:
        if self.away:
            raise Unavailable("The auth service cannot be reached.")
        if user_id not in self.people:
            raise NotFound("There is no such person.")
        return self.people[user_id] or not self.is_asked_for
