"""What one would use instead of our engine: a description (`.toml`: pinned packages, how durable) and a program each.

A program runs in an environment of its own, outside the repository, and speaks `protocol`.
"""
