"""A conversation in the words of the contract, as the platform's other services ask for it."""
