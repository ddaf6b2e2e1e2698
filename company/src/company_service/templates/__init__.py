"""Templates: what the gallery offers, and making a workflow of it."""
