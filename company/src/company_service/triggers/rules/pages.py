"""The pages of a public form: plain HTML that works without scripts, in English and German, light and dark."""

import base64
import hashlib
from collections.abc import Mapping, Sequence
from html import escape
from typing import Any, Literal

from company_service.engine.templates import as_text
from company_service.triggers.rules.fields import FormField, Wrong

Language = Literal["en", "de"]

_STYLE = (
    ":root{color-scheme:light dark;--ink:#1a1d21;--paper:#fff;--line:#7a818c;--mark:#1f5fbf;--bad:#b3261e}"
    "@media(prefers-color-scheme:dark){:root{--ink:#e8eaed;--paper:#16181c;--line:#8b93a0;--mark:#8ab4f8;--bad:#ff8a80}}"
    "*{box-sizing:border-box}body{font:1rem/1.5 system-ui,sans-serif;color:var(--ink);background:var(--paper);margin:0}"
    "main{max-width:40rem;margin:2rem auto;padding:0 1rem}"
    "label,legend{display:block;font-weight:600;margin-top:1.25rem}"
    "input,textarea,select,button{font:inherit;color:inherit;background:transparent}"
    "input:not([type=checkbox]),textarea,select{width:100%;padding:.5rem;"
    "border:1px solid var(--line);border-radius:.375rem}"
    "option{background:var(--paper)}textarea{min-height:7rem}fieldset{border:0;padding:0;margin:0}"
    "fieldset label,.check{font-weight:400;margin-top:.25rem}input[type=checkbox]{width:1.25rem;height:1.25rem;"
    "vertical-align:-.25rem;margin-right:.5rem}.help{font-size:.9rem;margin:.125rem 0}"
    ".bad{color:var(--bad);margin:.25rem 0}"
    "[aria-invalid=true]{border-color:var(--bad)!important}button{margin-top:1.75rem;padding:.625rem 1.5rem;border:0;"
    "border-radius:.375rem;background:var(--mark);color:var(--paper);font-weight:600;cursor:pointer}"
    ":focus-visible{outline:3px solid var(--mark);outline-offset:2px}.lead{white-space:pre-line}"
)
_HASH = base64.b64encode(hashlib.sha256(_STYLE.encode()).digest()).decode()
HEADERS: Mapping[str, str] = {
    "content-type": "text/html; charset=utf-8",
    "content-security-policy": (
        f"default-src 'none'; style-src 'sha256-{_HASH}'; form-action 'self'; base-uri 'none'; frame-ancestors 'none'"
    ),
    "vary": "accept-language",
}
_WORDS: Mapping[str, Mapping[str, str]] = {
    "en": {
        "send": "Send", "optional": "(optional)", "choose": "Choose…", "lines": "One on each line.",
        "thanks": "Thank you", "received": "Your answers have arrived. You can close this page.",
        "number_of": "Reference", "check": "Please look at these fields again", "required": "Please fill this in.",
        "number": "This must be a number.", "integer": "This must be a whole number.", "select": "Please choose one.",
        "date": "This must be a date.", "datetime-local": "This must be a date and a time.",
        "email": "This must be an e-mail address.", "json": "This must be JSON.", "other": "This does not fit.",
        "gone": "There is nothing here", "gone_why": "This form does not exist (any more). Check the address.",
        "old": "This form is no longer valid", "old_why": "Load the page again and fill it in once more.",
        "later": "Not just now", "later_why": "Please wait a moment, then send it again.",
        "wrong": "This did not work", "wrong_why": "What was sent cannot be taken. Please tell who gave you this form.",
    },
    "de": {
        "send": "Senden", "optional": "(freiwillig)", "choose": "Bitte wählen …", "lines": "Je Zeile einen Eintrag.",
        "thanks": "Vielen Dank", "received": "Ihre Angaben sind angekommen. Sie können diese Seite schließen.",
        "number_of": "Vorgang", "check": "Bitte prüfen Sie diese Felder", "required": "Bitte füllen Sie dies aus.",
        "number": "Hier wird eine Zahl gebraucht.", "integer": "Hier wird eine ganze Zahl gebraucht.",
        "select": "Bitte wählen Sie etwas aus.", "date": "Hier wird ein Datum gebraucht.",
        "datetime-local": "Hier werden Datum und Uhrzeit gebraucht.",
        "email": "Hier wird eine E-Mail-Adresse gebraucht.",
        "json": "Hier wird JSON gebraucht.", "other": "Das passt nicht.",
        "gone": "Hier ist nichts", "gone_why": "Dieses Formular gibt es nicht (mehr). Bitte prüfen Sie die Adresse.",
        "old": "Dieses Formular gilt nicht mehr",
        "old_why": "Bitte laden Sie die Seite neu und füllen Sie sie noch einmal aus.",
        "later": "Gerade nicht möglich",
        "later_why": "Bitte warten Sie einen Augenblick und senden Sie es noch einmal.",
        "wrong": "Das hat nicht geklappt",
        "wrong_why": "Die Angaben passen nicht. Bitte sagen Sie dem Bescheid, der Ihnen dieses Formular gab.",
    },
}  # fmt: skip


def language_of(accepted: str) -> Language:
    """German when `Accept-Language` asks for it before English, else English."""
    for part in accepted.split(",")[:20]:
        name = part.split(";")[0].strip().lower()[:2]
        if name in {"de", "en"}:
            return "de" if name == "de" else "en"
    return "en"


def _page(language: Language, title: str, content: str) -> bytes:
    return (
        f'<!doctype html><html lang="{language}"><head><meta charset="utf-8"><title>{escape(title)}</title>'
        '<meta name="viewport" content="width=device-width,initial-scale=1"><meta name="robots" content="noindex">'
        f"<style>{_STYLE}</style></head><body><main><h1>{escape(title)}</h1>{content}</main></body></html>"
    ).encode("utf-8", "replace")


