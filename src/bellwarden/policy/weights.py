"""Modes: what findings of each check, list and condition may do, for everybody and for single trunks and customers."""

from collections.abc import Iterator

from bellwarden.model.policy import GateMode, ListClass, ListKey, ModeSetting, Scope
from bellwarden.model.verdict import Mode
from bellwarden.policy.places import Path
from bellwarden.policy.problem import no_such
from bellwarden.policy.tables import CheckTable, ListTable, ScopedTable
from bellwarden.policy.work import Work

# FTC's model order of 2020 (rules: us/G-20): calls that show these are blocked, no customer is left out.
NEVER_OFF = ("caller_id_emergency", "caller_id_invalid", "caller_id_unallocated", "do_not_originate")
# Rules: us/G-22. Without these a suspension is only written down.
MEASURES = ("customer_standing", "enforcement")

_LEVEL = {Mode.OFF: 0, Mode.REPORT: 1, Mode.ACT: 2}
_SCOPES = ((Scope.TRUNK, "trunk"), (Scope.UPSTREAM, "upstream"), (Scope.CUSTOMER, "customer"))
_CHECK_OF_KEY = {
    ListKey.CALLING_NUMBER: "calling_list",
    ListKey.CALLED_NUMBER: "called_list",
    ListKey.NAME: "name_list",
    ListKey.SPID: "spid_list",
    ListKey.SIGNER: "signer_list",
    ListKey.COUNTRY: "country_list",
    ListKey.CALLED_COUNTRY: "country_list",
    ListKey.SOURCE: "source_list",
    ListKey.USER_AGENT: "user_agent_list",
}


def build_modes(work: Work) -> tuple[ModeSetting, ...]:
    found: list[ModeSetting] = []
    for name, check in work.tables.checks.items():
        path: Path = ("check", name)
        if name not in work.around.checks:
            work.log.error(path, no_such(f"check {name}", name, work.around.checks))
            continue
        if check.mode is not None:
            found.append(ModeSetting(name, check.mode))
        found += _scoped(name, path, check, work)
        _look_at_check(name, path, check, work)
    for name, table in work.tables.lists.items():
        mode = table.mode or _default_of(table, work)
        found.append(ModeSetting(f"list:{name}", mode))
        found += _scoped(f"list:{name}", ("list", name), table, work)
        _look_at_ceiling(("list", name, "mode"), mode, check_of(table), work)
    for name, condition in work.tables.conditions.items():
        found.append(ModeSetting(f"condition:{name}", condition.mode or Mode.REPORT))
        found += _scoped(f"condition:{name}", ("condition", name), condition, work)
    return tuple(found)


def check_of(table: ListTable) -> str:
    """The check that looks at a list; its mode is the most that the list can do."""
    if table.list_class in (ListClass.DO_NOT_ORIGINATE, ListClass.DO_NOT_CALL, ListClass.PUBLIC_SAFETY):
        return str(table.list_class.value)
    return _CHECK_OF_KEY[table.key]


def _default_of(table: ListTable, work: Work) -> Mode:
    """An allow list that only reports would help nobody; a do-not-originate list goes with its check."""
    if table.list_class in (ListClass.ALLOW, ListClass.PUBLIC_SAFETY):
        return Mode.ACT
    check = work.tables.checks.get(check_of(table))
    if table.list_class is ListClass.DO_NOT_ORIGINATE and check is not None and check.mode is not None:
        return check.mode
    return Mode.REPORT


def _scoped(name: str, path: Path, table: ScopedTable, work: Work) -> Iterator[ModeSetting]:
    for scope, word in (*_SCOPES, (Scope.CALLED_CUSTOMER, "called_customer")):
        for key, setting in getattr(table, word).items():
            _look_at_key((*path, word, key), word, key, work)
            yield ModeSetting(name, setting.mode, scope, key)


def _look_at_key(path: Path, word: str, key: str, work: Work) -> None:
    if not work.knows(path, "trunk" if word == "trunk" else "customer", key):
        return
    customer = work.tables.customers.get(key)
    if customer is None or word not in ("upstream", "customer"):
        return
    kind = "upstream" if customer.upstream else "customer"
    if kind != word:
        asked = ".".join(str(part) for part in (*path[:-2], kind, key))
        is_one = "is an upstream provider" if customer.upstream else "is no upstream provider"
        work.log.error(path, f"{key} {is_one}; write [{asked}]")


def _look_at_check(name: str, path: Path, check: CheckTable, work: Work) -> None:
    if name == "concurrency_estimate" and check.mode is Mode.ACT:
        reason = 'is "act", but an estimate refuses nobody; write mode = "report", or reports_ends = true on the trunks'
        work.log.warn((*path, "mode"), reason)
    if name in MEASURES and check.mode in (Mode.OFF, Mode.REPORT):
        reason = f'is "{check.mode.value}", so that suspended customers go on calling; write mode = "act"'
        work.log.warn((*path, "mode"), reason)
    if name in NEVER_OFF:
        for _, word in _SCOPES:
            for key, setting in getattr(check, word).items():
                if setting.mode is Mode.OFF:
                    reason = '"off" would leave one party out of what holds for every call (rules: us/G-20)'
                    work.log.error((*path, word, key, "mode"), f'{reason}; write mode = "report"')
    if name == "caller_id_unallocated":
        _look_at_allocation(path, check, work)


def _look_at_allocation(path: Path, check: CheckTable, work: Work) -> None:
    carrier, numbering = work.tables.carrier, work.tables.numbering
    enforcing = carrier is not None and carrier.mode is GateMode.ENFORCE
    if enforcing and check.mode is Mode.ACT and not numbering.areas and not numbering.blocks:
        reason = "no administrators' file is supplied, so nothing is judged; write areas or blocks under [numbering]"
        work.log.warn((*path, "mode"), reason)


def _look_at_ceiling(path: Path, mode: Mode, check: str, work: Work) -> None:
    ceiling = work.tables.checks.get(check)
    if ceiling is None or ceiling.mode is None or _LEVEL[ceiling.mode] >= _LEVEL[mode]:
        return
    place = work.log.place(("check", check, "mode"))
    reason = f'is "{mode.value}", but check.{check} is "{ceiling.mode.value}" ({place.file}:{place.line})'
    work.log.warn(path, f"{reason} and its lists do no more than that")
