"""Companies, members, workflows and the runs of their agents."""
