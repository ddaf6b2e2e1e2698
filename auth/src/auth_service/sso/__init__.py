"""Coming in through a company's identity provider (OpenID Connect: authorization code with PKCE, state and nonce)."""
