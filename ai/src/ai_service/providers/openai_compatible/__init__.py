"""Whoever speaks OpenAI's chat completions: presets, and the endpoint that is passed through as it is."""
