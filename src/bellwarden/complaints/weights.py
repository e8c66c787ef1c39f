"""How much each of several complaints against one party says: one voice counts once, and calls in the log count most.

A complaint whose own calls are in the log is a fact and is hardly discounted. What no record bears out may be a wrong
number, a spoofed one, or somebody who wants a competitor cut off: it says little, and a crowd of such together says no
more than one of them. Nothing is thrown away: a complaint of weight 0 is read and answered as any other.
"""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from itertools import pairwise
from statistics import mean, pstdev
from typing import Final, NamedTuple

from bellwarden.complaints.campaigns import group

DAY_S: Final = 86_400.0
NOT_BORNE_OUT: Final = 0.2  # the records of that time are complete, and hold no such call
NOT_CHECKED: Final = 0.5  # the records of that time are not here (yet)
UNTIED: Final = 0.5  # calls were found, but by the caller ID alone: nobody knows whether the sender got them
INTERESTED: Final = 0.25  # who gains when the party is cut off; half of it is left where the calls are in the log
INTERESTED_BORNE_OUT: Final = 0.5
IMPOSSIBLE: Final = 0.2  # the number that was called can't exist
CROWD_TEXT: Final = 5  # senders of one text, none borne out
CROWD_HOUR: Final = 20  # complaints within an hour, none borne out
CROWD_DOMAIN: Final = 5  # senders of one domain, none borne out
PACE_LEAST: Final = 8  # complaints, before their pace says anything
PACE_CV: Final = 0.3  # of the gaps between them: nobody writes so evenly
RECORD_LEAST: Final = 3  # earlier complaints that were decided, before a sender's record says anything
# Where anybody gets an address: many senders there are no crowd.
EVERYBODYS: Final = frozenset(
    (
        *("gmail.com", "googlemail.com", "outlook.com", "hotmail.com", "live.com", "msn.com", "yahoo.com", "ymail.com"),
        *(
            "icloud.com",
            "me.com",
            "mac.com",
            "aol.com",
            "proton.me",
            "protonmail.com",
            "gmx.com",
            "gmx.net",
            "mail.com",
        ),
        *(
            "zoho.com",
            "fastmail.com",
            "comcast.net",
            "verizon.net",
            "att.net",
            "cox.net",
            "charter.net",
            "sbcglobal.net",
        ),
        *("hotmail.fr", "yahoo.fr", "orange.fr", "free.fr", "hotmail.es", "yahoo.es", "outlook.es", "telefonica.net"),
    )
)


@dataclass(frozen=True, slots=True)
class Said:
    """A complaint, as far as it is weighed."""

    reference: str
    at: float  # when it came, seconds since 1970
    sender: str  # address as its header says; "" where there is none
    text: str
    forwards: bool = False  # the sender is listed and passes on what others say: the called number is the voice
    automatic: bool = False
    called: frozenset[str] = frozenset()  # numbers that were called, digits
    impossible: bool = False  # and none of them can exist
    calls: frozenset[str] = frozenset()  # found in the log
    covered: bool = True  # records of that time are complete
    interest: str = ""  # why the sender gains by it; "" when nothing is known
    right_before: int = 0  # earlier complaints of the sender that a person found right
    decided_before: int = 0


class Reason(NamedTuple):
    code: str  # same_voice, not_borne_out, not_checked, untied, one_text, one_hour, one_domain, even_pace, …
    told: str


class Weighed(NamedTuple):
    reference: str
    weight: float  # 0 to 1
    borne_out: bool  # its own calls are in the log
    voice: str
    reasons: tuple[Reason, ...]


class _Voices:
    """Who speaks: a sender, or a called number; both together where one complaint has both."""

    def __init__(self) -> None:
        self._of: dict[str, str] = {}

    def of(self, one: Said) -> str:
        """The voice of a complaint: an earlier one's where sender or called number are the same."""
        names = [f"to {number}" for number in sorted(one.called)]
        if one.sender and not (one.forwards and names):
            names.append(f"from {plain_address(one.sender)}")
        names = names or [f"alone {one.reference}"]
        voice = next((self._of[name] for name in names if name in self._of), names[0])
        self._of.update(dict.fromkeys((name for name in names if name not in self._of), voice))
        return voice


def weigh(complaints: Iterable[Said]) -> list[Weighed]:
    """All complaints of some weeks against one party, in order of time. What is later never weighs on what is earlier
    but through a crowd, of which all are the same."""
    ordered = sorted(complaints, key=lambda one: (one.at, one.reference))
    voices, spoke, named = _Voices(), dict[str, Said](), dict[str, str]()
    crowds = _crowds([one for one in ordered if not _tied(one)])
    found = []
    for one in ordered:
        voice = voices.of(one)
        own = _tied(one) and not one.calls <= named.keys()
        named.update(dict.fromkeys(one.calls if _tied(one) else (), one.reference))
        factors = list(_factors(one, own, spoke.get(voice), crowds.get(one.reference, ())))
        spoke.setdefault(voice, one)
        weight = 1.0
        for factor, _ in factors:
            weight *= factor
        found.append(Weighed(one.reference, round(weight, 4), own, voice, tuple(reason for _, reason in factors)))
    return found


