from bellwarden.model.office.people import Role
from tests.web.people import Clients


def test_somebody_who_may_read_sees_the_frame(client_of: Clients) -> None:
    page = client_of(Role.LEAD).get("/")
    assert page.status_code == 200
    assert b'<nav class="side"' in page.content
    assert b"M. Osei" in page.content


def test_a_stranger_is_led_to_the_login(client_of: Clients) -> None:
    from django.test import Client

    page = Client().get("/")
    assert (page.status_code, page["Location"]) == (302, "/login/?next=/")


def test_without_a_second_factor_nothing_is_shown(client_of: Clients) -> None:
    page = client_of(Role.LEAD, second_factor=False).get("/")
    assert (page.status_code, page["Location"]) == (302, "/login/second/app")
