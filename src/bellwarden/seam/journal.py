"""The enforcement journal: signed, numbered, chained lines that suspend, limit, block and lift; in force as read.

Each line holds the SHA-256 of the line before it. A good signature therefore vouches for its own line and for every
line before it: ten thousand lines are taken in for the price of one signature, and none can be altered, left out,
put in or moved without the chain or a signature giving it away.
"""

from collections.abc import Iterable, Mapping, Sequence
from hashlib import sha256
from typing import Final, NamedTuple

import msgspec
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from bellwarden.model.enforcement import Enforcement, EnforcementKind, EnforcementTarget
from bellwarden.model.verdict import Diversion
from bellwarden.model.wildcard import wildcard_match, wildcard_parts
from bellwarden.seam.fault import SeamFault
from bellwarden.seam.signing import Verifier, sign_line, split_line

FORMAT: Final = 1
GENESIS: Final = "0" * 64  # what line 1 names as the line before it
LINE_SIZE_MAX: Final = 8192  # bytes, newline included
TIME_MAX: Final = 1e12  # seconds since 1970
MISSES_MAX: Final = 4_096  # caller names remembered that no measure is against


class SetOrder(NamedTuple):
    """A measure to be set. See `model.enforcement.Enforcement` for what the fields mean."""

    kind: EnforcementKind
    target: EnforcementTarget
    value: str
    reason: str
    author: str
    at: float
    expires_at: float = 0.0
    cps_max: int = 0
    numbers: tuple[str, ...] = ()
    prefixes: tuple[str, ...] = ()
    by: Diversion | None = None
    key: str = ""  # the writer's own name for this line: a journal takes each key once


class LiftOrder(NamedTuple):
    """The measure that line `lifts` set is to end."""

    lifts: int
    reason: str
    author: str
    at: float
    key: str = ""  # as of a measure


class MeasureSet(NamedTuple):
    """A line that set a measure."""

    enforcement: Enforcement
    author: str
    key: str = ""

    @property
    def number(self) -> int:
        return self.enforcement.number


class MeasureLifted(NamedTuple):
    """A line that ended the measure of line `lifts`."""

    number: int
    lifts: int
    reason: str
    author: str
    at: float
    key: str = ""


class Unread(NamedTuple):
    """A genuine line that says what this version does not know, as a newer office may write. It changes nothing."""

    number: int
    what: str


# What a line says only where there is something to say. Versions that do not know them pass over them.
_WHERE_SET: Final = ("numbers", "prefixes", "by", "key")
NUMBERS_MAX: Final = 100  # caller IDs and prefixes of one restriction
DIGITS_MAX: Final = 15  # ITU-T E.164 section 6.2.1

Order = SetOrder | LiftOrder
JournalEvent = MeasureSet | MeasureLifted | Unread


_LINE: Final = msgspec.json.Decoder(dict[str, object])


def write_line(order: Order, number: int, previous: str, key: Ed25519PrivateKey) -> bytes:
    """A journal line with its newline. `previous` is the digest of the line before. SeamFault when it gets too long."""
    said: dict[str, object] = {"journal": FORMAT, "line": number, "prev": previous}
    said["event"] = "set" if isinstance(order, SetOrder) else "lift"
    said.update((name, value) for name, value in order._asdict().items() if value or name not in _WHERE_SET)
    try:
        body = msgspec.json.encode(said)
    except UnicodeEncodeError:
        raise SeamFault("the journal line holds text that is no Unicode") from None
    # What a reader would refuse must never be written: it would keep every later line from being read.
    event = read_line(body, number, previous)
    if isinstance(event, Unread):
        raise SeamFault(f"the journal line would say nothing: {event.what}")
    line = sign_line(body, key) + b"\n"
    if len(line) > LINE_SIZE_MAX:
        raise SeamFault(f"the journal line would be {len(line)} bytes long; at most {LINE_SIZE_MAX} are allowed")
    return line


def digest_of(line: bytes) -> str:
    """What the next line names as `prev`: SHA-256 over a whole line, signature included, newline not."""
    return sha256(line).hexdigest()


