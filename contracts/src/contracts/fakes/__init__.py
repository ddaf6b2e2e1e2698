"""Honest fakes: one in-memory stand-in per client, which passes the same suite as the real thing."""
