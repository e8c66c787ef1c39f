"""The public form in Chromium: its calculation under the strict policy, without script, and as axe reads it."""

import re
import time
from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, Page

from bellwarden.disclosure.form_wording import WORDS
from bellwarden.home import Home
from bellwarden.model.message import MessageState
from tests.e2e.office import browser as seen
from tests.e2e.office.serving import Office, office

pytestmark = [pytest.mark.e2e, pytest.mark.slow, pytest.mark.timeout(120)]


@pytest.fixture(scope="module")
def desk(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Office]:
    home = Home(tmp_path_factory.mktemp("public") / "home")
    home.init()
    with office(home.path) as one:
        yield one


def fill(page: Page, number: str) -> None:
    page.get_by_label("The number your telephone showed").fill(number)
    page.get_by_label("Your number", exact=True).fill("446-200-0177")
    page.get_by_label("Day", exact=True).fill("2026-11-16")
    page.get_by_label("Time of day").fill("18:10")
    page.get_by_label("in your own words").fill("It rings, I pick up, nobody speaks.")


def sent(page: Page, state: MessageState, desk: Office) -> None:
    """The page tells a reference; the drop holds one more in this state."""
    page.get_by_role("button", name="Send the report").click()
    reference = page.locator(".reference").inner_text(timeout=40_000)
    assert re.fullmatch(r"C-[0-9A-Z]{8}", reference)
    assert "The law forbids us to say" in page.locator("main").inner_text()
    until = time.monotonic() + 20
    while not (found := list(Home(desk.home).mail_drop().list(state))) and time.monotonic() < until:
        time.sleep(0.05)
    assert [one.envelope.source for one in found] == ["form"]


def test_a_browser_calculates_and_nobody_need_look(desk: Office, browser: Browser) -> None:
    with seen.reader(browser, desk.address, seen.NARROW) as (context, noted):
        page = context.new_page()
        page.goto("/report")
        fill(page, "238-200-3010")
        assert seen.violations(page) == [] and seen.too_wide(page) == 0
        sent(page, MessageState.NEW, desk)
        assert seen.violations(page) == [] and context.cookies() == []
        assert noted.faults == []


def test_without_script_a_person_looks_first(desk: Office, browser: Browser) -> None:
    with seen.reader(browser, desk.address, script=False) as (context, noted):
        page = context.new_page()
        page.goto("/report")
        assert "runs no script" in page.locator("noscript").inner_text()
        fill(page, "238-200-3055")
        sent(page, MessageState.QUARANTINE, desk)
        assert noted.faults == []


@pytest.mark.parametrize("tongue", sorted(WORDS))
def test_faults_are_told_and_read_aloud_in_each_language(tongue: str, desk: Office, browser: Browser) -> None:
    with seen.reader(browser, desk.address, seen.NARROW, "dark") as (context, noted):
        noted.expected = ("422",)
        page = context.new_page()
        page.goto(f"/report?lang={tongue}")
        page.locator("#email").fill("ana@")
        page.locator("summary").click()
        page.locator("button").click()
        alert = page.locator("#faults")
        assert WORDS[tongue]["fault_needed"] in alert.inner_text(timeout=40_000)
        assert page.evaluate("document.activeElement.id") == "faults"
        assert page.locator("#email").input_value() == "ana@"
        assert page.locator("#email").get_attribute("aria-invalid") == "true"
        page.locator("summary").click()
        assert seen.violations(page) == [] and seen.too_wide(page) == 0
        assert noted.faults == []
