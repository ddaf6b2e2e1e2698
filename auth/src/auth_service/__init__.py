"""Identities, passwords, sessions, tokens and keys."""
