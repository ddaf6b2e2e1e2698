"""What was asked and answered, redacted, for as long as the company keeps it."""
