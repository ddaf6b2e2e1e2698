"""Notices, templates, channels and deliveries."""