def read_line(body: bytes, number: int, previous: str) -> JournalEvent:
    """What line `number` says. SeamFault when it is another line, or does not follow the line before it."""
    try:
        said = _LINE.decode(body)
    except (msgspec.DecodeError, UnicodeDecodeError, RecursionError) as error:
        raise SeamFault(f"it can't be read: {error}") from None
    if _integer(said, "journal") != FORMAT:
        raise SeamFault(f"it is of format {said['journal']}; this version reads {FORMAT}")
    if _integer(said, "line") != number:
        raise SeamFault(f"it says that it is line {said['line']}")
    if _text(said, "prev") != previous:
        raise SeamFault("it does not follow the line before it: the chain is broken")
    return _meaning(said, number)


def _meaning(said: dict[str, object], number: int) -> JournalEvent:
    event = _text(said, "event")
    if event == "lift":
        lifts = _integer(said, "lifts")
        return MeasureLifted(number, lifts, _text(said, "reason"), _text(said, "author"), _time(said, "at"), _key(said))
    if event != "set":
        return Unread(number, f"event {event!r}")
    try:
        kind = EnforcementKind(_text(said, "kind"))
        target = EnforcementTarget(_text(said, "target"))
        by = Diversion(_text(said, "by")) if "by" in said else None
    except ValueError as error:
        return Unread(number, str(error))
    value = _text(said, "value")
    if not value:  # an empty value names nobody, and would name every call without a customer or a number
        return Unread(number, "a measure against nobody")
    enforcement = Enforcement(
        number,
        kind,
        target,
        value,
        _text(said, "reason"),
        _time(said, "at"),
        _time(said, "expires_at"),
        _integer(said, "cps_max"),
        _digits(said, "numbers"),
        _digits(said, "prefixes"),
        by,
    )
    if kind is EnforcementKind.RESTRICT_CALLER_IDS and not (enforcement.numbers or enforcement.prefixes):
        return Unread(number, "a restriction to no caller ID")
    if kind is EnforcementKind.CHALLENGE and by is None:
        return Unread(number, "a challenge by nothing")
    return MeasureSet(enforcement, _text(said, "author"), _key(said))


def _digits(said: Mapping[str, object], name: str) -> tuple[str, ...]:
    """Numbers or prefixes; () where the line says none."""
    value = said.get(name, [])
    if not isinstance(value, list) or len(value) > NUMBERS_MAX:
        raise SeamFault(f"its {name} are no list of at most {NUMBERS_MAX}")
    for one in value:
        if not isinstance(one, str) or not (one.isascii() and one.isdigit()) or len(one) > DIGITS_MAX:
            raise SeamFault(f"its {name} hold what is no number")
    return tuple(value)


def _key(said: dict[str, object]) -> str:
    return _text(said, "key") if "key" in said else ""


def _text(said: dict[str, object], name: str) -> str:
    value = said.get(name)
    if isinstance(value, str):
        return value
    raise SeamFault(f"its {name} is no text")


def _integer(said: dict[str, object], name: str) -> int:
    value = said.get(name)
    if isinstance(value, int) and not isinstance(value, bool):
        return value
    raise SeamFault(f"its {name} is no whole number")


def _time(said: dict[str, object], name: str) -> float:
    value = said.get(name)
    if isinstance(value, (int, float)) and not isinstance(value, bool) and abs(value) < TIME_MAX:
        return float(value)
    raise SeamFault(f"its {name} is no time")


