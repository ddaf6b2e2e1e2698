"""What every answer took: tokens, money, time."""
