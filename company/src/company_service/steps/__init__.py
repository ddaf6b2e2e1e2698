"""The step types that reach beyond the engine: AI tasks, HTTP requests, people."""
