"""People come in by a link that works once, are given roles, and are switched off; each step stands in the trail.

Nobody changes their own roles, and the last one who can manage people stays. A link's token is made outside and known
here by its digest alone. Passwords and second factors are the log-in's own and appear nowhere in these stories.
"""

import re
from collections.abc import Mapping
from dataclasses import replace
from typing import Final

from bellwarden.flows.office.faults import BadInput, FieldFault
from bellwarden.flows.office.world import NotAllowed, OfficeWorld, need
from bellwarden.model.office.people import Right, Role, rights_of
from bellwarden.model.office.person import EntryLink, LinkKind, Person
from bellwarden.ports.office import Desk, Missing

LINK_S: Final = 24 * 3600.0
LENGTH_MAX: Final = 100
EVERYTHING: Final = tuple(Role)
FIRST: Final = (Role.ADMIN,)
_KEY: Final = re.compile(r"[a-z0-9][a-z0-9._-]{1,60}")
_CHOICES: Final = ("theme", "density", "keys", "keymap", "zone", "rail")


class LinkRefused(Exception):
    """The link opens nothing. The text says why and what to do."""


def make_setup_link(world: OfficeWorld, digest: str, roles: tuple[Role, ...] = FIRST) -> EntryLink:
    """For whoever has the machine: an account that can manage people. Earlier set-up links die with it."""
    now = world.clock.now()
    with world.office.writing(world.actor) as desk:
        for old in desk.entry_links.list(kind=LinkKind.SETUP.value, used_at=0.0, revoked_at=0.0):
            desk.entry_links.save(replace(old, revoked_at=now))
        link = _link(LinkKind.SETUP, digest, world, roles=roles)
        made = desk.entry_links.add(link)
        desk.audit("people.setup_link", after={"roles": [role.value for role in roles]})
        return made


def invite(world: OfficeWorld, values: Mapping[str, str], roles: tuple[Role, ...], digest: str) -> Person:
    """An account and the link that opens it. `values`: key, name, email."""
    need(world, Right.MANAGE_PEOPLE)
    person = _read(values, roles)
    with world.office.writing(world.actor) as desk:
        if desk.people.find(key=person.key) is not None:
            raise BadInput([FieldFault("key", f"somebody logs in as {person.key} already; keys are never given twice")])
        kept = desk.people.add(person)
        desk.entry_links.add(_link(LinkKind.INVITE, digest, world, person_id=kept.id))
        desk.audit("people.invite", kept, after={"key": kept.key, "roles": [role.value for role in kept.roles]})
        return kept


def renew(world: OfficeWorld, person_id: int, digest: str) -> Person:
    """A link for somebody who lost password or second factor: both are set anew when it is used."""
    need(world, Right.MANAGE_PEOPLE)
    now = world.clock.now()
    with world.office.writing(world.actor) as desk:
        person = desk.people.get(person_id)
        if person.disabled_at:
            raise NotAllowed(f"{person.name} is switched off; switch the account on first")
        for old in desk.entry_links.list(person_id=person.id, used_at=0.0, revoked_at=0.0):
            desk.entry_links.save(replace(old, revoked_at=now))
        desk.entry_links.add(_link(LinkKind.RENEW, digest, world, person_id=person.id))
        desk.audit("people.renew", person)
        return person


def change(
    world: OfficeWorld, person_id: int, values: Mapping[str, str], roles: tuple[Role, ...], version: int
) -> Person:
    """Name, mail address and roles of somebody else."""
    need(world, Right.MANAGE_PEOPLE)
    with world.office.writing(world.actor) as desk:
        before = desk.people.get(person_id)
        read = _read({**values, "key": before.key}, roles)
        if before.key == world.actor.name and set(roles) != set(before.roles):
            raise NotAllowed("nobody changes their own roles; another administrator can change yours")
        after = replace(before, name=read.name, email=read.email, roles=read.roles, version=version)
        if not after.disabled_at and Right.MANAGE_PEOPLE not in rights_of(frozenset(after.roles)):
            _not_the_last(desk, before)
        kept = desk.people.save(after)
        desk.audit("people.change", kept, _told(before), _told(kept))
        return kept


def switch_off(world: OfficeWorld, person_id: int, reason: str) -> Person:
    """The account can't be used from this moment on; whoever calls this ends its sessions too."""
    need(world, Right.MANAGE_PEOPLE)
    now = world.clock.now()
    with world.office.writing(world.actor) as desk:
        before = desk.people.get(person_id)
        if before.key == world.actor.name:
            raise NotAllowed("nobody switches off their own account; another administrator can")
        _not_the_last(desk, before)
        kept = desk.people.save(replace(before, disabled_at=now))
        for link in desk.entry_links.list(person_id=kept.id, used_at=0.0, revoked_at=0.0):
            desk.entry_links.save(replace(link, revoked_at=now))
        desk.audit("people.switch_off", kept, reason=reason)
        return kept


def switch_on(world: OfficeWorld, person_id: int, reason: str) -> Person:
    need(world, Right.MANAGE_PEOPLE)
    with world.office.writing(world.actor) as desk:
        kept = desk.people.save(replace(desk.people.get(person_id), disabled_at=0.0))
        desk.audit("people.switch_on", kept, reason=reason)
        return kept


