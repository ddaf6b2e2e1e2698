"""The notifications service: its manifest."""

from collections.abc import AsyncGenerator
from contextlib import asynccontextmanager
from datetime import timedelta

from contracts.company import HttpCompanyClient
from contracts.events import CompanyErased
from kernel.db import service_metadata
from kernel.egress import parse_networks
from kernel.ids import new_id
from kernel.jobs import Job
from kernel.outbox import Watch
from kernel.service import Consumer, Host, Manifest, erases, load
from notifications_service.channels import tables as channels_tables
from notifications_service.channels.api import router as channels
from notifications_service.deliveries import tables as deliveries_tables
from notifications_service.deliveries.api import router as deliveries
from notifications_service.deliveries.jobs import send_due
from notifications_service.deps import Deps
from notifications_service.mail.service import SmtpMailer
from notifications_service.mails.api import router as mails
from notifications_service.notices import tables as notices_tables
from notifications_service.notices.api import router as notices
from notifications_service.settings import NotificationsSettings
from notifications_service.templates import tables as templates_tables
from notifications_service.templates.api import router as templates

metadata = service_metadata()
templates_tables.define(metadata)
channels_tables.define(metadata)
deliveries_tables.define(metadata)
notices_tables.define(metadata)


@asynccontextmanager
async def _open(host: Host) -> AsyncGenerator[Deps]:
    settings = load(NotificationsSettings, host.settings_source)
    yield Deps(
        db=host.db,
        clock=host.clock,
        new_id=new_id,
        company=HttpCompanyClient(host.clients.to("company")),
        mailer=SmtpMailer(parse_networks(settings.allow_private_addresses), ca_file=settings.smtp_ca_file),
        secrets=host.secrets,
        default_server=settings.mail_server(),
        public_url=settings.public_url,
        language=settings.notice_language,
    )


manifest = Manifest(
    name="notifications",
    title="notifications",
    package="notifications_service",
    metadata=metadata,
    routers=(notices, deliveries, channels, templates, mails),
    open=_open,
    jobs=(Job("send_due_deliveries", timedelta(seconds=2), send_due),),
    watch=Watch(
        silent={
            "read_notice": "that somebody read a notice of their own is kept with the notice",
            "send_notice": "a notice is its own record: from whom, to whom, when",
        },
        reads=frozenset({"list_deliveries"}),
    ),
    consumers=(Consumer("erasure", (CompanyErased.topic,), erases(metadata)),),
)
