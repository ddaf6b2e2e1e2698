"""A second, simple interpreter, written from `docs/engine.md` and from nothing else, to hold the machine against.

It keeps what has happened and nothing that follows from it: after every event it works out from the beginning, by the
sentences of that page, which steps may start. Slow, and short enough to be read beside the page.
"""

from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any

from company_service.engine.graph import Edge, Graph, Step

LOOPS = {"for_each", "repeat", "try"}
RESTS = {"waiting", "retrying"}


@dataclass
class Place:
    """What steps stand in: the workflow, or one round of a container. `prefix` is how the keys of its steps begin."""

    prefix: str
    inside: str | None = None
    container: str | None = None
    closed: bool = False
    abandoned: bool = False
    """It was closed from outside: its end means nothing."""


@dataclass
class Rounds:
    """How far a container has come."""

    index: int = 0
    failed: bool = False
    collected: bool = False
    met: bool = False
    under_way: dict[str, int] = field(default_factory=dict[str, int])


class Reference:
    """One run of one graph. Tell it what happens; ask it what may start and how each step ended."""

    def __init__(self, graph: Graph) -> None:
        self._steps = graph.steps
        self._edges = graph.edges
        self._top = Place("")
        self._places = {"": self._top}
        self._rounds: dict[str, Rounds] = {}
        self.begun: dict[str, str] = {}
        """Steps that are begun and not over: `running`, `waiting`, `unsure`, `retrying`, `entered`."""
        self.ends: dict[str, tuple[str, str | None]] = {}
        """Steps that are over: how, and the port they were left by."""
        self._result: str | None = None
        self.cancelling = False
        self.undoing = False
        self._to_undo: list[str] = []
        self.status: str | None = None
        """How the run ended."""
        self._conclude()

    # -- what may start ------------------------------------------------------------------------------------------------

    def may_start(self) -> set[str]:
        """“Steps that nothing leads to start at once”; others when their join says so; nothing where all is closed."""
        if self.undoing:
            return {f"{each}~undo" for each in self._to_undo[-1:] if not self.begun and f"{each}~undo" not in self.ends}
        return {
            key
            for place in self._places.values()
            if not place.closed
            for key, step in self._inside(place)
            if self._is_undecided(key) and self._is_joined(place, step)
        }

    def _inside(self, place: Place) -> Iterator[tuple[str, Step]]:
        return ((place.prefix + step.id, step) for step in self._steps if step.inside == place.inside)

    def _is_undecided(self, key: str) -> bool:
        return key not in self.begun and key not in self.ends

    def _into(self, step: Step) -> list[Edge]:
        return [edge for edge in self._edges if edge.target == step.id]

    def _is_joined(self, place: Place, step: Step) -> bool:
        into = self._into(step)
        taken = sum(self._is_taken(place, edge) for edge in into)
        if not into:
            return True
        if step.join == "all":
            return taken > 0 and all(place.prefix + edge.source in self.ends for edge in into)
        return taken >= (1 if step.join == "any" else step.join)

    def _is_taken(self, place: Place, edge: Edge) -> bool:
        end, port = self.ends.get(place.prefix + edge.source, ("", None))
        if end == "failed":
            return edge.port == "error"
        return end == "succeeded" and edge.port in {"success", port}

    def _is_dead(self, place: Place, step: Step) -> bool:
        """“A step all of whose edges are dead is skipped”; so is one whose number can no longer be reached."""
        into = self._into(step)
        return (
            bool(into)
            and all(place.prefix + edge.source in self.ends for edge in into)
            and not self._is_joined(place, step)
        )

    # -- what happens --------------------------------------------------------------------------------------------------

    def start(self, key: str) -> None:
        """A step is tried, or a container entered."""
        step = self._step(key)
        is_loop = step.type in LOOPS and not key.endswith("~undo")
        self.begun[key] = "entered" if is_loop else "running"
        if is_loop:
            self._rounds[key] = Rounds()
        self._conclude()

    def succeed(self, key: str, port: str) -> None:
        """“An edge with a port is taken only when the step is left that way, without one whenever it succeeds.”"""
        self._over(key, "succeeded", port)
        if self._step(key).undo and not key.endswith("~undo"):
            self._to_undo.append(key)
        self._conclude()

    def end_run(self, key: str, status: str) -> None:
        """“`stop` and `fail` end the run from wherever they stand.”"""
        self.ends[key] = ("succeeded", None)
        del self.begun[key]
        if self._step(key).undo and not key.endswith("~undo"):
            self._to_undo.append(key)
        self._close_run(status)
        self._conclude()

    def fail(self, key: str) -> None:
        """“A step that failed for good is left by its error edge”; without one it closes what it stands in."""
        self._fail(key)
        self._conclude()

    def retry_later(self, key: str) -> None:
        """A try failed, another is due later; in what is closing there is no other."""
        if self._place(key).closed:
            self._fail(key)
        else:
            self.begun[key] = "retrying"
        self._conclude()

    def due(self, key: str) -> None:
        """The pause before another try is over."""
        del self.begun[key]
        self._conclude()

    def wait(self, key: str) -> None:
        """It waits; in what is closing it is withdrawn."""
        self.begun[key] = "waiting"
        if self._place(key).closed:
            self._over(key, "cancelled", None)
        self._conclude()

    def doubt(self, key: str) -> None:
        """“When a run fails elsewhere it still waits for the answer; cancelling it withdraws the question.”"""
        self.begun[key] = "unsure"
        if self.cancelling:
            self._over(key, "cancelled", None)
        self._conclude()

    def signal(self, key: str) -> None:
        """What it waited for is there."""
        self.begun[key] = "running"
        self._conclude()

    def cancel(self) -> None:
        """“A cancelled run also breaks off what is under way.”"""
        self.cancelling = True
        self._result = "cancelled"
        self._close(self._top)
        self._conclude()

    def broken_off(self, key: str) -> None:
        """What was under way is no more."""
        self._over(key, "cancelled", None)
        self._conclude()

    # -- what follows --------------------------------------------------------------------------------------------------

    def _step(self, key: str) -> Step:
        name = key.removesuffix("~undo").rpartition("/")[2]
        return next(step for step in self._steps if step.id == name)

    def _place(self, key: str) -> Place:
        if key.endswith("~undo"):
            return Place("")  # undoing goes on whatever is closed
        return self._places["".join(key.rpartition("/")[:2])]

    def _over(self, key: str, end: str, port: str | None) -> None:
        del self.begun[key]
        self.ends[key] = (end, port)
        if key.endswith("~undo"):
            self._to_undo.pop()

    def _fail(self, key: str) -> None:
        self._over(key, "failed", "error")
        handled = any(edge.source == self._step(key).id and edge.port == "error" for edge in self._edges)
        place = self._place(key)
        if handled or key.endswith("~undo"):
            return
        if place is self._top:
            self._close_run("failed")
        else:
            self._close(place)

    def _close_run(self, status: str) -> None:
        if self._result is None:
            self._result = status
            self._close(self._top)

    def _close(self, place: Place) -> None:
        """“Nothing new starts there, what waits is withdrawn, what is under way finishes.”"""
        place.closed = True
        for other in self._places.values():
            if other is not place and other.prefix.startswith(place.prefix):
                other.closed = other.abandoned = True
        for key, how in list(self.begun.items()):
            is_withdrawn = how in RESTS or (how == "unsure" and self.cancelling)
            if key.startswith(place.prefix) and is_withdrawn:
                self._over(key, "cancelled", None)

    def _conclude(self) -> None:
        while self._skip_one() or self._end_a_round() or self._go_round():
            pass
        if self.begun or self.may_start() or self.status:
            return
        result = self._result or "succeeded"
        if result != "succeeded" and self._to_undo:
            self.undoing, self.cancelling = True, False
        else:
            self.status = result

    def _skip_one(self) -> bool:
        for place in self._places.values():
            for key, step in self._inside(place):
                if not place.closed and self._is_undecided(key) and self._is_dead(place, step):
                    self.ends[key] = ("skipped", None)
                    return True
        return False

    def _end_a_round(self) -> bool:
        for place in self._places.values():
            if place.container and not self._is_busy(place):
                self._end_round(place, place.container)
                return True
        return False

    def _is_busy(self, place: Place) -> bool:
        busy = self.begun.keys() | self.may_start()
        return any(key.startswith(place.prefix) for key in busy)

    def _end_round(self, place: Place, container: str) -> None:
        rounds, step = self._rounds[container], self._step(container)
        index = rounds.under_way.pop(place.prefix)
        del self._places[place.prefix]
        self.ends = {key: end for key, end in self.ends.items() if not key.startswith(place.prefix)}
        if place.abandoned:
            return
        mode = step.settings.get("mode", "stop")
        if not place.closed:
            rounds.met = step.type == "repeat" and index == step.settings["at"]
        elif mode == "collect":
            rounds.collected = True
        elif mode == "stop":
            rounds.failed = True
            for prefix in rounds.under_way:
                other = self._places[prefix]
                other.abandoned = True
                self._close(other)

    def _go_round(self) -> bool:
        """Open the rounds there is room for; a container without any is over."""
        for key, rounds in list(self._rounds.items()):
            step, place = self._step(key), self._place(key)
            is_over = rounds.failed or rounds.met or place.closed
            if not is_over and rounds.index < _count(step) and len(rounds.under_way) < step.settings.get("parallel", 1):
                prefix = f"{key}[{rounds.index}]/"
                rounds.under_way[prefix] = rounds.index
                rounds.index += 1
                self._places[prefix] = Place(prefix, step.id, key)
                return True
            if not rounds.under_way:
                del self._rounds[key]
                self._end_container(key, step, rounds, place)
                return True
        return False

    def _end_container(self, key: str, step: Step, rounds: Rounds, place: Place) -> None:
        unmet = step.type == "repeat" and not rounds.met
        if place.closed:
            self._over(key, "cancelled", None)
        elif rounds.failed or rounds.collected or unmet:
            self._fail(key)
        else:
            self._over(key, "succeeded", "success")


def _count(step: Step) -> Any:
    match step.type:
        case "for_each":
            return len(step.settings["items"])
        case "repeat":
            return step.settings["max"]
        case _:
            return 1
