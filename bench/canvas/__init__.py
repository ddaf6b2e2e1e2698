"""What `bench/frontend.py` drives the browser with, and the page it compares the builder with."""
