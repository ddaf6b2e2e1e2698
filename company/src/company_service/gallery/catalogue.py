"""Every template, in the order in which they are shown; the first are those that newcomers see."""

from collections.abc import Mapping

from company_service.gallery import (
    churn_watch,
    contract_review,
    data_sync,
    employee_onboarding,
    expense_approval,
    incident_response,
    knowledge_answers,
    lead_routing,
    meeting_scheduling,
    supplier_invoices,
    support_triage,
    weekly_report,
)
from company_service.gallery.template import Template

TEMPLATES: tuple[Template, ...] = (
    support_triage.TEMPLATE,
    supplier_invoices.TEMPLATE,
    knowledge_answers.TEMPLATE,
    lead_routing.TEMPLATE,
    contract_review.TEMPLATE,
    weekly_report.TEMPLATE,
    expense_approval.TEMPLATE,
    employee_onboarding.TEMPLATE,
    incident_response.TEMPLATE,
    churn_watch.TEMPLATE,
    meeting_scheduling.TEMPLATE,
    data_sync.TEMPLATE,
)
BY_KEY: Mapping[str, Template] = {each.key: each for each in TEMPLATES}
