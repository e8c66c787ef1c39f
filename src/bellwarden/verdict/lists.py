"""The operator's lists, indexed for one look-up a call: longest match wins, allow before block at the same length."""

from collections.abc import Mapping, Sequence
from ipaddress import IPv4Network, IPv6Network, ip_address, ip_network
from typing import Final, NamedTuple

from pyroaring import BitMap64

from bellwarden.model.call import CallAttempt
from bellwarden.model.number import TelephoneNumber
from bellwarden.model.policy import ListClass, PolicyList
from bellwarden.model.verdict import Action, Diversion, Finding, Outcome
from bellwarden.model.wildcard import wildcard_match

OUTCOME_OF = {
    Diversion.CAPTCHA: Outcome.CAPTCHA,
    Diversion.VOICE_MENU: Outcome.VOICE_MENU,
    Diversion.VOICEMAIL: Outcome.VOICEMAIL,
}
MISSES_MAX: Final = 4096  # texts known to match nothing; names repeat far more often than they are new
ALLOWING: Final = (ListClass.ALLOW, ListClass.PUBLIC_SAFETY)


class Hit(NamedTuple):
    found: PolicyList
    matched: str  # the entry that matched


def concerns(entry: PolicyList, call: CallAttempt) -> bool:
    """Whether the list is for this call: for everybody, for the customer who places it, or for the one who gets it."""
    customers = entry.customers
    return not customers or call.customer in customers or call.called_customer in customers


def best(hits: Sequence[Hit]) -> Hit | None:
    """Of matches of one length: an allowing one first, else the first in the policy's order."""
    for hit in hits:
        if hit.found.list_class in ALLOWING:
            return hit
    return hits[0] if hits else None


class NumberIndex:
    """All number lists of one key that hold under one mode."""

    __slots__ = ("any_exact", "exact", "lengths", "prefixes")

    def __init__(self, lists: Sequence[PolicyList], layers: Mapping[str, BitMap64]) -> None:
        self.exact = [(entry, layers[entry.layer]) for entry in lists if entry.layer]
        self.any_exact: BitMap64 = self._union()
        self.prefixes: dict[str, list[PolicyList]] = {}
        for entry in lists:
            for prefix in entry.prefixes:
                self.prefixes.setdefault(prefix, []).append(entry)
        self.lengths = tuple(sorted({len(prefix) for prefix in self.prefixes}, reverse=True))

    def _union(self) -> BitMap64:
        if len(self.exact) == 1:  # the common case shares the list's own bitmap
            return self.exact[0][1]
        return BitMap64.union(*(numbers for _, numbers in self.exact)) if self.exact else BitMap64()

    def match(self, number: TelephoneNumber, call: CallAttempt) -> Hit | None:
        """The list and the entry that a number is on, for this call. Of an index without prefixes whoever asks looks
        into `any_exact` first, and is spared this call for nearly every number.
        """
        e164 = number.e164
        if not e164:  # a short code is nobody's prefix: +41 is not 411
            return None
        if e164 in self.any_exact:
            hit = best([Hit(e, number.digits) for e, numbers in self.exact if e164 in numbers and concerns(e, call)])
            if hit is not None:
                return hit
        digits = number.digits
        for length in self.lengths:
            entries = self.prefixes.get(digits[:length])
            if entries is not None and len(digits) >= length:
                hit = best([Hit(entry, digits[:length] + "*") for entry in entries if concerns(entry, call)])
                if hit is not None:
                    return hit
        return None

    def name_of(self, number: TelephoneNumber) -> str:
        """Name of a list that holds the number, whomever that list is for; "" when none does."""
        e164, digits = number.e164, number.digits
        if not e164:
            return ""
        if e164 in self.any_exact:
            return next((entry.name for entry, numbers in self.exact if e164 in numbers), "")
        for length in self.lengths:
            entries = self.prefixes.get(digits[:length])
            if entries is not None and len(digits) >= length:
                return entries[0].name
        return ""


class PatternIndex:
    """Lists of names, codes or User-Agents: compared without regard to case; `*` stands for any signs."""

    __slots__ = ("_misses", "exact", "patterns")

    def __init__(self, lists: Sequence[PolicyList]) -> None:
        self.exact: dict[str, list[PolicyList]] = {}
        self.patterns: list[tuple[str, tuple[str, ...], PolicyList]] = []
        for entry in lists:
            for text in entry.entries:
                folded = text.strip().casefold()
                if "*" in folded:
                    self.patterns.append((text, tuple(folded.split("*")), entry))
                else:
                    self.exact.setdefault(folded, []).append(entry)
        self.patterns.sort(key=lambda pattern: -len(pattern[0]))
        self._misses: set[str] = set()

    def match(self, text: str, call: CallAttempt) -> Hit | None:
        if text in self._misses:
            return None
        folded = text.strip().casefold()
        exact = [Hit(entry, text) for entry in self.exact.get(folded, ())]
        fitting = [Hit(entry, found) for found, parts, entry in self.patterns if wildcard_match(parts, folded)]
        if not exact and not fitting:
            if len(self._misses) >= MISSES_MAX:
                self._misses.clear()
            self._misses.add(text)
            return None
        return best([hit for hit in exact if concerns(hit.found, call)]) or self._longest(fitting, call)

    def _longest(self, fitting: Sequence[Hit], call: CallAttempt) -> Hit | None:
        """The best of the longest patterns that are for this call; they come longest first."""
        meant = [hit for hit in fitting if concerns(hit.found, call)]
        return best([hit for hit in meant if len(hit.matched) == len(meant[0].matched)])


class SourceIndex:
    """Lists of addresses and networks."""

    __slots__ = ("networks",)

    def __init__(self, lists: Sequence[PolicyList]) -> None:
        pairs: list[tuple[IPv4Network | IPv6Network, PolicyList]] = [
            (ip_network(text, strict=False), entry) for entry in lists for text in entry.entries
        ]
        pairs.sort(key=lambda pair: -pair[0].prefixlen)
        self.networks = pairs

    def match(self, source_ip: str, call: CallAttempt) -> Hit | None:
        address = ip_address(source_ip)
        length = -1
        hits: list[Hit] = []
        for network, entry in self.networks:
            if hits and network.prefixlen < length:
                break
            if address in network and concerns(entry, call):
                length = network.prefixlen
                hits.append(Hit(entry, str(network)))
        return best(hits)


def list_finding(code: str, hit: Hit, seen: str, call: CallAttempt) -> Finding:
    """What a list check says of a match: the value seen, the list it stands on, and what that list asks for."""
    entry = hit.found
    detail = seen if seen == hit.matched else f"{seen} matches {hit.matched}"
    if entry.list_class in ALLOWING:
        return Finding(code, detail, entry.evidence, "", entry.name, None, Action.ALLOW)
    outcome = entry.outcome
    if entry.action is Action.DIVERT:
        outcome = OUTCOME_OF[entry.diversion or Diversion.CAPTCHA]
    elif outcome is None and entry.customers and call.customer not in entry.customers:
        outcome = Outcome.CALLED_PARTY  # it was the called customer who asked for it
    return Finding(code, detail, entry.evidence, "", entry.name, outcome, entry.action)
