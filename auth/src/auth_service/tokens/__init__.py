"""Access tokens: what they claim, for people and for services."""
