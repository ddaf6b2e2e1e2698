"""Sources: where the documents of a knowledge base come from, and how they are kept the same as there."""
