"""What can be done with a provider: asking it, beginning and finishing a sign-in, trying it out."""
