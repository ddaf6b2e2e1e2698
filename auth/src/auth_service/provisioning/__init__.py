"""People and groups as a company's directory tells of them, by SCIM 2.0 (RFC 7642, 7643, 7644)."""
