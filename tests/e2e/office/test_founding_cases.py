"""The two mails that the desk was built for, from a real SMTP dialogue to the screen of whoever decides.

A supplier tells of a party that keeps calling a number and hanging up, dozens of times. Of the one number four
such calls are in the records, of the other none. Staff see both truths; what leaves is the same, byte for byte.
"""

import smtplib
import sys
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, expect

from bellwarden.cli import main
from bellwarden.home import Home
from bellwarden.policy.demo import demo_files
from tests.calllog.logs import HEAD, call
from tests.e2e import kit
from tests.e2e.kit import LOOPBACK, ROOT, Process, free_port
from tests.e2e.office import browser as seen
from tests.e2e.office.persons import come_in
from tests.e2e.office.serving import office, worker

pytestmark = [pytest.mark.e2e, pytest.mark.slow, pytest.mark.timeout(300)]

OURS, SPOOFED = "+12382003010", "+12382003055"  # both are Quillmark's; only the first one called
CALLED, STRANGER = "+14462000177", "+14462009188"
CALLS = 4
TAKEN_UP_MS = 40_000  # a machine with much else to do
MADE = "Made by our customer: 4 calls found, fewer than claimed."
SPOOF = "The number is ours, the calls are not: none in complete records."


@pytest.fixture(scope="module")
def desk(tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[str, str, int]]:
    """An office with its worker, the call records of two days, and a door for mail: address, set-up link, port."""
    folder = tmp_path_factory.mktemp("founding")
    home, policy = folder / "home", folder / "policy"
    for name, data in demo_files().items():
        (policy / name).parent.mkdir(parents=True, exist_ok=True)
        (policy / name).write_bytes(data)
    records = folder / "records.csv"
    records.write_text(HEAD + "".join(_records(_evening())))
    Home(home).init()
    assert main(["policy", "push", str(policy), "--home", str(home), "--reason", "the first one"]) == 0
    assert main(["calls", "import", str(records), "--home", str(home)]) == 0
    kit.command(home, "office", "adopt", str(policy))
    with ExitStack() as stack:
        port = stack.enter_context(mail_door(home))
        one = stack.enter_context(office(home))
        stack.enter_context(worker(home))
        yield one.address, one.set_up_link, port


def test_both_founding_cases_from_mail_to_screen(browser: Browser, desk: tuple[str, str, int]) -> None:
    address, link, port = desk
    with smtplib.SMTP(LOOPBACK, port) as client:
        for place, (shown, called) in enumerate(((OURS, CALLED), (SPOOFED, STRANGER))):
            client.sendmail(f"noc{place}@supplier.example", ["abuse@carrier.example"], _mail(shown, called, place))
    with seen.reader(browser, address) as (context, noted):
        page = context.new_page()
        come_in(page, link, "m.osei", "M. Osei")
        page.goto("/complaints")
        for _ in range(20):
            if page.locator("tr[data-row]").count() == 2:
                break
            page.wait_for_timeout(TAKEN_UP_MS / 20)
            page.reload()
        expect(page.locator("tr[data-row]")).to_have_count(2)
        left = {}
        for place in page.locator("tr[data-row] a.row-link").evaluate_all("links => links.map(one => one.href)"):
            page.goto(place)
            verdict = page.locator("section[aria-labelledby=records] .sentence").inner_text()
            left[verdict] = _leaves(page)
            (_found_fewer_than_claimed if "customer" in verdict else _nothing_found)(page)
        assert sorted(left) == [MADE, SPOOF]
        assert left[MADE] == left[SPOOF]
        assert noted.faults == []


def _leaves(page: Page) -> str:
    """All that leaves, but for its reference: what to do, an offer, a question, and nobody's name or number."""
    reference = page.url.rsplit("/", 1)[1]
    text = page.locator(".leaves .text").text_content() or ""
    assert reference in text
    for name in ("quillmark", *(number[-4:] for number in (OURS, SPOOFED, CALLED, STRANGER))):
        assert name not in text.lower()
    return text.replace(reference, "REFERENCE")


def _found_fewer_than_claimed(page: Page) -> None:
    """Made by our customer, four of dozens, each with its time; the customer is told the same day."""
    records = page.locator("section[aria-labelledby=records]")
    expect(records.locator(".verdict a")).to_have_attribute("href", "/customers/quillmark")
    expect(records.locator(".verdict")).to_contain_text(f"Found {CALLS}")
    expect(records.locator(".verdict")).to_contain_text("24")
    assert records.locator("tr:not(.near) td.when").count() == CALLS
    marks = page.locator("section[aria-labelledby=told] mark").all_inner_texts()
    assert all(any(part in mark for mark in marks) for part in (OURS, CALLED, "dozens of times")), marks


def _nothing_found(page: Page) -> None:
    """The number is ours, the records are complete, no such call: its holder is a victim and not accused."""
    records = page.locator("section[aria-labelledby=records]")
    expect(records).to_contain_text("no such call is in the records of that time")
    expect(records.locator(".verdict")).to_contain_text("Found 0")
    expect(records).to_contain_text("nothing missing")


@contextmanager
def mail_door(home: Path) -> Iterator[int]:
    """`bellwarden mail listen`: the port where it speaks SMTP."""
    port = free_port()
    (home / "mail.toml").write_text(
        f'[receive]\naddresses = ["abuse@carrier.example"]\nlisten = "{LOOPBACK}:{port}"\nprotocol = "smtp"\n'
    )
    command = [sys.executable, "-m", "bellwarden", "mail", "listen", "--home", str(home)]
    process = Process(command, home.parent / "mail.log", ROOT, {"PYTHONPATH": str(ROOT / "src")})
    try:
        process.wait_for("ready", 30.0)
        yield port
    finally:
        process.stop()


def _evening() -> datetime:
    """Of the day before yesterday, in New York."""
    return datetime.now(UTC).replace(hour=22, minute=0, second=0, microsecond=0) - timedelta(days=2)


def _records(evening: datetime) -> list[str]:
    calls = [
        call(n, evening + timedelta(minutes=10 * n), calling=OURS, called=CALLED, billable_s=3, trunk=f"t{n}")
        for n in range(CALLS)
    ]
    morning = evening - timedelta(hours=21)
    # Other calls on all days since: the records are complete.
    calls += [
        call(n, morning + timedelta(minutes=15 * n), calling=f"+12382001{n:03}", customer="harbor-dental")
        for n in range(270)
    ]
    return calls


def _mail(shown: str, called: str, place: int) -> bytes:
    at = _evening()
    return (
        f"From: Harbor Numbers <noc{place}@supplier.example>\r\nTo: abuse@carrier.example\r\n"
        f"Subject: one of your SIP trunk customers\r\nMessage-ID: <founding-{place}@supplier.example>\r\n"
        f"Date: {at + timedelta(hours=12):%a, %d %b %Y %H:%M:%S} +0000\r\n\r\n"
        f"Hello,\r\n\r\nthe party on {shown}, a SIP trunk customer of yours, keeps calling our subscriber {called}\r\n"
        f"and hanging up, dozens of times on {at:%B} {at.day}. Please tell us who that is and make it stop.\r\n"
    ).encode()
