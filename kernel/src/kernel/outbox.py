"""The outbox: what units of work told, and what they changed for whom, leaves in order after they committed.

`relay_once` publishes it at least once; consumers tell repeats by the message's id (`first_time`). Only one process of
a service relays at a time. `Watched` sees to it that no change which a person or a key asked for goes untold: the
writes of such a request are looked at as they are made, and a `Noted` with before and after is told in the very same
transaction. What is secret is left out here, before it leaves the service: see `kernel.secrets.is_secret`.
"""

import asyncio
import re
import time
from collections import OrderedDict
from collections.abc import Callable, Generator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from typing import Any, ClassVar, cast

import sqlalchemy as sa
from pydantic import BaseModel
from sqlalchemy.engine import CursorResult
from starlette.types import ASGIApp, Receive, Scope, Send
from starlette.types import Message as AsgiMessage

from kernel.bus import Bus, Event, Message
from kernel.db import Database, Row, Tx, consumed_table, idempotency_table, outbox_table, witness
from kernel.identity import Principal
from kernel.jobs import attempt
from kernel.secrets import is_secret

_SWEEP_SECONDS = 1.0
_BATCH = 200
_KEEP_CONSUMED = timedelta(days=14)
_KEEP_IDEMPOTENCY = timedelta(days=2)


async def first_time(tx: Tx, consumer: str, message: Message) -> bool:
    """Mark the message as consumed within the consumer's own transaction; False when it was already."""
    row = {"consumer": consumer, "event_id": message.id, "consumed_at": datetime.now(UTC)}
    return await tx.insert_if_absent(consumed_table, row)


async def first_times(tx: Tx, consumer: str, messages: Sequence[Message]) -> list[Message]:
    """As `first_time`, for many at once: those that were not consumed yet.

    Fails when another process marks one of them at the same moment; then each comes again by itself.
    """
    mine = (consumed_table.c.consumer == consumer) & consumed_table.c.event_id.in_([each.id for each in messages])
    known = {row["event_id"] for row in await tx.all(sa.select(consumed_table.c.event_id).where(mine))}
    fresh = list({each.id: each for each in messages if each.id not in known}.values())
    if fresh:
        now = datetime.now(UTC)
        rows = [{"consumer": consumer, "event_id": each.id, "consumed_at": now} for each in fresh]
        await tx.execute(sa.insert(consumed_table), rows)
    return fresh


async def relay_once(db: Database, bus: Bus) -> int:
    """Publish one batch; answers how many messages left. What fails stays, and is tried again at the next sweep."""
    async with db.exclusive("outbox") as mine:
        if not mine:
            return 0
        async with db.read() as tx:
            rows = await tx.all(sa.select(outbox_table).order_by(outbox_table.c.id).limit(_BATCH))
        sent = await _publish(bus, [Message.model_validate(dict(row)) for row in rows])
        if sent:
            async with db.begin() as tx:
                await tx.execute(sa.delete(outbox_table).where(outbox_table.c.id.in_(sent)))
        return len(sent)


async def _publish(bus: Bus, messages: Sequence[Message]) -> list[str]:
    """Publish all together or, when that fails, one by one; answers the ids of those that left."""
    if len(messages) > 1 and await attempt("publish", bus.publish_all(messages), messages=len(messages)):
        return [each.id for each in messages]
    return [
        each.id
        for each in messages
        if await attempt("publish", bus.publish(each), topic=each.topic, message=each.id)
    ]  # fmt: skip


async def relay_forever(db: Database, bus: Bus, *, sweep: float = _SWEEP_SECONDS) -> None:
    """Relay whenever something was told, and once a sweep in any case; after a failure it is the sweep's turn."""
    while True:
        try:
            async with asyncio.timeout(sweep):
                await db.events_waiting.wait()
        except TimeoutError:
            pass
        db.events_waiting.clear()
        if not await attempt("relay", _relay_all(db, bus)):
            await asyncio.sleep(sweep)


async def _relay_all(db: Database, bus: Bus) -> None:
    while await relay_once(db, bus) == _BATCH:
        pass


async def show_lag(db: Database, show: Callable[[float], None]) -> None:
    """Say for how many seconds the oldest message has been waiting to leave; ids begin with their time."""
    async with db.read() as tx:
        oldest = await tx.scalar(sa.select(sa.func.min(outbox_table.c.id)))
    show(max(0.0, time.time() - int(oldest.rpartition("_")[2][:12], 16) / 1000) if oldest else 0.0)


async def forget_old(db: Database) -> None:
    """Drop marks of consumed events and idempotency keys nobody can need any more."""
    now = datetime.now(UTC)
    async with db.begin() as tx:
        await tx.execute(sa.delete(consumed_table).where(consumed_table.c.consumed_at < now - _KEEP_CONSUMED))
        await tx.execute(sa.delete(idempotency_table).where(idempotency_table.c.created_at < now - _KEEP_IDEMPOTENCY))