class JournalReader:
    """Takes the journal in as its bytes come, whole lines only: a last line without its newline waits for the rest.

    A line that is not to be trusted stops the reading: `fault` says why, everything before it stays taken in, nothing
    after it is. `number` is the last line taken in, `digest` its digest, `taken` the bytes up to and with its newline.
    """

    __slots__ = ("_rest", "_verifier", "digest", "fault", "number", "taken")

    def __init__(self, verifier: Verifier) -> None:
        self._verifier = verifier
        self._rest = b""
        self.number = 0
        self.digest = GENESIS
        self.taken = 0
        self.fault = ""

    def feed(self, data: bytes) -> list[JournalEvent]:
        """The events of the lines that these bytes complete; [] once a line was refused."""
        if self.fault:
            return []
        lines = (self._rest + data).split(b"\n")
        self._rest = lines.pop()
        events, ends, why = self._follow(lines)
        good = self._vouched(lines, len(events))
        if good:
            self.number += good
            self.digest = ends[good - 1]
            self.taken += sum([len(line) + 1 for line in lines[:good]])
        if good < len(events):
            why = "no trusted key signed it"
        if not why and len(self._rest) >= LINE_SIZE_MAX:
            why = f"it is longer than {LINE_SIZE_MAX} bytes"
        if why:
            self.fault = f"journal line {self.number + 1} is refused: {why}"
            self._rest = b""
        return events[:good]

    def resume(self) -> None:
        """Forget the fault and what waited: the next bytes fed are those after `taken`, read again."""
        self.fault = ""
        self._rest = b""

    def _follow(self, lines: list[bytes]) -> tuple[list[JournalEvent], list[str], str]:
        """The events and digests of the lines that follow on each other, and why the next one does not."""
        events: list[JournalEvent] = []
        digests: list[str] = []
        number, previous = self.number, self.digest
        for line in lines:
            number += 1
            if len(line) >= LINE_SIZE_MAX:
                return events, digests, f"it is longer than {LINE_SIZE_MAX} bytes"
            try:
                events.append(read_line(split_line(line)[0], number, previous))
            except SeamFault as fault:
                return events, digests, str(fault)
            previous = digest_of(line)
            digests.append(previous)
        return events, digests, ""

    def _vouched(self, lines: list[bytes], count: int) -> int:
        """How many of the first `count` lines end in one with a good signature, which vouches for all before it."""
        while count:
            body, signature = split_line(lines[count - 1])
            if self._verifier.accepts(signature, body):
                return count
            count -= 1
        return 0


class _Names:
    """Measures against caller names. What hits nothing is remembered: in most calls nothing is looked through."""

    __slots__ = ("_misses", "measures")

    def __init__(self) -> None:
        self.measures: dict[str, tuple[tuple[str, ...], tuple[Enforcement, ...]]] = {}  # value → its parts, measures
        self._misses: set[str] = set()

    def put(self, value: str, measures: tuple[Enforcement, ...]) -> None:
        """What is in force against this value from now on."""
        self._misses.clear()
        if measures:
            self.measures[value] = (wildcard_parts(value), measures)
        else:
            self.measures.pop(value, None)

    def find(self, name: str) -> list[Enforcement]:
        if name in self._misses:
            return []
        folded = name.strip().casefold()
        found: list[Enforcement] = []
        for parts, measures in self.measures.values():
            if parts[0] == folded if len(parts) == 1 else wildcard_match(parts, folded):
                found.extend(measures)
        if not found:
            if len(self._misses) >= MISSES_MAX:
                self._misses.clear()
            self._misses.add(name)
        return found


