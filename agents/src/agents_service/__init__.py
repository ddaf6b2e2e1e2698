"""Agents: their lifecycle, versions and metrics."""
