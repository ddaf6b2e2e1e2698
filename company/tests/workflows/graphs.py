"""Small graphs that tests publish."""

from typing import Any

Json = dict[str, Any]

GREET: Json = {
    "input": {"type": "object", "properties": {"name": {"type": "string"}}, "required": ["name"]},
    "steps": [{"id": "greet", "type": "set", "with": {"values": {"text": "Hello {{ input.name }}"}}}],
    "edges": [],
    "output": {"text": "{{ steps.greet.output.text }}"},
}

ASK: Json = {
    "input": {"type": "object", "properties": {"amount": {"type": "number"}}},
    "steps": [
        {
            "id": "ask",
            "type": "approval",
            "with": {
                "title": "Pay {{ input.amount }}?",
                "to": ["role:operator"],
                "choices": ["approve", "reject"],
                "context": {"Amount": "{{ input.amount }}"},
            },
        },
        {"id": "refuse", "type": "fail", "with": {"message": "Rejected: {{ steps.ask.output.comment }}"}},
    ],
    "edges": [{"from": "ask", "port": "reject", "to": "refuse"}],
    "output": {"choice": "{{ steps.ask.output.choice }}", "by": "{{ steps.ask.output.decided_by }}"},
}


def one(kind: str, settings: Json, **graph: Any) -> Json:
    """A workflow of one step, whose output is the run's."""
    step = {"id": "only", "type": kind, "with": settings}
    return {"steps": [step], "edges": [], "output": "{{ steps.only.output }}", **graph}
