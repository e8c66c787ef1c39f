"""A policy goes into force, or back out of it: the stories of `policy push` and `policy rollback`.

A bad policy is the likeliest way to refuse lawful calls by the thousand. So the last decisions are judged again by the
new one first, and a push that would move the share of refused calls too far needs a reason of its own.
"""

from collections.abc import Callable, Iterable
from itertools import islice
from typing import Final, NamedTuple

from bellwarden.flows.call import refused
from bellwarden.model.decision import Decision
from bellwarden.model.policy import PolicyBundle
from bellwarden.model.verdict import EMERGENCY_CALL, Outcome, Verdict
from bellwarden.ports import SnapshotShelf
from bellwarden.seam.fault import SeamFault, short
from bellwarden.seam.pointer import Pointer, PointerKind
from bellwarden.seam.snapshot import bundle_id

REPLAYED_MAX: Final = 10_000  # decisions judged again
CUSTOMERS_SHOWN: Final = 10
REASON_LENGTH_MAX: Final = 500
ID_START_MIN: Final = 4  # digits of a snapshot's id that may stand for it

JudgeAgain = Callable[[Decision], Verdict]


class CustomerMove(NamedTuple):
    """How many of a customer's calls were refused, and how many would be."""

    customer: str
    calls: int
    refused_before: int
    refused_after: int


class Replay(NamedTuple):
    """What a new policy would have made of calls that were judged. A call counts as refused whether it was only
    observed or not; a call is left out that was answered unjudged because the gate was overloaded.
    """

    replayed: int
    refused_before: int
    refused_after: int
    emergencies_refused: int  # emergency calls that would not continue
    moves: tuple[CustomerMove, ...]  # the customers whose calls are moved most

    @property
    def share_before(self) -> float:
        """Share of refused calls as they were judged, 0 to 1."""
        return self.refused_before / self.replayed if self.replayed else 0.0

    @property
    def share_after(self) -> float:
        """Share of refused calls under the new policy, 0 to 1."""
        return self.refused_after / self.replayed if self.replayed else 0.0


class PushResult(NamedTuple):
    """What came of a push or a rollback. `refused` says why nothing changed; "" when it did."""

    snapshot: str  # id of the snapshot; "" when refused
    serial: int  # of the statement that makes it current; 0 when refused
    replay: Replay
    refused: str = ""
    forced: bool = False  # a push that was only possible by force
    unchanged: bool = False  # this very policy is already current


NO_REPLAY: Final = Replay(0, 0, 0, 0, ())


def push(
    bundle: PolicyBundle,
    shelf: SnapshotShelf,
    decisions: Iterable[Decision],
    judge_again: JudgeAgain,
    reason: str,
    author: str,
    now: float,
    force_reason: str = "",
) -> PushResult:
    """Make a policy current. `decisions` are the last ones, newest first; `judge_again` judges by the new policy.

    Refused when the share of refused calls would move by more than the current policy's `block_share_move_max`, or an
    emergency call would be refused, unless `force_reason` says why it shall be all the same.
    """
    try:
        why = checked_reason(force_reason or reason, "a push")
        current = _current(shelf)
        if current is not None and current.snapshot == bundle_id(bundle):
            return PushResult(current.snapshot, current.serial, NO_REPLAY, unchanged=True)
        outcome = replay(decisions, judge_again)
        objection = _objection(outcome, _move_max(shelf, current, bundle))
        if objection and not force_reason:
            return PushResult("", 0, outcome, objection)
        snapshot = shelf.store(bundle, now)
        pointer = shelf.point(snapshot, PointerKind.PUSH, f"forced: {why}" if objection else why, author, now)
    except SeamFault as fault:
        return PushResult("", 0, NO_REPLAY, str(fault))
    return PushResult(snapshot, pointer.serial, outcome, forced=bool(objection))


