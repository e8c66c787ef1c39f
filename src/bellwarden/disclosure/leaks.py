"""Looks whether a text that is about to leave names a customer: by name, number, address, domain, trunk."""

import re
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Final

NAME_MIN: Final = 3  # a customer called "AB" would be found in every word
_PLACEHOLDER: Final = re.compile(r"\{[^{}]*\}|\[\[|\]\]|<<|>>|%\(\w+\)s|\$\{")
_NUMBER: Final = re.compile(r"\+?\d[\d\s().\-]{5,22}\d")


@dataclass(frozen=True, slots=True)
class Secrets:
    """What no text for an outsider contains."""

    names: frozenset[str] = frozenset()  # of customers: names, other names, keys
    numbers: frozenset[int] = frozenset()
    prefixes: tuple[str, ...] = ()  # E.164 digits of ranges
    places: frozenset[str] = frozenset()  # addresses, domains, trunks


def leaks(texts: Iterable[str], secrets: Secrets, known: str) -> tuple[str, ...]:
    """What was found, in words for staff. `known`: the fixed template and the recipient's own words, which tell the
    recipient nothing new."""
    joined = "\n".join(texts)
    said, told = _plain(joined), _plain(known)
    found = [f"placeholder {one}" for one in _PLACEHOLDER.findall(joined)]
    for kind, words in (("name", secrets.names), ("address", secrets.places)):
        for word in words:
            plain = _plain(word)
            if len(plain) >= NAME_MIN and _holds(said, plain) and not _holds(told, plain):
                found.append(f"{kind} {word}")
    known_numbers = {stretch for digits in _digits(known) for stretch in _stretches(digits)}
    for digits in _digits(joined):
        secret = [one for one in _stretches(digits) if one not in known_numbers and _is_secret(one, secrets)]
        found += [f"number {one}" for one in secret[:1]]
    return tuple(sorted(set(found)))


def _is_secret(digits: str, secrets: Secrets) -> bool:
    for whole in (digits, "1" + digits):
        if int(whole) in secrets.numbers or (len(whole) > 9 and whole.startswith(secrets.prefixes)):
            return bool(secrets.numbers) or bool(secrets.prefixes)
    return False


def _digits(text: str) -> set[str]:
    return {"".join(filter(str.isdigit, one)) for one in _NUMBER.findall(text)}


def _stretches(digits: str) -> list[str]:
    """Itself, and every telephone number that may stand in it: a number before a count reads as one long number."""
    ends = [(at, at + length) for length in (11, 10) for at in range(len(digits) - length + 1)]
    return [digits, *(digits[begin:end] for begin, end in ends if end - begin < len(digits))]


def _plain(text: str) -> str:
    """Letters and digits only, one blank between: `Acme-Voice, Inc.` and `acme voice inc` are one."""
    return " ".join("".join(sign if sign.isalnum() else " " for sign in text.casefold()).split())


def _holds(text: str, words: str) -> bool:
    """As whole words, or written together."""
    if f" {words} " in f" {text} ":
        return True
    together = words.replace(" ", "")
    return len(together) >= 8 and together in text.replace(" ", "")
