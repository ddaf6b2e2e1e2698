"""The rows of knowledge bases, and the words for who may read what is in them."""
