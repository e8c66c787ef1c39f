"""Which customer of a trunk that carries several a call is from: by host, header or prefix, found without a walk."""

from collections.abc import Sequence

from bellwarden.model.policy import Identification, Trunk

Ranked = tuple[int, Identification]


class Identifier:
    """The identifications of one trunk, each filed under the narrowest thing it asks for.

    All that an identification gives must fit. Where several fit, the one with the longest prefix wins, then the one
    that stands first in the policy.
    """

    __slots__ = ("_by_header", "_by_host", "_by_prefix", "_headers", "_lengths", "_only_hosts")

    def __init__(self, trunk: Trunk) -> None:
        self._by_host: dict[str, list[Ranked]] = {}
        self._by_header: dict[tuple[str, str], list[Ranked]] = {}
        self._by_prefix: dict[str, list[Ranked]] = {}
        ordered = sorted(trunk.identifications, key=lambda one: -len(one.prefix))
        for rank, one in enumerate(ordered):
            if one.host:
                self._by_host.setdefault(one.host, []).append((rank, one))
            elif one.header:
                self._by_header.setdefault((one.header, one.value), []).append((rank, one))
            else:
                self._by_prefix.setdefault(one.prefix, []).append((rank, one))
        self._headers = frozenset(one.header for one in ordered if one.header)
        self._lengths = tuple({len(prefix) for prefix in self._by_prefix})
        # The common trunk of a wholesaler tells its customers apart by host alone: one look-up.
        self._only_hosts = all(one.host and not one.header and not one.prefix for one in ordered)

    def find(self, host: str, headers: Sequence[tuple[str, str]], called: str) -> Identification | None:
        """The identification that fits, None when none does. `called` is the text of the called number as received."""
        hosted = self._by_host.get(host)
        if hosted is not None and len(hosted) == 1 and self._only_hosts:
            return hosted[0][1]
        given: tuple[tuple[str, str], ...] = ()
        if self._headers:
            given = tuple([(name, told) for name, value in headers for told in (value, user_of(value)) if told])
        best: Ranked | None = None
        for ranked in self._candidates(host, given, called):
            if (best is None or ranked[0] < best[0]) and fits(ranked[1], host, given, called):
                best = ranked
        return None if best is None else best[1]

    def _candidates(self, host: str, given: Sequence[tuple[str, str]], called: str) -> list[Ranked]:
        found = list(self._by_host.get(host, ()))
        for pair in given:
            found += self._by_header.get(pair, ())
        for length in self._lengths:
            found += self._by_prefix.get(called[:length], ())
        return found


def fits(one: Identification, host: str, given: Sequence[tuple[str, str]], called: str) -> bool:
    """Whether everything that the identification gives is there."""
    if one.host and one.host != host:
        return False
    if one.header and (one.header, one.value) not in given:
        return False
    return called.startswith(one.prefix)


def user_of(value: str) -> str:
    """The user part of the SIP URI in a header value, "" when there is none."""
    _, colon, rest = value.partition("sip:")
    user, at, _ = rest.partition("@")
    return user if colon and at else ""
