"""A customer was told of its calls: put into the rows of an office that runs.

python -m tests.e2e.office.noticed --home DIR      prints the path of its page, then the cookie of somebody of ours
"""

import argparse
import time
from dataclasses import replace
from pathlib import Path

from bellwarden.home import Home
from bellwarden.model.office.audit_event import Actor, ActorKind
from bellwarden.model.office.case import Case, CaseKind
from bellwarden.model.office.customer import CustomerRecord
from bellwarden.model.office.customer_notice import Ask, OwnCall
from bellwarden.model.office.people import Role, rights_of
from bellwarden.store import configure
from bench.office.people import logged_in


def tell(home: Home) -> str:
    """The path of the notice's page."""
    from bellwarden.flows.office.customer_notices import Telling, give
    from bellwarden.store.world import notice_page, office_world

    world = office_world(Actor(kind=ActorKind.PERSON, name="berit"), rights_of(frozenset(Role)))
    with world.office.writing(world.actor) as desk:
        about = CustomerRecord(key="gullwing", name="Gullwing Sales", abuse_email="abuse@gullwing.example")
        customer = desk.customers.add(about)
        case = desk.cases.add(Case(kind=CaseKind.COMPLAINT, title="hang-up calls", customer_id=customer.id))
    telling = Telling(
        customer.id,
        case.id,
        facts="Four calls, each hung up.",
        ground_text="Acceptable use, 2",
        asks=(Ask.STOP, Ask.CONSENT),
    )
    given = give(world, telling, notice_page(home))
    calls = tuple(OwnCall(time.time() - 600 * n, "12382003010", "14462000177", 3, "answered") for n in range(4))
    with world.office.writing(world.actor) as desk:
        desk.customer_notices.save(replace(given, calls=calls))
    return notice_page(home)(given.ref).partition("://")[2].partition("/")[2]


def main() -> None:
    options = argparse.ArgumentParser(description=__doc__)
    options.add_argument("--home", type=Path, required=True)
    home = options.parse_args().home
    configure(home)
    print("/" + tell(Home(home)))
    print(logged_in(home, "reader"))


if __name__ == "__main__":
    main()
