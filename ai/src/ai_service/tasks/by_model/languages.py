"""Names of languages. Pure."""

from babel import Locale, UnknownLocaleError


def english_name(language: str) -> str:
    """The English name of a language given as a code (`de`, `pt-BR`); a name is left as it is."""
    if len(language) > 3 and "-" not in language and "_" not in language:
        return language
    try:
        return Locale.parse(language.replace("-", "_")).get_display_name("en") or language
    except (UnknownLocaleError, ValueError):
        return language
