"""How templates are read: `{{ path }}` looks a value up and nothing else; what a value holds is never read again."""

import re
from collections.abc import Iterable, Mapping
from typing import Any, cast

from kernel.problems import FieldError, InvalidRequest
from notifications_service.templates.schemas import Texts, Words

_PLACE = re.compile(r"\{\{\s*([A-Za-z_]\w*(?:\.\w+)*)\s*\}\}", re.ASCII)
_LONGEST_TITLE = 200
_LONGEST_BODY = 20_000
NAME = re.compile(r"[a-z][a-z0-9-]{0,79}")
PLAIN = "notice"
"""The template of notices that bring their own title and body."""

BUILT_IN: Mapping[str, Texts] = {
    PLAIN: {
        "en": Words(title="{{ title }}", body="{{ body }}"),
        "de": Words(title="{{ title }}", body="{{ body }}"),
    },
    "invitation": {
        "en": Words(
            title="{{ inviter }} invites you to {{ company }}",
            body="{{ inviter }} invites you to work in {{ company }} as {{ role }}.\n\n"
            "The link below is good for {{ hours }} hours, once, and for you alone.",
        ),
        "de": Words(
            title="{{ inviter }} lädt Sie zu {{ company }} ein",
            body="{{ inviter }} lädt Sie ein, bei {{ company }} mitzuarbeiten, in der Rolle {{ role }}.\n\n"
            "Der Link unten gilt {{ hours }} Stunden, einmal und nur für Sie.",
        ),
    },
    "approval-requested": {
        "en": Words(
            title="Your decision is needed: {{ title }}",
            body="{{ description }}\n\nThe workflow {{ workflow }} waits for your decision.",
        ),
        "de": Words(
            title="Ihre Entscheidung wird gebraucht: {{ title }}",
            body="{{ description }}\n\nDer Ablauf {{ workflow }} wartet auf Ihre Entscheidung.",
        ),
    },
    "approval-reminder": {
        "en": Words(
            title="Still waiting for a decision: {{ title }}",
            body="{{ description }}\n\nThe workflow {{ workflow }} is still waiting for a decision.",
        ),
        "de": Words(
            title="Es fehlt noch eine Entscheidung: {{ title }}",
            body="{{ description }}\n\nDer Ablauf {{ workflow }} wartet noch auf eine Entscheidung.",
        ),
    },
    "weekly-report": {
        "en": Words(
            title="Your week: {{ runs }} runs, {{ en.success }} succeeded",
            body="From {{ en.first }} to {{ en.last }} (the week before in brackets):\n\n"
            "Runs: {{ runs }} ({{ runs_before }})\n"
            "Succeeded: {{ en.success }} ({{ en.success_before }})\n"
            "Without a person's decision: {{ en.automation }} ({{ en.automation_before }})\n"
            "Time saved: {{ en.saved }} hours ({{ en.saved_before }})\n"
            "AI cost: ${{ en.cost }} (${{ en.cost_before }})\n"
            "Approvals asked for: {{ approvals }}\n"
            "Failed: {{ failed }}, most often: {{ en.reason }}\n\n"
            "Workflows with the most runs:\n{{ en.workflows }}",
        ),
        "de": Words(
            title="Ihre Woche: {{ runs }} Läufe, {{ de.success }} erfolgreich",
            body="Vom {{ de.first }} bis zum {{ de.last }} (in Klammern die Woche davor):\n\n"
            "Läufe: {{ runs }} ({{ runs_before }})\n"
            "Erfolgreich: {{ de.success }} ({{ de.success_before }})\n"
            "Ohne Entscheidung eines Menschen: {{ de.automation }} ({{ de.automation_before }})\n"
            "Gesparte Zeit: {{ de.saved }} Stunden ({{ de.saved_before }})\n"
            "KI-Kosten: {{ de.cost }} $ ({{ de.cost_before }} $)\n"
            "Erbetene Freigaben: {{ approvals }}\n"
            "Fehlgeschlagen: {{ failed }}, am häufigsten: {{ de.reason }}\n\n"
            "Workflows mit den meisten Läufen:\n{{ de.workflows }}",
        ),
    },
    "run-finished": {
        "en": Words(
            title="{{ workflow }}: {{ status }}",
            body="The run of {{ workflow }} has ended: {{ status }}.\n\n{{ body }}",
        ),
        "de": Words(
            title="{{ workflow }}: {{ status }}",
            body="Der Lauf von {{ workflow }} ist beendet: {{ status }}.\n\n{{ body }}",
        ),
    },
    "agent-paused-budget": {
        "en": Words(
            title="{{ name }} has paused: its budget is spent",
            body="{{ name }} has spent ${{ spent }} of ${{ limit }} this month and takes on nothing new. It goes on by "
            "itself when the next month begins, or when you raise its limit and put it to work again.",
        ),
        "de": Words(
            title="{{ name }} pausiert: Das Budget ist ausgegeben",
            body="{{ name }} hat diesen Monat {{ spent }} $ von {{ limit }} $ ausgegeben und beginnt nichts Neues. Mit "
            "dem nächsten Monat geht es von selbst weiter, oder wenn Sie das Limit erhöhen und ihn wieder einsetzen.",
        ),
    },
    "agent-paused-failures": {
        "en": Words(
            title="{{ name }} has paused: too much failed",
            body="{{ failed }} of the last {{ of }} runs of {{ name }} failed, more than you allow. Look at what went "
            "wrong, then put it to work again.",
        ),
        "de": Words(
            title="{{ name }} pausiert: Zu vieles ist fehlgeschlagen",
            body="{{ failed }} der letzten {{ of }} Läufe von {{ name }} sind fehlgeschlagen, mehr als Sie zulassen. "
            "Sehen Sie nach, was schiefging, und setzen Sie ihn dann wieder ein.",
        ),
    },
}


