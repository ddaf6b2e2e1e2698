"""The weekly report: whether, when and to whom a company wants it, and sending it once a week."""

from company_service.deps import Deps
from company_service.grants import service as grants
from company_service.insights import repo
from company_service.insights.rules import reports as rules
from company_service.insights.rules.periods import check_zone
from company_service.insights.schemas import ReportBody, ReportView
from company_service.insights.service.read import Question, view
from contracts.notifications import NoticeInput
from kernel.db import Row
from kernel.identity import Principal
from kernel.problems import Problem, RemoteProblem
from kernel.telemetry import get_logger

_log = get_logger(__name__)
_AT_ONCE = 50
_DEFAULT = {"weekday": 1, "hour": 8, "time_zone": "UTC", "readers": "company.manage", "next_at": None}


async def get(*, by: Principal, deps: Deps) -> ReportView:
    """What the company has chosen; at first there is no report."""
    async with deps.db.read() as tx:
        row = await repo.report(tx, by.company_id)
    return _view(row or _DEFAULT)


async def choose(body: ReportBody, *, by: Principal, deps: Deps) -> ReportView:
    """Send the report like this from now on, or no more."""
    check_zone(body.time_zone, "/time_zone")
    due = rules.next_time(body.weekday, body.hour, body.time_zone, deps.clock()) if body.on else None
    row = {**body.model_dump(exclude={"on"}), "company_id": by.company_id, "next_at": due}
    async with deps.db.begin() as tx:
        await repo.set_report(tx, by.company_id, row)
    return _view(row)


def _view(row: Row) -> ReportView:
    return ReportView.model_validate({**row, "on": row["next_at"] is not None})


async def send_due(deps: Deps) -> None:
    """Send the reports whose time has come.

    One process at a time looks. Should two, or one after a crash, send the same report, it has the same key: those who
    hear of it twice from us hear of it once.
    """
    async with deps.db.exclusive("reports") as mine:
        if not mine:
            return
        async with deps.db.read() as tx:
            due = await repo.due_reports(tx, deps.clock(), _AT_ONCE)
        for row in due:
            if deps.clock() - row["next_at"] < rules.LATE and not await _sent(row, deps):
                continue
            after = rules.next_time(row["weekday"], row["hour"], row["time_zone"], deps.clock())
            async with deps.db.begin() as tx:
                await repo.put_off_report(tx, row["company_id"], row["next_at"], after)


async def _sent(row: Row, deps: Deps) -> bool:
    """Send a report; False: it could not be sent just now, and comes again. What is refused does not."""
    by = Principal(kind="service", company_id=row["company_id"])
    first, last = rules.week_before(row["next_at"], row["time_zone"])
    question = Question("custom", first, last, row["time_zone"], None, None, "company")
    shown = await view(question, by=by, deps=deps)
    # It is one for all of its readers: what one of their roles may not see counts, and goes unnamed.
    roles = [each.removeprefix("role:") for each in rules.addressees(row["readers"])]
    readers = [Principal(kind="user", company_id=row["company_id"], role=role) for role in roles]
    async with deps.db.read() as tx:
        unnamed = {each for reader in readers for each in await grants.hidden(tx, reader)}
    notice = NoticeInput(
        to=rules.addressees(row["readers"]),
        template="weekly-report",
        link=f"/insights?range=custom&from={first}&to={last}",
        kind="report",
        data=rules.data(shown, first, last, unnamed),
        channels=["in_app", "email"],
    )
    try:
        await deps.notifications.send(notice, by, key=f"weekly-report:{row['next_at'].isoformat()}")
    except Problem as problem:
        code = problem.code if isinstance(problem, RemoteProblem) else problem.status
        _log.warning("weekly_report_not_sent", company_id=row["company_id"], problem=problem.type)
        return code < 500 and code not in {408, 429}
    return True
