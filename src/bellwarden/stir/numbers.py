"""Numbers as tokens write them."""

from bellwarden.numbering.reading import read_number
from bellwarden.numbering.text import dialled_digits, take_apart


def canonical(text: str, country: str) -> str:
    """RFC 8224 section 8.3: the digits with country code that a number's text means, for comparison; "" for none.

    Digits behind a plus sign are that already, whether or not any plan has such a number: to say so is for other
    checks. Everything else is read as a subscriber of `country` would dial it. A service URN and whatever else is no
    number compares by its own text in lower case.
    """
    digits = text[1:]
    if text[:1] == "+" and digits.isascii() and digits.isdigit() and digits[0] != "0":
        return digits
    subscriber = take_apart(text.strip())
    user = subscriber.user
    if user[:1] == "+" and not subscriber.ambiguous:
        digits = dialled_digits(user)
        if len(digits) > 1 and digits[1] != "0":
            return digits[1:]
    return read_number(text, country).digits or dialled_digits(user).removeprefix("+") or user
