"""Deliveries: one series of attempts to bring one notice to one person by e-mail.

A delivery leaves at least once: who crashes after the mail server took the message and before that is on disk sends it
again. Its `Message-ID` is the same each time, so that mail systems and people can tell a repeat.
"""
