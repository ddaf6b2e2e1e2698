"""Mail about accounts, which the auth service asks for."""
