"""About how many tokens a text is, where nobody counts them for us. Pure."""

_CHARACTERS_A_TOKEN = 4


def tokens_about(characters: int) -> int:
    """Tokens of so many characters of prose. A guess for records; money is reserved by `prices.rules.tokens_of`."""
    return characters // _CHARACTERS_A_TOKEN + 1
