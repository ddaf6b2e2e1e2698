"""How the local provider reads a document: typed candidates, the labels near them, and what must add up."""
