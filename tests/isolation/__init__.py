"""Roles, tenants and routes against each other: walks everything that the services answer."""