def plain_address(address: str) -> str:
    """Without case, and without what stands behind a plus sign: one mailbox."""
    local, _, domain = address.strip().casefold().rpartition("@")
    return f"{local.partition('+')[0]}@{domain}"


def _tied(one: Said) -> bool:
    """Calls were found, and it is told who was called."""
    return bool(one.calls and one.called)


def _factors(
    one: Said, own: bool, before: Said | None, crowds: Sequence[tuple[float, Reason]]
) -> Iterable[tuple[float, Reason]]:
    if one.automatic:
        yield 0.0, Reason("automatic", "written by a program, not by a person who was called")
    if before is not None:
        yield 0.0, Reason("same_voice", f"the same voice as {before.reference}: counts once")
    if own:
        if one.interest:
            yield INTERESTED_BORNE_OUT, Reason("interested", one.interest)
        return
    yield from _not_own(one)
    yield from crowds
    if one.interest:
        yield INTERESTED, Reason("interested", one.interest)
    if one.decided_before >= RECORD_LEAST:
        share = (one.right_before + 1) / (one.decided_before + 2)
        if share < 0.5:
            told = f"of {one.decided_before} earlier complaints of this sender, {one.right_before} were right"
            yield share, Reason("record", told)


def _not_own(one: Said) -> Iterable[tuple[float, Reason]]:
    if one.calls:
        why = "its calls were told by an earlier one" if one.called else "found by the caller ID alone"
        yield UNTIED, Reason("untied", f"{why}: nothing ties them to this sender")
    elif one.covered:
        yield NOT_BORNE_OUT, Reason("not_borne_out", "the records are complete and hold no such call")
    else:
        yield NOT_CHECKED, Reason("not_checked", "the records of that time are not here")
    if one.impossible:
        yield IMPOSSIBLE, Reason("impossible", "the number it says was called can't exist")


def _crowds(complaints: Sequence[Said]) -> Mapping[str, list[tuple[float, Reason]]]:
    """Of those that no call bears out: who comes in a crowd counts as a part of one."""
    found: dict[str, list[tuple[float, Reason]]] = defaultdict(list)
    for code, members, told in (*_one_text(complaints), *_one_domain(complaints), *_one_hour(complaints)):
        for one in members:
            if all(reason.code != code for _, reason in found[one.reference]):
                found[one.reference].append((1 / len(members), Reason(code, told)))
    for members in _even_pace(complaints):
        for one in members:
            told = f"{len(members)} came at an even pace, as programs send"
            found[one.reference].append((IMPOSSIBLE, Reason("even_pace", told)))
    return found


_Crowd = tuple[str, Sequence[Said], str]


def _one_text(complaints: Sequence[Said]) -> Iterable[_Crowd]:
    for members in _groups(complaints):
        senders = {plain_address(one.sender) for one in members}
        if len(senders) >= CROWD_TEXT:
            yield "one_text", members, f"one text from {len(senders)} senders, and no such call in the log"


def _one_domain(complaints: Sequence[Said]) -> Iterable[_Crowd]:
    domains: dict[str, list[Said]] = defaultdict(list)
    for one in complaints:
        domain = plain_address(one.sender).rpartition("@")[2]
        if domain and domain not in EVERYBODYS and not one.forwards:
            domains[domain].append(one)
    for domain, members in domains.items():
        senders = {plain_address(one.sender) for one in members}
        if len(senders) >= CROWD_DOMAIN:
            yield "one_domain", members, f"{len(senders)} senders of {domain}, and no such call in the log"


def _one_hour(complaints: Sequence[Said]) -> Iterable[_Crowd]:
    first = 0
    for last, one in enumerate(complaints):
        while one.at - complaints[first].at > 3600:
            first += 1
        ends = last + 1 == len(complaints) or complaints[last + 1].at - complaints[first].at > 3600
        if ends and last - first + 1 >= CROWD_HOUR:
            members = complaints[first : last + 1]
            yield "one_hour", members, f"{len(members)} within an hour, and no such call in the log"


def _even_pace(complaints: Sequence[Said]) -> Iterable[Sequence[Said]]:
    for members in _groups(complaints):
        gaps = [later.at - earlier.at for earlier, later in pairwise(members)]
        if len(members) >= PACE_LEAST and mean(gaps) > 0 and pstdev(gaps) < PACE_CV * mean(gaps):
            yield members


def _groups(complaints: Sequence[Said]) -> Iterable[list[Said]]:
    found: dict[int, list[Said]] = defaultdict(list)
    for one, root in zip(complaints, group([one.text for one in complaints]), strict=True):
        if one.text:
            found[root].append(one)
    return found.values()
