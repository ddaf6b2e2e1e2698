"""The long-term memory of agents: facts, whom each may be told, and until when it holds."""
