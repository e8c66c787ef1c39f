"""Calls that are only tried: judged as the gate would, by the home's policy or by files, and left without a trace."""

import time
from collections.abc import Iterable
from pathlib import Path
from typing import NamedTuple

from bellwarden.cli.compose import needed_policy, policy_of_folder, trial_world
from bellwarden.cli.console import emit, say
from bellwarden.cli.exits import CommandFault, Exit
from bellwarden.cli.fetching import kept_certificates
from bellwarden.cli.homes import open_home
from bellwarden.cli.questions import read_call, read_input
from bellwarden.cli.records import headline, record_of, told_to_sbc
from bellwarden.flows.call import judge
from bellwarden.flows.telling import stopped
from bellwarden.gate.api import Question
from bellwarden.home import Home
from bellwarden.model.call import CallRequest
from bellwarden.model.decision import Decision
from bellwarden.model.policy import Trunk
from bellwarden.model.stir import NOTHING_PRESENTED
from bellwarden.ports import CredentialBook, EnforcementBook
from bellwarden.seam.journal import EnforcementBook as Book
from bellwarden.verdict.policy import Policy


class Tried(NamedTuple):
    decision: Decision
    policy: Policy
    policy_age_s: float | None  # since it was pushed; None for files


class _Bench(NamedTuple):
    """What a call is tried on."""

    policy: Policy
    book: EnforcementBook
    policy_age_s: float | None
    certificates: CredentialBook | None  # those that the home's gate has fetched; None where nothing is verified


def try_file(name: str, folder: Path | None, home: Path, source: str) -> Tried:
    """Judge the call in a file."""
    bench = _bench(folder, home)
    now = time.time()
    return _tried(read_call(read_input(name), name, bench.policy, source, now), bench)


def try_numbers(calling: str, called: str, customer: str, trunk: str, folder: Path | None, home: Path) -> Tried:
    """Judge a call made up of two numbers and who places it."""
    bench = _bench(folder, home)
    now = time.time()
    if trunk:
        line = bench.policy.trunks.get(trunk)
        if line is None:
            raise CommandFault(Exit.NOT_FOUND, f"the policy has no trunk {trunk}; it has {_some(bench.policy.trunks)}")
        request = CallRequest(now, _address(line), called, calling, trunk=trunk)
    else:
        request = _as_customer(customer, calling, called, bench.policy, now)
    return _tried(Question(request, NOTHING_PRESENTED), bench)


def _as_customer(customer: str, calling: str, called: str, policy: Policy, now: float) -> CallRequest:
    """The call as it would come in from the customer: over the first trunk that is its own or tells it apart."""
    if customer not in policy.customers:
        raise CommandFault(Exit.NOT_FOUND, f"the policy has no customer {customer}; it has {_some(policy.customers)}")
    for line in policy.trunks.values():
        if line.customer == customer and not line.identifications:
            host = line.hosts[0] if line.hosts else ""
            return CallRequest(now, _address(line), called, calling, trunk=line.key, host=host)
    for line in policy.trunks.values():
        for one in line.identifications:
            if one.customer == customer:
                headers = ((one.header, one.value),) if one.header else ()
                dialled = one.prefix + called.lstrip("+") if one.prefix else called
                return CallRequest(
                    now, _address(line), dialled, calling, trunk=line.key, host=one.host, headers=headers
                )
    raise CommandFault(Exit.NOT_FOUND, f"no trunk of the policy carries calls of {customer}; name a trunk with --trunk")


def _bench(folder: Path | None, home: Path) -> _Bench:
    if folder is not None:
        policy, bundle = policy_of_folder(folder)
        return _Bench(policy, Book(), None, kept_certificates(Home(home), bundle, time.time()))
    place = open_home(home)
    found = needed_policy(place)
    now = time.time()
    certificates = kept_certificates(place, found.bundle, now)
    return _Bench(found.policy, place.journal().refresh(), max(now - found.pointer.at, 0.0), certificates)


def _tried(question: Question, bench: _Bench) -> Tried:
    request = question.request
    world = trial_world(bench.policy, bench.book)
    world.credentials = bench.certificates
    decision = judge(request, world, question.presented)
    if decision is None:
        raise CommandFault(
            Exit.NOT_FOUND,
            f"no trunk of the policy has the address {request.source_ip}: such a call gets no answer at all; "
            "name the asking SBC with --source",
        )
    return Tried(decision, bench.policy, bench.policy_age_s)


def show_verdict(decision: Decision, as_json: bool) -> Exit:
    """The answer of `decide`; whether the verdict lets the call go on."""
    if as_json:
        emit(record_of(decision, kept=False))
    else:
        say(headline(decision))
        if decision.observed and stopped(decision.verdict):
            say("  The policy only observes: the SBC would be told to go on.")
        for line in told_to_sbc(decision):
            say(f"  {line}")
    return Exit.NO if stopped(decision.verdict) else Exit.DONE


def _address(line: Trunk) -> str:
    return line.addresses[0].partition("/")[0] if line.addresses else ""


def _some(keys: Iterable[str]) -> str:
    names = sorted(keys)
    return ", ".join(names[:8]) + (" …" if len(names) > 8 else "") if names else "none"
