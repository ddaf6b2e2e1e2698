"""Knowledge bases as a company sees them: made, changed, counted, deleted."""
