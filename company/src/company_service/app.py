"""The company service: its manifest."""

from collections.abc import AsyncGenerator
from contextlib import AsyncExitStack, asynccontextmanager
from dataclasses import replace
from datetime import timedelta
from functools import partial
from secrets import token_urlsafe

import httpx2
from fastapi import APIRouter, Depends

from company_service.approvals import tables as approvals_tables
from company_service.approvals.api import router as approvals
from company_service.approvals.consumers import tell_addressees
from company_service.approvals.jobs import remind
from company_service.approvals.schemas import ApprovalAsked
from company_service.audit import tables as audit_tables
from company_service.audit.api import router as audit
from company_service.audit.consumers import note, note_together
from company_service.audit.jobs import check_logs, forget_entries
from company_service.calendar.api import router as calendar
from company_service.circuits.breakers import Breakers
from company_service.companies import tables as companies_tables
from company_service.companies.api import router as companies
from company_service.demo import tables as demo_tables
from company_service.demo.api import router as demo
from company_service.deps import Deps
from company_service.edits import tables as edits_tables
from company_service.edits.rules import MOST_SENT as MAX_EDITS
from company_service.effects import tables as effects_tables
from company_service.effects.api import router as effects
from company_service.effects.consumers import tell_heads
from company_service.effects.schemas import EffectUncertain
from company_service.ended.consumers import measure, measure_together
from company_service.ended.jobs import follow_ends
from company_service.engine import tables as engine_tables
from company_service.engine.builtin import BUILT_IN
from company_service.engine.embedded import Options, TemporalServer
from company_service.engine.facade import Engine
from company_service.engine.graph import MAX_BYTES as MAX_GRAPH
from company_service.engine.payloads import FilePayloads, PayloadStore
from company_service.engine.steps import StepType
from company_service.erasure.api import router as erasure
from company_service.erasure.jobs import erase_companies
from company_service.events import tables as events_tables
from company_service.events.api import router as events
from company_service.events.consumers import wake_waiting
from company_service.events.jobs import check_new_waits, forget_events
from company_service.events.schemas import EventHappened
from company_service.exchange.api import router as exchange
from company_service.figures import Figures
from company_service.files import tables as files_tables
from company_service.files.api import router as files
from company_service.files.rules import MAX_BYTES
from company_service.firing import Firing, Together
from company_service.grants import tables as grants_tables
from company_service.insights import tables as insights_tables
from company_service.insights.api import router as insights
from company_service.insights.jobs import send_reports
from company_service.invitations import tables as invitations_tables
from company_service.invitations.api import router as invitations
from company_service.live import announced, hearing_of_changes, hearing_of_work
from company_service.members import tables as members_tables
from company_service.members.api import router as members
from company_service.members.consumers import heed_accounts
from company_service.previews.api import router as previews
from company_service.retention import tables as retention_tables
from company_service.retention.api import router as retention
from company_service.retention.jobs import forget_runs
from company_service.roles.api import router as roles
from company_service.roles.jobs import say_access_changes
from company_service.runs import tables as runs_tables
from company_service.runs.api import router as runs
from company_service.runs.consumers import heed_agent
from company_service.runs.jobs import forget_starts, look_at_queue
from company_service.runs.listener import RunListener
from company_service.runs.service.start import claim_all
from company_service.samples.packaged import packaged_invoices
from company_service.sandbox.pool import Sandbox
from company_service.saved import tables as saved_tables
from company_service.saved.api import router as saved
from company_service.search import tables as search_tables
from company_service.search.jobs import index_runs
from company_service.service_accounts.api import router as service_accounts
from company_service.settings import CompanySettings
from company_service.sharing.api import heed_grants
from company_service.sharing.api import router as sharing
from company_service.steps.agents import AgentRun, Think, Use
from company_service.steps.ai import AnswerQuestion, Classify, Extract, Summarise
from company_service.steps.approval import Approval
from company_service.steps.code import Code
from company_service.steps.http import HttpRequest
from company_service.steps.knowledge import AnswerFromKnowledge, SearchKnowledge
from company_service.steps.memory import Recall, Remember
from company_service.steps.notify import Notify
from company_service.steps.prompts import AskWithPrompt
from company_service.steps.respond import Respond
from company_service.steps.subworkflow import Subworkflow
from company_service.steps.toolbox import Toolbox
from company_service.steps.wait import Wait
from company_service.steps.wait_for_event import WaitForEvent
from company_service.steps.writing import Rewrite, Translate
from company_service.templates.api import router as templates
from company_service.triggers import tables as triggers_tables
from company_service.triggers.api import public
from company_service.triggers.api import router as triggers
from company_service.triggers.consumers import hear
from company_service.triggers.jobs import fire_schedules, note_firings
from company_service.triggers.service.hooks import MAX_BODY as MAX_HOOK
from company_service.workflows import tables as workflows_tables
from company_service.workflows.api import router as workflows
from company_service.workflows.service import Known
from contracts.agents import HttpAgentsClient
from contracts.ai import HttpAiClient
from contracts.auth import HttpAuthClient
from contracts.events import AccountDeleted, AgentChanged, CompanyErased, ProfileChanged, RunEnded
from contracts.knowledge import HttpKnowledgeClient
from contracts.memory import HttpMemoryClient
from contracts.notifications import HttpNotificationsClient, NotificationsClient
from kernel.db import service_metadata
from kernel.egress import guarded_client
from kernel.ids import new_id
from kernel.jobs import Job
from kernel.outbox import Noted, Watch
from kernel.service import Consumer, Host, InvalidSettings, Manifest, erases, load

