"""What can be done with prompts: kept, found, filled in, measured."""

from ai_service.prompts.service.fill import FilledIn, Wanted, filled_in, preview, render
from ai_service.prompts.service.find import diff, list_page, read, read_version, versions
from ai_service.prompts.service.keep import add_version, change, create, delete, move_label, take_label_off
from ai_service.prompts.service.measure import list_scores, score, usage, uses

__all__ = [
    "FilledIn",
    "Wanted",
    "add_version",
    "change",
    "create",
    "delete",
    "diff",
    "filled_in",
    "list_page",
    "list_scores",
    "move_label",
    "preview",
    "read",
    "read_version",
    "render",
    "score",
    "take_label_off",
    "usage",
    "uses",
    "versions",
]
