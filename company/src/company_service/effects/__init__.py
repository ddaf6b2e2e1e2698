"""Uncertain effects: what may have happened in another system, or was not undone, until a person says what is so."""
