"""Members: who belongs to a company, with which role, and what that role may."""
