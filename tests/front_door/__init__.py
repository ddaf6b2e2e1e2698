"""The front door: set-up, secrets, locks."""
