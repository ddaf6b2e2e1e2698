"""Sessions: how a person comes in, stays in by a rotating refresh token, and leaves."""
