"""What figures mean: how they are counted, which goals they meet, and how an agent does by them."""
