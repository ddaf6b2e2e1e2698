"""Passkeys (WebAuthn): something a person has, unlocked by something they know or are; enough to come in alone."""
