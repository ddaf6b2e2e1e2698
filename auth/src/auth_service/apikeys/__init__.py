"""API keys: what programs prove themselves with, for a person or a service account, with a part of what they may."""
