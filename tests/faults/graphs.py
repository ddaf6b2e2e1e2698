"""What is run while processes die: four workflows that have every kind of transition between them, and their steps."""

import asyncio
import os
from collections.abc import Iterable, Mapping
from email.message import EmailMessage
from typing import Any

import httpx2

from company.tests.engine.worker import Ledger
from company.tests.engine.worlds import info
from company_service.circuits.breakers import Breakers
from company_service.engine.builtin import BUILT_IN
from company_service.engine.steps import Answer, Effect, Port, StepCall, StepResult, StepType, Waits
from company_service.steps.http import HttpRequest
from company_service.steps.wait import Wait
from kernel.problems import InvalidRequest, Unavailable
from kernel.service import utc_now
from notifications_service.mail.schemas import MailServer
from notifications_service.mail.service import SmtpMailer
from tests.faults.points import Trap

EFFECTS = ("mail", "post")
"""The steps that act on other systems, wherever they stand."""
LARGE = 40_000


class Worked(StepType):
    """Writes into the ledger that it was carried out; what it gives says which time that was."""

    def __init__(self, name: str, ledger: Ledger) -> None:
        self.info = info(name)
        self._ledger = ledger

    async def run(self, call: StepCall) -> StepResult:
        nonce = os.urandom(8).hex()
        await asyncio.sleep(0.002)
        self._ledger.write(done=call.step, run=call.run.id, nonce=nonce)
        return StepResult({"nonce": nonce, "text": "x" * int(call.input.get("size", 0))})


class Flaky(Worked):
    """Fails the first time."""

    async def run(self, call: StepCall) -> StepResult:
        if call.attempt == 1:
            raise Unavailable("The other side is away.")
        return await super().run(call)


class Refused(StepType):
    """Fails for good."""

    info = info("refused")

    async def run(self, call: StepCall) -> StepResult:
        raise InvalidRequest("No.")


class Held(StepType):
    """Never ends by itself."""

    info = info("held")

    async def run(self, call: StepCall) -> StepResult:
        await asyncio.Event().wait()
        raise AssertionError


class Asks(StepType):
    """Waits for somebody to say `yes`."""

    info = info("asks", ports=(Port("yes", "Yes"),))

    async def run(self, call: StepCall) -> Answer:
        return StepResult({"by": call.signal.by}, port="yes") if call.signal else Waits("approval", "Go on?")


class Mails(StepType):
    """Sends a mail by the product's own mailer; its idempotency key is the mail's `Message-ID`."""

    info = info("mail", "effect")

    def __init__(self, port: int, trap: Trap) -> None:
        self._mailer = SmtpMailer()
        self._server = MailServer("127.0.0.1", port, "none", "", "", "agents@acme.example", is_trusted=True)
        self._trap = trap

    async def run(self, call: StepCall) -> StepResult:
        message = EmailMessage()
        message["From"], message["To"], message["Subject"] = "agents@acme.example", "ana@example.com", "Paid"
        message["Message-ID"] = f"<{call.idempotency_key.replace(':', '.')}@acme.example>"
        message.set_content("It was 12 EUR.")
        self._trap.visit("mail, before it is sent")
        await self._mailer.send(message, self._server)
        self._trap.visit("mail, after it is taken")
        return StepResult({"sent": True})


class Calls(StepType):
    """The product's own HTTP step, with a trap on both sides of the call."""

    def __init__(self, http: httpx2.AsyncClient, trap: Trap) -> None:
        self._step = HttpRequest(http, Breakers(utc_now))
        self.info = self._step.info
        self._trap = trap

    async def run(self, call: StepCall) -> StepResult:
        self._trap.visit("http, before it is called")
        answer = await self._step.run(call)
        self._trap.visit("http, after it answered")
        return answer

    def effect_of(self, settings: Mapping[str, Any]) -> Effect:
        return self._step.effect_of(settings)

    def check(self, settings: Mapping[str, Any]) -> Iterable[tuple[str, str]]:
        return self._step.check(settings)


def step_types(ledger: Ledger, ports: Mapping[str, int], http: httpx2.AsyncClient, trap: Trap) -> list[StepType]:
    """Everything that the workflows below do."""
    own = [Worked("work", ledger), Flaky("flaky", ledger), Refused(), Held(), Asks()]
    return [*BUILT_IN, Wait(), *own, Mails(ports["mail"], trap), Calls(http, trap)]


def graphs(sink: str) -> dict[str, dict[str, Any]]:
    """The workflows by name; `sink` is the address of the HTTP server. How each ends stands in `ENDS`."""
    post = {"method": "POST", "url": f"{sink}/effect", "json": {"amount": 12}}
    whole: dict[str, Any] = {
        "steps": [
            {"id": "read", "type": "work"},
            {"id": "again", "type": "flaky", "retry": {"max": 2, "backoff": "10ms"}},
            {"id": "each", "type": "for_each", "with": {"items": [1, 2, 3], "parallel": 2}},
            {"id": "item", "type": "work", "in": "each", "with": {"of": "{{ item }}"}},
            {"id": "pause", "type": "wait", "with": {"for": "20ms"}},
            {"id": "large", "type": "work", "with": {"size": LARGE}},
            {"id": "ask", "type": "asks"},
            {"id": "mail", "type": "mail"},
            {"id": "post", "type": "http.request", "with": post},
            {"id": "end", "type": "work", "with": {"of": "{{ steps.read.output.nonce }}"}},
        ],
        "edges": [
            {"from": source, "to": target}
            for source, target in (
                ("read", "again"), ("read", "each"), ("read", "pause"), ("read", "ask"), ("again", "mail"),
                ("each", "post"), ("pause", "large"), ("ask", "end"), ("mail", "end"), ("post", "end"),
                ("large", "end"),
            )
        ],
        "output": {"last": "{{ steps.end.output.nonce }}"},
    }  # fmt: skip
    undoable = {"id": "book", "type": "work", "undo": {"type": "work"}}
    held = {"steps": [undoable, {"id": "held", "type": "held"}], "edges": [{"from": "book", "to": "held"}]}
    failing = {
        "steps": [undoable, {"id": "mail", "type": "mail"}, {"id": "no", "type": "refused"}],
        "edges": [{"from": "book", "to": "mail"}, {"from": "book", "to": "no"}],
    }
    return {"whole": whole, "cancelled": held, "late": held | {"timeout": "200ms"}, "failing": failing}


ENDS = {"whole": "succeeded", "cancelled": "cancelled", "late": "failed", "failing": "failed"}
