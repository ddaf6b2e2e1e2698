"""Which model answers: a company's aliases, the conditions of their targets, and how each target has been lately."""
