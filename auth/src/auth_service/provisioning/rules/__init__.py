"""What a directory's words mean here. `standing` knows no SCIM: what is imported at every start needs it, too."""
