"""Roles, what each may do, and the pairs of deeds that take two people."""

from enum import Enum
from typing import Final


class Role(str, Enum):
    VIEWER = "viewer"
    ANALYST = "analyst"  # triage, propose
    SENIOR_ANALYST = "senior_analyst"  # approves blocks and limits
    LEAD = "lead"  # approves suspension and termination
    VETTING = "vetting"
    NUMBERING = "numbering"
    RULE_AUTHOR = "rule_author"
    RULE_PUBLISHER = "rule_publisher"
    LEGAL = "legal"
    AUDITOR = "auditor"
    ADMIN = "admin"  # users and settings; no CPNI


class Right(str, Enum):
    READ = "read"  # everything that is no CPNI
    READ_CPNI = "read_cpni"  # each reading is an audit event
    READ_AUDIT = "read_audit"
    WORK_CASES = "work_cases"
    PROPOSE = "propose"  # an enforcement
    APPROVE_BLOCK = "approve_block"  # limit, restrict, challenge, block
    APPROVE_SUSPEND = "approve_suspend"  # suspend, terminate, reinstate, block an upstream
    KILL = "kill"  # suspend at once, with a second person's review to follow
    EDIT_CUSTOMERS = "edit_customers"
    EDIT_POLICY = "edit_policy"
    PUBLISH_POLICY = "publish_policy"
    MANAGE_PEOPLE = "manage_people"  # users, roles, keys, webhooks, settings
    DISCLOSE = "disclose"


_READER: Final = frozenset((Right.READ,))
_ANALYST: Final = _READER | {Right.READ_CPNI, Right.WORK_CASES, Right.PROPOSE, Right.KILL}
_SENIOR: Final = _ANALYST | {Right.APPROVE_BLOCK}

GRANTS: Final[dict[Role, frozenset[Right]]] = {
    Role.VIEWER: _READER,
    Role.ANALYST: _ANALYST,
    Role.SENIOR_ANALYST: _SENIOR,
    Role.LEAD: _SENIOR | {Right.APPROVE_SUSPEND, Right.EDIT_CUSTOMERS, Right.READ_AUDIT},
    Role.VETTING: _READER | {Right.READ_CPNI, Right.EDIT_CUSTOMERS},
    Role.NUMBERING: _READER | {Right.EDIT_CUSTOMERS},
    Role.RULE_AUTHOR: _READER | {Right.EDIT_POLICY},
    Role.RULE_PUBLISHER: _READER | {Right.PUBLISH_POLICY},
    Role.LEGAL: _READER | {Right.READ_CPNI, Right.DISCLOSE, Right.READ_AUDIT, Right.APPROVE_SUSPEND},
    Role.AUDITOR: _READER | {Right.READ_CPNI, Right.READ_AUDIT},
    Role.ADMIN: _READER | {Right.MANAGE_PEOPLE, Right.READ_AUDIT},
}


def rights_of(roles: frozenset[Role]) -> frozenset[Right]:
    """What somebody with these roles may do."""
    return frozenset[Right]().union(*(GRANTS[role] for role in roles))
