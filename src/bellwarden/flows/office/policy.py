"""The policy as the office writes it: drafted out of its rows, looked at, published by a second person, rolled back.

What is published is the same signed snapshot, held to the same guard, as `bellwarden policy push` makes of files.
"""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import replace
from typing import Final, NamedTuple

from bellwarden.flows import policy_push
from bellwarden.flows.office.adopt import OFFICE, PUBLISHED, ReadPolicy, author_of, files_of, keep_file
from bellwarden.flows.office.faults import BadInput, FieldFault
from bellwarden.flows.office.world import NotAllowed, OfficeWorld, need
from bellwarden.flows.policy_push import JudgeAgain, PushResult
from bellwarden.model.decision import Decision
from bellwarden.model.office.audit_event import ActorKind, AuditEvent
from bellwarden.model.office.enforcement import MeasureKind, MeasureState
from bellwarden.model.office.integration import PolicyFile
from bellwarden.model.office.people import Right
from bellwarden.model.policy import PolicyBundle
from bellwarden.policy.problem import Problem, Severity
from bellwarden.ports import SnapshotShelf
from bellwarden.ports.office import Conflict, Desk
from bellwarden.seam.fault import SeamFault
from bellwarden.seam.snapshot import bundle_id

PATH_MAX: Final = 300
EVENTS: Final = 1_000
# Deeds that change what would be published, by the beginning of their verbs.
EDITS: Final = ("customer.", "trunk.", "caller_id_right.", "policy.save_file", "policy.delete_file", "policy.mode")
# What reads, or follows a measure that took two people already.
NO_EDITS: Final = (
    *("customer.read", "customer.export"),
    *(f"customer.{move}" for move in ("suspend", "limit", "unlimit", "reinstate", "terminate")),
)
PEOPLE: Final = (ActorKind.PERSON, ActorKind.API_KEY)


class Draft(NamedTuple):
    """What the rows come to now."""

    files: Mapping[str, bytes]
    bundle: PolicyBundle | None  # None exactly when a problem is an error
    problems: tuple[Problem, ...]
    snapshot: str  # its id; "" without a bundle
    in_force: bool  # it is what the gates judge by already
    editors: tuple[str, ...]  # who changed something since the last publication


class Publishing(NamedTuple):
    """What a publication needs of the world, beside the office."""

    read: ReadPolicy
    shelf: SnapshotShelf
    decisions: Callable[[], Iterable[Decision]]  # the last ones, newest first
    judge_by: Callable[[PolicyBundle], JudgeAgain]


def draft(world: OfficeWorld, parts: Publishing) -> Draft:
    """The policy of the rows as they are, with its problems by file, line and field."""
    need(world, Right.READ)
    with world.office.reading() as desk:
        files, editors = files_of(desk), editors_of(desk)
    reading = parts.read(files)
    snapshot = "" if reading.bundle is None else bundle_id(reading.bundle)
    in_force = bool(snapshot) and snapshot == current_of(parts.shelf)
    return Draft(files, reading.bundle, reading.problems, snapshot, in_force, editors)


def publish(world: OfficeWorld, reason: str, parts: Publishing, force: str = "") -> PushResult:
    """Make the draft current at every gate. Whoever changed it may not be the one who publishes it."""
    need(world, Right.PUBLISH_POLICY)
    with world.office.reading() as desk:
        _be_author(desk)
        last = desk.last_audit()
    made = draft(world, parts)
    if made.bundle is None:
        raise BadInput(_faults(made.problems))
    if world.actor.name in made.editors:
        raise NotAllowed("you changed what would be published: a second person with publish_policy does it")
    judge, now = parts.judge_by(made.bundle), world.clock.now()
    result = policy_push.push(made.bundle, parts.shelf, parts.decisions(), judge, reason, world.actor.name, now, force)
    if result.refused:
        with world.office.writing(world.actor) as desk:
            desk.audit("policy.held_back", after={"snapshot": made.snapshot}, reason=result.refused[:500])
        return result
    with world.office.writing(world.actor) as desk:
        # What somebody changed while this was built is not in it, and still waits for a publication.
        desk.set_setting(PUBLISHED, str(last))
        told = {"snapshot": result.snapshot, "serial": result.serial, "forced": result.forced}
        desk.audit("policy.publish", after=told, reason=force or reason)
        _carried(desk, result.serial)
    return result