def notice(language: Language, what: Literal["gone", "old", "later", "wrong"]) -> bytes:
    """A page that says why there is no form."""
    words = _WORDS[language]
    return _page(language, words[what], f"<p>{words[f'{what}_why']}</p>")


def thanks(language: Language, text: str, run_id: str) -> bytes:
    """The page after a form was sent."""
    words = _WORDS[language]
    lead = f'<p class="lead">{escape(text)}</p>' if text else f"<p>{words['received']}</p>"
    return _page(language, words["thanks"], f'{lead}<p class="help">{words["number_of"]}: {escape(run_id)}</p>')


def form(
    language: Language,
    title: str,
    description: str,
    nonce: str,
    fields: Sequence[FormField],
    *,
    sent: Mapping[str, Sequence[str]] | None = None,
    wrong: Sequence[Wrong] = (),
) -> bytes:
    """The form, filled with what was sent and with what is wrong with it beside the fields."""
    words = _WORDS[language]
    told = {each.field: each.message or words.get(each.code, words["other"]) for each in reversed(wrong)}
    lead = f'<p class="lead">{escape(description)}</p>' if description else ""
    parts = [_shown(field, words, sent, told.get(field.name)) for field in fields]
    return _page(
        language,
        title,
        f'{lead}{_summary(words, fields, told)}<form method="post" accept-charset="utf-8" novalidate>'
        f'<input type="hidden" name="_form" value="{escape(nonce)}">{"".join(parts)}'
        f'<button type="submit">{words["send"]}</button></form>',
    )


def _summary(words: Mapping[str, str], fields: Sequence[FormField], told: Mapping[str, str]) -> str:
    if not told:
        return ""
    known = [field for field in fields if field.name in told]
    links = [f'<li><a href="#{_id(field)}">{escape(field.label)}</a></li>' for field in known]
    rest = [f"<li>{escape(told[name])}</li>" for name in told if name not in {field.name for field in known}]
    return f'<div role="alert" class="bad"><p>{words["check"]}</p><ul>{"".join(links + rest)}</ul></div>'


def _id(field: FormField) -> str:
    return "f-" + hashlib.sha256(field.name.encode("utf-8", "surrogatepass")).hexdigest()[:10]


def _shown(
    field: FormField, words: Mapping[str, str], sent: Mapping[str, Sequence[str]] | None, wrong: str | None
) -> str:
    place = _id(field)
    texts = [text for text in (field.help, words["lines"] if field.kind == "lines" else "") if text]
    helped = f'<p class="help" id="{place}-help">{escape(" ".join(texts))}</p>' if texts else ""
    bad = f'<p class="bad" id="{place}-bad">{escape(wrong)}</p>' if wrong else ""
    described = " ".join(part for part, is_there in ((f"{place}-help", helped), (f"{place}-bad", bad)) if is_there)
    marks = f' id="{place}" name="{escape(field.name)}"' + (' aria-invalid="true"' if wrong else "")
    marks += (f' aria-describedby="{described}"' if described else "") + (" required" if field.required else "")
    values = _values(field, sent)
    label = escape(field.label)
    if field.kind == "boolean":
        box = f'<input type="checkbox" value="yes"{marks}{_on(bool(values))}>'
        return f'{bad}<label class="check">{box}{label}</label>{helped}'
    if field.kind == "checks":
        return f"<fieldset><legend>{label}</legend>{helped}{bad}{_checks(field, place, values)}</fieldset>"
    optional = "" if field.required else f' <span class="help">{words["optional"]}</span>'
    return f'<label for="{place}">{label}{optional}</label>{helped}{bad}{_input(field, words, marks, values)}'


def _checks(field: FormField, place: str, values: Sequence[str]) -> str:
    boxes = [
        f'<label><input type="checkbox" name="{escape(field.name)}" value="{escape(choice)}"'
        f"{f' id={chr(34)}{place}{chr(34)}' if not index else ''}{_on(choice in values)}>{escape(choice)}</label>"
        for index, choice in enumerate(field.choices)
    ]
    return "".join(boxes)


def _on(checked: bool) -> str:  # noqa: FBT001 - the state of a box
    return " checked" if checked else ""


def _values(field: FormField, sent: Mapping[str, Sequence[str]] | None) -> list[str]:
    if sent is not None:
        return [str(each) for each in sent.get(field.name, ())]
    default: Any = field.default
    if default in (None, False):
        return []
    return [as_text(each) for each in default] if isinstance(default, list) else [as_text(default)]  # pyright: ignore[reportUnknownVariableType] - any JSON


def _input(field: FormField, words: Mapping[str, str], marks: str, values: Sequence[str]) -> str:
    value = values[0] if values else ""
    limit = f' maxlength="{field.limit}"' if field.limit else ""
    if field.kind == "select":
        options = [f'<option value="">{words["choose"]}</option>']
        for choice in field.choices:
            chosen = " selected" if choice == value else ""
            options.append(f'<option value="{escape(choice)}"{chosen}>{escape(choice)}</option>')
        return f"<select{marks}>{''.join(options)}</select>"
    if field.kind in {"textarea", "lines", "json"}:
        return f"<textarea{marks}{limit}>\n{escape(value if len(values) < 2 else chr(10).join(values))}</textarea>"
    kinds = {"number": 'type="number" step="any"', "integer": 'type="number" step="1"'}
    return (
        f'<input {kinds.get(field.kind, f"type={chr(34)}{field.kind}{chr(34)}")}{marks}{limit} value="{escape(value)}">'
    )
