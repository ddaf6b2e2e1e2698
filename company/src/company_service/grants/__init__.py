"""Grants: who may see, use and change single agents and workflows."""
