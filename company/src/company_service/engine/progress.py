"""The rules by which a run goes on: what starts, what is passed over, what closes, when a loop goes round. Pure.

`Progress` is all that a machine knows; `machine` says which event means what, these rules what follows from it.
"""

from typing import Any

from company_service.engine import events as e
from company_service.engine.commands import (
    Command,
    Compensate,
    Complete,
    EndIteration,
    Finish,
    Skip,
    Start,
    Wake,
    Withdraw,
)  # fmt: skip
from company_service.engine.plan import UNDO, Body, Plan, PlannedStep
from company_service.engine.states import Closing, Frame, Loop, StepState, StepStatus
from company_service.engine.steps import ERROR, SUCCESS


class Progress:
    """Where one run of one plan stands."""

    __slots__ = (
        "_commands", "cancelling", "closing", "compensating", "ended", "ending", "frames", "input", "open", "plan",
        "results", "started", "steps", "top", "undoable",
    )  # fmt: skip

    def __init__(self, plan: Plan) -> None:
        self.plan = plan
        self.top = Frame()
        self.steps = {each.step.id: StepState(each, self.top) for each in plan.top.steps}
        """By key: the steps of the run, and those of the iterations under way."""
        self.frames: dict[str, Frame] = {}
        """The iterations under way, by prefix; outer ones before inner ones."""
        self.open: dict[str, None] = {}
        """Steps that are begun and not over, in the order they were reached."""
        self.ending: dict[str, EndIteration | Complete] = {}
        """Iterations and containers of which only the end is to be journaled, by prefix and by key."""
        self.results = self.top.results
        """What expressions see of steps that are over."""
        self.undoable: list[tuple[str, Frame]] = []
        """Steps that succeeded and have an undo, in that order."""
        self.input: Any = None
        self.started: e.RunStarted | None = None
        self.closing: Closing | None = None
        self.cancelling = False
        """What is under way is broken off."""
        self.compensating = False
        self.ended: e.RunEnded | None = None
        self._commands: list[Command] = []

    def _over(
        self, key: str, state: StepState, status: StepStatus, output: Any = None, error: e.Problem | None = None
    ) -> None:
        if key in self.open:
            del self.open[key]
            state.frame.open -= 1
        state.status = status
        state.until = state.waited = state.signal = state.loop = None
        state.frame.results[state.planned.step.id] = {"status": status, "output": output, "error": error}

    def _reach(self, key: str) -> None:
        state = self.steps[key]
        if state.frame.closing:
            return
        if state.planned.step.disabled:
            self._pass_over(key, state)
            self._leave(state, SUCCESS)
            return
        state.status = "ready"
        state.frame.open += 1
        self.open[key] = None
        self._commands.append(Start(key, state.attempt + 1))

    def _pass_over(self, key: str, state: StepState) -> None:
        self._over(key, state, "skipped")
        self._commands.append(Skip(key))

    def _leave(self, state: StepState, port: str) -> None:
        """Resolve the edges behind a step that is over, and those behind every step that is skipped by it."""
        if state.frame.closing:
            return
        prefix = state.frame.prefix
        left: list[tuple[PlannedStep, str | None]] = [(state.planned, port)]
        while left:
            source, taken = left.pop()
            for way in source.ways:
                key = prefix + way.target
                target = self.steps[key]
                target.left -= 1
                target.taken += self._takes(way.port, taken)
                if target.status != "pending":
                    continue
                needed = target.planned.needed
                if target.taken and (target.taken >= needed if needed else not target.left):
                    if target.planned.step.disabled:  # not by `_reach`: a long row of such steps is no deep recursion
                        self._pass_over(key, target)
                        left.append((target.planned, SUCCESS))
                    else:
                        self._reach(key)
                elif not target.left:
                    self._pass_over(key, target)
                    left.append((target.planned, None))

    @staticmethod
    def _takes(edge: str, port: str | None) -> bool:
        return edge == port or (edge == SUCCESS and port not in {None, ERROR})

    def _undo_next(self) -> None:
        done, frame = self.undoable.pop()
        key = f"{done}{UNDO}"
        self.steps[key] = StepState(self.plan.at(key), Frame(outer=frame))
        self._reach(key)

    def _last(self) -> Finish | Compensate | None:
        """What is left when no step is open: to undo what can be undone, then to end."""
        if self.open or self.ended or not self.started:
            return None
        closing = self.closing or Closing("succeeded")
        if self.undoable and closing.status != "succeeded":
            return Compensate()
        return Finish(closing.status, closing.output, closing.has_output, closing.error)

    # -- containers ----------------------------------------------------------------------------------------------------

    def _go_round(self, key: str, state: StepState) -> None:
        """Begin the iterations there is room for; when none is left, the container is over."""
        loop = state.loop
        if loop is None:
            return
        is_over = loop.problem is not None or state.frame.closing
        while not is_over and loop.next < loop.count and len(loop.frames) < loop.parallel:
            index = loop.next
            loop.next += 1
            self._begin(Frame(f"{key}[{index}]/", state.frame, state, index), loop)
        if loop.frames:
            return
        if state.frame.closing:
            self._withdraw(key, state)
            self._check(state.frame)
        elif key not in self.ending:
            self._commands.append(self.ending.setdefault(key, Complete(key, state.attempt)))

    def _begin(self, frame: Frame, loop: Loop) -> None:
        body = self._body(frame)
        loop.frames[frame.index] = self.frames[frame.prefix] = frame
        frame.previous = loop.last
        frame.item = loop.items[frame.index] if loop.items is not None else None
        for each in body.steps:
            self.steps[frame.prefix + each.step.id] = StepState(each, frame)
        for step_id in body.first:
            self._reach(frame.prefix + step_id)
        self._check(frame)

    def _body(self, frame: Frame) -> Body:
        return self.plan.bodies[frame.container.planned.step.id if frame.container else ""]

    def _drop(self, frame: Frame, loop: Loop) -> None:
        del self.frames[frame.prefix], loop.frames[frame.index]
        for each in self._body(frame).steps:
            del self.steps[frame.prefix + each.step.id]

    def _check(self, frame: Frame) -> None:
        """If nothing is open in an iteration any more, it is over."""
        state = frame.container
        if frame.open or state is None or state.loop is None or frame.prefix not in self.frames:
            return
        key = frame.prefix.rpartition("[")[0]
        if frame.dropped:
            self._drop(frame, state.loop)
            self._go_round(key, state)
        elif frame.prefix not in self.ending:
            self._commands.append(self.ending.setdefault(frame.prefix, EndIteration(key, frame.index)))

    def _fail_frame(self, frame: Frame, error: e.Problem) -> None:
        if frame.problem is None and not frame.closing:
            frame.problem = error
            frame.closing = True
            self._close_under(frame.prefix, but=frame)

    def _close_under(self, prefix: str, but: Frame | None = None) -> None:
        """Nothing starts any more in the frames whose prefix begins like this; what waits in them is withdrawn."""
        frames = [each for each in self.frames.values() if each is not but and each.prefix.startswith(prefix)]
        for frame in frames:
            frame.closing = frame.dropped = True
        for key in [each for each in self.ending if each.startswith(prefix)]:
            del self.ending[key]
        for key in [each for each in self.open if each.startswith(prefix)]:
            state = self.steps[key]
            if state.status == "ready":
                state.status = "pending"
                state.frame.open -= 1
                del self.open[key]
            elif state.status == "retrying" or (state.status == "waiting" and not self._keeps_waiting(state.waited)):
                self._withdraw(key, state)
            elif state.loop and not state.loop.frames:
                self._go_round(key, state)
        for frame in reversed(frames):
            self._check(frame)

    def _keeps_waiting(self, waiting: e.StepWaiting | None) -> bool:
        """Whether a step waits on in what is closing: until a person has said what became of it, unless cancelled."""
        return waiting is not None and waiting.waits_for["kind"] in e.BY_A_PERSON and not self.cancelling

    def _withdraw(self, key: str, state: StepState) -> None:
        waits_for = state.waited.waits_for if state.waited else {}
        child = waits_for["reference"] if waits_for.get("kind") == e.SUBWORKFLOW else None
        self._over(key, state, "cancelled")
        self._commands.append(Withdraw(key, child))

    def _close(self, closing: Closing, *, replace: bool = False) -> None:
        if self.closing and not replace:
            return
        self.closing = closing
        self.top.closing = True
        self._close_under("")
        self._commands = [each for each in self._commands if not isinstance(each, Start | Wake)]
