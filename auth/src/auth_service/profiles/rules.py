"""What of a changed account is acceptable, and which mail may leave through a company."""

from collections.abc import Iterable, Sequence
from zoneinfo import available_timezones

from auth_service.accounts.rules import normalised_email, normalised_name
from auth_service.passwords.rules import complaint
from auth_service.profiles.schemas import ProfileInput
from contracts.company import Membership
from kernel.problems import FieldError, InvalidRequest

_FIX = "Please correct what is marked."
_MANAGES = {"member.manage", "company.manage"}


def checked(given: ProfileInput) -> ProfileInput:
    """The same, normalised. Raises `InvalidRequest`."""
    errors: list[FieldError] = []
    name = given.name
    try:
        name = normalised_name(given.name)
    except ValueError as error:
        errors.append(FieldError("/name", str(error)))
    if given.time_zone is not None and given.time_zone not in available_timezones():
        errors.append(FieldError("/time_zone", "This is not a time zone. It looks like Europe/Berlin."))
    if errors:
        raise InvalidRequest(_FIX, errors=errors)
    return given.model_copy(update={"name": name})


def checked_email(text: str) -> str:
    """The address, normalised. Raises `InvalidRequest`."""
    try:
        return normalised_email(text)
    except ValueError as error:
        raise InvalidRequest(_FIX, errors=[FieldError("/email", str(error))]) from None


def check_password(password: str, about: Iterable[str], *, has_second_factor: bool) -> None:
    """Raises `InvalidRequest` for a password that would be guessed."""
    wrong = complaint(password, about, has_second_factor=has_second_factor)
    if wrong:
        raise InvalidRequest(_FIX, errors=[FieldError("/password", wrong)])


def is_private(places: Sequence[Membership]) -> bool:
    """Whether nobody else may see the links of a person's mail.

    Who manages the people of the only company somebody is in may pass a link on to them. Of who is in other companies
    too, or manages people themselves, they could take over more than they are entrusted with.
    """
    return len(places) != 1 or bool(_MANAGES & set(places[0].permissions))