metadata = service_metadata()
engine_tables.define(metadata)
companies_tables.define(metadata)
members_tables.define(metadata)
invitations_tables.define(metadata)
grants_tables.define(metadata)
files_tables.define(metadata)
workflows_tables.define(metadata)
edits_tables.define(metadata)
approvals_tables.define(metadata)
effects_tables.define(metadata)
events_tables.define(metadata)
runs_tables.define(metadata)
search_tables.define(metadata)
saved_tables.define(metadata)
retention_tables.define(metadata)
insights_tables.define(metadata)
triggers_tables.define(metadata)
demo_tables.define(metadata)
audit_tables.define(metadata)

_KIB = 1024


def _step_types(
    host: Host,
    http: httpx2.AsyncClient,
    notifications: NotificationsClient,
    sandbox: Sandbox,
    published: Known,
    circuits: Breakers,
) -> tuple[StepType, ...]:
    """Everything that a workflow of this installation can do."""
    ai = HttpAiClient(host.clients.to("ai"))
    knowledge = HttpKnowledgeClient(host.clients.to("agents"))
    memory = HttpMemoryClient(host.clients.to("agents"))
    plain: tuple[StepType, ...] = (
        Extract(ai, host.db),
        Classify(ai, host.db),
        Summarise(ai, host.db),
        AnswerQuestion(ai, host.db),
        Rewrite(ai, host.db),
        Translate(ai, host.db),
        AskWithPrompt(ai),
        SearchKnowledge(knowledge),
        AnswerFromKnowledge(knowledge),
        Remember(memory),
        Recall(memory),
        HttpRequest(http, circuits),
        *BUILT_IN,
        Approval(new_id, host.db),
        Notify(notifications),
        Wait(),
        Respond(),
        WaitForEvent(host.db),
        Subworkflow(host.db, published),
        Code(sandbox),
    )
    by_name = {each.info.type: each for each in plain}
    toolbox = Toolbox(by_name, HttpAgentsClient(host.clients.to("agents")), memory, host.db, published)
    return (*plain, AgentRun(), Think(ai, toolbox), Use(by_name))


def _payloads(settings: CompanySettings, host: Host) -> PayloadStore:
    """Where large values and uploaded files are kept. Raises `InvalidSettings`."""
    if not settings.payloads_url:
        return FilePayloads(host.data_dir / "payloads")
    try:
        from company_service.engine.s3 import NoSuchStore, open_s3
    except ModuleNotFoundError:
        needed = "PAYLOADS_URL needs the package obstore: install company-service with its extra `s3`."
        raise InvalidSettings(needed) from None
    try:
        return open_s3(settings.payloads_url, endpoint_url=settings.s3_endpoint_url, region=settings.s3_region)
    except NoSuchStore as error:
        raise InvalidSettings(f"PAYLOADS_URL: {error}") from None


def _temporal(settings: CompanySettings) -> TemporalServer | None:
    if settings.engine == "embedded":
        return None
    return TemporalServer(settings.temporal_address, settings.temporal_namespace, settings.temporal_task_queue)


