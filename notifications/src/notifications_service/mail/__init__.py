"""E-mail: what a message looks like, and how it reaches a mail server."""
