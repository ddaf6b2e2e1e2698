"""The history of drafts: who changed what, step by step, and how it is taken back."""
