"""Coming in: the one-time link, password, second factor, recovery codes, and what is refused."""

import hashlib
import time
from datetime import UTC, datetime
from typing import Any

import pytest
from django.test import Client

from bellwarden.flows.office import people
from bellwarden.flows.office.world import OfficeWorld
from bellwarden.model.office.people import Role
from tests.web.people import Clients

PASSWORD = "lantern-ferry-quiet-7"
TOKEN = "a-token-that-nobody-guesses"


def code_of(secret: str, steps: int = 0) -> str:
    from allauth.mfa.totp.internal.auth import format_hotp_value, hotp_value

    return str(format_hotp_value(hotp_value(secret, int(time.time()) // 30 + steps)))


@pytest.fixture
def link(world: OfficeWorld, clock: Any) -> str:
    clock.at = time.time()
    people.make_setup_link(world, hashlib.sha256(TOKEN.encode()).hexdigest(), (Role.ADMIN, Role.LEAD))
    return f"/setup/{TOKEN}"


def come_in(client: Client, link: str, **other: str) -> Any:
    form = {"key": "m.osei", "name": "M. Osei", "email": "", "password": PASSWORD, "again": PASSWORD, **other}
    return client.post(link, form)


def set_up(client: Client, link: str) -> tuple[str, list[str]]:
    """Through set-up page and second factor; the secret and the recovery codes."""
    assert come_in(client, link).status_code == 302
    page = client.get("/login/second/app")
    secret = str(page.context["form"].secret)
    assert f'<code class="secret" data-secret="{secret}">'.encode() in page.content
    answer = client.post("/login/second/app", {"code": code_of(secret)})
    assert (answer.status_code, answer["Location"]) == (302, "/login/second/codes")
    codes = client.get("/login/second/codes").context["unused_codes"]
    return secret, codes


def verbs() -> list[str]:
    from bellwarden.store.models import AuditEvent

    return list(AuditEvent.objects.order_by("number").values_list("verb", flat=True))


def test_the_first_person_comes_in_by_link_password_and_app(link: str) -> None:
    client = Client()
    assert client.get(link).status_code == 200
    set_up(client, link)
    home = client.get("/")
    assert (home.status_code, b"M. Osei" in home.content) == (200, True)
    assert verbs() == ["people.setup_link", "people.come_in", "session.begin"]


def test_a_link_that_was_used_opens_nothing(link: str) -> None:
    come_in(Client(), link)
    again = Client().get(link)
    assert (again.status_code, b"was used already" in again.content) == (410, True)
    assert come_in(Client(), link, key="other").status_code == 410


def test_a_link_ends_after_a_day_and_an_unknown_one_is_none(link: str, settings: Any) -> None:
    from bellwarden.store.models import EntryLink

    EntryLink.objects.update(expires_at=datetime.fromtimestamp(time.time() - 1, UTC))
    assert b"ended after 24 hours" in Client().get(link).content
    assert b"is not known" in Client().get("/setup/else").content


def test_a_newer_setup_link_replaces_the_older(link: str, world: OfficeWorld) -> None:
    people.make_setup_link(world, "0" * 64)
    assert b"replaced by a newer one" in Client().get(link).content


@pytest.mark.parametrize(
    ("field", "value", "told"),
    [
        ("password", "short", b"too short"),
        ("password", "password1234", b"too common"),
        ("again", "lantern-ferry-quiet-8", b"not what stands above"),
        ("key", "M Osei", b"small letters"),
        ("name", "", b"the name that others read"),
    ],
)
def test_what_is_wrong_stands_beside_its_field(link: str, field: str, value: str, told: bytes) -> None:
    answer = come_in(Client(), link, **{field: value})
    assert (answer.status_code, told in answer.content) == (422, True)
    assert Client().get(link).status_code == 200  # nothing was used up


def test_login_takes_password_and_code(link: str) -> None:
    secret, _ = set_up(Client(), link)
    client = Client()
    first = client.post("/login/", {"login": "m.osei", "password": PASSWORD})
    assert (first.status_code, first["Location"]) == (302, "/login/second/prove")
    assert client.get("/")["Location"].startswith("/login/")
    wrong = client.post("/login/second/prove", {"code": "000000"})
    assert wrong.status_code == 200
    right = client.post("/login/second/prove", {"code": code_of(secret, 1)})
    assert (right.status_code, right["Location"]) == (302, "/")
    assert client.get("/").status_code == 200


def test_a_recovery_code_works_once(link: str) -> None:
    _, codes = set_up(Client(), link)
    for expected in (302, 200):
        client = Client()
        client.post("/login/", {"login": "m.osei", "password": PASSWORD})
        assert client.post("/login/second/prove", {"code": codes[0]}).status_code == expected


def test_recovery_codes_are_shown_once(link: str) -> None:
    client = Client()
    _, codes = set_up(client, link)
    again = client.get("/login/second/codes")
    assert codes[0].encode() not in again.content


def test_second_factors_lie_sealed(link: str) -> None:
    """By a key of its own, drawn as RFC 5869 says."""
    from allauth.mfa.models import Authenticator

    secret, codes = set_up(Client(), link)
    kept = str(list(Authenticator.objects.values_list("data", flat=True)))
    assert secret not in kept and codes[0] not in kept


def test_a_wrong_password_is_refused_written_down_and_slowed(link: str, settings: Any) -> None:
    from django.core.cache import cache

    from bellwarden.store.models import AuditEvent

    cache.clear()
    set_up(Client(), link)
    answers = [Client().post("/login/", {"login": "m.osei", "password": "wrong-wrong-wrong"}) for _ in range(6)]
    assert b"not correct" in answers[0].content
    assert b"Too many" in answers[5].content
    assert b"Too many" in Client().post("/login/", {"login": "m.osei", "password": PASSWORD}).content
    refused = AuditEvent.objects.filter(verb="session.refuse").first()
    assert refused is not None and refused.object_kind == "person"
    cache.clear()


def test_what_was_typed_as_an_unknown_name_is_not_written_down(db: None) -> None:
    from django.core.cache import cache

    from bellwarden.store.models import AuditEvent

    cache.clear()
    Client().post("/login/", {"login": "My-Secret-Passw0rd", "password": "x"})
    refused = AuditEvent.objects.get(verb="session.refuse")
    assert "Secret" not in str(vars(refused))
    cache.clear()


def test_nobody_signs_up(db: None) -> None:
    assert Client().get("/login/none/account_signup").status_code == 404


def test_the_last_second_factor_stays(link: str) -> None:
    client = Client()
    set_up(client, link)
    from allauth.mfa.models import Authenticator

    client.post("/login/second/app/remove")
    assert Authenticator.objects.filter(type="totp").exists()


def test_somebody_switched_off_is_out_at_once(client_of: Clients, world: OfficeWorld) -> None:
    from bellwarden.store.models import Person

    client = client_of(Role.LEAD)
    client_of(Role.ADMIN, key="arden", name="P. Arden")
    assert client.get("/").status_code == 200
    people.switch_off(world, Person.objects.get(key="osei").pk, "left us")
    assert client.get("/").status_code == 302


def test_logging_out_is_written_down(client_of: Clients) -> None:
    client = client_of(Role.VIEWER)
    client.post("/login/out")
    assert verbs() == ["session.end"]
    assert client.get("/").status_code == 302


class Vouched:
    """What allauth hands in when an OpenID provider answered."""

    is_existing, user = False, None

    def __init__(self, email: str, verified: Any) -> None:
        self.email_addresses = [type("Address", (), {"email": email, "verified": verified})()]
        self.connected: Any = None
        app = type("App", (), {"settings": {"second_factor": True}})()
        provider = type("Provider", (), {"app": app})()
        self.account = type("Account", (), {"get_provider": lambda _, request: provider})()

    def connect(self, request: Any, person: Any) -> None:
        self.connected = person


@pytest.mark.parametrize(
    ("email", "verified", "known"),
    [
        *(("O@x.example", True, True), ("o@x.example", False, False), ("p@x.example", True, False)),
        *(("o@x.example", "true", True), ("o@x.example", "false", False), ("o@x.example", 1.5, False)),
    ],
)
def test_a_provider_vouches_for_a_verified_address_of_an_account(
    email: str, verified: Any, known: bool, rf: Any, client_of: Clients
) -> None:
    from allauth.core.exceptions import ImmediateHttpResponse

    from bellwarden.store.models import Person
    from bellwarden.web.login import OtherAccounts

    client_of(Role.VIEWER)
    Person.objects.update(email="o@x.example")
    request, vouched = rf.get("/login/openid/x/back"), Vouched(email, verified)
    request.session, request.user = {}, type("Nobody", (), {})()
    if known:
        OtherAccounts(request).pre_social_login(request, vouched)
        assert vouched.connected.key == "osei"
        assert request.session == {"second_factor_elsewhere": vouched.connected.pk}
    else:
        with pytest.raises(ImmediateHttpResponse):
            OtherAccounts(request).pre_social_login(request, vouched)


def test_a_provider_answers_for_nobody_else(link: str) -> None:
    """Who came by a provider, and then logs in by password as another one, is asked for the app."""
    from bellwarden.store.models import Person

    set_up(Client(), link)
    client = Client()
    session = client.session
    session["second_factor_elsewhere"] = Person.objects.get().pk + 1
    session.save()
    answer = client.post("/login/", {"login": "m.osei", "password": PASSWORD})
    assert answer["Location"] == "/login/second/prove"
