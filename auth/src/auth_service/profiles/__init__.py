"""What people change of their own account: name, language, password, address, or that there is one at all."""
