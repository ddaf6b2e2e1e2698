"""What a newcomer does in a real browser."""
