"""Coming in otherwise than by password and app: a passkey of Chromium's own authenticator, a real OpenID provider."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import urlsplit

import pytest
from playwright.sync_api import Browser, Page, expect

from tests.e2e import kit
from tests.e2e.office import browser as seen
from tests.e2e.office.persons import PASSWORD, come_in, log_out
from tests.e2e.office.serving import Office, office

pytestmark = [pytest.mark.e2e, pytest.mark.slow, pytest.mark.timeout(180)]
PEER = kit.ROOT / "build/peers/canaille"
SECRET = "a secret that both of them know, for tests alone"
AUTHENTICATOR = {
    "protocol": "ctap2",
    "transport": "internal",
    "hasResidentKey": True,
    "hasUserVerification": True,
    "isUserVerified": True,
    "automaticPresenceSimulation": True,
}


@dataclass
class Carrier:
    office: Office
    provider: kit.Process
    provider_address: str


@pytest.fixture(scope="module")
def carrier(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Carrier]:
    """An office that one account may enter, by its verified mail address at two providers; one vouches for factors."""
    if not (PEER / "stamp").exists():
        pytest.skip("make test sets it up (scripts/peer.sh canaille)")
    folder = tmp_path_factory.mktemp("log-in")
    home, port, there = folder / "home", kit.free_port(), kit.free_port()
    home.mkdir()
    kit.command(home, "office", "init")
    (home / "keys" / "openid.secret").write_text(SECRET)
    (home / "office.toml").write_text(
        "".join(
            f'[openid.{key}]\nname = "{name}"\nserver = "http://127.0.0.1:{there}"\nclient = "client-{number}"\n'
            f'secret_file = "keys/openid.secret"\nsecond_factor = {strong}\n'
            for number, (key, name, strong) in enumerate(
                (("staff", "Staff account", "true"), ("guests", "Guest account", "false"))
            )
        )
    )
    ways_back = [f"http://localhost:{port}/login/openid/{key}/back" for key in ("staff", "guests")]
    with provider(folder, there, ways_back) as running, office(home, port) as one:
        yield Carrier(one, running, f"127.0.0.1:{there}")


@contextmanager
def provider(folder: Path, port: int, ways_back: list[str]) -> Iterator[kit.Process]:
    script = str(Path(__file__).with_name("identity_provider.py"))
    command = [str(PEER / "bin/python"), "-u", script, str(port), SECRET, PASSWORD, *ways_back]
    process = kit.Process(command, folder / "provider.log", folder)
    try:
        process.wait_for("ready", 60.0)
        yield process
    finally:
        process.stop()


@contextmanager
def reading(browser: Browser, carrier: Carrier) -> Iterator[tuple[Page, seen.Noted]]:
    """By localhost: browsers allow passkeys there, and on no number."""
    address = f"http://localhost:{urlsplit(carrier.office.address).port}"
    with seen.reader(browser, address) as (context, noted):
        context.set_default_timeout(20_000)
        noted.expected = (carrier.provider_address,)  # the provider's pages miss a font at times; ours are watched
        yield context.new_page(), noted


@pytest.fixture(scope="module")
def account(browser: Browser, carrier: Carrier) -> str:
    """The first one, with a mail address, a password and an app."""
    with reading(browser, carrier) as (page, _):
        link = urlsplit(carrier.office.set_up_link).path
        come_in(page, link, "m.osei", "M. Osei", "m.osei@carrier.example")
        log_out(page)
    return link


def by_provider(page: Page, name: str, provider: str = "Staff account") -> None:
    """Through the provider's own pages."""
    page.goto("/login/")
    page.click(f"text=With {provider}")
    page.fill("input[name=login]", name)
    page.locator("button[type=submit]").first.click()
    page.fill("input[name=password]", PASSWORD)
    page.locator("button[type=submit]").first.click()
    page.wait_for_load_state()
    accept = page.locator("button[name=answer][value=accept]")
    if accept.count():
        accept.click()


def test_a_passkey_logs_in_alone(browser: Browser, carrier: Carrier, account: str) -> None:
    with reading(browser, carrier) as (page, noted):
        link = kit.command(carrier.office.home, "office", "setup-link", "--role", "lead").strip().splitlines()[0]
        devices = page.context.new_cdp_session(page)
        devices.send("WebAuthn.enable")
        device = devices.send("WebAuthn.addVirtualAuthenticator", {"options": AUTHENTICATOR})["authenticatorId"]
        come_in(page, urlsplit(link).path, "j.lindqvist", "J. Lindqvist")
        page.goto("/login/passkeys/add")
        page.fill("input[name=name]", "Harbour key")
        page.click("#mfa_webauthn_add")
        expect(page.locator("main")).to_contain_text("1 set up")
        page.goto("/login/passkeys")
        expect(page.locator("main")).to_contain_text("Harbour key")
        (made,) = devices.send("WebAuthn.getCredentials", {"authenticatorId": device})["credentials"]
        assert (made["isResidentCredential"], made["rpId"]) == (True, "localhost")
        log_out(page)
        page.goto("/login/")
        page.click("#passkey_login")
        expect(page.locator("details.person")).to_contain_text("J. Lindqvist")
        # Taken off the account, the same key opens nothing.
        page.goto("/login/passkeys")
        page.click("text=Remove")
        page.click("button:has-text('Remove it')")
        expect(page.locator("main")).to_contain_text("No passkey yet")
        log_out(page)
        page.goto("/login/")
        page.click("#passkey_login")
        expect(page.locator("main")).to_contain_text("not known here")
        assert page.locator("details.person").count() == 0
        assert noted.faults == []


def test_a_provider_that_vouches_for_a_second_factor_lets_in(browser: Browser, carrier: Carrier, account: str) -> None:
    with reading(browser, carrier) as (page, noted):
        by_provider(page, "osei")
        expect(page.locator("details.person")).to_contain_text("M. Osei")
        assert noted.faults == []
    asked = carrier.provider.text()
    assert "code_challenge_method=S256" in asked and "response_type=code" in asked  # RFC 7636


def test_one_that_does_not_asks_for_the_app(browser: Browser, carrier: Carrier, account: str) -> None:
    with reading(browser, carrier) as (page, _):
        by_provider(page, "osei", "Guest account")
        expect(page.locator("input[name=code]")).to_be_visible()
        page.goto("/")
        assert page.locator("details.person").count() == 0


@pytest.mark.parametrize("name", ["mallory", "stranger"], ids=["unverified address", "no account"])
def test_whom_nobody_vouches_for_stays_outside(browser: Browser, carrier: Carrier, account: str, name: str) -> None:
    with reading(browser, carrier) as (page, noted):
        noted.expected += ("403",)
        by_provider(page, name)
        expect(page.locator("h1")).to_contain_text("no account here")
        assert noted.faults == []
