"""How often each asker may still ask: a bucket that fills with time. In this process's memory, and bounded."""

import ipaddress
import time
from collections import OrderedDict
from collections.abc import Callable, Hashable
from threading import Lock
from typing import Final

REMEMBERED_MAX: Final = 50_000  # askers; who asked longest ago is forgotten first
V6_SHARED: Final = 64  # bits of an IPv6 address that one subscriber has


class Allowances:
    """`rate`: how many a second, asked anew each time; `burst`: how many at once after a rest."""

    def __init__(
        self, rate: Callable[[], float], burst: Callable[[], float], clock: Callable[[], float] = time.monotonic
    ) -> None:
        self._rate = rate
        self._burst = burst
        self._clock = clock
        self._lock = Lock()
        self._left: OrderedDict[Hashable, tuple[float, float]] = OrderedDict()

    def take(self, who: Hashable) -> float:
        """0.0, and one less is left; or how many seconds to wait."""
        each, burst = self._rate(), self._burst()
        with self._lock:
            now = self._clock()
            left, at = self._left.pop(who, (burst, now))
            left = min(burst, left + (now - at) * each)
            may = left >= 1.0
            self._left[who] = (left - may, now)
            if len(self._left) > REMEMBERED_MAX:
                self._left.popitem(last=False)
        return 0.0 if may else (1.0 - left) / each


def subscriber(address: str) -> str:
    """What one asker has: an IPv4 address, or the network of an IPv6 address."""
    try:
        found = ipaddress.ip_address(address)
    except ValueError:
        return address
    if found.version == 6 and not found.ipv4_mapped:
        return str(ipaddress.ip_network((found, V6_SHARED), strict=False))
    return str(getattr(found, "ipv4_mapped", None) or found)
