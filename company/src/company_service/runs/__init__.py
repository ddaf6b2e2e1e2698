"""Runs: started, followed live, cancelled, and what is told when one ends."""
