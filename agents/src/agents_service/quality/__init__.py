"""How well a knowledge base finds and answers: test cases, trials of them, and what it could not answer."""
