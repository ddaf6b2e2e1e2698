"""A company's providers as its people see, add, try and change them."""
