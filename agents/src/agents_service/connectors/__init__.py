"""Where documents come from: one protocol, a file for each kind of place. Knows no slice and no database."""
