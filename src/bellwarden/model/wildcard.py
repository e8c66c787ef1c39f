"""Texts with `*` for any signs, compared without regard to case: caller names, User-Agents."""

from collections.abc import Sequence


def wildcard_parts(text: str) -> tuple[str, ...]:
    """What stands between the stars, folded; one part: there is no star."""
    return tuple(text.strip().casefold().split("*"))


def wildcard_match(parts: Sequence[str], text: str) -> bool:
    """Whether the text is the parts in order with anything between. Linear time: no regular expression."""
    first, last = parts[0], parts[-1]
    if len(text) < len(first) + len(last) or not text.startswith(first) or not text.endswith(last):
        return False
    at, end = len(first), len(text) - len(last)
    for part in parts[1:-1]:
        found = text.find(part, at, end)
        if found < 0:
            return False
        at = found + len(part)
    return True
