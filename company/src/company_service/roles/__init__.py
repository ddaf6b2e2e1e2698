"""Who may what: roles, members' places in the company, and why somebody may or may not."""
