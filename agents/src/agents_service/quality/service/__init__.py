"""What can be done with test benches."""
