"""Identity providers that companies connect for single sign-on, and the e-mail domains that are theirs."""
