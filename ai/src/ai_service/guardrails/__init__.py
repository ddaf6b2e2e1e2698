"""What may reach a model, and in which words: what is found in a text, what is masked, what is refused."""
