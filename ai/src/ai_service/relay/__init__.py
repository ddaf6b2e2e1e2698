"""Exchanges passed on to a vendor whose format the caller already speaks: bytes in, bytes out, over one fast client."""
