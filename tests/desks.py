"""A carrier with call records, and complaints about them: what tests of the desk in the office begin with."""

import shutil
from collections.abc import Callable, Iterator
from datetime import UTC, datetime, timedelta
from hashlib import sha256
from pathlib import Path

import pytest

from bellwarden.calllog import CallLog
from bellwarden.calllog.asking import asking
from bellwarden.calllog.complaints import ComplaintCalls
from bellwarden.cli import main
from bellwarden.cli.complaint_opening import settings_of, world_of
from bellwarden.cli.office_complaints import ComplaintWork
from bellwarden.cli.traffic_settings import area_zones
from bellwarden.flows.complaint import Opened, open_complaint
from bellwarden.flows.office import complaints, customers
from bellwarden.flows.office.world import OfficeWorld
from bellwarden.home import Home
from bellwarden.mail.child import Setting
from bellwarden.mail.reading import MessageReader
from bellwarden.model.message import Envelope, Kept
from bellwarden.model.office.complaint import ComplaintRecord
from bellwarden.policy.demo import demo_files
from tests.calllog.logs import HEAD, call
from tests.offices import BEGIN

__all__ = ["carrier", "carrier_once", "filed", "opened_once", "work"]

Opener = Callable[[bytes], tuple[Opened, ...]]
Filer = Callable[[bytes], ComplaintRecord]

DAY = datetime(2026, 11, 16, tzinfo=UTC)  # two days before the hand clock begins
OURS, SPOOFED = "+12382003010", "+12382003055"  # both are Quillmark's
CALLED, STRANGER = "+14462000177", "+14462009188"


def mail(shown: str, name: str = "noc@supplier.example", called: str = CALLED) -> bytes:
    """A supplier of numbers tells of hang-up calls."""
    return (
        f"From: Harbor Numbers <{name}>\r\nTo: abuse@carrier.example\r\nSubject: hang-up calls\r\n"
        f"Message-ID: <{shown}-{name}>\r\nDate: {DAY + timedelta(days=1):%a, %d %b %Y %H:%M:%S} -0400\r\n\r\n"
        f"Hi team,\r\n\r\none of the parties on your trunk keeps calling our subscriber {called}\r\n"
        f"and hanging up, dozens of times on {DAY:%B} {DAY.day}. The caller ID was {shown}.\r\n\r\n"
        "Can you tell us who your customer is?\r\n"
    ).encode()


@pytest.fixture(scope="session")
def carrier_once(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Policy in force, and the call records of two days: four calls of Quillmark's, none of the spoofed number."""
    tmp_path = tmp_path_factory.mktemp("carrier")
    home, policy = Home(tmp_path / "home"), tmp_path / "policy"
    home.init()
    for name, data in demo_files().items():
        (policy / name).parent.mkdir(parents=True, exist_ok=True)
        (policy / name).write_bytes(data)
    assert main(["policy", "push", str(policy), "--home", str(home.path), "--reason", "x"]) == 0
    evening = DAY + timedelta(hours=18)
    rows = [
        call(n, evening + timedelta(minutes=10 * n), calling=OURS, called=CALLED, billable_s=3, trunk=f"t{n}")
        for n in range(4)
    ]
    rows += [
        call(n, DAY + timedelta(minutes=14 * n), calling=f"+12382001{n:03}", customer="harbor-dental")
        for n in range(200)
    ]
    records = tmp_path / "records.csv"
    records.write_text(HEAD + "".join(rows))
    assert main(["calls", "import", str(records), "--home", str(home.path)]) == 0
    assert CallLog(home.path / "calllog").manifest().segments
    return home.path


@pytest.fixture
def carrier(home: Home, carrier_once: Path) -> Home:
    """A copy of the test's own."""
    shutil.copytree(carrier_once, home.path, dirs_exist_ok=True)
    return home


@pytest.fixture
def work(carrier: Home, world: OfficeWorld) -> ComplaintWork:
    customers.create(world, {"key": "quillmark", "name": "Quillmark Surveys"})
    return ComplaintWork(carrier)


@pytest.fixture(scope="session")
def opened_once(carrier_once: Path) -> Iterator[Opener]:
    """Reads, matches and judges a message as the worker does, each once a run: for tests of what follows."""
    home = Home(carrier_once)
    known: dict[bytes, tuple[Opened, ...]] = {}
    pointer = home.shelf().current()
    assert pointer is not None
    document = home.shelf().load(pointer.snapshot).document
    settings = settings_of(home.path, document.carrier.country)
    log, now = home.path / "calllog", datetime.fromtimestamp(BEGIN, UTC)
    with MessageReader(Setting(document.carrier.country, settings.zones, area_zones(home.path))) as reader:

        def opened(raw: bytes) -> tuple[Opened, ...]:
            if raw not in known:
                with asking(log) as asked:
                    desk = world_of(document, ComplaintCalls(log, asked), settings.senders)
                    readings = reader.read(raw, "message.eml", now)
                    known[raw] = tuple(open_complaint(one, sha256(raw).hexdigest(), desk, now) for one in readings)
            return known[raw]

        yield opened


@pytest.fixture
def filed(carrier: Home, world: OfficeWorld, opened_once: Opener) -> Filer:
    """A message becomes a case, as `take_up` does, and quicker."""
    customers.create(world, {"key": "quillmark", "name": "Quillmark Surveys"})

    def made(raw: bytes) -> ComplaintRecord:
        kept = Kept(sha256(raw).hexdigest(), Envelope("lmtp", world.clock.now()))
        return complaints.take_up(world, kept, len(raw), opened_once(raw))[0]

    return made


def take_up(work: ComplaintWork, world: OfficeWorld, home: Home, *messages: bytes) -> None:
    for raw in messages:
        home.mail_drop().take(raw, Envelope("lmtp", world.clock.now(), sender="bounces@mail.example"))
    work.take_up(world)
