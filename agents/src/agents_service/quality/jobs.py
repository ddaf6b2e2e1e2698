"""What test benches need done by themselves."""

from datetime import timedelta

from agents_service.deps import Deps
from agents_service.quality.service.trials import run_trials
from agents_service.questions import repo as questions
from kernel.jobs import Job

_KEPT = timedelta(days=180)


async def forget_questions(deps: Deps) -> None:
    """Drop what was asked long ago."""
    async with deps.db.begin() as tx:
        await questions.forget(tx, deps.clock() - _KEPT)


trying = Job("run_trials", timedelta(seconds=1), run_trials)
old_questions = Job("forget_questions", timedelta(hours=6), forget_questions)
