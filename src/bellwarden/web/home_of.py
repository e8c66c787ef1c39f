"""The home's doors as pages use them: each opened once in a process, where that costs something."""

from functools import lru_cache
from typing import Final

from bellwarden.home import Home
from bellwarden.seam.fault import SeamFault
from bellwarden.store.world import office_home
from bellwarden.verdict import checks
from bellwarden.verdict.policy import Policy
from bellwarden.web.recent import Follower, Recent

POLICIES_KEPT: Final = 3  # a policy of two million numbers is mapped memory, not copies
_follower = Follower(lambda: Recent(office_home().spool_reader()))


def recent() -> Recent:
    """The last decisions."""
    return _follower.recent()


def policy_kept(snapshot_id: str) -> Policy | None:
    """The policy of a snapshot, while it is on the shelf and whole."""
    try:
        return _policy(office_home(), snapshot_id)
    except SeamFault:
        return None


def policy_in_force() -> tuple[Policy, int] | None:
    """With its serial; None when none was pushed, or it can't be read."""
    try:
        pointer = office_home().shelf().current()
        return None if pointer is None else (_policy(office_home(), pointer.snapshot), pointer.serial)
    except SeamFault:
        return None


def serials() -> dict[str, int]:
    """Of snapshots that were in force: the last statement that named each."""
    try:
        return {one.snapshot: one.serial for one in office_home().shelf().statements()}
    except SeamFault:
        return {}


def _policy(home: Home, snapshot_id: str) -> Policy:
    return _loaded(str(home.path), snapshot_id)


@lru_cache(maxsize=POLICIES_KEPT)
def _loaded(home: str, snapshot_id: str) -> Policy:
    snapshot = Home(home).shelf().load(snapshot_id)
    return Policy(snapshot.document, snapshot.layers, checks.load(), snapshot.id, 0)
