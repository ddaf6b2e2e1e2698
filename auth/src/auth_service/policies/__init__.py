"""What companies ask of how their people sign in."""
