"""The first day of an office: set up, logged in with a second factor, a customer's calls stopped while they come in.

SIPp places calls through the real gate all along. From the press of the button to the first refused call a second may
pass, by the callers' own clock. Then two people give the customer its calls back.
"""

import time
from collections.abc import Iterator
from contextlib import ExitStack
from dataclasses import dataclass

import pytest
from playwright.sync_api import Browser, Page, expect

from bellwarden.policy.demo import demo_files
from tests.e2e import kit
from tests.e2e.office import browser as seen
from tests.e2e.office.calling import GOES_ON, SUSPENDED, Calls, calling
from tests.e2e.office.persons import come_in, invite, log_in, log_out
from tests.e2e.office.serving import Office, office, worker

pytestmark = [pytest.mark.e2e, pytest.mark.slow, kit.needs_sipp, pytest.mark.timeout(120)]

CUSTOMER, ADDRESS = "meadowbrook", "127.0.1.2"  # a school district of the demonstration's policy, and its trunk
CALLERS = [(str(12382001000 + place), "Meadowbrook Schools") for place in range(900)]
REFUSED_S_MAX = 1.0


@dataclass
class Carrier:
    office: Office
    calls: Calls


@pytest.fixture(scope="module")
def carrier(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Carrier]:
    """A gate that carries a customer's calls, and a new office that has adopted the gate's policy."""
    folder = tmp_path_factory.mktemp("first-day")
    home, policy = folder / "home", folder / "policy"
    for name, data in demo_files().items():
        (policy / name).parent.mkdir(parents=True, exist_ok=True)
        (policy / name).write_bytes(data)
    with ExitStack() as stack:
        gate = stack.enter_context(kit.gate(home, policy))
        calls = stack.enter_context(calling(gate.sip_port, ADDRESS, CALLERS, folder, rate=20))
        kit.command(home, "office", "adopt", str(policy))
        one = stack.enter_context(office(home))
        stack.enter_context(worker(home))
        yield Carrier(one, calls)


def test_first_start_to_reinstatement(browser: Browser, carrier: Carrier) -> None:
    with ExitStack() as stack:
        readers = [stack.enter_context(seen.reader(browser, carrier.office.address)) for _ in range(3)]
        boss, analyst, lead = (context.new_page() for context, _ in readers)
        first_start(boss, carrier.office)
        come_in(analyst, invite(boss, "m.osei", "M. Osei", ["analyst"]), "m.osei", "M. Osei")
        come_in(lead, invite(boss, "j.lindqvist", "J. Lindqvist", ["lead"]), "j.lindqvist", "J. Lindqvist")
        watch_calls(analyst)
        suspend(analyst, carrier.calls)
        reinstate(analyst, lead, carrier.calls)
        assert [noted.faults for _, noted in readers] == [[], [], []]


def first_start(page: Page, one: Office) -> None:
    """The printed link makes the first account, and works once."""
    link = one.set_up_link
    account = come_in(page, link, "b.keeper", "B. Keeper")
    log_out(page)
    log_in(page, account)


def watch_calls(page: Page) -> None:
    """Calls of this customer come in by themselves: a row stands there that was not there before."""
    page.goto(f"/live?verdict=all&customer={CUSTOMER}")
    expect(page.locator("tr[data-id]").first).to_be_visible()
    before = page.locator("tr[data-id]").first.get_attribute("data-id")
    expect(page.locator("tr[data-id]").first).not_to_have_attribute("data-id", before or "", timeout=10_000)
    page.locator("a.row-link").first.click()
    expect(page.locator("h1")).to_contain_text("Allowed")


def suspend(page: Page, calls: Calls) -> None:
    """By the key on the customer's page; to the first call that SIPp is refused, and the page that proves it."""
    page.goto(f"/customers/{CUSTOMER}")
    page.keyboard.press("Shift+K")
    expect(page.locator("#measure")).to_be_visible()
    assert calls.count(SUSPENDED) == 0, "the key alone has stopped calls"
    page.select_option("[name=reason_code]", "fraud_against_customer")
    page.select_option("[name=evidence_class]", "fact")
    page.fill("[name=internal_text]", "Its PBX calls abroad by itself since 02:00; the school is closed.")
    page.check("[name=emergency]")
    pressed = time.time()
    page.click("#measure button.btn-danger")
    refused = kit.wait_until(lambda: [one for one in calls.answers() if one.status == SUSPENDED], bool, 5.0)
    assert refused, f"no call was refused:\n{page.inner_text('main')}"
    took, last = refused[0].at - pressed, max(one.at for one in calls.answers() if one.status == GOES_ON) - pressed
    print(f"press to first refused call {took:.3f} s, to the last one let through {last:.3f} s")
    assert took <= REFUSED_S_MAX and last <= REFUSED_S_MAX
    # The page fills itself as the gate confirms and the first refusal comes in.
    expect(page.locator("main")).to_contain_text("1 of 1", timeout=15_000)
    expect(page.locator("#proof .figures > div").nth(3)).to_contain_text("from the press", timeout=15_000)


def reinstate(analyst: Page, lead: Page, calls: Calls) -> None:
    """One proposes with cause and cure, another approves; whoever proposed can't."""
    analyst.goto(f"/customers/{CUSTOMER}/reinstate")
    analyst.fill("[name=cause]", "The password of an extension was guessed.")
    analyst.fill("[name=cure]", "The extension is locked, calls abroad are switched off.")
    analyst.click("main button.btn-primary")
    expect(analyst.locator("h1")).to_be_visible()
    address = analyst.url
    assert analyst.locator("form[action$='/approve']").count() == 0, "whoever asks may approve"
    assert calls.answers()[-1].status == SUSPENDED
    lead.goto(address)
    pressed = time.time()
    lead.click("form[action$='/approve'] button")
    again = kit.wait_until(
        lambda: [one for one in calls.answers() if one.status == GOES_ON and one.at > pressed], bool, 5.0
    )
    assert again, lead.inner_text("main")
    print(f"approval to the first call that goes on again {again[0].at - pressed:.3f} s")
    lead.goto(f"/customers/{CUSTOMER}")
    expect(lead.locator("main")).to_contain_text("Active")
