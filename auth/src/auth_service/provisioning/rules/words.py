"""What SCIM's words mean here, and how its lists are filtered, sorted and cut."""

from collections.abc import Mapping, Sequence
from typing import Any, Literal

from scim2_models import InvalidValueException, Resource, ScimFilter, SearchRequest
from scim2_models.path import CompareOperator, Comparison
from scim2_server.storage import SearchPage

from auth_service.accounts.rules import known_email
from auth_service.provisioning.rules.standing import Part, Sought
from auth_service.provisioning.schemas import User

LONGEST = 255
"""Characters of a name or an id."""
_COLUMNS: Mapping[str, Literal["id", "user_name", "external_id"]] = {
    "id": "id", "username": "user_name", "externalid": "external_id",
}  # fmt: skip


def name_of(user: User, email: str) -> str:
    """What to call a person."""
    parts = user.name
    composed = " ".join(filter(None, (parts.given_name, parts.family_name))) if parts else ""
    name = user.display_name or (parts.formatted if parts else None) or composed or email.partition("@")[0]
    return " ".join(name.split())[:120] or email


def sought(asked: ScimFilter[Any] | None, *, is_person: bool) -> Sought | None:
    """The column that a filter of a single comparison looks up, as directories ask before they create.

    Groups' names are compared without case, which a database does not do alike everywhere: they are no such column.
    """
    node = asked.ast if asked is not None else None
    if not isinstance(node, Comparison) or node.op is not CompareOperator.eq or not isinstance(node.value, str):
        return None
    column = _COLUMNS.get(node.attr_path.attr.casefold()) if node.attr_path.sub_attr is None else None
    if column is None or (column == "user_name" and not is_person):
        return None
    return Sought(column, known_email(node.value) if column == "user_name" else node.value)


def part(request: SearchRequest[Any], most: int) -> Part:
    """Which part of a list is asked for."""
    count = most if request.count is None else request.count
    return Part(request.start_index_0 or 0, count)


def page(found: Sequence[Resource[Any]], request: SearchRequest[Any], most: int) -> SearchPage:
    """The page of what fits the filter, sorted: what has no value comes last."""
    fitting = [each for each in found if request.filter is None or request.filter.match(each)]
    if request.sort_by is not None:

        def key(each: Resource[Any]) -> tuple[bool, Any, str]:
            value = request.sort_value(each)
            return value is None, "" if value is None else value, each.id or ""

        fitting.sort(key=key, reverse=request.sort_order == SearchRequest.SortOrder.descending)
    cut = part(request, most)
    return SearchPage(len(fitting), fitting[cut.skip : cut.skip + cut.most])


def etag(row: Mapping[str, Any]) -> str:
    """The version of a person or a group, as SCIM writes it."""
    return f'W/"{row["version"]}"'


def checked_external_id(resource: Resource[Any]) -> str | None:
    """The directory's own id. Raises `InvalidValueException`."""
    if resource.external_id and len(resource.external_id) > LONGEST:
        raise InvalidValueException(detail=f"externalId must have at most {LONGEST} characters.")
    return resource.external_id or None
