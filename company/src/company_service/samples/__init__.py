"""The files that the sample company comes with."""
