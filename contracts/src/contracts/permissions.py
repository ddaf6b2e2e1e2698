"""Everything that can be allowed to a role: one catalogue for all services.

A route asks for a permission by its key (`kernel.identity.allowed`); a test compares the routes of all services with
this list. `least` is the least powerful of the built-in roles that has the permission: those above it have it, too.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from types import MappingProxyType
from typing import Literal

BuiltIn = Literal["owner", "admin", "builder", "operator", "viewer"]
Group = Literal["company", "people", "agents", "workflows", "runs", "knowledge", "ai", "messages"]

BUILT_IN: tuple[BuiltIn, ...] = ("owner", "admin", "builder", "operator", "viewer")
"""The roles every company has, the most powerful first."""


@dataclass(frozen=True)
class Permission:
    """Something a role may allow: `name` in two or three words, `sentence` for whoever decides about it."""

    key: str
    group: Group
    name: str
    sentence: str
    least: BuiltIn


CATALOGUE: tuple[Permission, ...] = (
    Permission("company.read", "company", "See the company", "See its profile, calendar and rules.", "viewer"),
    Permission(
        "company.manage", "company", "Manage the company",
        "Change its name, calendar and retention; hold back all runs.", "admin",
    ),
    Permission(
        "company.export", "company", "Export everything",
        "Download all data of the company as one file.", "admin",
    ),
    Permission(
        "company.delete", "company", "Delete the company",
        "Have the company and all its data deleted, and take that back.", "owner",
    ),
    Permission(
        "sso.manage", "company", "Set up single sign-on",
        "Decide which sign-in service vouches for people: with it, one can let in anybody as anybody.", "owner",
    ),
    Permission("audit.read", "company", "Read the audit log", "See who did what, and when.", "admin"),
    Permission("audit.export", "company", "Export the audit log", "Download who did what, and when.", "admin"),
    Permission("member.read", "people", "See members", "See who belongs to the company, and in which role.", "viewer"),
    Permission(
        "member.manage", "people", "Manage members",
        "Invite people, change their roles, deactivate and remove them.", "admin",
    ),
    Permission(
        "member.provision", "people", "Provision members",
        "Let a directory add, change and remove people and groups: with it, one can let in anybody.", "owner",
    ),
    Permission("role.manage", "people", "Manage roles", "Make, change and delete the company's own roles.", "admin"),
    Permission(
        "access.manage", "people", "Share agents and workflows",
        "Decide who may see, use and change an agent or a workflow.", "builder",
    ),
    Permission("agent.read", "agents", "See agents", "See agents, their versions and figures.", "viewer"),
    Permission("agent.write", "agents", "Build agents", "Create, change, pause and retire agents.", "builder"),
    Permission("workflow.read", "workflows", "See workflows", "See workflows and their versions.", "viewer"),
    Permission("workflow.write", "workflows", "Build workflows", "Create workflows, change drafts, test.", "builder"),
    Permission(
        "workflow.publish", "workflows", "Publish workflows",
        "Make a draft the version that runs; hold a workflow back.", "builder",
    ),
    Permission("run.read", "runs", "See runs", "See runs, what went in, and what came out.", "viewer"),
    Permission("run.start", "runs", "Start runs", "Start runs, repeat them, talk with agents.", "operator"),
    Permission("run.cancel", "runs", "Cancel runs", "Ask runs to stop, and empty queues.", "operator"),
    Permission("approval.read", "runs", "See approvals", "See what waits for a person's decision.", "viewer"),
    Permission("approval.decide", "runs", "Decide approvals", "Answer what one is asked.", "operator"),
    Permission("knowledge.read", "knowledge", "Search knowledge", "See and search what is open to them.", "viewer"),
    Permission(
        "knowledge.write", "knowledge", "Manage knowledge",
        "Add sources and documents, and say who may read them.", "builder",
    ),
    Permission("ai.use", "ai", "Use models", "Ask language models, at the company's expense.", "operator"),
    Permission("prompt.write", "ai", "Write prompts", "Write prompts, and say which version is live.", "builder"),
    Permission("ai.manage", "ai", "Manage models", "Connect model providers, set budgets and prices.", "admin"),
    Permission("notice.read", "messages", "Read notices", "See one's own notices.", "viewer"),
    Permission(
        "notification.manage", "messages", "Manage messages", "Set up e-mail, change templates, send.", "builder"
    ),
)  # fmt: skip

KEYS = frozenset(permission.key for permission in CATALOGUE)


def _of(role: BuiltIn) -> frozenset[str]:
    at_most = BUILT_IN[BUILT_IN.index(role) :]
    return frozenset(permission.key for permission in CATALOGUE if permission.least in at_most)


ROLES: Mapping[str, frozenset[str]] = MappingProxyType({role: _of(role) for role in BUILT_IN})
"""Every built-in role and its permissions, the most powerful first."""


def named(keys: Iterable[str]) -> list[str]:
    """The names of permissions, in the catalogue's order, for a sentence."""
    wanted = set(keys)
    return [f"“{permission.name}”" for permission in CATALOGUE if permission.key in wanted]
