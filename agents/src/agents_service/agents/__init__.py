"""Agents: who they are, what they may do, and every version of that."""
