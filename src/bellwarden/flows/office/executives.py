"""Executives hear of every customer whose calls were stopped: a line by mail that names nobody, and where to look.

Who they are is a setting of the office; without one nobody is told.
"""

from typing import Final

import msgspec

from bellwarden.disclosure import customer_letters
from bellwarden.disclosure.customer_letters import EXECUTIVE, Reasons
from bellwarden.flows.complaint import secrets_of
from bellwarden.flows.office.faults import BadInput, FieldFault
from bellwarden.flows.office.grounds import TAKES_ALL
from bellwarden.flows.office.notice_letters import Page, letters_of, queue_letter
from bellwarden.flows.office.standing import LIVE
from bellwarden.flows.office.world import OfficeWorld, need
from bellwarden.model.office.case import Notice
from bellwarden.model.office.enforcement import EnforcementRecord
from bellwarden.model.office.people import Right
from bellwarden.ports.office import Desk

SETTING: Final = "executives"  # of the office: addresses, as JSON
ADDRESSES_MAX: Final = 10
FRESH_S: Final = 86_400.0
BATCH: Final = 50


def read_addresses(desk: Desk) -> tuple[str, ...]:
    said = desk.setting(SETTING)
    return msgspec.json.decode(said, type=tuple[str, ...]) if said else ()


def write_addresses(world: OfficeWorld, addresses: tuple[str, ...]) -> tuple[str, ...]:
    """Whom to tell; () for nobody."""
    need(world, Right.MANAGE_PEOPLE)
    wrong = [one for one in addresses if not _is_address(one)]
    if wrong or len(addresses) > ADDRESSES_MAX:
        fault = f"{wrong[0][:80]!r} is no mail address" if wrong else f"at most {ADDRESSES_MAX} addresses"
        raise BadInput([FieldFault("executives", fault)])
    with world.office.writing(world.actor) as desk:
        desk.set_setting(SETTING, msgspec.json.encode(addresses).decode())
        desk.audit("executives.change", after={"addresses": len(addresses)})
    return addresses


def tell(world: OfficeWorld, page: Page) -> int:
    """Measures of the last day that stop all calls of somebody, each told once to each. How many letters were made.
    `page`: from a measure's reference to its page in the console."""
    need(world, Right.WORK_CASES)
    now, made = world.clock.now(), 0
    with world.office.reading() as desk:
        addresses = read_addresses(desk)
        if not addresses:
            return 0
        fresh = desk.enforcements.list(
            kind__in=TAKES_ALL, state__in=LIVE, pressed_at__gt=now - FRESH_S, order="-id", limit=BATCH
        )
        ids = [one.id for one in fresh]
        known = (
            {one.enforcement_id for one in desk.notices.list(enforcement_id__in=ids, template=EXECUTIVE)} if ids else ()
        )
    for record in fresh:
        if record.id not in known:
            made += _tell(world, record, addresses, page)
    return made


def _tell(world: OfficeWorld, record: EnforcementRecord, addresses: tuple[str, ...], page: Page) -> int:
    letters = letters_of(world, page)
    secrets, now = secrets_of(letters.document), world.clock.now()
    with world.office.writing(world.actor) as desk:
        for number, address in enumerate(addresses, 1):
            reasons = Reasons(
                reference=record.ref,
                address=address,
                carrier=letters.document.carrier.name,
                measure=record.kind.value,
                ground_text=record.reason_code.value.replace("_", " "),
                page=letters.page(record.ref),
            )
            letter = customer_letters.executive(reasons, secrets, now)
            queue_letter(desk, world, Notice(to=address, enforcement_id=record.id), letter, f"X{number}")
    return len(addresses)


def _is_address(text: str) -> bool:
    name, at, domain = text.rpartition("@")
    return bool(at and name and "." in domain) and text.isprintable() and " " not in text and len(text) <= 200
