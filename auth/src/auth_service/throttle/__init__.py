"""Slows down guessing: so many attempts at one account from one address, then one every so often."""
