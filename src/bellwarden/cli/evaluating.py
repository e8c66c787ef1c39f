"""Runs detection over worlds and over drawn months, and shows what was found beside what is true."""

import json
import math
import tempfile
from collections.abc import Iterator
from pathlib import Path
from typing import Final

from bellwarden.calllog import CallLog
from bellwarden.calllog.asking import Asker, asking
from bellwarden.cdr import formats
from bellwarden.cli.console import columns, counted, emit, note, say
from bellwarden.cli.drawn_months import months
from bellwarden.cli.evaluation_shapes import EvaluationJson, FigureJson, FoundCustomerJson
from bellwarden.cli.exits import CommandFault, Exit
from bellwarden.cli.taking_in import Reading, take_in
from bellwarden.cli.traffic_settings import FILE, traffic_setup
from bellwarden.flows import detection
from bellwarden.flows.evaluation import (
    BadCustomer,
    BlendFound,
    Outcome,
    Stretch,
    TrueCustomer,
    Truth,
    compare,
    seen,
    together,
    with_alarms,
)
from bellwarden.flows.goals import MONTH_DAYS, Figure, figures
from bellwarden.simulator.worlds.reading import World, WorldFault, WorldTruth, open_world, read_truth
from bellwarden.traffic.detector import Samples
from bellwarden.traffic.judging import SEVERITY, Judgement, Step
from bellwarden.traffic.profile import SubjectKind, TrafficProfile

# What a customer says it does → the profile that an operator would note with its proof of consent.
CONSENTED: Final = {"notifier": "school", "reminders": "health"}
NOTIFIERS: Final = frozenset((*CONSENTED, "contact_centre"))
LISTS: Final = {
    "policy": "",  # the folder itself: whose numbers are whose, and who holds which block
    "dnc": "do-not-call.txt",
    "high_cost": "high-cost.txt",
    "reserved": "reserved.txt",
    "zones": "zones.csv",
}
DOLLARS_A_MINUTE: Final = 0.75  # to a prefix of high cost: $166,000 for a weekend of 1,500 calls of hours each
COSTLY_CALLS_MAX: Final = 100_000
SHARE_CALLS: Final = 20  # of a called number's window that say whose calls they are


def show_worlds(folders: list[Path], plain: bool, as_json: bool) -> None:
    """CommandFault when a folder is no world, or its call records can't be used."""
    outcomes: list[Outcome] = []
    worlds: list[World] = []
    for folder in folders:
        try:
            world = open_world(folder)
            outcomes.append(outcome_of(world, plain))
        except WorldFault as fault:
            raise CommandFault(Exit.RECORDS, str(fault)) from None
        worlds.append(world)
    _show([world.name for world in worlds], outcomes, as_json)


def outcome_of(world: World, plain: bool = False) -> Outcome:
    """`plain`: with nothing set up, as on a first day; else with the lists and declared customers of the world."""
    truth = read_truth(world)
    with tempfile.TemporaryDirectory(prefix="bellwarden-evaluate-") as place:
        home = Path(place)
        _import(world, home)
        if not plain:
            (home / FILE).write_text(settings_of(world), encoding="utf-8")
        settings, references = traffic_setup(home)
        with asking(home / "calllog", references) as asker:
            kind = asker.kinds()[0]
            own = seen(detection.judgements(asker, settings, kind=kind), lambda profile: profile.subject)
            about_called = list(filter(_opens_case, detection.alerts(asker, settings, kind=SubjectKind.CALLED)))
            called = seen(about_called, lambda profile: _whose(asker, profile))
            found = with_alarms(own, called)
            blends = blends_found(asker, kind, truth)
            outcome = compare(true_customers(world, truth), found, blends)
            return outcome._replace(bad=tuple(_with_loss(one, truth, asker) for one in outcome.bad))


def blends_found(asker: Asker, kind: SubjectKind, truth: WorldTruth) -> list[BlendFound]:
    """Of everybody with calls of many caller IDs, honest or not, over all of the world's days."""
    found = []
    for key, one in asker.blends(kind):
        if key in truth.classes:
            true = len(truth.calls.get(key, ())) / one.calls
            found.append(BlendFound(key, truth.classes[key], true, one.share, one.low, one.high, one.alarm))
    return found


def _import(world: World, home: Path) -> None:
    log = CallLog(home / "calllog")
    for name, files in world.cdr:
        form = name if name in formats.load() else ""
        for done in take_in(Reading(list(files), form, None, world.zone, "US"), log):
            if done.fault:
                raise WorldFault(done.fault)
            if done.refused:
                first = done.refusals[0]
                note(f"{done.file}: {done.refused:,} rows refused; line {first.line}: {first.field} {first.reason}")


def settings_of(world: World) -> str:
    """A traffic.toml: the lists beside the world's calls, and who has shown that its calls are wanted."""
    folder = world.folder.resolve() / "reference"
    lists = [f"{name} = {json.dumps(str(folder / file))}" for name, file in LISTS.items() if (folder / file).exists()]
    lines = ["[lists]", *lists]
    for customer, declared in world.declared.items():
        if declared in CONSENTED:
            words = f'profile = "{CONSENTED[declared]}"', 'consent = "declared in the world"'
            lines += ["", f"[declared.{json.dumps(customer)}]", *words]
    return "\n".join(lines) + "\n"


