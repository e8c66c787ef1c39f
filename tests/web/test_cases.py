"""The queue: what the address says, what is selected, and deeds on one and on many."""

import time
from collections.abc import Callable
from dataclasses import replace
from typing import Any

import pytest

from bellwarden.flows.office import cases
from bellwarden.flows.office.cases import Opening
from bellwarden.flows.office.world import OfficeWorld
from bellwarden.model.office.case import Case, CaseKind
from bellwarden.model.office.people import Role
from tests.web.people import Clients

Opens = Callable[..., Case]


@pytest.fixture
def opens(world: OfficeWorld, clock: Any) -> Opens:
    clock.at = time.time()

    def opened(title: str, kind: CaseKind = CaseKind.COMPLAINT, severity: int = 3, subject: str = "") -> Case:
        return cases.open_case(world, Opening(kind, title, subject, 0, severity)).case

    return opened


def titles(page: Any) -> list[str]:
    return [one["row"].title for one in page.context["cases"]]


def test_most_urgent_first_and_the_address_says_otherwise(client_of: Clients, opens: Opens) -> None:
    opens("later")
    opens("first of all", CaseKind.TRACEBACK, 1)
    client = client_of(Role.ANALYST)
    assert titles(client.get("/cases")) == ["first of all", "later"]
    assert titles(client.get("/cases?sort=old")) == ["later", "first of all"]
    assert titles(client.get("/cases?kind=complaint")) == ["later"]
    assert titles(client.get("/cases?q=FIRST")) == ["first of all"]
    assert titles(client.get("/cases?kind=none&sort=%00")) == ["first of all", "later"]


def test_an_empty_list_says_which_filter_to_drop(client_of: Clients, opens: Opens) -> None:
    opens("a complaint")
    page = client_of(Role.ANALYST).get("/cases?kind=legal")
    assert b"No case fits this filter." in page.content
    assert "Without “Kind Legal” there is 1.".encode() in page.content


def test_nothing_open_says_what_would_fill_it(client_of: Clients) -> None:
    assert b"No case is open." in client_of(Role.VIEWER).get("/cases").content


def test_one_is_taken_at_once(client_of: Clients, opens: Opens) -> None:
    from bellwarden.store.models import Case as Row

    case = opens("mine")
    client_of(Role.ANALYST).post("/cases/select", {"pick": case.id, "deed": "take"})
    assert Row.objects.get(pk=case.id).assignee == "osei"


def test_a_selection_is_kept_with_its_count_and_later_rows_are_not_in_it(
    client_of: Clients, opens: Opens, world: OfficeWorld
) -> None:
    from bellwarden.store.models import Case as Row

    held, free = opens("held"), opens("free")
    cases.take(world, held.id)
    client = client_of(Role.ANALYST)
    kept = client.post("/cases/select", {"all": "1", "deed": "take", "query": "kind=complaint"})
    opens("came later")
    shown = client.get(kept["Location"])
    assert b"Take: 2 cases" in shown.content and b"1 held by others will be left alone" in shown.content
    done = client.post(kept["Location"], follow=True)
    assert b"2 selected: 1 taken, 1 left alone." in done.content
    assert set(Row.objects.filter(assignee="osei").values_list("pk", flat=True)) == {free.id}


def test_several_are_folded_and_one_is_taken_out_again(client_of: Clients, opens: Opens) -> None:
    one, two = opens("one"), opens("two")
    client = client_of(Role.ANALYST)
    kept = client.post("/cases/select", {"pick": [one.id, two.id], "deed": "fold"})
    client.post(kept["Location"], {"into": one.id})
    assert titles(client.get("/cases")) == ["one"]
    client.post(f"/cases/{two.ref}/unfold")
    assert titles(client.get("/cases")) == ["one", "two"]


def test_somebody_elses_selection_is_not_ours(client_of: Clients, opens: Opens) -> None:
    ids = [opens("one").id, opens("two").id]
    kept = client_of(Role.ANALYST).post("/cases/select", {"pick": ids, "deed": "snooze"})
    other = client_of(Role.ANALYST, key="arden", name="P. Arden")
    assert b"no longer kept" in other.get(kept["Location"]).content


