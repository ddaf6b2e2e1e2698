"""Exchanges with another provider, recorded once and played back from then on."""
