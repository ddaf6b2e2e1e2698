"""How entries are chained and signed, and what shows that somebody laid hands on them.

The chain of a company, in the manner of RFC 6962's logs and of Schneier and Kelsey, "Secure Audit Logs to Support
Computer Forensics" (1999), without their key evolution:

    canonical  the entry's fields (all but `hash`, `seal`, `words`) as JSON: keys sorted, no spaces, UTF-8 (as RFC 8785)
    hash       hex SHA-256 of: the hash before it (64 zeros before the first), a line feed, `canonical`
    seal       the deployment's HMAC over `company|seq|hash` (`SecretBox.sign`, purpose `audit`)

`seq` counts from 1 without gaps. Who can write to the database but lacks the key can change, add, take away or exchange
nothing without the first such entry being found, except by cutting off the end; that shows in the checkpoints, which
lie in a file beside the database, one signed JSON object a line.
"""

import hashlib
from collections.abc import Callable, Iterable, Mapping, Sequence
from datetime import UTC, datetime
from typing import Any

import orjson

from company_service.audit.schemas import Actor, Checkpoint, EntryView, Finding, What

GENESIS = "0" * 64
HASHED = (
    "company_id", "seq", "id", "at", "action", "actor_id", "actor_name", "session_id", "key_id", "address",
    "user_agent", "request_id", "resource", "resource_name", "changes",
)  # fmt: skip
EXPORTED = (
    "seq", "at", "action", "actor_name", "actor_id", "resource_name", "resource", "address", "user_agent", "session_id",
    "key_id", "request_id", "changes", "hash",
)  # fmt: skip
SEARCHED = ("resource_name", "resource", "actor_name", "actor_id", "action", "address", "request_id", "key_id")
"""The fields a search looks at."""
PURPOSE = "audit"

Row = Mapping[str, Any]
IsSigned = Callable[[str, str], bool]
"""Whether a text has this signature."""


def moment(at: datetime) -> str:
    """A moment as it stands in entries: it sorts as text. One without a zone is taken for UTC."""
    return (at if at.tzinfo else at.replace(tzinfo=UTC)).astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%S.%fZ")


def hash_of(entry: Row, before: str) -> str:
    """The hash of an entry after the one that has the hash `before`."""
    canonical = orjson.dumps({name: entry[name] for name in HASHED}, option=orjson.OPT_SORT_KEYS)
    return hashlib.sha256(before.encode() + b"\n" + canonical).hexdigest()


def sealed_text(company_id: str, seq: int, its_hash: str) -> str:
    """What an entry's seal signs."""
    return f"{company_id}|{seq}|{its_hash}"


def first_text(company_id: str, seq: int, hash_before: str) -> str:
    """What the seal of a chain's beginning signs."""
    return f"first|{company_id}|{seq}|{hash_before}"


def checkpoint_text(point: Checkpoint) -> str:
    """What a checkpoint signs."""
    return f"{point.kind}|{point.company_id}|{point.seq}|{point.hash}|{point.at}"


def words_of(entry: Row) -> str:
    """What a search looks at, without case."""
    return "\n".join(str(entry[name]) for name in SEARCHED if entry[name]).casefold()


def actor_of(actor_id: str) -> Actor:
    """Who that is, by the id."""
    kinds: dict[str, Actor] = {"usr": "person", "sva": "service_account", "dir": "directory"}
    return kinds.get(actor_id.partition("_")[0], "unknown")


def view_of(row: Row) -> EntryView:
    """An entry as it is shown. One that was tampered with is shown as far as it can be read."""
    try:
        changes = orjson.loads(row["changes"])
    except (orjson.JSONDecodeError, TypeError):
        changes = []
    return EntryView.model_validate({**row, "actor": actor_of(row["actor_id"]), "changes": changes})


def _finding(company_id: str, seq: int, what: What, words: str) -> Finding:
    return Finding(company_id=company_id, seq=seq, what=what, words=words)


