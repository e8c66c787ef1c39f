"""Inherited by every page: who is let in. A page that is not wrapped by `access.page` fails here."""

from collections.abc import Iterator
from typing import Any

import pytest
from django.test import Client
from django.urls import URLPattern, URLResolver, get_resolver

from bellwarden.model.office.people import Right, Role, rights_of
from bellwarden.web.access import PAGE_RIGHT, POST_RIGHT, PUBLIC, RIGHT_WORDS
from tests.web.people import Clients

# Pages for people without an account, each by name: nobody opens one without saying so here.
WITHOUT_ACCOUNT = {"/report", "/report/none-such", "/notice/none-such"}
SAMPLES = {"int": "1", "str": "none-such", "path": "none-such", "slug": "none-such", "uuid": "0" * 32}


def pages(patterns: list[Any] | None = None, before: str = "/") -> Iterator[tuple[str, Any]]:
    """Address and view of every page; the API has a test of its own."""
    for one in get_resolver().url_patterns if patterns is None else patterns:
        route = before + str(one.pattern)
        if isinstance(one, URLResolver):
            if not route.startswith("/api/"):
                yield from pages(one.url_patterns, route)
        elif isinstance(one, URLPattern):
            for name, converter in one.pattern.converters.items():
                kind = type(converter).__name__.removesuffix("Converter").lower().replace("string", "str")
                route = route.replace(f"<{kind}:{name}>", SAMPLES[kind])
            yield route, one.callback


def guarded() -> list[tuple[str, Any]]:
    return [(route, view) for route, view in pages() if isinstance(getattr(view, PAGE_RIGHT, None), Right)]


def test_every_page_says_what_it_takes() -> None:
    assert [route for route, view in pages() if not hasattr(view, PAGE_RIGHT)] == []


def test_what_is_open_to_everybody_is_what_leads_in() -> None:
    opened = {route for route, view in pages() if getattr(view, PAGE_RIGHT, "") == "everybody"}
    assert {route for route in opened if not route.startswith(("/login/", "/setup/"))} == set()


def test_a_page_without_a_login_stands_in_the_list() -> None:
    assert {route for route, view in pages() if getattr(view, PAGE_RIGHT, "") == PUBLIC} == WITHOUT_ACCOUNT


def test_a_stranger_gets_to_no_page_but_the_login(db: None) -> None:
    client, let_in = Client(), []
    for route, view in pages():
        if getattr(view, PAGE_RIGHT, "") in ("everybody", PUBLIC):
            continue
        for answer in (client.get(route), client.post(route)):
            led = answer.status_code == 302 and answer["Location"].startswith("/login/?next=")
            if not led and answer.status_code != 405:
                let_in.append((route, answer.status_code))
    assert let_in == []


def test_a_fragment_asked_for_by_a_stranger_leads_the_whole_page_to_the_login(db: None) -> None:
    answer = Client().get("/cases", headers={"HX-Request": "true"})
    assert answer["HX-Redirect"].startswith("/login/")


def holder_of_all_but(right: Right) -> list[Role]:
    """As many roles as can be had without the right."""
    return [role for role in Role if right not in rights_of(frozenset((role,)))]


@pytest.mark.parametrize("right", sorted({getattr(view, PAGE_RIGHT) for _, view in guarded()}, key=str))
def test_without_the_right_a_page_tells_who_can(right: Right, client_of: Clients) -> None:
    client = client_of(*holder_of_all_but(right))
    wrong = []
    for route, view in guarded():
        if getattr(view, PAGE_RIGHT) is right:
            answer = client.get(route)
            told = RIGHT_WORDS[right].encode().replace(b"'", b"&#x27;") in answer.content
            if answer.status_code != 405 and (answer.status_code != 403 or not told):
                wrong.append((route, answer.status_code))
    assert wrong == []


@pytest.mark.parametrize("right", sorted({getattr(view, POST_RIGHT) for _, view in guarded()}, key=str))
def test_without_the_right_nothing_is_posted(right: Right, client_of: Clients) -> None:
    client = client_of(*holder_of_all_but(right))
    posted = [route for route, view in guarded() if getattr(view, POST_RIGHT) is right]
    assert [route for route in posted if client.post(route).status_code not in (403, 405)] == []


def test_an_administrator_reads_no_cpni() -> None:
    assert Right.READ_CPNI not in rights_of(frozenset((Role.ADMIN,)))
