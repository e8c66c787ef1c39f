"""From policy files to what is in force: build, push, go back, compare."""

import time
from pathlib import Path
from typing import NamedTuple

from bellwarden.cli.console import counted, emit, say, share, visible
from bellwarden.cli.drafting import json_of, refuse_errors, tell_problems, today
from bellwarden.cli.enforcing import author
from bellwarden.cli.exits import CommandFault, Exit
from bellwarden.cli.folders import read_policy_folder
from bellwarden.cli.shapes import BuildJson, GuardJson, MoveJson, PushJson
from bellwarden.flows.policy_push import PushResult, Replay, push, rollback
from bellwarden.flows.replay import judge_under
from bellwarden.home import Home
from bellwarden.home.author import OFFICE, read_author
from bellwarden.home.kept_layers import FOLDER, KeptLayers
from bellwarden.model.decision import Decision
from bellwarden.model.policy import GateMode, PolicyBundle
from bellwarden.model.verdict import Verdict
from bellwarden.policy.reading import PolicyReading
from bellwarden.verdict import checks
from bellwarden.verdict.policy import Policy


class Built(NamedTuple):
    bundle: PolicyBundle
    reading: PolicyReading


def built(folder: Path, home: Home) -> Built:
    """The bundle of a policy folder, with what the last build left behind. CommandFault when the files have errors."""
    kept = KeptLayers(home.state / FOLDER)
    reading = read_policy_folder(folder, today(), kept)
    tell_problems(reading, folder)
    refuse_errors(reading, folder)
    if reading.bundle is None:
        raise CommandFault(Exit.POLICY, f"nothing can be built of {folder}")
    kept.keep(reading.kept)
    return Built(reading.bundle, reading)


def build_snapshot(folder: Path, place: Path, as_json: bool) -> None:
    home = Home(place)
    home.init()
    made = built(folder, home)
    shelf = home.shelf()
    snapshot = shelf.store(made.bundle, time.time())
    current = shelf.current()
    in_force = current is not None and current.snapshot == snapshot
    document = made.bundle.document
    if as_json:
        emit(
            BuildJson(
                snapshot,
                in_force,
                len(document.trunks),
                len(document.customers),
                len(document.lists),
                len(document.conditions),
                sum(one.count for one in document.lists),
                sum(map(len, made.bundle.layers.values())),
                [json_of(one) for one in made.reading.warnings],
            )
        )
        return
    say(f"Snapshot {snapshot[:12]} is built, signed and kept in {place}.")
    say("It is in force." if in_force else f"It is not in force yet: bellwarden policy push {folder} --home {place}")


def push_policy(folder: Path, place: Path, reason: str, force: str, as_json: bool) -> None:
    home = Home(place)
    home.init()
    if read_author(home.state) == OFFICE:
        raise CommandFault(
            Exit.HELD_BACK,
            f"not pushed: the office of {place} writes the policy, and files are only an export of it; change it "
            f"there, or hand it back to files with `bellwarden office release --home {place}`",
        )
    made = built(folder, home)
    shelf = home.shelf()
    new = Policy(made.bundle.document, made.bundle.layers, checks.load())

    def judge_again(decision: Decision) -> Verdict:
        return judge_under(decision, new)

    decisions = home.spool_reader().read(newest_first=True)
    why = reason or f"policy files of {folder.name}"
    result = push(made.bundle, shelf, decisions, judge_again, why, author(), time.time(), force)
    if result.refused:
        say_moves(result.replay)
        raise CommandFault(
            Exit.HELD_BACK,
            f"not pushed: {result.refused}. Look at `bellwarden policy diff {folder}`, or push with --force REASON",
        )
    if not result.unchanged:
        shelf.prune(home.spool_reader().names)
    answer(result, "push", made.bundle.document.carrier.mode, as_json)


def roll_back(place: Path, to: str, reason: str, as_json: bool) -> None:
    home = Home(place)
    if not home.exists():
        raise CommandFault(Exit.NOT_FOUND, f"there is no home at {place}; name another with --home")
    shelf = home.shelf()
    result = rollback(shelf, to, reason, author(), time.time())
    if result.refused:
        missing = "no snapshot" in result.refused or "no earlier" in result.refused or "begin with" in result.refused
        raise CommandFault(Exit.NOT_FOUND if missing else Exit.HOME, f"not rolled back: {result.refused}")
    answer(result, "rollback", shelf.load(result.snapshot).document.carrier.mode, as_json)


def answer(result: PushResult, kind: str, mode: GateMode, as_json: bool) -> None:
    if as_json:
        guard = _guard_json(result.replay) if result.replay.replayed else None
        emit(PushJson(result.snapshot, result.serial, kind, mode.value, not result.unchanged, result.forced, guard))
        return
    name = result.snapshot[:12]
    if result.unchanged:
        say(f"Policy {name} is in force already (statement {result.serial}); nothing was changed.")
        return
    back = " again" if kind == "rollback" else ""
    say(f"Policy {name} is in force{back} (statement {result.serial}).")
    if result.replay.replayed:
        one = result.replay
        say(
            f"  Of the last {counted(one.replayed, 'call')} it refuses {share(one.refused_after, one.replayed)} "
            f"instead of {share(one.refused_before, one.replayed)}{', forced' if result.forced else ''}."
        )
        say_moves(one)
    if mode is GateMode.OBSERVE:
        say('  The gate only observes (mode = "observe" in carrier.toml): calls go on, verdicts are recorded.')


def say_moves(one: Replay) -> None:
    """Whose calls the new policy moves most."""
    for move in one.moves:
        who = visible(move.customer) or "no customer found"
        say(f"  {who}: {move.refused_after:,} of {counted(move.calls, 'call')} refused, before {move.refused_before:,}")


def _guard_json(one: Replay) -> GuardJson:
    return GuardJson(
        one.replayed,
        one.refused_before,
        one.refused_after,
        round(one.share_before, 6),
        round(one.share_after, 6),
        one.emergencies_refused,
        [MoveJson(*move) for move in one.moves],
    )
