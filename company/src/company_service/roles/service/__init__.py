"""Use cases, a file for each subject."""
