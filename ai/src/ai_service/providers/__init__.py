"""Who can answer: one folder per kind of provider, behind one protocol."""
