"""Notices: what people should hear of, and whether they have read it."""
