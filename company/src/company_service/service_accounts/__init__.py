"""Service accounts: members that are programs. They have a role, no password, and API keys instead."""
