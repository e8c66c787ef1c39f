"""The composition root: builds what the stories ask of the world out of a home and a policy folder.

The gate's process runs through here, so what only reads policy files is imported where it is needed.
"""

import time
from collections.abc import Callable
from pathlib import Path
from typing import NamedTuple, cast

from bellwarden.cli.exits import CommandFault, Exit
from bellwarden.flows.call import CallWorld
from bellwarden.gate.counters import LocalCounters
from bellwarden.home import Home
from bellwarden.model.decision import Decision
from bellwarden.model.policy import PolicyBundle
from bellwarden.ports import EnforcementBook
from bellwarden.seam.fault import SeamFault
from bellwarden.seam.pointer import Pointer
from bellwarden.seam.snapshot import Snapshot
from bellwarden.switches import load as load_switches
from bellwarden.verdict import checks
from bellwarden.verdict.policy import Policy

NOT_KEPT = "0" * 24  # decision id of a call that was only tried


class InForce(NamedTuple):
    """The policy that a home's statement names."""

    policy: Policy
    pointer: Pointer
    bundle: PolicyBundle


class NoSink:
    """Keeps nothing: for calls that are only tried (`ports.DecisionSink`)."""

    def put(self, decision: Decision) -> None:
        """The decision goes nowhere."""


def policy_of(snapshot: Snapshot, serial: int) -> Policy:
    return Policy(snapshot.document, snapshot.layers, checks.load(), snapshot.id, serial)


def bundle_of(snapshot: Snapshot) -> PolicyBundle:
    """The snapshot as the model has it. Its layers stay mapped memory: they are read like bytes and never changed."""
    return PolicyBundle(snapshot.document, cast("dict[str, bytes]", dict(snapshot.layers)))


def policy_in_force(home: Home) -> InForce | None:
    """The home's current policy; None when none was pushed yet."""
    shelf = home.shelf()
    pointer = shelf.current()
    if pointer is None:
        return None
    snapshot = shelf.load(pointer.snapshot)
    return InForce(policy_of(snapshot, pointer.serial), pointer, bundle_of(snapshot))


def needed_policy(home: Home) -> InForce:
    found = policy_in_force(home)
    if found is None:
        raise CommandFault(
            Exit.NOT_FOUND,
            f"no policy is in force in {home.path}; push one: bellwarden policy push DIR --home {home.path}",
        )
    return found


def policy_of_folder(folder: Path) -> tuple[Policy, PolicyBundle]:
    """Policy files that were not pushed, as the gate would use them. CommandFault when they have errors."""
    from bellwarden.cli.drafting import refuse_errors, tell_problems, today
    from bellwarden.cli.folders import read_policy_folder

    reading = read_policy_folder(folder, today())
    if reading.bundle is None:
        tell_problems(reading, folder)
        refuse_errors(reading, folder)
        raise CommandFault(Exit.POLICY, f"nothing can be built of {folder}")
    return Policy(reading.bundle.document, reading.bundle.layers, checks.load()), reading.bundle


def policy_kept(home: Home, snapshot_id: str) -> Policy | None:
    """The policy of an earlier snapshot, while it is on the shelf and whole."""
    try:
        return policy_of(home.shelf().load(snapshot_id), 0)
    except SeamFault:
        return None


def trial_world(policy: Policy, book: EnforcementBook, now: Callable[[], float] = time.time) -> CallWorld:
    """A world in which a call is judged and leaves no trace: nobody counted it, nothing is kept."""
    return CallWorld(policy, load_switches(), LocalCounters(), book, NoSink(), lambda at: NOT_KEPT, now)
