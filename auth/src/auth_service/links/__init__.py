"""Links that stand for a person once: to prove an address, to choose a new password, to move to another address."""
