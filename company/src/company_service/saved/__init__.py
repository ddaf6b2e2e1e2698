"""Filters of lists that people keep under a name, for themselves or for everybody in the company."""
