"""Notices whose time has come go out, each once; tried again while the mail server can't take it."""

from collections.abc import Callable
from dataclasses import replace
from typing import Final

from bellwarden.flows.office import clocks
from bellwarden.flows.office.world import OfficeWorld, need
from bellwarden.model.office.case import NOTICE_MOVES, Notice, NoticeState
from bellwarden.model.office.moves import moved
from bellwarden.model.office.people import Right
from bellwarden.ports.office import Conflict

WAITS_S: Final = (60.0, 300.0, 1_800.0, 7_200.0, 21_600.0)  # after the first, the second … attempt
BATCH: Final = 50

# Sent, or not and why; and whether it may be tried again.
Send = Callable[[Notice], tuple[bool, bool, str]]


def send_due(world: OfficeWorld, send: Send, hold_s: float = 0.0) -> int:
    """How many went out; each is held so long behind its time. The mail server is asked outside of any transaction."""
    need(world, Right.WORK_CASES)
    now = world.clock.now()
    with world.office.reading() as desk:
        due = desk.notices.list(state=NoticeState.QUEUED, queued_at__lte=now - hold_s, order="queued_at", limit=BATCH)
    return sum(_send(world, notice, send) for notice in due)


def _send(world: OfficeWorld, notice: Notice, send: Send) -> bool:
    # Counted first: whoever dies while it is under way has tried.
    with world.office.writing(world.actor) as desk:
        try:
            wait_s = WAITS_S[min(notice.attempts, len(WAITS_S) - 1)]
            later = world.clock.now() + wait_s
            notice = desk.notices.save(replace(notice, attempts=notice.attempts + 1, queued_at=later))
        except Conflict:  # held, just now
            return False
    sent, again, said = send(notice)
    with world.office.writing(world.actor) as desk:
        notice = desk.notices.get(notice.id)
        if notice.state is not NoticeState.QUEUED:
            return sent
        if sent:
            after = replace(
                notice, state=moved(NOTICE_MOVES, notice.state, "send"), sent_at=world.clock.now(), told=said
            )
        elif again and notice.attempts <= len(WAITS_S):
            after = replace(notice, told=said)
        else:
            after = replace(notice, state=moved(NOTICE_MOVES, notice.state, "fail"), told=said)
        kept = desk.notices.save(after)
        desk.audit(f"notice.{kept.state.value}", kept, after={"told": said, "attempts": kept.attempts})
        if sent and kept.customer_id:  # the customer was told: that is not the complainant's answer
            for owner in ({"case_id": kept.case_id}, {"enforcement_id": kept.enforcement_id}):
                for clock in clocks.running(desk, kinds=("notice",), **owner) if any(owner.values()) else ():
                    clocks.meet(desk, world, clock)
        elif sent and kept.case_id:
            clocks.meet_all(desk, world, case_id=kept.case_id, kinds=("answer",))
    return sent
