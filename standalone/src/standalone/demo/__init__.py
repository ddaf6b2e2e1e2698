"""The sample company: its invoices, and a client that lets the agent work through them."""
