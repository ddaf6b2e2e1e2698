"""What an account may consist of; text is brought into one form here, never by a database's collation."""

import unicodedata
from collections.abc import Callable, Sequence

from email_validator import EmailNotValidError, validate_email

from auth_service.accounts.schemas import SignUp
from auth_service.passwords.rules import complaint
from kernel.problems import FieldError, InvalidRequest

LONGEST_NAME = 120


def normalised_email(text: str) -> str:
    """The one form of an e-mail address. Raises `ValueError` in words for people.

    Addresses inside a company (`ana@mail.local`) are fine; nothing is looked up. The part before the @ is compared
    without case: no mail system in use tells `Ana` from `ana`.
    """
    try:
        found = validate_email(
            text.strip(), strict=True, allow_smtputf8=False, check_deliverability=False, globally_deliverable=False
        )
    except EmailNotValidError:
        raise ValueError("This is not an e-mail address. It looks like ana@example.com.") from None
    if "." not in found.domain:
        raise ValueError("The part after the @ is not complete. It looks like example.com.")
    return (found.ascii_email or found.normalized).lower()


def known_email(text: str) -> str:
    """The normalised form for a look-up; what is no address finds nobody."""
    try:
        return normalised_email(text)
    except ValueError:
        return ""


def normalised_name(text: str) -> str:
    """One line, composed letters, single spaces. Raises `ValueError` in words for people."""
    name = " ".join(unicodedata.normalize("NFC", text).split())
    if not name:
        raise ValueError("Please fill this in.")
    if len(name) > LONGEST_NAME:
        raise ValueError(f"Use at most {LONGEST_NAME} characters.")
    if any(unicodedata.category(character) in {"Cc", "Cs", "Co", "Cn"} for character in name):
        raise ValueError("This holds a character that cannot be shown.")
    return name


def checked(given: SignUp) -> SignUp:
    """The same, normalised. Raises `InvalidRequest` with everything that is wrong."""
    return _checked(given, _FIELDS)


def checked_invited(email: str, name: str, password: str) -> SignUp:
    """As `checked`, for somebody who makes no company."""
    return _checked(SignUp(email=email, password=password, name=name, company=""), _FIELDS[:2])


_Normalise = Callable[[str], str]
_FIELDS: tuple[tuple[str, _Normalise], ...] = (
    ("email", normalised_email),
    ("name", normalised_name),
    ("company", normalised_name),
)


def _checked(given: SignUp, fields: Sequence[tuple[str, _Normalise]]) -> SignUp:
    errors: list[FieldError] = []
    clean: dict[str, str] = {}
    for field, normalise in fields:
        try:
            clean[field] = normalise(getattr(given, field))
        except ValueError as error:
            errors.append(FieldError(f"/{field}", str(error)))
    mailbox = clean.get("email", "").partition("@")[0]
    wrong = complaint(given.password, [*clean.values(), mailbox])
    if wrong:
        errors.append(FieldError("/password", wrong))
    if errors:
        raise InvalidRequest("Please correct what is marked.", errors=errors)
    return given.model_copy(update=clean)
