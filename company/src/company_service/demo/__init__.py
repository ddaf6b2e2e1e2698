"""The sample company: an accounts-payable agent, its workflow and its invoices."""
