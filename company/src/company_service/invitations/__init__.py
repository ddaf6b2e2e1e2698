"""Invitations: how somebody becomes a member of a company that is there already."""