def true_customers(world: World, truth: WorldTruth) -> Truth:
    """The truth as it is compared with."""
    customers = {
        key: TrueCustomer(
            key,
            kind,
            tuple(Stretch(*one) for one in truth.bad.get(key, ())),
            world.declared.get(key, "") in NOTIFIERS,
            truth.calls.get(key, ()),
        )
        for key, kind in truth.classes.items()
    }
    return Truth(world.name, world.days, customers)


def _opens_case(one: Judgement) -> bool:
    return SEVERITY[one.step] >= SEVERITY[Step.CASE]


def _whose(asker: Asker, profile: TrafficProfile) -> str:
    """The customer that most of the first calls to a number are of; "" when none has half of them."""
    calls = [one.customer for one in asker.samples(profile, Samples.ANY, (), SHARE_CALLS)]
    most = max(set(calls), key=calls.count, default="")
    return most if most and 2 * calls.count(most) >= len(calls) else ""


def _with_loss(one: BadCustomer, truth: WorldTruth, asker: Asker) -> BadCustomer:
    """What calls of high cost had cost by the first alarm; all that they cost without one."""
    if one.kind != "B8":
        return one
    begin = truth.bad[one.key][0].begin
    end = max(stretch.until for stretch in truth.bad[one.key])
    alarm_s = math.inf if one.delay_s is None else begin.timestamp() + one.delay_s
    calls = asker.costly(one.key, begin, end, COSTLY_CALLS_MAX)
    minutes = sum(min(length_s, max(0.0, alarm_s - at_s)) for at_s, length_s in calls) / 60
    return one._replace(dollars=minutes * DOLLARS_A_MINUTE)


def show_drawn(count: int, seed: int, holdout: bool, jobs: int, as_json: bool) -> None:
    """Honest customers alone."""
    parameters = "holdout" if holdout else "public"
    _show([f"{count:,} months drawn, seed {seed} {parameters}"], [months(count, seed, holdout, jobs)], as_json)


def _show(names: list[str], outcomes: list[Outcome], as_json: bool) -> None:
    outcome = together(outcomes)
    table = figures(outcome)
    if as_json:
        emit(_evaluation(names, outcomes, table))
        return
    months = sum(one.days for one in outcome.benign) / MONTH_DAYS
    say(
        f"{', '.join(names)}: {counted(len(outcome.bad), 'customer')} that did wrong,"
        f" {counted(len(outcome.benign), 'honest one')} for {months:,.1f} customer-months"
    )
    rows = [("", "whose", "figure", "95 % interval", "n", "must", "", "aim", ""), *map(row, table)]
    for line in columns(rows, frozenset((2, 4))):
        say(line)


def row(figure: Figure) -> tuple[str, ...]:
    """A figure as cells."""
    one, goal = figure.estimate, figure.goal
    sign = "" if goal is None else "≤ " if goal.at_most else "≥ "
    interval = "" if one.low is None or one.high is None else f"{shown(one.low)} – {shown(one.high)}"
    return (
        figure.measure,
        figure.of,
        f"{shown(one.value)} {figure.unit if figure.unit != 'share' else ''}".rstrip(),
        interval,
        f"{one.of:,}",
        "" if goal is None else f"{sign}{shown(goal.must)}",
        met(figure.must),
        "" if goal is None else f"{sign}{shown(goal.aim)}",
        met(figure.aim),
    )


def met(one: bool | None) -> str:
    return "" if one is None else "met" if one else "not met"


def shown(value: float | None) -> str:
    if value is None:
        return "nothing seen"
    if math.isinf(value):
        return "never"
    return f"{value:,.0f}" if abs(value) >= 100 else f"{value:.3g}"


def _evaluation(names: list[str], outcomes: list[Outcome], table: list[Figure]) -> EvaluationJson:
    outcome = together(outcomes)
    return EvaluationJson(
        worlds=names,
        benign_customers=len(outcome.benign),
        benign_months=round(sum(one.days for one in outcome.benign) / MONTH_DAYS, 3),
        bad_customers=len(outcome.bad),
        figures=[_figure(one) for one in table],
        customers=[one for name, each in zip(names, outcomes, strict=True) for one in _customers(name, each)],
    )


def _figure(figure: Figure) -> FigureJson:
    one, goal = figure.estimate, figure.goal
    return FigureJson(
        measure=figure.measure,
        of=figure.of,
        value=_finite(one.value),
        low=_finite(one.low),
        high=_finite(one.high),
        never=one.value is not None and math.isinf(one.value),
        n=one.of,
        unit=figure.unit,
        must=goal.must if goal else None,
        aim=goal.aim if goal else None,
        at_most=goal is not None and goal.at_most,
        must_met=figure.must,
        aim_met=figure.aim,
    )


def _finite(value: float | None) -> float | None:
    return None if value is None or math.isinf(value) else round(value, 6)


def _customers(name: str, outcome: Outcome) -> Iterator[FoundCustomerJson]:
    for bad in outcome.bad:
        yield FoundCustomerJson(name, bad.key, bad.kind, bad.caught, bad.delay_s, bad.passed, 0, 0)
    for one in outcome.benign:
        if one.cases:
            yield FoundCustomerJson(name, one.key, one.kind, False, None, None, one.cases, one.limits)
