"""Circuit breakers: another system that keeps failing is left alone for a while, then tried once."""
