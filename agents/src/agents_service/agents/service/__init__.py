"""What can be done with agents."""
