"""Documents of knowledge bases: what was taken in, in which state, and what became of it."""