def rollback(world: OfficeWorld, to: str, reason: str, parts: Publishing) -> PushResult:
    """Make an earlier snapshot current again, at once. The rows stay as they are: publish them when they are mended."""
    need(world, Right.PUBLISH_POLICY)
    result = policy_push.rollback(parts.shelf, to, reason, world.actor.name, world.clock.now())
    if not result.refused and not result.unchanged:
        with world.office.writing(world.actor) as desk:
            told = {"snapshot": result.snapshot, "serial": result.serial}
            desk.audit("policy.rollback", after=told, reason=reason)
    return result


def save_file(world: OfficeWorld, path: str, content: bytes, version: int = 0) -> PolicyFile:
    """Keep a file of the policy that is no customer and no trunk. `version`: of the row that was edited; 0: a new one.

    Conflict when somebody saved it meanwhile.
    """
    need(world, Right.EDIT_POLICY)
    _check_path(path)
    with world.office.writing(world.actor) as desk:
        kept = desk.policy_files.find(path=path)
        if (0 if kept is None else kept.version) != version:
            raise Conflict(f"{path} was saved by somebody else meanwhile; nothing of yours was written")
        saved = keep_file(desk, path, content)
        before = {} if kept is None else {"bytes": len(kept.content)}
        desk.audit("policy.save_file", saved, before, {"path": path, "bytes": len(content)})
        return saved


def delete_file(world: OfficeWorld, path: str, version: int) -> None:
    """Take a file out of the policy; earlier snapshots keep what it said."""
    need(world, Right.EDIT_POLICY)
    with world.office.writing(world.actor) as desk:
        kept = desk.policy_files.find(path=path)
        if kept is None:
            raise BadInput([FieldFault("path", f"there is no file {path}")])
        desk.policy_files.delete(replace(kept, version=version))
        desk.audit("policy.delete_file", kept, {"path": path})


def editors_of(desk: Desk) -> tuple[str, ...]:
    """Who changed something since the last publication, by the audit trail."""
    found: dict[str, None] = {}
    after = int(desk.setting(PUBLISHED) or 0)
    while events := desk.audit_events(after, EVENTS):
        found.update((one.actor.name, None) for one in events if _is_edit(one))
        after = events[-1].number
    return tuple(found)


def current_of(shelf: SnapshotShelf) -> str:
    """Id of the snapshot in force; "" without one, or when its statement can't be read."""
    try:
        pointer = shelf.current()
    except SeamFault:
        return ""
    return "" if pointer is None else pointer.snapshot


def _is_edit(event: AuditEvent) -> bool:
    return event.actor.kind in PEOPLE and event.verb.startswith(EDITS) and not event.verb.startswith(NO_EDITS)


def _be_author(desk: Desk) -> None:
    if author_of(desk) != OFFICE:
        raise BadInput([FieldFault("", "files write the policy; `bellwarden office adopt DIR` makes the office do it")])


def _carried(desk: Desk, serial: int) -> None:
    """Terminations stand in the policy from now on, beside their journal line."""
    live = (MeasureState.PENDING_ACTIVATION, MeasureState.ACTIVE)
    for one in desk.enforcements.list(kind=MeasureKind.TERMINATE, state__in=live, policy_serial=0):
        desk.enforcements.save(replace(one, policy_serial=serial))


def _faults(problems: Iterable[Problem]) -> list[FieldFault]:
    errors = (one for one in problems if one.severity is Severity.ERROR)
    return [FieldFault(f"{one.file}:{one.line} {one.field}".strip(), one.reason) for one in errors]


def _check_path(path: str) -> None:
    parts = path.split("/")
    sound = all(part and not part.startswith(".") and part.isprintable() for part in parts)
    if not sound or len(path) > PATH_MAX or "\\" in path:
        raise BadInput([FieldFault("path", "is a path below the policy folder, such as lists/never.txt")])
