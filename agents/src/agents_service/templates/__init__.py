"""Templates of agents: team members described well, to begin from."""
