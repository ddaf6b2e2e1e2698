"""The sample agent and its workflow: the template for supplier invoices, in English."""

from typing import Any

from company_service.gallery import supplier_invoices
from company_service.gallery.template import in_language
from contracts.agents import AgentGoal, AgentInput

AGENT_KEY = "sample:accounts-payable"
WORKFLOW_NAME = supplier_invoices.TEMPLATE.name.en
WORKFLOW_DESCRIPTION = (
    "Reads a supplier's invoice, checks that its totals add up, sorts it by kind of expense, and asks a person "
    "before anything above the limit is paid, or when something is missing or wrong."
)
NOTE = "The sample company's first version"

_PLAN = supplier_invoices.TEMPLATE.agent
AGENT = AgentInput(
    name=_PLAN.name.en,
    role=_PLAN.role.en,
    goal=_PLAN.goal.en,
    instructions=_PLAN.instructions.en,
    minutes_saved_per_run=supplier_invoices.TEMPLATE.minutes_saved,
    goals=[
        AgentGoal(kind="success_rate", target=0.95),
        AgentGoal(kind="cost_per_run", target=0.05),
        AgentGoal(kind="time_saved", target=20),
    ],
)

GRAPH: dict[str, Any] = in_language(supplier_invoices.GRAPH, "en")
