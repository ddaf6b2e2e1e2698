"""Rules a machine keeps, each a pure check over a source tree, each proven by a test that plants a violation.

A check takes a `Tree` (or a value such as a table collection) and returns what it found; it changes and starts nothing.
"""
