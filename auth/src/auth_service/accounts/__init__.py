"""People: who they are, how they prove it, and the companies they belong to."""
