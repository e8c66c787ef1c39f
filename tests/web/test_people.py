"""People: invitations, roles, switching off; and what nobody may do to themselves."""

from dataclasses import replace
from typing import Any

import pytest

from bellwarden.flows.office import people
from bellwarden.flows.office.faults import BadInput
from bellwarden.flows.office.world import NotAllowed, OfficeWorld
from bellwarden.model.office.people import Role
from bellwarden.ports.office import Conflict
from tests.web.people import Clients

WHO = {"key": "j.lindqvist", "name": "J. Lindqvist", "email": ""}


def test_an_invitation_makes_an_account_and_shows_its_link_once(client_of: Clients) -> None:
    from bellwarden.store.models import EntryLink, Person

    client = client_of(Role.ADMIN)
    page = client.post("/people/invite", {**WHO, "roles": ["analyst", "legal"]})
    link = page.context["address"].removeprefix("http://testserver")
    assert client.get(link).status_code == 200
    assert Person.objects.get(key="j.lindqvist").roles == ["analyst", "legal"]
    assert link.rpartition("/")[2] not in str(EntryLink.objects.values_list("digest", flat=True))
    assert b"Link not used yet" in client.get("/people").content


def test_a_name_for_logging_in_is_never_given_twice(client_of: Clients) -> None:
    client = client_of(Role.ADMIN)
    page = client.post("/people/invite", {"key": "osei", "name": "Other", "roles": ["viewer"]})
    assert (page.status_code, b"logs in as osei already" in page.content) == (422, True)


def test_nobody_changes_their_own_roles(client_of: Clients) -> None:
    from bellwarden.store.models import Person

    client = client_of(Role.ADMIN)
    version = Person.objects.get(key="osei").version
    page = client.post("/people/osei", {"name": "M. Osei", "roles": ["admin", "lead"], "version": version})
    assert (page.status_code, b"nobody changes their own roles" in page.content) == (403, True)


def test_an_older_copy_is_not_saved_over_a_newer_and_typed_text_is_kept(client_of: Clients) -> None:
    client_of(Role.VIEWER, key="arden", name="P. Arden")
    client = client_of(Role.ADMIN)
    first = {"name": "P. Arden-Li", "roles": ["viewer"], "version": 1}
    assert client.post("/people/arden", first).status_code == 302
    late = client.post("/people/arden", {**first, "name": "Pat Arden"})
    assert late.status_code == 409
    assert b"Someone was faster" in late.content and b"Pat Arden" in late.content


def test_switching_off_ends_sessions_and_links(client_of: Clients) -> None:
    gone = client_of(Role.VIEWER, key="arden", name="P. Arden")
    client = client_of(Role.ADMIN)
    assert gone.get("/").status_code == 200
    assert client.post("/people/arden/switch", {"reason": "left"}).status_code == 302
    assert gone.get("/").status_code == 302
    assert b"Switched off" in client.get("/people").content
    client.post("/people/arden/switch", {"reason": "back"})
    assert b"Switched off" not in client.get("/people").content


@pytest.fixture
def admin(world: OfficeWorld) -> OfficeWorld:
    people.make_setup_link(world, "0" * 64)
    people.use_link(world, "0" * 64, {"key": "lindqvist", "name": "J. Lindqvist"})
    return world


def test_the_last_who_can_manage_people_stays(admin: OfficeWorld) -> None:
    other = admin._replace(actor=replace(admin.actor, name="somebody.else"))
    person = admin.office.reading
    with person() as desk:
        found = desk.people.find(key="lindqvist")
    assert found is not None
    for deed in (
        lambda: people.switch_off(other, found.id, "x"),
        lambda: people.change(other, found.id, {"name": "J."}, (Role.LEAD,), found.version),
    ):
        with pytest.raises(NotAllowed, match="last one who can manage people"):
            deed()


def test_an_account_without_a_role_is_none(admin: OfficeWorld) -> None:
    with pytest.raises(BadInput, match="at least one role"):
        people.invite(admin, WHO, (), "1" * 64)


def test_two_with_one_link_make_one_account(admin: OfficeWorld) -> None:
    people.invite(admin, WHO, (Role.VIEWER,), "1" * 64)
    people.use_link(admin, "1" * 64, {})
    with pytest.raises(people.LinkRefused, match="used already"):
        people.use_link(admin, "1" * 64, {})


def test_a_new_link_makes_the_older_worthless(admin: OfficeWorld) -> None:
    person = people.invite(admin, WHO, (Role.VIEWER,), "1" * 64)
    people.renew(admin, person.id, "2" * 64)
    with pytest.raises(people.LinkRefused, match="newer"):
        people.open_link(admin, "1" * 64)
    assert people.open_link(admin, "2" * 64)[1] == person


def test_what_one_chose_is_kept_and_nothing_else(admin: OfficeWorld) -> None:
    chosen: dict[str, Any] = {"theme": "dark", "roles": ["admin"], "rail": True}
    assert people.choose(admin, "lindqvist", chosen).settings == {"theme": "dark", "rail": True}


def test_an_older_record_is_a_conflict(admin: OfficeWorld) -> None:
    person = people.invite(admin, WHO, (Role.VIEWER,), "1" * 64)
    people.change(admin, person.id, {"name": "J. L."}, (Role.VIEWER,), person.version)
    with pytest.raises(Conflict):
        people.change(admin, person.id, {"name": "J. K."}, (Role.VIEWER,), person.version)