@dataclass(frozen=True)
class Watch:
    """Which requests of a service are noted: every change, and these reads. Routes are named by their functions."""

    silent: Mapping[str, str] = field(default_factory=dict[str, str])
    """Routes that write and are not noted, and why."""
    reads: frozenset[str] = frozenset()
    """Routes that read what is sensitive; the same one by the same caller is noted every ten minutes at most."""


class Change(BaseModel):
    """A row that was written: by path into it, what stood there before and after; `hidden` are paths of secrets."""

    table: str
    row: str
    values: dict[str, list[Any]]
    hidden: list[str]
    more: int = 0
    """How many more values, or rows, changed than are listed."""


class Noted(Event):
    """Who did what, to what, from where. `action` is the service and its route's function; `changes` may be empty."""

    topic: ClassVar[str] = "audit.noted"
    action: str
    actor_id: str
    session_id: str
    key_id: str
    address: str
    user_agent: str
    request_id: str
    resource: str
    resource_name: str
    changes: list[Change]


_SHAPE = re.compile(r"[a-z]{2,6}_[0-9a-f]{32}")
_MOST_ROWS = 20
_MOST_VALUES = 40
_LONGEST = 400
_UNSAID = {"company_id", "updated_at"}
_READ_AGAIN_SECONDS = 600
_REMEMBERED_READS = 10_000


def _flat(value: Any, path: str, into: dict[str, Any]) -> None:
    """The leaves of a value by their paths; a list's items are known by their `id`, where they have one."""
    if isinstance(value, dict):
        for key, inner in cast("dict[Any, Any]", value).items():
            _flat(inner, f"{path}/{key}", into)
    elif isinstance(value, list):
        for nth, inner in enumerate(cast("list[Any]", value)):
            named = cast("dict[str, Any]", inner).get("id") if isinstance(inner, dict) else None
            _flat(inner, f"{path}/{named if isinstance(named, str) else nth}", into)
    elif value is not None:
        into[path.removeprefix("/")] = value


def _shown(value: Any) -> Any:
    if value is None or isinstance(value, bool | int | float):
        return value
    text = value.isoformat() if isinstance(value, datetime) else str(value)
    return text if len(text) <= _LONGEST else text[:_LONGEST] + "…"


def change_of(table: sa.Table, before: Row | None, after: Row | None) -> Change | None:
    """What became of a row; None when nothing did."""
    old, new, row = dict[str, Any](), dict[str, Any](), after or before or {}
    _flat(dict(before or {}), "", old)
    _flat(dict(after or {}), "", new)
    own = {column.name for column in table.primary_key} if before and after else set[str]()
    paths = [path for path in {**old, **new} if old.get(path) != new.get(path) and path not in _UNSAID | own]
    hidden = [path for path in paths if is_secret(path, old.get(path)) or is_secret(path, new.get(path))]
    shown = [path for path in paths if path not in hidden]
    if not paths:
        return None
    return Change(
        table=table.name,
        row="/".join(str(row.get(column.name, "")) for column in table.primary_key if column.name != "company_id"),
        values={path: [_shown(old.get(path)), _shown(new.get(path))] for path in shown[:_MOST_VALUES]},
        hidden=hidden[:_MOST_VALUES],
        more=max(0, len(shown) - _MOST_VALUES),
    )


@dataclass
class _Request:
    """A request on its way through a service, and whether it was noted yet."""

    scope: Scope
    service: str
    watch: Watch
    task: asyncio.Task[Any] | None
    is_noted: bool = False
    is_over: bool = False

    @property
    def by(self) -> Principal | None:
        """Whoever asks; None before anybody is signed in."""
        principal: Principal | None = self.scope["state"].get("principal")
        return principal

    def action(self) -> str | None:
        """The name of what is asked for, where it is to be noted."""
        name = getattr(self.scope.get("endpoint"), "__name__", "")
        is_read = self.scope["method"] in {"GET", "HEAD", "OPTIONS"}
        wanted = name in self.watch.reads if is_read else name not in self.watch.silent
        is_mine = not self.is_over and asyncio.current_task() is self.task
        by_service = self.by is not None and self.by.kind == "service"
        return f"{self.service}.{name}" if name and wanted and is_mine and not by_service else None

    async def write(self, tx: Tx, statement: sa.UpdateBase, params: Any) -> CursorResult[Any]:
        """Make a write, and keep what it changed until the unit of work's last words."""
        target: object = statement.table
        if self.action() is None or not isinstance(target, sa.Table) or not target.info.get("noted", True):
            return await tx.connection.execute(statement, params)
        table = cast("sa.Table", target)
        where = statement.whereclause if isinstance(statement, sa.Update | sa.Delete) else None
        before = await _rows(tx, table, where, params) if where is not None else list[Row]()
        result = await tx.connection.execute(statement, params)
        if result.rowcount == 0:
            return result
        if not tx.last_words:
            seen: list[tuple[Row, Change]] = []
            tx.last_words.append(lambda: self._tell(tx, seen))
            tx.seen = seen
        tx.seen.extend(await _changes(tx, statement, table, before, params))
        return result

    def _tell(self, tx: Tx, seen: Sequence[tuple[Row, Change]]) -> None:
        if entry := self.entry(seen):
            tx.tell(entry)
            self.is_noted = True

    def entry(self, seen: Sequence[tuple[Row, Change]]) -> Noted | None:
        """What is noted of this request; None where nobody can say whose company it is about."""
        action, by, rows = self.action(), self.by, [row for row, _ in seen]
        company = by.company_id if by else next((str(r["company_id"]) for r in rows if r.get("company_id")), "")
        if action is None or not company:
            return None
        actor = by.user_id if by else next((str(r["user_id"]) for r in rows if r.get("user_id")), "")
        resource = _resource(self.scope.get("path_params", {}), seen)
        names = [row.get("name") or row.get("title") for row, change in seen if change.row == resource]
        headers = {k: v.decode("latin-1") for k, v in self.scope["headers"] if k == b"user-agent"}
        return Noted(
            company_id=company,
            action=action,
            actor_id=actor or "",
            session_id=(by.session_id if by else "") or "",
            key_id=(by.key_id if by else "") or "",
            address=str((self.scope.get("client") or ("",))[0])[:60],
            user_agent=headers.get(b"user-agent", "")[:200],
            request_id=self.scope["state"].get("request_id", ""),
            resource=resource[:120],
            resource_name=str(next(filter(None, names), ""))[:200],
            changes=[change for _, change in seen][:_MOST_ROWS],
        )


