"""Who may change whose place, what a role may be made of, and why somebody may or may not."""

from collections.abc import Collection, Iterable, Mapping, Sequence
from typing import Any

from company_service.members.rules import OWNER
from company_service.roles.problems import (
    LastOwner,
    MoreThanYouMay,
    NotYourself,
    UnknownPermission,
)
from company_service.roles.schemas import AccessView, PermissionView, Reason
from contracts.access import Level, needed, suffices
from contracts.permissions import CATALOGUE, KEYS, named
from kernel.identity import Principal
from kernel.problems import FieldError

MOST_ROLES = 100
TITLES: Mapping[str, str] = {
    OWNER: "Owner", "admin": "Administrator", "builder": "Builder", "operator": "Operator", "viewer": "Viewer",
}  # fmt: skip
SENTENCES: Mapping[str, str] = {
    OWNER: "Everything, including handing the company over and deleting it.",
    "admin": "Everything except deleting the company.",
    "builder": "Builds and publishes agents and workflows.",
    "operator": "Starts runs and decides approvals.",
    "viewer": "Sees everything that is open, changes nothing.",
}


def catalogue() -> list[PermissionView]:
    """Everything that can be allowed."""
    return [
        PermissionView(key=each.key, group=each.group, name=each.name, sentence=each.sentence, least=each.least)
        for each in CATALOGUE
    ]


def name_key(title: str) -> str:
    """A role's name as it is compared."""
    return title.casefold()[:60]


def check_permissions(permissions: Sequence[str], by: Principal) -> None:
    """Raises `UnknownPermission` and `MoreThanYouMay` unless these can be given by whoever asks."""
    unknown = [(number, key) for number, key in enumerate(permissions) if key not in KEYS]
    if unknown:
        errors = [FieldError(f"/permissions/{number}", f"There is no permission {key!r}.") for number, key in unknown]
        raise UnknownPermission("Choose from the list of permissions.", errors=errors[:50])
    check_reach(permissions, by)


def check_reach(permissions: Iterable[str], by: Principal) -> None:
    """Raises `MoreThanYouMay` when there is one that whoever asks does not have."""
    if beyond := named(set(permissions) - by.permissions):
        raise MoreThanYouMay(f"You do not have {', '.join(beyond[:5])} yourself, so you cannot give or take it.")


def check_other(user_id: str, by: Principal, instead: str) -> None:
    """Raises `NotYourself` when the member is whoever asks."""
    if user_id == by.user_id:
        raise NotYourself(instead)


def check_owners(owners: Collection[str], leaving: str) -> None:
    """Raises `LastOwner` when nobody of the active `owners` remains."""
    if not set(owners) - {leaving}:
        raise LastOwner("Make somebody else an owner first, or hand the company over.")


def explained(
    member: Mapping[str, Any] | None,
    role: tuple[str, Collection[str]],
    permission: str,
    restricted: tuple[str, Level | None] | None,
) -> AccessView:
    """Whether a member may do something, and why.

    `role`: its title and permissions. `restricted`: what it is about, if only some may see it, and the member's level.
    """
    if member is None:
        return _view([_said("member", "Not a member of this company.", speaks_for=False)])
    name = member["name"] or member["email"]
    if member["deactivated_at"] is not None:
        return _view([_said("member", f"{name} is a member, but deactivated.", speaks_for=False)])
    title, permissions = role
    (what,) = named([permission])
    has = permission in permissions
    said = [
        _said("role", f"{name} has the role “{title}”.", speaks_for=True),
        _said("permission", f"“{title}” {'includes' if has else 'does not include'} {what}.", speaks_for=has),
    ]
    if restricted:
        said.append(_granted(name, permission, restricted))
    return _view(said)


_LEVELS: Mapping[Level, str] = {"read": "see", "operate": "use", "edit": "change"}


def _granted(name: str, permission: str, restricted: tuple[str, Level | None]) -> Reason:
    about, level = restricted
    wanted = needed(permission)
    if level is None:
        text = f"“{about}” is shared with some people only, and {name} is not among them."
        return _said("grant", text, speaks_for=False)
    if suffices(level, wanted):
        return _said("grant", f"“{about}” lets {name} {_LEVELS[level]} it.", speaks_for=True)
    text = f"“{about}” lets {name} {_LEVELS[level]} it, but not {_LEVELS[wanted]} it."
    return _said("grant", text, speaks_for=False)


def _said(kind: Any, text: str, *, speaks_for: bool) -> Reason:
    return Reason(kind=kind, text=text, speaks_for=speaks_for)


def _view(reasons: list[Reason]) -> AccessView:
    against = next((each for each in reasons if not each.speaks_for), None)
    return AccessView(may=against is None, text=against.text if against else "Yes: nothing speaks against it.",
                      reasons=reasons)  # fmt: skip
