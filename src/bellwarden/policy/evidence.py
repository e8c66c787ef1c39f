"""What a rule may do on what evidence: fact and authority may block, statistics limit or divert, a crowd only report.

The one exception is blocking by analytics, which is answered by 603+ with a redress contact: 47 CFR 64.1200(k)(9).
"""

from typing import NamedTuple

from bellwarden.model.verdict import Diversion, EvidenceClass, Mode
from bellwarden.policy.places import Path
from bellwarden.policy.tables import ConditionTable, ListTable, RuleAction
from bellwarden.policy.work import Work

_TARGETS = {
    Diversion.CAPTCHA: "captcha_uri",
    Diversion.VOICE_MENU: "voice_menu_uri",
    Diversion.VOICEMAIL: "voicemail_uri",
}


class Rule(NamedTuple):
    """A list or a condition, as far as it asks for something to be done with calls."""

    path: Path
    table: ListTable | ConditionTable
    action: RuleAction
    divert_to: Diversion | None
    evidence: EvidenceClass
    analytics: bool


def look_at_rule(rule: Rule, work: Work) -> None:
    """Every way in which what is asked for does not fit the evidence, or lacks what it needs."""
    _look_at_block(rule, work)
    _look_at_crowd(rule, work)
    _look_at_analytics(rule, work)
    look_at_diversion(rule.path, rule.action.value, rule.divert_to, work)


def _acting(rule: Rule) -> list[tuple[Path, bool]]:
    """Where the rule acts: the setting's path, and whether it is a called customer's."""
    table = rule.table
    found: list[tuple[Path, bool]] = [((*rule.path, "mode"), False)] if table.mode is Mode.ACT else []
    for scope in ("trunk", "upstream", "customer", "called_customer"):
        for key, setting in getattr(table, scope).items():
            if setting.mode is Mode.ACT:
                found.append(((*rule.path, scope, key, "mode"), scope == "called_customer"))
    return found


def _look_at_block(rule: Rule, work: Work) -> None:
    if rule.action is RuleAction.BLOCK and not rule.analytics:
        if rule.evidence is EvidenceClass.STATISTICS:
            reason = '"statistics" may not block; write action = "limit" or action = "divert", or analytics = true'
            work.log.error((*rule.path, "evidence"), f"{reason} (603+ with redress contact, 47 CFR 64.1200(k)(9))")
        elif rule.evidence is EvidenceClass.CROWD:
            reason = '"crowd" may not block; write action = "divert", which acts for called customers who ask for it'
            work.log.error((*rule.path, "evidence"), reason)


def _look_at_crowd(rule: Rule, work: Work) -> None:
    if rule.evidence is not EvidenceClass.CROWD:
        return
    for path, for_called in _acting(rule):
        if not for_called:
            reason = 'evidence = "crowd" acts for nobody but called customers who ask for it; write mode = "report"'
            field = ".".join(str(part) for part in rule.path)
            work.log.error(path, f'{reason} here and [{field}.called_customer.NAME] mode = "act" for them')
        elif rule.action is not RuleAction.DIVERT:
            work.log.error(path, 'evidence = "crowd" may at most divert; write action = "divert" and divert_to')


def _look_at_analytics(rule: Rule, work: Work) -> None:
    if not rule.analytics:
        return
    if rule.action is not RuleAction.BLOCK:
        reason = f'is about blocks, and action is "{rule.action.value}"; take analytics out'
        work.log.error((*rule.path, "analytics"), reason)
    if not has_contact(work):
        for path, _ in _acting(rule):
            reason = "a block by analytics has to name a redress contact (47 CFR 64.1200(k)(9))"
            work.log.error(path, f'{reason}; write url, tel or email under [carrier.redress], or mode = "report"')


def has_contact(work: Work) -> bool:
    """Whether a blocked caller is told whom to ask, as a block by analytics has to; True where no carrier was read."""
    carrier = work.tables.carrier
    if carrier is None:
        return True
    redress = carrier.redress
    return redress is not None and bool(redress.url or redress.tel or redress.email)


def look_at_diversion(rule: Path, action: str, divert_to: Diversion | None, work: Work) -> None:
    """Whether calls are told where to go exactly when they are diverted, and there is such a place."""
    path: Path = (*rule, "divert_to")
    if action != RuleAction.DIVERT.value:
        if divert_to is not None:
            work.log.error(path, f'says nothing when action is "{action}"; write action = "divert"')
    elif divert_to is None:
        words = ", ".join(f'"{word.value}"' for word in Diversion)
        work.log.error(path, f"is missing; write where diverted calls go, one of {words}")
    else:
        target = _TARGETS[divert_to]
        carrier = work.tables.carrier
        if carrier is not None and not getattr(carrier, target):
            work.log.error(path, f"needs carrier.{target}, which is not set; write there where these calls go")
