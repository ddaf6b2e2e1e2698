"""Decisions about what providers send."""
