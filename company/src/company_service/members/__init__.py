"""Members: who belongs to a company, in which role, and whom an address means."""
