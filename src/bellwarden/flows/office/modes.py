"""The mode of a check, list or condition is changed: one line of a policy file, in force once somebody publishes it."""

from typing import Final

from bellwarden.flows.office.adopt import OFFICE, author_of, keep_file
from bellwarden.flows.office.every import every
from bellwarden.flows.office.faults import BadInput, FieldFault
from bellwarden.flows.office.world import OfficeWorld, need
from bellwarden.model.office.integration import PolicyFile
from bellwarden.model.office.people import Right
from bellwarden.model.verdict import Mode
from bellwarden.policy.editing import KINDS, EditFault, with_mode

LATER: Final = "files write the policy; `bellwarden office adopt DIR` makes the office do it"


def set_mode(world: OfficeWorld, kind: str, name: str, mode: Mode) -> PolicyFile:
    """Of a check, list or condition, for everybody. BadInput where one line does not do it."""
    need(world, Right.EDIT_POLICY)
    if kind not in KINDS:
        raise BadInput([FieldFault("kind", f"is one of {', '.join(KINDS)}")])
    with world.office.writing(world.actor) as desk:
        if author_of(desk) != OFFICE:
            raise BadInput([FieldFault("", LATER)])
        files = {one.path: one.content.encode() for one in every(desk.policy_files) if not one.binary}
        try:
            path, content = with_mode(files, kind, name, mode)
        except EditFault as fault:
            raise BadInput([FieldFault("mode", str(fault))]) from None
        kept = keep_file(desk, path, content)
        desk.audit("policy.mode", kept, after={"kind": kind, "name": name, "mode": mode.value, "path": path})
        return kept
