"""Retention: how long a company keeps its finished runs, and what stays of them: counts, cost and time."""
