"""The words of mail about accounts. They are ours alone: who may write templates could else make them say anything."""

import hashlib
from collections.abc import Iterable, Mapping

from contracts.notifications import MailTemplate
from notifications_service.templates.schemas import Texts, Words

_NOT_YOU = "If it was not you, sign in, change your password, and tell the administrator of your company."
_NICHT_SIE = (
    "Wenn Sie das nicht waren: Melden Sie sich an, ändern Sie Ihr Passwort und sagen Sie es Ihrer Administration."
)

TEXTS: Mapping[MailTemplate, Texts] = {
    "verify-address": {
        "en": Words(
            title="Please confirm your e-mail address",
            body="Open this link to confirm that this address is yours. The link works once, for {time}.\n\n"
            "If you did not sign up, there is nothing to do.",
        ),
        "de": Words(
            title="Bitte bestätigen Sie Ihre E-Mail-Adresse",
            body="Öffnen Sie diesen Link, um zu bestätigen, dass diese Adresse Ihnen gehört. "
            "Er gilt einmal, {time} lang.\n\n"
            "Wenn Sie sich nicht angemeldet haben, brauchen Sie nichts zu tun.",
        ),
    },
    "reset-password": {
        "en": Words(
            title="Choose a new password",
            body="Open this link to choose a new password. It works once, for {time}.\n\n"
            "If you did not ask for it, there is nothing to do: your password stays as it is.",
        ),
        "de": Words(
            title="Wählen Sie ein neues Passwort",
            body="Öffnen Sie diesen Link, um ein neues Passwort zu wählen. Er gilt einmal, {time} lang.\n\n"
            "Wenn Sie nicht danach gefragt haben, brauchen Sie nichts zu tun: Ihr Passwort bleibt, wie es ist.",
        ),
    },
    "change-address": {
        "en": Words(
            title="Please confirm your new e-mail address",
            body="Open this link to use this address from now on. It works once, for {time}.\n\n"
            "If you did not ask for it, there is nothing to do.",
        ),
        "de": Words(
            title="Bitte bestätigen Sie Ihre neue E-Mail-Adresse",
            body="Öffnen Sie diesen Link, um ab jetzt diese Adresse zu verwenden. Er gilt einmal, {time} lang.\n\n"
            "Wenn Sie nicht danach gefragt haben, brauchen Sie nichts zu tun.",
        ),
    },
    "address-changed": {
        "en": Words(
            title="Your e-mail address was changed",
            body=f"Your account now uses another e-mail address; this one is no longer used.\n\n{_NOT_YOU}",
        ),
        "de": Words(
            title="Ihre E-Mail-Adresse wurde geändert",
            body="Ihr Konto verwendet jetzt eine andere E-Mail-Adresse; diese wird nicht mehr verwendet.\n\n"
            f"{_NICHT_SIE}",
        ),
    },
    "password-changed": {
        "en": Words(
            title="Your password was changed",
            body=f"Your password was changed, and you were signed out everywhere else.\n\n{_NOT_YOU}",
        ),
        "de": Words(
            title="Ihr Passwort wurde geändert",
            body=f"Ihr Passwort wurde geändert, und Sie wurden überall sonst abgemeldet.\n\n{_NICHT_SIE}",
        ),
    },
}


def words(template: MailTemplate, wanted: Iterable[str], minutes: int | None) -> tuple[str, Words]:
    """The language and the words: the first wanted one that is there, else English."""
    texts = TEXTS[template]
    language = next((each for each in wanted if each in texts), "en")
    found = texts[language]
    return language, Words(title=found.title, body=found.body.replace("{time}", _time(language, minutes or 0)))


_UNITS = {"en": ("minutes", "hours"), "de": ("Minuten", "Stunden")}


def _time(language: str, minutes: int) -> str:
    in_minutes, in_hours = _UNITS[language]
    return f"{minutes // 60} {in_hours}" if minutes >= 120 else f"{minutes} {in_minutes}"


def id_of(prefix: str, company_id: str, key: str) -> str:
    """The id of the mail with this key, so that a repeat is known."""
    digest = hashlib.sha256(f"{company_id}\n{key}".encode("utf-8", "surrogatepass")).hexdigest()
    return f"{prefix}_{digest[:32]}"
