"""Answers given again: to the very same request, to one that means the same, to those who ask at the same moment."""
