"""Workflows as text: exported to take elsewhere, imported from a file."""
