"""Sharing: deciding who may see an agent or a workflow, keeping others out, and saying why."""
