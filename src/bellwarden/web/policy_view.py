"""Policies as their pages show them: statements, snapshots side by side, the draft. Snapshots never change, so what was
read of one is kept for the next reader."""

import threading
from collections.abc import Sequence
from functools import lru_cache
from typing import Final, NamedTuple

from bellwarden.flows.office.policy import Draft, draft, editors_of
from bellwarden.flows.office.world import OfficeWorld
from bellwarden.model.policy import PolicyBundle
from bellwarden.policy.difference import Change, difference
from bellwarden.seam.fault import SeamFault
from bellwarden.seam.pointer import Pointer
from bellwarden.seam.snapshot import Snapshot
from bellwarden.store.models import AuditEvent, PolicyFile
from bellwarden.store.office import DjangoOffice
from bellwarden.store.publishing import publishing
from bellwarden.store.world import WallClock, office_home

CHANGES_SHOWN: Final = 500


class Statement(NamedTuple):
    """A statement as a line of the list; `before` is the snapshot in force before it."""

    pointer: Pointer
    before: str
    in_force: bool


def statements() -> list[Statement]:
    """Newest first."""
    home = office_home()
    if not home.exists():
        return []
    try:
        history = home.shelf().statements()[::-1]
    except (SeamFault, OSError):
        return []
    before = [*(one.snapshot for one in history[1:]), ""][: len(history)]
    return [Statement(one, was, at == 0) for at, (one, was) in enumerate(zip(history, before, strict=True))]


@lru_cache(maxsize=16)
def changes(home: str, before: str, after: str) -> tuple[Change, ...]:
    """From one snapshot to another; SeamFault when one is not on the shelf any more."""
    shelf = office_home().shelf()
    return difference(bundle_of(shelf.load(before)) if before else None, bundle_of(shelf.load(after)))


def bundle_of(snapshot: Snapshot) -> PolicyBundle:
    return PolicyBundle(snapshot.document, dict(snapshot.layers))  # type: ignore[arg-type]


class _Drafts:
    """The last draft that was built, until something changes."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._key: tuple[str, int, str] | None = None
        self._made: tuple[Draft, tuple[Change, ...]] | None = None

    def of(self, world: OfficeWorld) -> tuple[Draft, tuple[Change, ...]]:
        """The draft, and what it would change of what is in force."""
        home = office_home()
        last = AuditEvent.objects.order_by("-number").values_list("number", flat=True).first() or 0
        past = statements()
        current = past[0].pointer.snapshot if past else ""
        key = (str(home.path), last, current)
        with self._lock:
            if self._key != key or self._made is None:
                made = draft(world, publishing(home))
                was = bundle_of(home.shelf().load(current)) if current else None
                told = () if made.bundle is None else difference(was, made.bundle)
                self._key, self._made = key, (made, told)
            return self._made


drafts: Final = _Drafts()


def editors() -> Sequence[str]:
    """Who changed something that nobody has published yet."""
    with DjangoOffice(WallClock()).reading() as desk:
        return editors_of(desk)


def files() -> list[PolicyFile]:
    return list(PolicyFile.objects.order_by("path"))
