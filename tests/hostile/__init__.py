"""Bad input at every public route: it never gives a 5xx, and never another company's data."""
