"""Files: what people hand in for runs to work on. The bytes lie in the payload store, by hash."""
