"""Invitations, from the side of who was invited: with an account, or still without one."""
