"""What is done with the audit log: adding to it, reading it, checking it, forgetting what is old."""
