"""Brings a home's past before the policy in force and a candidate. Reads only: nothing in the home is touched."""

from collections.abc import Iterator
from contextlib import ExitStack
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Final, NamedTuple

from bellwarden.calllog.asking import Asker, asking
from bellwarden.calllog.in_order import in_order as records_in_order
from bellwarden.calllog.in_order import span
from bellwarden.cli.compose import bundle_of
from bellwarden.cli.drafting import refuse_errors, tell_problems, today
from bellwarden.cli.exits import CommandFault, Exit
from bellwarden.cli.folders import read_policy_folder
from bellwarden.cli.options import read_moment
from bellwarden.cli.progress import bar
from bellwarden.cli.replay_lists import read_lists
from bellwarden.cli.replay_rule import nothing_in_force, try_rule
from bellwarden.flows.policy_push import named_snapshot
from bellwarden.flows.replay_counts import Findings
from bellwarden.flows.replay_past import RecordedCall, in_order
from bellwarden.flows.replay_sides import MakePolicy, MeasuresThen, Side, nothing_but
from bellwarden.flows.replay_story import Question, replay
from bellwarden.gate.counters import LocalCounters
from bellwarden.home import Home
from bellwarden.model.counting import Counting
from bellwarden.model.decision import Decision
from bellwarden.model.policy import PolicyBundle, PolicyDocument
from bellwarden.seam.fault import SeamFault, short
from bellwarden.seam.journal import JournalEvent
from bellwarden.verdict import checks
from bellwarden.verdict.counting import counting_of
from bellwarden.verdict.policy import Policy

DAY_S: Final = 86_400.0
HOUR_S: Final = 3_600.0
MINUTE_S: Final = 60.0
LOG_TRUNK: Final = "log"  # over which every recorded call comes where no policy is in force


@dataclass(frozen=True, slots=True)
class Order:
    """What the command line asks for."""

    home: Path
    policy: Path | None
    rule: str
    snapshot: str  # id of a policy of before, or how it begins; "": none is asked for
    days: int
    until: str  # as written; "": behind the last call that is kept
    known_good: Path | None
    known_bad: Path | None
    complaints: Path | None
    world: Path | None


class Replayed(NamedTuple):
    findings: Findings
    live: str  # snapshot id; "" for none
    live_observes: bool
    candidate: str  # in words


class _Candidates(NamedTuple):
    live: PolicyBundle | None
    snapshot: str
    candidate: PolicyBundle
    name: str
    rules: frozenset[str]  # names of what the candidate has beyond the policy in force, if nothing else differs


def run_replay(order: Order) -> Replayed:
    """CommandFault when there is nothing to replay, or the candidate has errors."""
    home = Home(order.home)
    log = order.home / "calllog"
    with ExitStack() as stack:
        asker = stack.enter_context(asking(log)) if (log / "manifest.json").is_file() else None
        if not home.exists() and asker is None:
            raise CommandFault(
                Exit.NOT_FOUND,
                f"{order.home} holds neither decisions nor a call log; `bellwarden calls import` begins one",
            )
        both = _candidates(order, home)
        findings = _run(order, home, asker, both)
    observes = both.live is not None and both.live.document.carrier.mode.value == "observe"
    return Replayed(findings, both.snapshot, observes, both.name)


def _candidates(order: Order, home: Home) -> _Candidates:
    live, snapshot = None, ""
    if home.exists():
        shelf = home.shelf()
        pointer = shelf.current()
        if pointer is not None:
            live, snapshot = bundle_of(shelf.load(pointer.snapshot)), pointer.snapshot
    if order.policy is not None:
        reading = read_policy_folder(order.policy, today())
        if reading.bundle is None:
            tell_problems(reading, order.policy)
            refuse_errors(reading, order.policy)
            raise CommandFault(Exit.POLICY, f"nothing can be built of {order.policy}")
        return _Candidates(live, snapshot, reading.bundle, str(order.policy), frozenset())
    if order.snapshot:
        return _Candidates(live, snapshot, *_of_before(home, order.snapshot), frozenset())
    base = live or PolicyBundle(nothing_but(nothing_in_force("US"), LOG_TRUNK, _mute()), {})
    tried = try_rule(order.rule, base)
    return _Candidates(live, snapshot, tried.bundle, order.rule, tried.names if tried.only_more else frozenset())