def test_snoozed_ones_are_left_out_until_asked_for(client_of: Clients, opens: Opens) -> None:
    case, _ = opens("asleep"), opens("awake")
    client = client_of(Role.ANALYST)
    client.post(f"/cases/{case.ref}/snooze", {"hours": "4", "reason": "the reporter writes tomorrow"})
    assert titles(client.get("/cases")) == ["awake"]
    assert titles(client.get("/cases?asleep=only")) == ["asleep"]


def test_a_saved_view_is_the_address_without_what_passes(client_of: Clients, opens: Opens) -> None:
    client = client_of(Role.ANALYST)
    client.post("/cases/views", {"name": "Tracebacks", "query": "kind=traceback&page=3", "shared": "on"})
    other = client_of(Role.VIEWER, key="arden", name="P. Arden")
    assert b'href="?kind=traceback"' in other.get("/cases").content


def test_a_case_is_answered_and_resolved_when_its_guards_are_met(client_of: Clients, opens: Opens) -> None:
    from bellwarden.store.models import Case as Row

    case = opens("hang-ups")
    client = client_of(Role.ANALYST)
    page = client.post(f"/cases/{case.ref}/resolve", {"outcome": "terms_violation"})
    assert page.status_code == 422
    assert b"This case can&#x27;t be resolved yet." in page.content or b"can't be resolved yet" in page.content
    version = Row.objects.get(pk=case.id).version
    answers = {"illegal": "no", "against_terms": "yes", "harmful": "no", "text": "terms 4.2", "version": version}
    assert client.post(f"/cases/{case.ref}/answer", answers).status_code == 302
    assert client.post(f"/cases/{case.ref}/resolve", {"outcome": "terms_violation"}).status_code == 302
    told = client.get(f"/cases/{case.ref}").content
    assert b"resolved it" in told and b"Terms violation" in told


def test_whoever_was_slower_keeps_their_text(client_of: Clients, opens: Opens, world: OfficeWorld) -> None:
    case = opens("hang-ups")
    other = world._replace(actor=replace(world.actor, name="lindqvist"))
    client = client_of(Role.ANALYST)
    cases.take(other, case.id)
    typed = {"illegal": "yes", "text": "a long reason", "version": case.version}
    page = client.post(f"/cases/{case.ref}/answer", typed)
    assert (page.status_code, b"a long reason" in page.content) == (409, True)


def test_the_next_one_is_the_most_urgent_free_one(client_of: Clients, opens: Opens, world: OfficeWorld) -> None:
    cases.take(world, opens("held", CaseKind.TRACEBACK, 1).id)
    free = opens("free", severity=2)
    opens("later")
    answer = client_of(Role.ANALYST).post("/next")
    assert answer["Location"] == f"/cases/{free.ref}"


def test_home_says_first_what_falls_due(client_of: Clients, opens: Opens) -> None:
    client = client_of(Role.LEAD)
    assert b"Nothing falls due within 8 hours" in client.get("/").content
    opens("traceback", CaseKind.TRACEBACK, 1)
    home = client.get("/").content
    assert b"due within 8 hours</h1>" in home and b"No gate has been heard." in home


def test_a_strangers_text_is_shown_and_never_obeyed(client_of: Clients, opens: Opens) -> None:
    case = opens("<script>alert(1)</script>\u202egnirts")
    for address in ("/cases", f"/cases/{case.ref}", "/jump?q=gnirts"):
        page = client_of(Role.ANALYST).get(address, follow=True).content.decode()
        assert "<script>alert(1)" not in page and "\u202e" not in page
        assert "&lt;script&gt;alert(1)" in page and '<span class="ctl">202E</span>' in page


def test_csv_of_what_is_shown_runs_no_formula(client_of: Clients, opens: Opens) -> None:
    opens("=1+1")
    page = client_of(Role.ANALYST).get("/cases?as=csv")
    assert page["Content-Type"] == "text/csv" and b"'=1+1" in page.content


def test_each_deed_stands_in_the_audit_page_and_its_csv(client_of: Clients, opens: Opens) -> None:
    case = opens("hang-ups")
    client = client_of(Role.LEAD)
    client.post(f"/cases/{case.ref}/take")
    page = client.get(f"/audit?who=osei&what=case&ref={case.ref}").content
    assert b"took it" in page and b"chain holds" in page
    assert case.ref.encode() in client.get("/audit?as=csv").content
    assert b"No event fits these filters." in client.get("/audit?who=nobody&since=2026-01-01&until=x").content
