"""What a call costs: the public price list, what a company has agreed instead, and its currency."""