class Check:
    """Follows a company's chain entry by entry; `finding` is the first thing that is wrong."""

    def __init__(self, company_id: str, chain: Row | None, points: Sequence[Checkpoint], is_signed: IsSigned) -> None:
        self.company_id = company_id
        self.finding: Finding | None = None
        self.seq, self._hash = 0, GENESIS
        self._chain = chain
        self._is_signed = is_signed
        self._points = {point.seq: point for point in points}
        if chain is not None:
            self._begin(chain)

    def _begin(self, chain: Row) -> None:
        first, before = chain["first_seq"], chain["first_hash"]
        fresh = first == 1 and before == GENESIS
        text = first_text(self.company_id, first, before)
        if not fresh and not self._is_signed(text, str(chain["first_seal"])):
            self._found(1, "beginning", "Where the log begins was changed: entries at its beginning may be missing.")
            return
        self.seq, self._hash = first - 1, before

    def _found(self, seq: int, what: What, words: str) -> None:
        self.finding = self.finding or _finding(self.company_id, seq, what, words)

    def follow(self, rows: Iterable[Row]) -> bool:
        """Look at the next entries, in order; False when something is wrong."""
        for row in rows:
            if self.finding is None:
                self._look_at(row)
        return self.finding is None

    def _look_at(self, row: Row) -> None:
        expected = self.seq + 1
        if row["seq"] != expected:
            self._out_of_order(row["seq"], expected)
            return
        try:
            right = row["hash"] == hash_of(row, self._hash) and row["words"] == words_of(row)
        except (TypeError, orjson.JSONEncodeError):
            right = False
        if not right:
            self._found(expected, "changed", f"Entry {expected} is not what was written: it was changed or exchanged.")
        elif not self._is_signed(sealed_text(self.company_id, expected, row["hash"]), str(row["seal"])):
            self._found(expected, "forged", f"Entry {expected} was not written by the platform: its seal is wrong.")
        elif (point := self._points.get(expected)) and point.hash != row["hash"]:
            self._found(expected, "forged", f"Entry {expected} is not the one the checkpoint of {point.at} speaks of.")
        self.seq, self._hash = expected, str(row["hash"])

    def _out_of_order(self, seq: object, expected: int) -> None:
        if isinstance(seq, int) and seq > expected:
            self._found(expected, "missing", f"Entry {expected} is missing.")
        else:
            self._found(expected, "added", f"An entry numbered {seq} stands where entry {expected} should.")

    def end(self) -> Finding | None:
        """Whether the log reaches as far as it did; the first thing that is wrong, if anything is."""
        known = self._chain["seq"] if self._chain is not None else 0
        last = max(self._points, default=0)
        if self.finding is None and self._chain is None and self.seq:
            self._found(1, "changed", "The record of where the log ends was removed.")
        if isinstance(known, int) and self.seq < max(known, last):
            until = self._points[last].at if last > known else "its own record"
            lost = f"Entries {self.seq + 1} to {max(known, last)} are missing at the end, by {until}."
            self._found(self.seq + 1, "missing", lost + " They were removed, or the database is an older copy.")
        if known != self.seq:
            self._found(self.seq, "added", f"The log has {self.seq} entries, but its own record says {known}.")
        return self.finding


def read_checkpoints(text: str, is_signed: IsSigned) -> tuple[dict[str, list[Checkpoint]], list[int]]:
    """The checkpoints of each company that still hold, and the lines that are none of ours.

    After a `restored` checkpoint the later entries of before count no more. A last line that broke off is let pass: a
    process may have been killed while it wrote.
    """
    found: dict[str, list[Checkpoint]] = {}
    wrong: list[int] = []
    lines = text.split("\n")
    for number, line in enumerate(lines, 1):
        if not line:
            continue
        point = _checkpoint(line)
        if point is None or not is_signed(checkpoint_text(point), point.signature):
            wrong += [number] if number < len(lines) else []
            continue
        mine = found.setdefault(point.company_id, [])
        if point.kind == "restored":
            mine[:] = [each for each in mine if each.seq <= point.seq]
        mine.append(point)
    return found, wrong


def _checkpoint(line: str) -> Checkpoint | None:
    try:
        return Checkpoint(**orjson.loads(line))
    except (orjson.JSONDecodeError, TypeError):
        return None


def checkpoint_line(point: Checkpoint) -> str:
    """A checkpoint as a line of the file."""
    return orjson.dumps(point._asdict()).decode() + "\n"
