"""Clients that others write, and the tests that come with them, in front of our door. See `bench/conformance.py`."""