class EnforcementBook:
    """The measures in force, by whom they name; the gate asks it on every call (`ports.EnforcementBook`)."""

    __slots__ = (
        "_by_number",
        "_called",
        "_calling",
        "_customers",
        "_names",
        "_number",
        "_pairs",
        "_sources",
        "authors",
        "by_key",
        "lifts",
        "unread",
    )

    def __init__(self) -> None:
        self._number = 0
        self._by_number: dict[int, Enforcement] = {}
        self._customers: dict[str, tuple[Enforcement, ...]] = {}
        self._calling: dict[str, tuple[Enforcement, ...]] = {}
        self._called: dict[str, tuple[Enforcement, ...]] = {}
        self._pairs: dict[str, dict[str, tuple[Enforcement, ...]]] = {}
        self._sources: dict[str, tuple[Enforcement, ...]] = {}
        self._names = _Names()
        self.authors: dict[int, str] = {}  # who set the measure of a line
        self.by_key: dict[str, MeasureSet | MeasureLifted] = {}  # lines that have a key, whether still in force or not
        self.lifts: dict[int, MeasureLifted] = {}  # by the line that they lifted
        self.unread: list[Unread] = []  # lines that this version could not understand

    @property
    def number(self) -> int:
        """Number of the last journal line taken in; 0 for an empty journal."""
        return self._number

    def apply(self, events: Iterable[JournalEvent]) -> None:
        """Put events in force, in the journal's order."""
        for event in events:
            if isinstance(event, MeasureSet):
                self._set(event)
            elif isinstance(event, MeasureLifted):
                self._lift(event.lifts)
                self.lifts.setdefault(event.lifts, event)
            else:
                self.unread.append(event)
            if not isinstance(event, Unread) and event.key:
                self.by_key.setdefault(event.key, event)
            self._number = event.number

    def naming(
        self, source_ip: str, customer: str, calling: Sequence[str], called: str, at: float, name: str = ""
    ) -> tuple[Enforcement, ...]:
        """Those in force at `at` against source, customer, a calling number, the called one, a pair or caller name."""
        if not self._by_number:
            return ()
        found: list[Enforcement] = []
        if source_ip in self._sources:
            found.extend(self._sources[source_ip])
        if customer in self._customers:
            found.extend(self._customers[customer])
        if called in self._called:
            found.extend(self._called[called])
        for number in calling:
            if number in self._calling:
                found.extend(self._calling[number])
            if number in self._pairs:
                found.extend(self._pairs[number].get(called, ()))
        if name and self._names.measures:
            found.extend(self._names.find(name))
        if not found:
            return ()
        # A caller that shows one number twice is named once.
        in_force = {one.number: one for one in found if one.in_force(at)}
        return tuple([in_force[number] for number in sorted(in_force)])

    def in_force(self, at: float) -> tuple[Enforcement, ...]:
        """All measures in force at `at`, in the order they were set."""
        return tuple([one for one in self._by_number.values() if one.in_force(at)])

    def set_by(self, number: int) -> Enforcement | None:
        """The measure that line `number` set, expired or not; None once it was lifted."""
        return self._by_number.get(number)

    def all_set(self) -> tuple[Enforcement, ...]:
        """Every measure that was not lifted, expired or not, in the order they were set."""
        return tuple(self._by_number.values())

    def find(self, number: int, at: float) -> Enforcement | None:
        """The measure that line `number` set, while it is in force."""
        one = self._by_number.get(number)
        return one if one is not None and one.in_force(at) else None

    def _set(self, event: MeasureSet) -> None:
        one = event.enforcement
        self._by_number[one.number] = one
        self.authors[one.number] = event.author
        if one.target is EnforcementTarget.NAME:
            self._names.put(one.value, (*self._named(one.value), one))
            return
        index, key = self._place(one)
        index[key] = (*index.get(key, ()), one)

    def _lift(self, number: int) -> None:
        one = self._by_number.pop(number, None)
        if one is None:  # lifted twice, or the line set nothing this version knows
            return
        del self.authors[number]
        if one.target is EnforcementTarget.NAME:
            self._names.put(one.value, tuple([other for other in self._named(one.value) if other.number != number]))
            return
        index, key = self._place(one)
        rest = tuple([other for other in index[key] if other.number != number])
        if rest:
            index[key] = rest
            return
        del index[key]
        calling = one.value.partition(">")[0]
        if one.target is EnforcementTarget.PAIR and not index:
            del self._pairs[calling]

    def _named(self, value: str) -> tuple[Enforcement, ...]:
        return self._names.measures.get(value, ((), ()))[1]

    def _place(self, one: Enforcement) -> tuple[dict[str, tuple[Enforcement, ...]], str]:
        """The index that a measure belongs in, and its key there."""
        if one.target is EnforcementTarget.PAIR:
            calling, _, called = one.value.partition(">")
            return self._pairs.setdefault(calling, {}), called
        if one.target in (EnforcementTarget.CUSTOMER, EnforcementTarget.UPSTREAM):
            return self._customers, one.value
        if one.target is EnforcementTarget.CALLING_NUMBER:
            return self._calling, one.value
        if one.target is EnforcementTarget.CALLED_NUMBER:
            return self._called, one.value
        return self._sources, one.value
