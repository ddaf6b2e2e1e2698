"""Prompts: kept in versions, named by labels, rendered with values, measured by what they made."""
