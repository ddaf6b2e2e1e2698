"""Which passwords are refused: the short, the obvious and the commonest (NIST SP 800-63B-4: no composition rules)."""

import unicodedata
from collections.abc import Iterable

SHORTEST = 8
LONGEST = 128

# The commonest passwords of eight and more characters in published lists of leaked ones.
_COMMONEST = frozenset(
    """
    password password1 password12 password123 password1234 passw0rd p@ssw0rd p@ssword pa55word passwort passwort1
    passwort123 12345678 123456789 1234567890 12345678910 0123456789 0987654321 987654321 87654321 11111111 111111111
    1111111111 00000000 000000000 0000000000 88888888 99999999 66666666 55555555 22222222 12341234 11223344 1122334455
    12344321 123123123 123321123 147258369 147852369 741852963 789456123 159357456 123454321 1q2w3e4r 1q2w3e4r5t
    1q2w3e4r5t6y 1qaz2wsx 1qaz2wsx3edc qazwsxedc qwertyui qwertyuiop qwerty12 qwerty123 qwerty1234 qwertz123 qwertzui
    qwertzuiop asdfghjk asdfghjkl zxcvbnm1 zxcvbnm123 abcdefgh abcdefghi abcd1234 abc12345 abc123456 a1b2c3d4 aa123456
    a1234567 a12345678 a123456789 iloveyou iloveyou1 iloveyou2 iloveu123 sunshine sunshine1 princess princess1 football
    football1 baseball baseball1 basketball superman superman1 batman123 spiderman starwars pokemon1 pokemon123 michael1
    jennifer jessica1 charlie1 samantha victoria alexander liverpool liverpool1 chelsea1 arsenal1 manchester barcelona
    computer internet whatever trustno1 welcome1 welcome12 welcome123 welcome2024 welcome2025 welcome2026 letmein1
    letmein123 changeme changeme1 changeme123 default1 secret123 topsecret master123 dragon123 monkey123 shadow123
    killer123 hello123 hello1234 hallo123 hallo1234 test1234 test12345 testtest testing1 testing123 demo1234 admin123
    admin1234 admin12345 administrator adminadmin root1234 rootroot user1234 guest123 login123 google123 company123
    summer2024 summer2025 summer2026 winter2024 winter2025 winter2026 spring2026 autumn2026 sommer2026 januar2026
    geheim123 geheimnis schatz123 fussball deutschland frankfurt q1w2e3r4 q1w2e3r4t5 zaq12wsx zaq1zaq1 !qaz2wsx
    mustang1 corvette mercedes ferrari1 rockyou1 blink182 butterfly chocolate elephant freedom1 lovelove iloveme1
    """.split()  # noqa: SIM905 - a list of words reads best as words
)


def prepared(password: str) -> str:
    """The form that is hashed: however a keyboard composes an accented letter, it is the same password."""
    return unicodedata.normalize("NFC", password)


def complaint(password: str, about: Iterable[str]) -> str | None:
    """What is wrong with this password for somebody known by the texts `about` (e-mail, names), or None."""
    text = prepared(password)
    plain = text.casefold().strip()
    if len(text) < SHORTEST:
        return f"Use at least {SHORTEST} characters. A few words in a row are easy to remember and hard to guess."
    if len(text) > LONGEST:
        return f"Use at most {LONGEST} characters."
    if plain in _COMMONEST or len(set(plain)) < 3:
        return "This is one of the first passwords anybody would try. Choose another."
    if any(plain == known.casefold().strip() for known in about if known):
        return "The password must not be your name, your e-mail address or your company's name."
    return None
