"""The demonstration's complaint mails: real SMTP, a real IMAP server, the product's own receiver and fetcher."""

import shutil
import threading
import time
from collections.abc import Callable, Iterator
from datetime import UTC, datetime
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest

from bellwarden.cli import main
from bellwarden.cli.demo_mail import DemoMail
from bellwarden.cli.office_complaints import ComplaintWork
from bellwarden.cli.office_letters import LetterWork
from bellwarden.flows.office import complaints
from bellwarden.flows.office.world import OfficeWorld
from bellwarden.home import Home
from bellwarden.model.complaint_match import Match
from bellwarden.model.office.complaint import ComplaintRecord
from bellwarden.model.office.letter import LetterKind
from bellwarden.simulator.worlds import dialects, past

pytestmark = [pytest.mark.door, pytest.mark.slow]


@pytest.fixture
def demo(carrier: Home, tmp_path: Path) -> Iterator[DemoMail]:
    """Last evening's four hang-ups in the log, among calls all day long."""
    shutil.rmtree(carrier.path / "calllog")  # another feed, which ended days ago
    now, dialect = datetime.now(UTC), dialects.load()["generic"]
    hang_ups = past.hang_ups(now)
    begin = hang_ups[0].at_ms - 3 * 86_400_000
    other = hang_ups[0]._replace(customer="harbor-dental", calling="12382000100", called=14462005555)
    rest = [other._replace(at_ms=at) for at in range(begin, round(now.timestamp() * 1000), 900_000)]
    told = sorted((*hang_ups, *rest), key=lambda call: call.at_ms)
    records = tmp_path / "last-week.csv"
    rows = [text for serial, call in enumerate(told) for _, text in dialect.rows(call, serial)[1]]
    records.write_text(dialect.header + "".join(rows))
    assert main(["calls", "import", str(records), "--home", str(carrier.path)]) == 0
    office = SimpleNamespace(ready=threading.Event(), fault="", address="http://127.0.0.1")
    office.ready.set()
    week = SimpleNamespace(over=True, records=records)
    made: Any = DemoMail(tmp_path, carrier, office, week)  # type: ignore[arg-type]
    yield made
    made.stop()


def until(holds: Callable[[], object], seconds: float = 50.0) -> None:
    end = time.monotonic() + seconds
    while not holds():
        assert time.monotonic() < end, "it took too long"
        time.sleep(0.2)


@pytest.mark.timeout(150)
def test_both_founding_cases_arrive_and_a_reply_to_our_answer_joins(
    demo: DemoMail, work: ComplaintWork, world: OfficeWorld, carrier: Home
) -> None:
    now = world._replace(clock=type("Clock", (), {"now": lambda self: time.time()})())

    def rows() -> dict[str, ComplaintRecord]:
        work.take_up(now)
        with world.office.reading() as desk:
            return {one.sender: one for one in desk.complaints.list()}

    until(lambda: {"noc@harbor-numbers.example", "support@quay-numbers.example"} <= set(rows()))
    ours, twin = rows()["noc@harbor-numbers.example"], rows()["support@quay-numbers.example"]
    assert (ours.verdict, ours.found, ours.claimed_least) == (Match.MADE_BY_CUSTOMER, 4, 24)
    assert (twin.verdict, twin.found) == (Match.SPOOFED, 0)
    assert ours.sender_confirmed and twin.sender_confirmed
    with world.office.reading() as desk:
        doors = [desk.evidence.find(case_id=one.case_id, sha256=one.message) for one in (ours, twin)]
        texts = [desk.notices.get(one.notice_id).text.replace(one.reference, "REF") for one in (ours, twin)]
    assert [one.source.partition(":")[0] for one in doors if one] == ["smtp", "imap"]
    assert texts[0] == texts[1]

    complaints.hold_answer(now, ours.id)
    complaints.send_answer(now, ours.id)
    sending = LetterWork(carrier)
    soon = world._replace(clock=type("Clock", (), {"now": lambda self: time.time() + 60})())  # no longer held for undo

    def replied() -> bool:
        sending.send(soon)
        work.take_up(now)
        with world.office.reading() as desk:
            return desk.letters.count(kind=LetterKind.REPLY, complaint_id=ours.id, flag="") == 1

    until(replied)
    told = "\n".join(demo.lines())
    assert "mail by SMTP from noc@harbor-numbers.example" in told and "mail by IMAP from" in told
    assert f"{ours.reference}: made by our customer, 4 calls found" in told
