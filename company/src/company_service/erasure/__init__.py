"""The end of a company: everything it has as a file, and its deletion after a time of grace."""
