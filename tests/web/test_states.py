"""What a page says when it can't be shown, and what the browser is told with every page."""

import os
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
from django.db import OperationalError

from bellwarden.home import Home
from bellwarden.model.office.people import Role
from bellwarden.seam.gate_state import GateState
from bellwarden.store.office_file import OfficeFileFault
from bellwarden.store.web_file import web_file_of
from bellwarden.web import gates_line, standing_work
from bellwarden.web.pages import more
from tests.web.people import Clients


def test_what_is_not_there_says_so_in_the_frame(client_of: Clients) -> None:
    client = client_of(Role.VIEWER)
    for address, told in (("/nowhere", b"There is nothing at this address"), ("/cases/C-1", b"There is no case C-1.")):
        page = client.get(address)
        assert (page.status_code, told in page.content, b'<nav class="side"' in page.content) == (404, True, True)


def test_without_the_database_a_page_says_what_still_works(client_of: Clients, monkeypatch: pytest.MonkeyPatch) -> None:
    def fails(*_: object) -> None:
        raise OperationalError("server closed the connection")

    client = client_of(Role.VIEWER)
    monkeypatch.setattr(more, "render", fails)
    page = client.get("/more")
    assert (page.status_code, page["Retry-After"]) == (503, "5")
    assert b"The office database does not answer" in page.content and b"server closed" not in page.content


def test_a_fault_of_ours_says_whose_it_is(client_of: Clients, monkeypatch: pytest.MonkeyPatch) -> None:
    def fails(*_: object) -> None:
        raise ZeroDivisionError("secret detail")

    client = client_of(Role.VIEWER)
    client.raise_request_exception = False
    monkeypatch.setattr(more, "render", fails)
    page = client.get("/more")
    assert (page.status_code, b"secret detail" in page.content) == (500, False)
    assert b"A fault of Bellwarden itself" in page.content


def test_a_form_without_its_token_is_told_what_to_do(client_of: Clients) -> None:
    client = client_of(Role.ADMIN)
    client.handler.enforce_csrf_checks = True
    page = client.post("/people/invite", {"key": "x"})
    assert (page.status_code, b"This form was too old" in page.content) == (403, True)


def test_a_strict_policy_goes_with_every_page(client_of: Clients) -> None:
    page = client_of(Role.VIEWER).get("/")
    policy = dict(part.strip().split(" ", 1) for part in page["Content-Security-Policy"].split(";"))
    assert policy.pop("default-src") == "'none'"
    assert {policy.pop(name) for name in ("base-uri", "frame-ancestors")} == {"'none'"}
    assert set(policy.values()) == {"'self'"}
    assert b"style=" not in page.content and b"<style" not in page.content
    assert b"onclick" not in page.content and b"<script>" not in page.content


def test_a_stranger_host_is_refused(client_of: Clients) -> None:
    assert client_of(Role.VIEWER).get("/", headers={"host": "evil.example"}).status_code == 400


def told(gate: str, at: float, serial: int) -> GateState:
    return GateState(gate, "0", at, 0.0, 0, serial, "", [], [], [], [])


@pytest.mark.parametrize(
    ("gates", "words", "well"),
    [
        ((), "no gate heard", False),
        ((told("bos-1", 99.0, 7),), "1 of 1 gate on policy 7", True),
        ((told("bos-1", 99.0, 7), told("chi-1", 99.0, 6)), "1 of 2 gates on policy 7", False),
        ((told("bos-1", 99.0, 7), told("chi-1", 80.0, 7)), "chi-1 not heard", False),
    ],
)
def test_gates_in_one_line(gates: tuple[GateState, ...], words: str, well: bool) -> None:
    found = gates_line.line_of(gates, 100.0)
    assert (found.words, found.well) == (words, well)


def test_the_frame_asks_the_database_little(client_of: Clients, django_assert_max_num_queries: Any) -> None:
    client = client_of(Role.VIEWER)
    client.get("/more")
    standing_work.counts.forget()
    standing_work.most_urgent.forget()
    with django_assert_max_num_queries(8):  # session, person, second factor, two counts, clock; names
        client.get("/more")
    with django_assert_max_num_queries(4):
        client.get("/more")


def office(home: Path, text: str) -> Path:
    home.mkdir(exist_ok=True)
    (home / "office.toml").write_text(text)
    return home


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ('[web]\naddress = "office.example"', "address"),
        ('[web]\ncertificate = "x.pem"', "only one of certificate and key"),
        ('[web]\ncertificate = "x.pem"\nkey = "y.pem"', "name address"),
        ('[openid.acme]\nname = "Acme"', "lacks server, client"),
        ('[openid.a]\nname = "A"\nserver = "http://id.example"\nclient = "c"', "must be an https"),
        ('[openid.a]\nname = "A"\nserver = "https://id.example"\nclient = "c"\nsecret_file = "none"', "secret_file"),
        ("[web", "can't be read"),
    ],
)
def test_a_fault_in_the_office_file_says_what_to_write(tmp_path: Path, text: str, told: str) -> None:
    with pytest.raises(OfficeFileFault, match=told):
        web_file_of(office(tmp_path, text))


def test_a_provider_is_read_with_its_secret_from_a_file(tmp_path: Path) -> None:
    text = (
        '[openid.a]\nname = "A"\nserver = "https://id.example"\nclient = "c"\nsecret_file = "s"\nsecond_factor = true'
    )
    (tmp_path / "s").write_text("hidden\n")
    (provider,) = web_file_of(office(tmp_path, text)).providers
    assert (provider.key, provider.secret, provider.second_factor) == ("a", "hidden", True)


@pytest.mark.slow
def test_the_deployment_check_finds_nothing(tmp_path: Path) -> None:
    """As it is served to others: by https. Another process, because settings are read once."""
    home = Home(tmp_path / "home")
    home.init()
    office(home.path, '[web]\naddress = "https://office.example"')
    code = (
        "import sys; from pathlib import Path; from bellwarden import store; store.configure(Path(sys.argv[1]));"
        "from django.core.management import call_command; call_command('check', deploy=True, fail_level='WARNING')"
    )
    run = subprocess.run(
        [sys.executable, "-c", code, str(home.path)],
        capture_output=True,
        text=True,
        timeout=50,
        env={name: value for name, value in os.environ.items() if not name.startswith(("DJANGO", "BELLWARDEN"))},
    )
    assert (run.returncode, run.stderr) == (0, "")
