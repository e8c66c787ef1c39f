"""A routine complaint takes six keys at most: counted in Chromium, whose requests Django answers in this process."""

import asyncio
from collections.abc import Iterator
from contextlib import contextmanager

import pytest
from django.contrib.staticfiles.finders import find
from django.test import Client
from playwright.sync_api import Page, Request, Route, expect

from bellwarden.cli.office_complaints import ComplaintWork
from bellwarden.flows.office.world import OfficeWorld
from bellwarden.home import Home
from bellwarden.model.complaint_match import Match
from bellwarden.model.office.case import Answer, CaseState
from bellwarden.model.office.people import Role
from tests.desks import OURS, SPOOFED, STRANGER, mail, take_up
from tests.e2e.office import browser as seen
from tests.web.people import Clients

pytestmark = [pytest.mark.e2e, pytest.mark.slow, pytest.mark.timeout(300)]
KEYS_MAX = 6
WAIT_MS = 60_000  # of a machine with other work
ADDRESS = "http://office.example"
TYPES = {"css": "text/css", "js": "text/javascript", "svg": "image/svg+xml", "woff2": "font/woff2"}


class Desk:
    """A person at the keyboard, whose presses are counted."""

    def __init__(self, page: Page) -> None:
        self.page = page
        self.pressed = 0

    def press(self, *keys: str) -> None:
        for key in keys:
            self.page.keyboard.press(key)
            self.pressed += 1

    def decide(self, *keys: str) -> None:
        """The last of them sends the form."""
        self.press(*keys[:-1])
        with self.page.expect_navigation():
            self.press(keys[-1])


@contextmanager
def beside_the_loop() -> Iterator[None]:
    """The browser's loop runs in this thread, and Django would give each of its tasks another connection."""
    loop = asyncio._get_running_loop()
    asyncio._set_running_loop(None)
    try:
        yield
    finally:
        asyncio._set_running_loop(loop)


@contextmanager
def at_desk(client: Client, size: tuple[int, int] = seen.WIDE) -> Iterator[Desk]:
    """The page's requests go to the test's client: same cookies, same database, nothing on a network."""

    def answer(route: Route, request: Request) -> None:
        place = request.url.removeprefix(ADDRESS)
        if place.startswith("/static/"):
            path = find(place.removeprefix("/static/")) or ""
            route.fulfill(path=path, content_type=TYPES.get(place.rpartition(".")[2], "text/plain"))
            return
        with beside_the_loop():
            if request.method == "POST":
                sent = request.post_data or ""
                got = client.post(place, sent, content_type="application/x-www-form-urlencoded", follow=True)
            else:
                got = client.get(place, follow=True)
        route.fulfill(status=got.status_code, body=got.content, headers={"Content-Type": got["Content-Type"]})

    with seen.browsing() as browser, seen.reader(browser, ADDRESS, size) as (context, noted):
        context.set_default_timeout(WAIT_MS)
        context.route("**/*", answer)
        yield Desk(context.new_page())
        assert noted.faults == []


def test_six_keys_decide_a_routine_complaint(
    work: ComplaintWork, world: OfficeWorld, carrier: Home, client_of: Clients
) -> None:
    take_up(work, world, carrier, mail(OURS), mail(SPOOFED, called=STRANGER))
    client = client_of(Role.ANALYST)
    with world.office.reading() as desk:
        spoofed, ours = sorted(desk.complaints.list(), key=lambda one: one.verdict is Match.MADE_BY_CUSTOMER)
    with at_desk(client) as person:
        page = person.page
        page.goto(f"/complaints/{spoofed.reference}")
        assert seen.violations(page) == []
        expect(page.locator("#decides")).to_be_in_viewport(ratio=1, timeout=WAIT_MS)  # the footer stays in sight
        expect(page.get_by_role("group", name="Illegal?")).to_be_in_viewport(ratio=1, timeout=WAIT_MS)
        person.decide("c", "Enter")  # as it is suggested: confirmed, and the case resolved
        assert person.pressed == 2
        assert ours.reference in page.content() and page.locator(".undo").is_visible()
        with person.page.expect_navigation():
            person.press("z")
        assert page.locator("h1").inner_text().lower().startswith("unwanted call")
        with beside_the_loop(), world.office.reading() as desk:
            assert desk.complaints.get(spoofed.id).confirmed_by == ""
        person.pressed = 0
        page.goto(f"/complaints/{ours.reference}")
        person.decide("1", "n", "y", "n", "Enter")  # three answers of one's own
        assert person.pressed <= KEYS_MAX
        with beside_the_loop(), world.office.reading() as desk:
            row = desk.complaints.get(ours.id)
            case = desk.cases.get(row.case_id)
    assert (row.confirmed_by, row.verdict, case.state) == ("osei", Match.MADE_BY_CUSTOMER, CaseState.INVESTIGATING)
    assert (case.illegal, case.against_terms, case.harmful) == (Answer.NO, Answer.YES, Answer.NO)


def test_a_word_is_put_right_by_a_press_and_letters_typed_there_are_no_keys(
    work: ComplaintWork, world: OfficeWorld, carrier: Home, client_of: Clients
) -> None:
    take_up(work, world, carrier, mail(OURS))
    with world.office.reading() as desk:
        (row,) = desk.complaints.list()
    with at_desk(client_of(Role.ANALYST), seen.NARROW) as person:
        page = person.page
        page.goto(f"/complaints/{row.reference}")
        assert seen.too_wide(page) == 0
        page.locator("mark.called button").first.click()
        form = page.locator(".fix:popover-open")
        form.get_by_label("Digits").fill("14462000178")
        person.press("Escape")
        assert page.locator(".fix:popover-open").count() == 0
        page.locator("mark.called button").first.click()
        form.get_by_label("another number").check()
        with page.expect_navigation():
            form.get_by_role("button", name="Put right").click()
        assert page.locator("mark.other").count() == 1
        assert "put right by" in page.locator(".corrected").inner_text()
