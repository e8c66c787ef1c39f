"""Reading a policy: all its files as bytes in; out comes a bundle ready to be signed, or every problem in its way.

Nothing is opened, no clock is asked: the same files on the same day always give the same bundle.
"""

from collections.abc import Collection, Mapping
from datetime import date
from types import MappingProxyType
from typing import NamedTuple

from bellwarden.model.policy import Carrier, Condition, Faults, OnFault, PolicyBundle, PolicyDocument
from bellwarden.model.verdict import Action
from bellwarden.policy.conditions import check_condition
from bellwarden.policy.evidence import Rule, look_at_rule
from bellwarden.policy.limits import build_costs, build_rates, look_at_concurrency
from bellwarden.policy.lists import build_lists
from bellwarden.policy.numbering_files import build_numbering
from bellwarden.policy.parties import build_carrier, build_customers, build_trunks
from bellwarden.policy.places import Path
from bellwarden.policy.problem import Problem, ProblemLog, Severity
from bellwarden.policy.shape import read_tables
from bellwarden.policy.stir_settings import build_stir
from bellwarden.policy.tables import CarrierTable, ConditionTable, RuleAction
from bellwarden.policy.weights import build_modes
from bellwarden.policy.work import Sources, Surroundings, Work

NOTHING_KEPT: Mapping[str, bytes] = MappingProxyType({})


class PolicyReading(NamedTuple):
    """`bundle` is None exactly when a problem is an error. `kept` is to be handed in as `cached_layers` next time."""

    bundle: PolicyBundle | None
    problems: tuple[Problem, ...]
    kept: Mapping[str, bytes]

    @property
    def errors(self) -> tuple[Problem, ...]:
        return tuple(problem for problem in self.problems if problem.severity is Severity.ERROR)

    @property
    def warnings(self) -> tuple[Problem, ...]:
        return tuple(problem for problem in self.problems if problem.severity is Severity.WARNING)


def read_policy(
    files: Mapping[str, bytes],
    *,
    checks: Collection[str],
    dialects: Mapping[str, Collection[int]],
    emergency_numbers: Collection[str],
    today: date,
    cached_layers: Mapping[str, bytes] = NOTHING_KEPT,
    carry_no_identity: Collection[str] = (),
) -> PolicyReading:
    """The policy in `files` (path inside the policy folder, with /, to content). Never raises for what they hold.

    `checks` are the names of the call-time checks, `dialects` the names of the dialects with the statuses that a trunk
    may choose to continue by, `emergency_numbers` the country's own. Entries that ended before `today` are left out.
    `cached_layers` is `kept` of an earlier reading: layers whose source has not changed are not built again.
    `carry_no_identity` are the dialects that let a call go on by no redirect, unless a trunk chooses one.
    """
    log = ProblemLog()
    tables = read_tables(files, log)
    shapely = not log.failed
    carrier = tables.carrier
    own = carrier.emergency_numbers if carrier is not None else []
    around = Surroundings(
        frozenset(checks),
        {name: frozenset(choices) for name, choices in dialects.items()},
        tuple(sorted(emergency_numbers)),
        today,
        frozenset(carry_no_identity),
    )
    work = Work(
        tables=tables,
        around=around,
        sources=Sources(files, log),
        log=log,
        country=carrier.country if carrier is not None else "US",
        emergency=frozenset((*emergency_numbers, *own)),
        cached=cached_layers,
    )
    document = _document(carrier, work)
    if shapely:
        _tell_unused(work)
    whole = document is not None and not log.failed
    bundle = PolicyBundle(document, work.layers) if document is not None and whole else None
    return PolicyReading(bundle, log.all(), work.kept)


def _document(carrier: CarrierTable | None, work: Work) -> PolicyDocument | None:
    """Every part is looked at, so that every problem is told, even where no document can come of it."""
    built: Carrier | None = build_carrier(carrier, work) if carrier is not None else None
    trunks = build_trunks(work)
    customers, inventory = build_customers(work)
    modes = build_modes(work)
    lists = build_lists(work)
    conditions = tuple(_condition(name, table, work) for name, table in work.tables.conditions.items())
    numbering = build_numbering(work)
    rates, costs = build_rates(work), build_costs(work)
    look_at_concurrency(work)
    stir = build_stir(work)
    if built is None:
        return None
    emergency = tuple(sorted(work.emergency))
    written = work.tables.faults
    faults = Faults(
        OnFault(written.judging_failed.value),
        OnFault(written.suspended.value),
        written.snapshot_stale,
        written.snapshot_stale_h,
        written.journal_broken,
    )
    return PolicyDocument(
        built, trunks, customers, modes, lists, conditions, inventory, numbering, emergency, rates, costs, faults, stir
    )


def _condition(name: str, table: ConditionTable, work: Work) -> Condition:
    path: Path = ("condition", name)
    faults, unwise = check_condition(table.when)
    for fault in faults:
        work.log.error((*path, "when"), fault)
    for advice in unwise:
        work.log.warn((*path, "when"), advice)
    look_at_rule(Rule(path, table, table.action, table.divert_to, table.evidence, table.analytics), work)
    return Condition(
        name=name,
        expression=table.when,
        action=Action(table.action.value),
        diversion=table.divert_to if table.action is RuleAction.DIVERT else None,
        evidence=table.evidence,
        analytics=table.analytics,
        description=table.description,
    )


def _tell_unused(work: Work) -> None:
    for name in work.sources.unused():
        reason = "no table names this file, so it has no effect; name it in a table or take it out of the folder"
        work.log.put(Problem(name, 1, "", reason, Severity.WARNING))
