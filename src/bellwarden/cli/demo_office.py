"""The demonstration's office: the carrier adopted, its desk set, then the console served. A process of its own:

python -m bellwarden.cli.demo_office --home DIR --policy DIR --http HOST:PORT
"""

import argparse
import os
from pathlib import Path
from typing import Final, NamedTuple

from bellwarden.cli.console import say
from bellwarden.cli.demo_cast import COMPANIES, MATTERS, Company
from bellwarden.cli.exits import CommandFault
from bellwarden.cli.folders import read_folder
from bellwarden.cli.office_serving import make_ready, serve
from bellwarden.flows.office import cases, customers
from bellwarden.flows.office.adopt import adopt
from bellwarden.flows.office.world import OfficeWorld
from bellwarden.home import Home
from bellwarden.home.author import write_author
from bellwarden.model.office.audit_event import Actor, ActorKind
from bellwarden.model.office.people import Role, rights_of
from bellwarden.store.office_file import FILE

ACTOR: Final = Actor(kind=ActorKind.SYSTEM, name="demonstration")
EVERYTHING: Final = tuple(Role)
NICE: Final = 5  # calls are judged first, where a machine has few cores
HOUR_S: Final = 3_600.0


def open_office(home: Path, policy: Path, http: str) -> None:
    """Once a home: customers from the policy with what a carrier knows of them, and cases. Then the console, until told
    to stop.
    """
    make_ready(home)
    name_address(home, http)
    from bellwarden.store.world import office_world

    world = office_world(ACTOR, rights_of(frozenset(Role)))
    with world.office.reading() as desk:
        new = not desk.setting("author")
    if new:
        adopt_carrier(world, Home(home), policy)
        introduce(world)
        set_desk(world)
    serve(home, http, first=EVERYTHING)


def name_address(home: Path, http: str) -> None:
    """Letters to customers name their page: where this console is, for whoever sits at this machine."""
    if not (home / FILE).exists() and not http.endswith(":0"):
        (home / FILE).write_text(f'[web]\naddress = "http://{http}"\n', encoding="utf-8")


def adopt_carrier(world: OfficeWorld, home: Home, policy: Path) -> None:
    """The office is the author of the policy from now on."""
    from bellwarden.store.publishing import publishing

    adopt(world, read_folder(policy), publishing(home).read, lambda author: write_author(home.state, author))


def introduce(world: OfficeWorld) -> None:
    """What a carrier knows of its customers beside the policy."""
    for key, company in COMPANIES.items():
        with world.office.reading() as desk:
            customer = desk.customers.find(key=key)
        if customer is not None:
            customers.change(world, customer.id, contacts(key, company))


def contacts(key: str, company: Company) -> dict[str, object]:
    return {
        "external_id": f"billing-{key}",
        "legal_name": company.legal_name,
        "country": "US",
        **{f"{who}_email": f"{name}@{company.domain}" for who, name in MAILBOXES.items()},
        "phone": company.phone,
        "address": company.address,
        "rmd_number": company.filing,
        "declared": {"use": company.use, "calls_1d_max": company.calls_1d_max, "cps_max": company.cps_max},
    }


MAILBOXES: Final = {"abuse": "abuse", "technical": "noc", "legal": "legal", "billing": "accounts"}


class Earlier(NamedTuple):
    """`ports.Clock`: what is on the desk came in some time ago."""

    at: float

    def now(self) -> float:
        return self.at


def set_desk(world: OfficeWorld) -> None:
    now = world.clock.now()
    for matter in MATTERS:
        then = world._replace(clock=Earlier(now - matter.opened_h * HOUR_S))
        with world.office.reading() as desk:
            customer = desk.customers.find(key=matter.customer)
        known = customer.id if customer else 0
        opening = cases.Opening(matter.kind, matter.title, matter.customer, known, matter.severity)
        opened = cases.open_case(then, opening).case
        if matter.note:
            cases.note(then, opened.id, matter.note)
        if matter.waiting_for:
            cases.wait(then, opened.id, matter.waiting_for)


def main() -> None:
    options = argparse.ArgumentParser(description=__doc__)
    options.add_argument("--home", type=Path, required=True)
    options.add_argument("--policy", type=Path, required=True)
    options.add_argument("--http", required=True)
    chosen = options.parse_args()
    os.nice(NICE)
    try:
        open_office(chosen.home, chosen.policy, chosen.http)
    except CommandFault as fault:
        say(f"fault {fault}")
        raise SystemExit(fault.exit_code) from None


if __name__ == "__main__":
    main()