@asynccontextmanager
async def _open(host: Host) -> AsyncGenerator[Deps]:
    settings = load(CompanySettings, host.settings_source)
    notifications = HttpNotificationsClient(host.clients.to("notifications"))
    payloads = _payloads(settings, host)
    workers = settings.engine_workers
    figures = Figures(host.metrics.registry)
    options = Options(
        max_runs=4 * workers,
        max_steps=workers,
        observer=figures,
        has_room=lambda: figures.queued < settings.most_queued_runs,
        temporal=_temporal(settings),
    )
    async with guarded_client(settings.open_networks) as http, announced(host.bus) as live, AsyncExitStack() as within:
        published: Known = {}
        circuits = Breakers(host.clock)
        within.enter_context(circuits.shown_in(host.metrics.registry))
        types = _step_types(host, http, notifications, within.enter_context(Sandbox()), published, circuits)
        engine = Engine(host.db, types, payloads, clock=host.clock, listener=RunListener(), live=live, options=options)
        figures.busy_with(lambda: engine.in_memory)
        firing = Firing(Together(partial(claim_all, host.db)))
        hearing = (hearing_of_work(host.bus, engine.nudge), hearing_of_changes(host.bus, firing))
        async with engine, hearing[0], hearing[1]:
            deps = Deps(
                db=host.db,
                bus=host.bus,
                clock=host.clock,
                new_id=new_id,
                payloads=payloads,
                step_types=engine.types,
                engine=engine,
                services=host.clients,
                agents=HttpAgentsClient(host.clients.to("agents")),
                auth=HttpAuthClient(host.clients.to("auth")),
                notifications=notifications,
                firing=firing,
                figures=figures,
                secrets=host.secrets,
                new_token=partial(token_urlsafe, 32),
                data_dir=host.data_dir,
                audit_days=settings.audit_days,
                sample_files=packaged_invoices,
                published=published,
            )
            yield deps
            await note_firings(deps)


# Routes are looked through in order: the busiest come first.
_restricted = APIRouter(dependencies=[Depends(heed_grants)])
"""Routes about agents, workflows and runs, which may be shared with some people only."""
for _router in (workflows, runs, previews, triggers, exchange, insights):
    _restricted.include_router(_router)

manifest = Manifest(
    name="company",
    title="company",
    package="company_service",
    metadata=metadata,
    routers=(
        *(public, companies, members, files, _restricted, approvals, effects, events),
        *(retention, saved, demo, templates, roles, invitations, sharing, calendar, erasure, audit, service_accounts),
    ),
    open=_open,
    jobs=(
        Job("forget_starts", timedelta(hours=1), forget_starts),
        Job("look_at_queue", timedelta(seconds=5), look_at_queue),
        Job("index_runs", timedelta(seconds=1), index_runs),
        Job("forget_runs", timedelta(minutes=10), forget_runs),
        Job("follow_ends", timedelta(seconds=1), follow_ends),
        Job("send_reports", timedelta(seconds=60), send_reports),
        Job("remind", timedelta(seconds=2), remind),
        Job("check_new_waits", timedelta(seconds=1), check_new_waits),
        Job("forget_events", timedelta(hours=1), forget_events),
        Job("fire_schedules", timedelta(seconds=1), fire_schedules),
        Job("note_firings", timedelta(seconds=2), note_firings),
        Job("check_logs", timedelta(hours=1), check_logs),
        Job("forget_entries", timedelta(hours=6), forget_entries),
        Job("say_access_changes", timedelta(seconds=2), say_access_changes),
        Job("erase_companies", timedelta(minutes=1), erase_companies),
    ),
    consumers=(
        Consumer("approvals", (ApprovalAsked.topic,), tell_addressees),
        Consumer("effects", (EffectUncertain.topic,), tell_heads),
        Consumer("agents", (AgentChanged.topic,), heed_agent),
        Consumer("members", (ProfileChanged.topic, AccountDeleted.topic), heed_accounts),
        Consumer("events", (EventHappened.topic,), wake_waiting),
        Consumer("audit", (Noted.topic,), note, note_together),
        Consumer("erasure", (CompanyErased.topic,), erases(metadata)),
        Consumer("figures", (RunEnded.topic,), measure, measure_together),
        Consumer("triggers", (EventHappened.topic, RunEnded.topic), hear),
    ),
    paths=("/hooks/", "/forms/"),
    body_limits={
        "/hooks/": MAX_HOOK,
        "/api/company/v1/files": MAX_BYTES + 64 * _KIB,
        "/api/company/v1/workflows": MAX_GRAPH + MAX_EDITS + 64 * _KIB,
    },
    watch=Watch(
        silent={
            "start_run": "a run is its own record: who started it, when, from where and with what",
            "try_draft": "as start_run",
            "chat_with_agent": "as start_run: a message is a run",
            "receive_hook": "each delivery is a run, or an event, with a record of its own",
            "submit_form": "as receive_hook",
            "send_event": "events are kept with who sent them",
            "validate_workflow": "changes nothing",
            "verify_audit_log": "changes nothing",
            "evaluate_setting": "changes nothing",
            "preview_import": "changes nothing",
            "test_trigger": "changes nothing",
            "save_run_filter": "a person's own view of a list",
            "change_run_filter": "a person's own view of a list",
            "delete_run_filter": "a person's own view of a list",
        },
        reads=frozenset(
            {
                *("list_run_steps", "read_journal", "download_file", "export_workflow", "export_insights"),
                *("export_audit_log", "get_trigger"),
            }
        ),
    ),
)

worker = replace(manifest, routers=())
"""Executes runs and serves nobody: for a composed installation that runs its API elsewhere."""
