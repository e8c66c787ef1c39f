"""One of three processes that write the office's database together: `python -m tests.store.writers HOME WHO SECONDS`.

Begins when it reads a line, and says as JSON how long each write took and what went wrong.
"""

import json
import sys
import time
from dataclasses import replace
from pathlib import Path
from typing import Any

from bellwarden import store

# Mail is taken in without a rest: the greediest neighbour there can be.
RESTS_S = {"web": 0.02, "worker": 0.02, "mail": 0.0}


def main(home: str, who: str, seconds: str) -> None:
    store.configure(Path(home))
    from bellwarden.flows.office.world import OfficeWorld
    from bellwarden.model.office.audit_event import Actor, ActorKind
    from bellwarden.model.office.people import Role, rights_of
    from bellwarden.store.world import office_world

    world: OfficeWorld = office_world(Actor(kind=ActorKind.SYSTEM, name=who), rights_of(frozenset(Role)))
    write = {"web": suspend, "worker": confirm, "mail": open_case}[who]
    print("ready", flush=True)
    sys.stdin.readline()
    took, faults, until, number = [], [], time.monotonic() + float(seconds), 0
    while time.monotonic() < until:
        number += 1
        began = time.monotonic()
        try:
            write(world, number)
        except Exception as fault:  # noqa: BLE001 # each kind of it is what the test is about
            faults.append(f"{type(fault).__name__}: {fault}")
        took.append(time.monotonic() - began)
        time.sleep(RESTS_S[who])
    print(json.dumps({"took": took, "faults": faults}))


def suspend(world: Any, number: int) -> None:
    """What the press of a kill switch writes."""
    from bellwarden.model.office.enforcement import EnforcementRecord, MeasureKind, MeasureState

    with world.office.writing(world.actor) as desk:
        now = world.clock.now()
        row = EnforcementRecord(
            kind=MeasureKind.SUSPEND,
            value=f"customer-{number}",
            state=MeasureState.PENDING_ACTIVATION,
            expires_at=now + 86_400,
            emergency=True,
            review_due_at=now + 86_400,
            pressed_at=now,
        )
        desk.audit("enforcement.kill", desk.enforcements.add(row), after={"kind": "suspend"}, reason="burst")


def confirm(world: Any, number: int) -> None:
    """What the worker writes as gates confirm, a batch at a time."""
    from bellwarden.model.office.enforcement import MeasureState

    with world.office.reading() as desk:
        found = desk.enforcements.list(state=MeasureState.PENDING_ACTIVATION, limit=10)
    with world.office.writing(world.actor) as desk:
        for one in found:
            kept = desk.enforcements.get(one.id)
            desk.enforcements.save(replace(kept, state=MeasureState.ACTIVE, confirmed_at=world.clock.now()))
            desk.audit("enforcement.confirm", kept)
        desk.set_setting("worker_turn", str(number))


def open_case(world: Any, number: int) -> None:
    """What a mail that came in writes."""
    from bellwarden.flows.office import cases
    from bellwarden.model.office.case import CaseKind

    said = {"from": "someone@example.net", "numbers": ["+12384460100"] * 20}
    cases.open_case(
        world, cases.Opening(CaseKind.COMPLAINT, f"Mail {number}", fold_key=f"m {number % 50}", details=said)
    )


if __name__ == "__main__":
    main(*sys.argv[1:])