def fill(text: str, data: Mapping[str, Any]) -> str:
    """The text with every `{{ path }}` replaced by the value there; what is not there is left empty."""
    return _PLACE.sub(lambda match: _shown(_look_up(data, match[1].split("."))), text)


def _look_up(data: Mapping[str, Any], path: Iterable[str]) -> Any:
    value: Any = data
    for name in path:
        if isinstance(value, Mapping):
            value = cast("Mapping[str, Any]", value).get(name)
        elif isinstance(value, list) and name.isdigit() and len(name) < 6:
            items = cast("list[Any]", value)
            value = items[int(name)] if int(name) < len(items) else None
        else:
            return None
    return value


def _shown(value: Any) -> str:
    match value:
        case bool():
            return "✓" if value else "✗"
        case str() | int() | float():
            return str(value)
        case _:
            return ""


def rendered(texts: Texts, data: Mapping[str, Any]) -> dict[str, dict[str, str]]:
    """Title (one line) and body in each language, as JSON-able data."""
    return {
        language: {
            "title": " ".join(fill(words.title, data).split())[:_LONGEST_TITLE],
            "body": fill(words.body, data).strip()[:_LONGEST_BODY],
        }
        for language, words in texts.items()
    }


def chosen(languages: Iterable[str], wanted: Iterable[str]) -> str:
    """The wanted language that is there, first come first served; else English; else any."""
    there = list(languages)
    return next((language for language in [*wanted, "en"] if language in there), there[0])


def accepted(header: str | None) -> list[str]:
    """The languages of an `Accept-Language` header, the most wanted first (RFC 9110)."""
    weighed: list[tuple[float, str]] = []
    for part in (header or "")[:500].split(","):
        tag, _, parameter = part.strip().partition(";")
        quality = parameter.strip().removeprefix("q=")
        weight = float(quality) if re.fullmatch(r"[01](\.\d{0,3})?", quality) else 1.0
        weighed.append((-weight, tag.split("-")[0].lower()))
    return [tag for weight, tag in sorted(weighed, key=lambda pair: pair[0]) if tag and weight < 0]


def check(name: str, texts: Texts) -> None:
    """Raises `InvalidRequest` with everything in the words that would not be read as meant."""
    errors: list[FieldError] = []
    if not NAME.fullmatch(name):
        errors.append(FieldError("/path/name", "A name is made of small letters, digits and hyphens."))
    for language, words in texts.items():
        if not re.fullmatch(r"[a-z]{2}", language):
            errors.append(FieldError(f"/texts/{language}", "Use a language's two small letters, such as `en`."))
        for field, text in (("title", words.title), ("body", words.body)):
            left = _PLACE.sub("", text)
            if "{{" in left or "}}" in left:
                message = "`{{ … }}` may only hold the path of a value, such as {{ invoice.number }}."
                errors.append(FieldError(f"/texts/{language}/{field}", message))
    if errors:
        raise InvalidRequest("Please correct what is marked.", errors=errors)