def _resource(path: Mapping[str, Any], seen: Sequence[tuple[Row, Change]]) -> str:
    """What a request is about: the named thing it made, else what its path names, else the first row it wrote."""
    written = [(row, change) for row, change in seen if _SHAPE.fullmatch(change.row)]
    named = [change for row, change in written if row.get("name") or row.get("title")]
    made = [change.row for change in named if all(old is None for old, _ in change.values.values())]
    given = [str(value) for value in path.values()]
    last = [each for each in reversed(given) if _SHAPE.fullmatch(each)]
    return next(iter([*made, *last, *given, *(change.row for _, change in written)]), "")


async def _rows(tx: Tx, table: sa.Table, where: sa.ColumnElement[bool], params: Any = None) -> Sequence[Row]:
    query, found = sa.select(table).where(where).limit(_MOST_ROWS), list[Any]()
    for each in cast("list[Any]", params if isinstance(params, list) else [params])[:_MOST_ROWS]:
        found += (await tx.connection.execute(query, each)).mappings().all()
    return cast("Sequence[Row]", found[:_MOST_ROWS])


async def _changes(
    tx: Tx, statement: sa.UpdateBase, table: sa.Table, before: Sequence[Row], params: Any
) -> list[tuple[Row, Change]]:
    """Each row that was written, as it is known afterwards, with what became of it."""
    keys = list(table.primary_key)
    pairs: list[tuple[Row | None, Row | None]] = []
    if isinstance(statement, sa.Insert):
        rows = cast("list[Row]", params if isinstance(params, list) else [params or statement.compile().params])
        pairs = [(None, row) for row in rows[:_MOST_ROWS]]
    elif before and isinstance(statement, sa.Update):
        same = sa.or_(*(sa.and_(*(key == row[key.name] for key in keys)) for row in before))
        after = {tuple(row[key.name] for key in keys): row for row in await _rows(tx, table, same)}
        pairs = [(row, after.get(tuple(row[key.name] for key in keys))) for row in before]
    elif before:
        pairs = [(row, None) for row in before]
    found = [(after or old or {}, change_of(table, old, after)) for old, after in pairs]
    return [(row, change) for row, change in found if change is not None]


@dataclass(frozen=True)
class Watched:
    """An application whose changes are noted. An answer that says a change was made leaves after that is on disk."""

    app: ASGIApp
    service: str
    watch: Watch
    db: Database
    reads: OrderedDict[tuple[str, ...], float] = field(default_factory=OrderedDict[tuple[str, ...], float])

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            await self.app(scope, receive, send)
            return
        request = _Request(scope, self.service, self.watch, asyncio.current_task())

        async def note_first(message: AsgiMessage) -> None:
            if message["type"] == "http.response.start" and message["status"] < 400 and not request.is_noted:
                await self._note(request)
            await send(message)

        with _seen_by(request):
            await self.app(scope, receive, note_first)

    async def _note(self, request: _Request) -> None:
        """Note what no unit of work of the request did: a read, or a change that was made elsewhere."""
        entry = request.entry(()) if request.by else None
        if entry is None or (request.scope["method"] == "GET" and self._was_read(entry)):
            return
        async with self.db.begin() as tx:
            tx.tell(entry)

    def _was_read(self, entry: Noted) -> bool:
        what, now = (entry.company_id, entry.actor_id, entry.key_id, entry.action, entry.resource), time.monotonic()
        if now - self.reads.get(what, float("-inf")) < _READ_AGAIN_SECONDS:
            return True
        self.reads[what] = now
        self.reads.move_to_end(what)
        while len(self.reads) > _REMEMBERED_READS:
            self.reads.popitem(last=False)
        return False


@contextmanager
def _seen_by(request: _Request) -> Generator[None]:
    token = witness.set(request.write)
    try:
        yield
    finally:
        request.is_over = True
        witness.reset(token)
