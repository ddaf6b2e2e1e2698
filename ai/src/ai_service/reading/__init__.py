"""Documents read whole, for the parts of the platform that keep their text."""
