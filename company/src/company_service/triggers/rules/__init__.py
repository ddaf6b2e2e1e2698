"""What triggers decide by: pure, a file for each question."""
