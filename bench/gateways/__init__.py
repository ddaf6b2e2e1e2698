"""What stands between a caller and a model's API: ours and others, measured the same way. See `bench/ai.py`."""
