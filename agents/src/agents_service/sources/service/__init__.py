"""What can be done with sources: manage them, upload to them, keep them the same as the places they stand for."""
