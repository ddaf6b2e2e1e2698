"""A company's own model endpoint and its sealed key."""
