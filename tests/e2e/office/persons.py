"""What a person does with the log-in pages: comes in by a link, sets up the second factor, logs out and in again."""

import time
from dataclasses import dataclass

from playwright.sync_api import Page, expect

from tests.e2e.office.one_time import STEP_S, code

PASSWORD = "seven lamps on the harbour wall"


@dataclass
class Account:
    key: str
    name: str
    secret: str = ""  # of the second factor, as the page showed it


def come_in(page: Page, link: str, key: str, name: str, email: str = "") -> Account:
    """By a link that works once: password, second factor, recovery codes."""
    page.goto(link)
    if page.locator("input[name=key]").count():  # the link makes the account
        page.fill("input[name=key]", key)
        page.fill("input[name=name]", name)
        page.fill("input[name=email]", email)
    page.fill("input[name=password]", PASSWORD)
    page.fill("input[name=again]", PASSWORD)
    page.click("main button.btn-primary")
    secret = page.locator("code.secret").inner_text().strip()
    page.fill("input[name=code]", code(secret, time.time()))
    page.click("main button.btn-primary")
    page.click("text=I have kept them")
    expect(page.locator("details.person")).to_be_visible()
    return Account(key, name, secret)


def log_out(page: Page) -> None:
    page.click("details.person summary")
    page.click("text=Log out")


def log_in(page: Page, account: Account) -> None:
    """Each code is taken once: so soon after the set-up it is the next one that the app will show."""
    page.goto("/login/")
    page.fill("input[name=login]", account.key)
    page.fill("input[name=password]", PASSWORD)
    page.click("main button.btn-primary")
    page.fill("input[name=code]", code(account.secret, time.time() + STEP_S))
    page.click("main button.btn-primary")
    expect(page.locator("details.person")).to_be_visible()


def invite(page: Page, key: str, name: str, roles: list[str]) -> str:
    """An administrator's deed; the link for the new person."""
    page.goto("/people/invite")
    page.fill("input[name=key]", key)
    page.fill("input[name=name]", name)
    for role in roles:
        page.check(f"input[name=roles][value={role}]")
    page.click("main button.btn-primary")
    return page.locator("code.secret").inner_text().strip()
