"""The tasks answered by a chat model of any vendor."""
