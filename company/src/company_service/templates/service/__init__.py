"""What can be done with templates, a file per verb."""
