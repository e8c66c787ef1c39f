"""Sets of telephone numbers as the checks look them up: exact numbers and decimal prefixes, longest match first."""

from collections.abc import Iterable

from bellwarden.model.number import TelephoneNumber
from bellwarden.model.policy import Numbers


def _lengths(prefixes: Iterable[str]) -> tuple[int, ...]:
    return tuple(sorted({len(prefix) for prefix in prefixes}, reverse=True))


class NumberSet:
    """Whether a number is one of them."""

    __slots__ = ("exact", "lengths", "prefixes")

    def __init__(self, *sets: Numbers) -> None:
        self.exact = frozenset(number for one in sets for number in one.exact)
        self.prefixes = frozenset(prefix for one in sets for prefix in one.prefixes)
        self.lengths = _lengths(self.prefixes)

    def holds(self, number: TelephoneNumber) -> bool:
        if self.exact and number.e164 in self.exact:
            return True
        if not number.e164:  # a short code is nobody's prefix: +41 is not 411
            return False
        digits = number.digits
        for length in self.lengths:  # a loop, not any(): this runs in every call
            if digits[:length] in self.prefixes:
                return True
        return False


class NumberOwners:
    """Who holds a number of our inventory: the customer's key, "" when ours and unassigned, None when not ours."""

    __slots__ = ("exact", "lengths", "prefixes")

    def __init__(self, inventory: Numbers, held: Iterable[tuple[str, Numbers]]) -> None:
        self.exact: dict[int, str] = dict.fromkeys(inventory.exact, "")
        self.prefixes: dict[str, str] = dict.fromkeys(inventory.prefixes, "")
        for key, numbers in held:
            self.exact.update(dict.fromkeys(numbers.exact, key))
            self.prefixes.update(dict.fromkeys(numbers.prefixes, key))
        self.lengths = _lengths(self.prefixes)

    def owner(self, number: TelephoneNumber) -> str | None:
        if not number.e164:
            return None
        found = self.exact.get(number.e164) if self.exact else None
        if found:
            return found
        digits = number.digits
        for length in self.lengths:
            held = self.prefixes.get(digits[:length])
            if held:
                return held
            if held is not None:
                found = held
        return found