def _of_before(home: Home, written: str) -> tuple[PolicyBundle, str]:
    """A policy of the shelf and its name."""
    try:
        found = named_snapshot(home.shelf(), written)
        return bundle_of(home.shelf().load(found)), f"policy {short(found)}"
    except SeamFault as fault:
        raise CommandFault(Exit.NOT_FOUND, str(fault)) from None


def _mute() -> Iterator[str]:
    """Checks that would speak of calls whatever the rule: all but those that look into lists."""
    from bellwarden.verdict.check import ListCheck

    return (name for name, check in checks.load().items() if not isinstance(check, ListCheck))


def _run(order: Order, home: Home, asker: Asker | None, both: _Candidates) -> Findings:
    reader = home.spool_reader()
    ends = [one for one in (_last_decision(home), _last_record(asker)) if one is not None]
    if not ends:
        raise CommandFault(Exit.NOT_FOUND, f"{order.home} holds no call yet")
    until = read_moment(order.until, datetime.now(UTC).timestamp()) if order.until else max(ends) + 1.0
    since = until - order.days * DAY_S
    live = _side(both.live, both.snapshot, home) if both.live is not None else None
    candidate = _side(both.candidate, "", home)
    begin = since - max(_memory_s(side.policy.counting) for side in (live, candidate) if side is not None)
    lists = read_lists(
        order.home,
        order.known_good,
        order.known_bad,
        order.complaints,
        order.world,
        both.candidate.document.carrier.country,
    )
    question = Question(since, until, lists.known, lists.complaints, both.rules)
    decisions: Iterator[Decision] = reader.read(begin, until + 1.0) if home.exists() else iter(())
    records: Iterator[RecordedCall] = iter(())
    if asker is not None:
        records = records_in_order(asker, datetime.fromtimestamp(begin, UTC), datetime.fromtimestamp(until, UTC))
    past = in_order((one for one in decisions if one.call.request.at >= begin), records)
    with bar("replaying", until - begin) as told:
        return replay(past, live, candidate, MeasuresThen(_journal(home)), question, lambda at: told(at - begin))


def _side(bundle: PolicyBundle, snapshot: str, home: Home) -> Side:
    def make(document: PolicyDocument) -> Policy:
        return Policy(document, bundle.layers, known)

    known = checks.load()
    maker: MakePolicy = make
    policy = Policy(bundle.document, bundle.layers, known, snapshot)

    def counting_then(wanted: str) -> Counting | None:
        if wanted == snapshot:
            return policy.counting
        try:
            return counting_of(home.shelf().load(wanted).document)
        except SeamFault:
            return None

    return Side(policy, maker, LocalCounters(), counting_then)


def _memory_s(counting: Counting) -> float:
    """How far back a count may reach: so much is read before the time asked for."""
    customers = counting.customers.values()
    if any(one.day or one.spend for one in customers):
        return DAY_S
    calls_s = [*(one.call_s for one in customers), *(one.call_s for one in counting.trunks.values())]
    windows_s = (counting.caller_id_s, counting.pair_s, counting.called_side_s, counting.burst_s)
    hours = any(one.hour or one.caller_ids_max for one in customers)
    return max(HOUR_S if hours else MINUTE_S, *windows_s, *calls_s)


def _journal(home: Home) -> list[JournalEvent]:
    return home.journal_follower().poll() if home.exists() else []


def _last_decision(home: Home) -> float | None:
    last = home.spool_reader().last(1) if home.exists() else []
    return last[0].call.request.at if last else None


def _last_record(asker: Asker | None) -> float | None:
    found = span(asker) if asker is not None else None
    return found[1].timestamp() if found is not None else None
