"""The console by keyboard alone, at twice the size of letters, with keys of one's own, and by dragging over a chart."""

import re
from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, Page, expect

from tests.e2e.office import browser as seen
from tests.e2e.office.serving import Office
from tests.e2e.office.test_pages import hostile_office

pytestmark = [pytest.mark.e2e, pytest.mark.slow, pytest.mark.timeout(180)]
# WCAG 2.1, 1.4.4 and 1.4.10: at 200 % a window of 1280 pixels is one of 640.
TWICE = (640, 450)
PAGES = (
    *("/", "/complaints", "/cases", "/live", "/alerts", "/customers", "/upstreams", "/enforcements", "/rules"),
    *("/policy", "/replay", "/audit", "/gates", "/jobs", "/import", "/people", "/settings", "/settings/letters"),
)


@pytest.fixture(scope="module")
def filled(tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[Office, str]]:
    with hostile_office(tmp_path_factory.mktemp("by-hand")) as made:
        yield made


@pytest.fixture
def page(browser: Browser, filled: tuple[Office, str]) -> Iterator[Page]:
    one, cookie = filled
    with seen.reader(browser, one.address) as (context, noted):
        name, _, value = cookie.partition("=")
        context.add_cookies([{"name": name, "value": value, "url": one.address}])
        yield context.new_page()
        assert noted.faults == []


def test_at_twice_the_size_nothing_is_cut_off_and_nothing_scrolls_sideways(page: Page) -> None:
    page.set_viewport_size({"width": TWICE[0], "height": TWICE[1]})
    wide = {}
    for path in PAGES:
        page.goto(path)
        over = page.evaluate("document.documentElement.scrollWidth - document.documentElement.clientWidth")
        heading = page.locator("h1").first.bounding_box()
        if over > 0 or heading is None or heading["x"] < 0 or heading["x"] + heading["width"] > TWICE[0]:
            wide[path] = over
    assert wide == {}


def focused(page: Page) -> str:
    return str(page.evaluate("(document.activeElement.textContent || document.activeElement.value || '').trim()"))


def tab_to(page: Page, words: str, most: int = 150) -> None:
    """By the tabulator alone; whatever has the focus shows that it has it."""
    for _ in range(most):
        page.keyboard.press("Tab")
        if re.search(words, focused(page)):
            ring = page.evaluate(
                "(() => { const s = getComputedStyle(document.activeElement);"
                " return s.outlineStyle !== 'none' || s.boxShadow !== 'none'; })()"
            )
            assert ring, f"{words}: no ring of focus"
            return
    raise AssertionError(f"{words} is not reached from {page.url}")


def test_a_measure_is_asked_for_and_undone_by_keyboard_alone(page: Page) -> None:
    page.goto("/")
    page.keyboard.press("Tab")
    assert "To the content" in focused(page)
    page.keyboard.press("g")
    page.keyboard.press("e")
    page.wait_for_url("**/enforcements")
    tab_to(page, "^New|Block|enforcement…|New enforcement")
    page.keyboard.press("Enter")
    page.wait_for_url("**/enforcements/new*")
    tab_to(page, "^Block calls from")
    page.keyboard.press("Enter")
    page.wait_for_url("**kind=block_calling*")
    assert "Not now" in focused(page)  # focus begins on the way out
    for field, value in (("value", "+1 238 200 0199"), ("internal_text", "Seen by hand")):
        page.locator(f"[name={field}]").focus()
        page.keyboard.type(value)
    for field, word in (("reason_code", "illegal"), ("evidence_class", "Fact"), ("length", "8")):
        page.locator(f"[name={field}]").focus()
        page.keyboard.type(word)
    page.locator("[name=value]").focus()
    page.keyboard.press("Enter")
    assert page.url.endswith("kind=block_calling")  # Enter alone presses nothing
    tab_to(page, "^Ask for the block")  # by Space: Enter is too easily meant for a field
    page.keyboard.press("Space")
    page.wait_for_url(re.compile(r"/enforcements/E-"))
    expect(page.locator(".undo")).to_contain_text("waits for a second person")
    page.locator("h1").first.focus()
    page.keyboard.press("z")
    expect(page.locator("main")).to_contain_text("Undone.")
    expect(page.locator("h1").first).to_contain_text("Rejected")


def test_keys_of_ones_own(page: Page) -> None:
    page.goto("/settings/letters")
    page.get_by_label("Down", exact=True).fill("h")
    page.get_by_role("button", name="Save").click()
    page.goto("/cases")
    page.keyboard.press("j")
    expect(page.locator("tr.here")).to_have_count(0)
    page.keyboard.press("h")
    expect(page.locator("tr.here")).to_have_count(1)
    page.keyboard.press("?")
    expect(page.locator("#keys")).to_contain_text(re.compile(r"Down\s*h"))
    page.keyboard.press("Escape")
    page.goto("/settings/letters")
    page.get_by_role("button", name="As shipped").click()


def test_a_time_is_chosen_by_dragging_over_the_chart(page: Page) -> None:
    page.goto("/live?verdict=all")
    over = page.locator("#plots .u-over").last
    expect(over).to_be_visible(timeout=40_000)  # half a minute has to be over
    box = over.bounding_box()
    assert box is not None
    page.mouse.move(box["x"] + box["width"] * 0.5, box["y"] + 20)
    page.mouse.down()
    page.mouse.move(box["x"] + box["width"] * 0.9, box["y"] + 20, steps=4)
    page.mouse.up()
    page.wait_for_url("**since=*")
    assert "verdict=all" in page.url and "until=" in page.url
    expect(page.locator(".lede")).to_contain_text("Only from")
    page.go_back()
    page.wait_for_url(lambda url: "since=" not in url)
