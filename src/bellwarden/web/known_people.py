"""Names of the people of the office by their keys; there are few, and many rows name them."""

import time
from typing import Final

FRESH_S: Final = 5.0
_kept: tuple[float, dict[str, str]] = (-FRESH_S, {})


def names() -> dict[str, str]:
    """Asked anew every few seconds."""
    global _kept
    from bellwarden.store.models import Person

    now = time.monotonic()
    if now - _kept[0] >= FRESH_S:
        _kept = (now, dict(Person.objects.values_list("key", "name")))
    return _kept[1]
