"""What is done with API keys: managing them, finding whom they stand for, and keeping revoked ones dead."""
