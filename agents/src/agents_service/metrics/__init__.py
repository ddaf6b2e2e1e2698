"""What an agent's runs came to: kept up to date from the company service's events."""
