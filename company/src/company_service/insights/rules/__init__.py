"""Decisions of insights: how durations are kept, what a run adds, which time is asked about, what the figures are."""
