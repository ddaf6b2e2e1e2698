"""Channels: how a company's notices leave the platform. Today: its mail server."""
