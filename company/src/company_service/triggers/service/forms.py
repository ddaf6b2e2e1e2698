"""A public form's way: drawn from the live version's input, taken once for each page that was given out.

What a page carries in `_form` was sealed by this platform for this form: a page that was not given out here, or more
than a day ago, is refused, and the same page sent twice is one run. There are no cookies, so nothing of a visitor's can
be misused; requests that a browser says come from another site are refused all the same.
"""

from datetime import datetime, timedelta
from typing import Any, cast

from company_service.deps import Deps
from company_service.triggers.problems import FormTampered, NothingHere
from company_service.triggers.rules import fields, pages, received
from company_service.triggers.schemas import Answer, Delivery, Form
from company_service.triggers.service import known
from company_service.triggers.service.hooks import claimed
from company_service.triggers.service.known import Ready
from company_service.triggers.service.start import start
from company_service.workflows import service as workflows
from kernel.problems import FieldError, InvalidRequest, Problem, TooManyRequests, UnsupportedMediaType, status_of
from kernel.secrets import CannotOpen

MAX_BODY = 1024 * 1024
_VALID = timedelta(days=1)
_NONCE = "_form"
_FORM = "application/x-www-form-urlencoded"


class FormNotFilled(InvalidRequest):
    """Some fields need another look."""

    title = "Some fields need another look"


async def show(token: str, delivery: Delivery, *, deps: Deps) -> Answer:
    """The form as a page."""
    try:
        ready = await known.by_token(token, "form", deps)
        return Answer(200, _page(ready, ready.version(), delivery, deps), pages.HEADERS)
    except Problem as problem:
        return _refused(problem, delivery)


async def submit(token: str, delivery: Delivery, *, deps: Deps) -> Answer:
    """Take what was filled in: a page of thanks, or the form again with what is wrong beside the fields."""
    try:
        ready = await known.by_token(token, "form", deps)
        live = ready.version()
        deps.firing.submissions.take((ready.id, delivery.address))
        sent = _sent(delivery)
        key = _opened(ready, sent, deps)
        schema = cast("dict[str, Any]", live.graph.get("input") or {})
        shown = fields.fields_of(schema)
        values, wrong = fields.values_of(schema, shown, sent)
        if wrong:
            return _again(ready, live, delivery, sent, wrong, deps)
        started = await start(ready, await claimed(ready, key, deps), values, values, deps=deps)
    except Problem as problem:
        return _refused(problem, delivery)
    settings = cast("Form", ready.settings)
    return Answer(200, pages.thanks(_language(delivery), settings.thanks, started.id), pages.HEADERS)


def _sent(delivery: Delivery) -> dict[str, list[str]]:
    kind = delivery.headers.get("content-type", "").partition(";")[0].strip().lower()
    if kind != _FORM:
        raise UnsupportedMediaType(f"Send the form as {_FORM}.")
    if delivery.headers.get("sec-fetch-site", "same-origin") not in {"same-origin", "none"}:
        raise FormTampered("It was sent from another site. Open the form at its own address.")
    pairs = received.pairs(received.text(delivery.body))
    return {name: cast("list[str]", value) if isinstance(value, list) else [value] for name, value in pairs.items()}


def _given_out(ready: Ready, deps: Deps) -> str:
    """What a page carries: when it was given out, and which one it is."""
    text = f"{deps.clock().isoformat()} {deps.new_token()}"
    return deps.secrets.seal(text, company=ready.company_id, row=f"{ready.id}:form")


def _opened(ready: Ready, sent: dict[str, list[str]], deps: Deps) -> str:
    """Which page this was. Raises `FormTampered`."""
    sealed = sent.pop(_NONCE, [""])[0]
    try:
        at, _, which = deps.secrets.open(sealed, company=ready.company_id, row=f"{ready.id}:form").partition(" ")
    except CannotOpen:
        raise FormTampered("Load the page again and fill it in once more.") from None
    if deps.clock() - datetime.fromisoformat(at) > _VALID:
        raise FormTampered("It was given out more than a day ago. Load the page again.")
    return f"form {which}"


def _page(
    ready: Ready, live: workflows.Live, delivery: Delivery, deps: Deps, sent: Any = None, wrong: Any = ()
) -> bytes:
    settings = cast("Form", ready.settings)
    shown = fields.fields_of(cast("dict[str, Any]", live.graph.get("input") or {}))
    nonce = _given_out(ready, deps)
    title = settings.title or live.name
    return pages.form(_language(delivery), title, settings.description, nonce, shown, sent=sent, wrong=wrong)


def _again(
    ready: Ready, live: workflows.Live, delivery: Delivery, sent: dict[str, list[str]], wrong: list[fields.Wrong],
    deps: Deps,
) -> Answer:  # fmt: skip
    if not _is_person(delivery):
        errors = [FieldError(f"/{each.field}", each.message or f"This is not right ({each.code}).") for each in wrong]
        raise FormNotFilled("Look at the fields that are named.", errors=errors[:50])
    return Answer(422, _page(ready, live, delivery, deps, sent, wrong), pages.HEADERS)


def _language(delivery: Delivery) -> pages.Language:
    return pages.language_of(delivery.headers.get("accept-language", ""))


def _is_person(delivery: Delivery) -> bool:
    """Browsers ask for HTML; programs get a problem document."""
    return "text/html" in delivery.headers.get("accept", "")


def _refused(problem: Problem, delivery: Delivery) -> Answer:
    if not _is_person(delivery):
        raise problem
    what = "wrong"
    match problem:
        case NothingHere():
            what = "gone"
        case FormTampered():
            what = "old"
        case TooManyRequests():
            what = "later"
        case _ if known.is_passing(problem):
            what = "later"
        case _:
            pass
    headers = {**pages.HEADERS, **({"retry-after": str(problem.retry_after)} if problem.retry_after else {})}
    return Answer(status_of(problem), pages.notice(_language(delivery), what), headers)