def rollback(shelf: SnapshotShelf, to: str, reason: str, author: str, now: float) -> PushResult:
    """Make the previous snapshot current again, or the one whose id begins with `to`. It is loaded first, as proof."""
    try:
        why = checked_reason(reason, "a rollback")
        target = named_snapshot(shelf, to) if to else shelf.previous()
        if not target:
            return PushResult("", 0, NO_REPLAY, "there is no earlier snapshot to go back to")
        current = _current(shelf)
        if current is not None and current.snapshot == target:
            return PushResult(target, current.serial, NO_REPLAY, unchanged=True)
        shelf.load(target)
        pointer = shelf.point(target, PointerKind.ROLLBACK, why, author, now)
    except SeamFault as fault:
        return PushResult("", 0, NO_REPLAY, str(fault))
    return PushResult(target, pointer.serial, NO_REPLAY)


def replay(decisions: Iterable[Decision], judge_again: JudgeAgain) -> Replay:
    """Judge the last decisions again and count."""
    replayed = before = after = emergencies = 0
    customers: dict[str, list[int]] = {}
    for decision in islice(decisions, REPLAYED_MAX):
        if decision.verdict.outcome is Outcome.OVERLOADED:
            continue
        replayed += 1
        was, would = refused(decision.verdict), refused(judge_again(decision))
        before += was
        after += would
        emergencies += would and decision.verdict.reason == EMERGENCY_CALL
        counts = customers.setdefault(decision.call.customer, [0, 0, 0])
        counts[0] += 1
        counts[1] += was
        counts[2] += would
    moves = [CustomerMove(key, *counts) for key, counts in customers.items() if counts[1] != counts[2]]
    moves.sort(key=lambda move: (-abs(move.refused_after - move.refused_before), move.customer))
    return Replay(replayed, before, after, emergencies, tuple(moves[:CUSTOMERS_SHOWN]))


def checked_reason(text: str, what: str) -> str:
    """The reason as it will be kept. SeamFault when there is none."""
    reason = text.strip()
    if not reason or len(reason) > REASON_LENGTH_MAX or not reason.isprintable():
        raise SeamFault(f"{what} needs a reason: one line of at most {REASON_LENGTH_MAX} printable characters")
    return reason


def _objection(outcome: Replay, move_max: float) -> str:
    """Why a push needs force; "" when it does not."""
    if outcome.emergencies_refused:
        return f"{outcome.emergencies_refused} emergency calls of the last {outcome.replayed} would be refused"
    # In calls, not in shares: a move of exactly the bound is allowed, whatever rounding does to it.
    calls_moved = abs(outcome.refused_after - outcome.refused_before)
    if calls_moved <= move_max * outcome.replayed + 1e-6:
        return ""
    moved = calls_moved / outcome.replayed
    return (
        f"of the last {outcome.replayed} calls {outcome.share_after:.2%} would be refused instead of "
        f"{outcome.share_before:.2%}: a move of {moved:.2%}, and block_share_move_max allows {move_max:.2%}"
    )


def _move_max(shelf: SnapshotShelf, current: Pointer | None, bundle: PolicyBundle) -> float:
    """The bound of the policy in force: a new one can't loosen the bound that it is measured by."""
    if current is not None:
        try:
            return shelf.load(current.snapshot).document.carrier.block_share_move_max
        except SeamFault:  # damaged on disk: the push is the repair
            pass
    return bundle.document.carrier.block_share_move_max


def _current(shelf: SnapshotShelf) -> Pointer | None:
    """The statement in force; None also for a damaged one, which a push or a rollback replaces."""
    try:
        return shelf.current()
    except SeamFault:
        return None


def named_snapshot(shelf: SnapshotShelf, start: str) -> str:
    """The id that begins so."""
    found = [one.id for one in shelf.list() if one.id.startswith(start)] if len(start) >= ID_START_MIN else []
    if len(found) == 1:
        return found[0]
    if found:
        raise SeamFault(f"{len(found)} snapshots begin with {start!r}: {', '.join(short(one) for one in found[:5])}")
    raise SeamFault(f"no snapshot begins with {start[:64]!r} (at least {ID_START_MIN} digits)")
