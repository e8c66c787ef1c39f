"""Texts as messages, and desks in memory: a policy of a few lines, a call book that holds what it is given."""

from collections.abc import Sequence
from datetime import UTC, datetime, timedelta
from pathlib import Path

from bellwarden.complaints import intake
from bellwarden.complaints.incoming import open_bytes
from bellwarden.complaints.quoting import parts_of
from bellwarden.complaints.reading import Around, read_message
from bellwarden.complaints.triage import Figures
from bellwarden.disclosure import recipients
from bellwarden.flows.complaint import ComplaintWorld, owners_of, secrets_of
from bellwarden.mail.tables import unpack
from bellwarden.mail.zones import ZoneTable, find_zone
from bellwarden.model.call_record import CallRecord, CallResult
from bellwarden.model.complaint import Message, Origin, Part, Reading
from bellwarden.model.complaint_match import Coverage
from bellwarden.model.policy import Carrier, Customer, Numbers, PolicyDocument, Standing, Trunk
from bellwarden.rules import shipped_packs
from tests.house.tree import ROOT

DATA = ROOT / "tests" / "data" / "complaints"
NOW = datetime(2026, 5, 14, 17, tzinfo=UTC)  # a Thursday, 13:00 in New York
EASTERN = ("America/New_York",)
CALLER, CALLED = 12382200155, 14462002001
RULES = tuple(rule for pack in shipped_packs().values() for rule in pack)
RECIPIENTS = recipients.load()
INTAKES = intake.load()


def around(zones: tuple[str, ...] = EASTERN, country: str = "US") -> Around:
    """A desk in New York; every called number is in `zones`."""
    return Around(country, find_zone, lambda number: zones, EASTERN)


def read(text: str, subject: str = "", now: datetime = NOW, zones: tuple[str, ...] = EASTERN) -> Reading:
    parts = (Part(Origin.SUBJECT, subject),) if subject else ()
    message = Message("plain_mail", "mail", (*parts, *parts_of(text)), sender="ana@mail.example", subject=subject)
    return read_message(message, around(zones), now)


def messages(data: bytes, name: str = "") -> tuple[Message, ...]:
    return intake.messages(open_bytes(data, name, unpack), INTAKES)


def readings(data: bytes, name: str = "") -> tuple[Reading, ...]:
    own = Around("US", find_zone, ZoneTable({238: EASTERN, 446: EASTERN}).zones_of, EASTERN)
    return tuple(read_message(one, own, NOW) for one in messages(data, name))


def samples() -> list[Path]:
    """Every message of the corpus: mails, tables, JSON, texts."""
    return sorted(path for path in DATA.iterdir() if path.suffix not in (".jsonl", ".md"))


def call(
    at: datetime, calling: int | None = CALLER, called: int = CALLED, customer: str | None = "harbor-bay", line: int = 1
) -> CallRecord:
    text = None if calling else "anonymous"
    return CallRecord(
        at, calling, called, text, None, CallResult.NO_ANSWER, "16", 487, 4000, 0, customer, customer, None, None,
        f"call-{line}", None, None, None, 1, line,
    )  # fmt: skip


class Book:
    """`ports.complaint.CallBook` over a list."""

    def __init__(self, calls: Sequence[CallRecord], coverage: Coverage | None = None) -> None:
        self._calls = calls
        self._coverage = coverage or Coverage(NOW - timedelta(days=60), NOW)

    def find(self, number: int, since: datetime, until: datetime) -> list[CallRecord]:
        return [one for one in self._calls if number in (one.calling, one.called) and since <= one.began <= until]

    def coverage(self) -> Coverage:
        return self._coverage

    def figures(self, customer: str, since: datetime, until: datetime) -> Figures | None:
        found = [one for one in self._calls if one.customer == customer]
        return Figures(len(found), 0, 0, 0, 2.0) if found else None


def document(numbers: Sequence[int] = (CALLER,), standing: Standing = Standing.ACTIVE) -> PolicyDocument:
    held = Numbers(tuple(numbers))
    one = Customer("harbor-bay", "Harbor Bay Associates", standing=standing, numbers=held)
    other = Customer("stone-labs", "Stone Labs", upstream=True, any_caller_id=True)
    trunk = Trunk("harbor-bay-1", ("198.18.0.7",), customer="harbor-bay")
    return PolicyDocument(Carrier("Example Voice"), (trunk,), (one, other), inventory=held)


def desk(calls: Sequence[CallRecord], policy: PolicyDocument | None = None, book: Book | None = None) -> ComplaintWorld:
    held = policy or document()
    return ComplaintWorld(
        "Example Voice", "US", owners_of(held), {}, secrets_of(held), book or Book(calls), RULES, RECIPIENTS, {}
    )
