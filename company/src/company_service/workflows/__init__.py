"""Workflows: drafts that change, versions that never do, and what is wrong with them."""
