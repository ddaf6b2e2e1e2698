"""Files turned into text in a process of its own: knows nothing of the service, so that it starts at once."""
