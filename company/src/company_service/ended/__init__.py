"""What follows the end of runs."""
