"""Anthropic through its official SDK."""
