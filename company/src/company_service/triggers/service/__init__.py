"""What can be done with triggers: a file for each of their ways."""
