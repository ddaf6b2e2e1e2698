"""The index of a knowledge base: derived from the database, local to a process, made again whenever it is lost."""
