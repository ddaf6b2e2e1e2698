"""Templates: the words of notices, per language, with a version for every change a company makes."""
