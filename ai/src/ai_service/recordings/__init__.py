"""Exchanges with models that were recorded to be played back."""
