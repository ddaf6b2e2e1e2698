"""What may be spent: money reserved before a call, settled after it, so that no number of callers overspends."""