def open_link(world: OfficeWorld, digest: str) -> tuple[EntryLink, Person | None]:
    """The link and whose account it opens; LinkRefused when it opens nothing (any more)."""
    with world.office.reading() as desk:
        link = _open(desk, digest, world.clock.now())
        return link, desk.people.get(link.person_id) if link.person_id else None


def use_link(world: OfficeWorld, digest: str, values: Mapping[str, str]) -> Person:
    """Whoever came by the link has an account now; the link is used up. `values` only where it makes the account."""
    now = world.clock.now()
    with world.office.writing(world.actor) as desk:
        link = _open(desk, digest, now)
        if link.person_id:
            person = desk.people.get(link.person_id)
        else:
            read = _read(values, link.roles or FIRST)
            if desk.people.find(key=read.key) is not None:
                raise BadInput([FieldFault("key", f"somebody logs in as {read.key} already")])
            person = desk.people.add(read)
        desk.entry_links.save(replace(link, used_at=now))
        desk.audit(
            "people.come_in", person, after={"link": link.kind.value, "roles": [one.value for one in person.roles]}
        )
        return person


def logged_in(world: OfficeWorld, person_id: int, how: str) -> None:
    """The moment is kept, and that of before: "since you left"."""
    now = world.clock.now()
    with world.office.writing(world.actor) as desk:
        person = desk.people.get(person_id)
        desk.people.save(replace(person, left_at=person.seen_at, seen_at=now))
        desk.audit("session.begin", person, after={"how": how})


def logged_out(world: OfficeWorld, person_id: int) -> None:
    now = world.clock.now()
    with world.office.writing(world.actor) as desk:
        person = desk.people.get(person_id)
        desk.people.save(replace(person, seen_at=now))
        desk.audit("session.end", person)


def refused(world: OfficeWorld, key: str) -> None:
    """A log-in failed. What was typed as the name may be a password: only a name that is one is written down."""
    with world.office.writing(world.actor) as desk:
        person = desk.people.find(key=key) if _KEY.fullmatch(key) else None
        desk.audit("session.refuse", person, after={} if person else {"name": "unknown"})


def choose(world: OfficeWorld, key: str, choices: Mapping[str, object]) -> Person:
    """What one chose oneself about the console. Not in the trail: it concerns nobody else."""
    with world.office.writing(world.actor) as desk:
        person = desk.people.find(key=key)
        if person is None:
            raise Missing(f"there is no account {key}")
        known = {name: value for name, value in choices.items() if name in _CHOICES}
        return desk.people.save(replace(person, settings={**person.settings, **known}))


def _link(
    kind: LinkKind, digest: str, world: OfficeWorld, person_id: int = 0, roles: tuple[Role, ...] = ()
) -> EntryLink:
    until = world.clock.now() + LINK_S
    return EntryLink(
        kind=kind, digest=digest, person_id=person_id, roles=roles, made_by=world.actor.name, expires_at=until
    )


def _open(desk: Desk, digest: str, now: float) -> EntryLink:
    link = desk.entry_links.find(digest=digest)
    new = "Ask an administrator for a new one, or run `bellwarden office setup-link` on the office's machine."
    if link is None:
        raise LinkRefused(f"This link is not known. It may be cut short. {new}")
    if link.used_at:
        raise LinkRefused(f"This link was used already: each works once. {new}")
    if link.revoked_at:
        raise LinkRefused(f"This link was replaced by a newer one. {new}")
    if link.expires_at <= now:
        raise LinkRefused(f"This link ended after 24 hours. {new}")
    return link


def _read(values: Mapping[str, str], roles: tuple[Role, ...]) -> Person:
    key, name, email = (str(values.get(field, "")).strip() for field in ("key", "name", "email"))
    faults = []
    if not _KEY.fullmatch(key):
        faults.append(FieldFault("key", "2 to 61 small letters, digits, dots, hyphens or underscores"))
    if not name or len(name) > LENGTH_MAX or not name.isprintable():
        faults.append(FieldFault("name", f"the name that others read, up to {LENGTH_MAX} signs"))
    if email and (len(email) > LENGTH_MAX or not re.fullmatch(r"[^@\s]+@[^@\s]+", email)):
        faults.append(FieldFault("email", f"{email!r} is no mail address"))
    if not roles:
        faults.append(FieldFault("roles", "at least one role: without any the account can do nothing"))
    if faults:
        raise BadInput(faults)
    return Person(key=key, name=name, email=email, roles=tuple(sorted(set(roles), key=list(Role).index)))


def _not_the_last(desk: Desk, person: Person) -> None:
    """NotAllowed when nobody else could manage people."""
    others = (one for one in desk.people.list(disabled_at=0.0) if one.id != person.id)
    if not any(Right.MANAGE_PEOPLE in rights_of(frozenset(one.roles)) for one in others):
        raise NotAllowed(f"{person.name} is the last one who can manage people; give somebody else that role first")


def _told(person: Person) -> dict[str, object]:
    return {"name": person.name, "email": person.email, "roles": [role.value for role in person.roles]}
