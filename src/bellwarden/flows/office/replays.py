"""A question to the past from the console: what would this rule have done? The worker answers; nothing is changed."""

import re
from typing import Final

from bellwarden.flows.office.faults import BadInput, FieldFault
from bellwarden.flows.office.world import OfficeWorld, need
from bellwarden.model.office.people import Right

RULE: Final = "rule"  # what is tried: a rule on top of what is in force,
DRAFT: Final = "draft"  # the policy of the office's rows as they are now; else the id of a policy of before
DAYS_MAX: Final = 90
RULE_MAX: Final = 20_000
_SNAPSHOT: Final = re.compile(r"[0-9a-f]{64}", re.ASCII)


def ask(world: OfficeWorld, replay_id: str, rule: str, days: int, what: str = RULE) -> None:
    """BadInput for a rule that is empty or too long, and for days that are not kept. `rule` is for `RULE` alone."""
    need(world, Right.READ)
    faults = []
    if what != RULE:
        rule = ""
        if what != DRAFT and _SNAPSHOT.fullmatch(what) is None:
            faults.append(FieldFault("what", "choose a policy of the list"))
    elif not rule.strip():
        faults.append(FieldFault("rule", "write a rule: a condition, a number or prefix, KEY: ENTRY, or policy tables"))
    elif len(rule) > RULE_MAX or "\0" in rule:
        faults.append(
            FieldFault("rule", f"a rule here has at most {RULE_MAX:,} signs; longer ones are lists of a policy")
        )
    if not 1 <= days <= DAYS_MAX:
        faults.append(FieldFault("days", f"1 to {DAYS_MAX} days"))
    if faults:
        raise BadInput(tuple(faults))
    with world.office.writing(world.actor) as desk:
        desk.audit("replay.ask", after={"replay": replay_id, "what": what, "rule": rule[:500], "days": days})
        desk.enqueue(
            "replay",
            replay_id=replay_id,
            rule=rule,
            what=what,
            days=days,
            asked_by=world.actor.name,
            asked_at=world.clock.now(),
        )
