"""Every word exchanged with a model."""
