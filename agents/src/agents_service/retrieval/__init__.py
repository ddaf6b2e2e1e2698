"""Searching knowledge bases, answering from them, and saying why something was found or not."""
