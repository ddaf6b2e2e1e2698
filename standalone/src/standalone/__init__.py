"""All services in one process: the newcomer's door, and the `agent-platform` command."""
