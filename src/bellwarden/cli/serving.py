"""Starts the gate on a home: the policy is made current first, in a process whose memory does not stay here."""

import platform
import subprocess
import sys
from functools import partial
from pathlib import Path
from typing import NamedTuple

from bellwarden.cli import board_file
from bellwarden.cli.certificates import Written, tls_files
from bellwarden.cli.console import say
from bellwarden.cli.ended import EndedCalls
from bellwarden.cli.exits import CommandFault, Exit
from bellwarden.cli.feeds import (
    JournalIntoBook,
    KeysFromHome,
    PoliciesOfHome,
    StatementsFromHome,
    WriterGauge,
    worker_name,
)
from bellwarden.cli.fetching import Fetching
from bellwarden.cli.keyring import KeyFile
from bellwarden.cli.signing_key import INSIDE, KeyOfHome, signer_of, stir_keys
from bellwarden.gate.addresses import AddressError, read_http_address, read_sip_addresses
from bellwarden.gate.board import Board
from bellwarden.gate.logs import set_up_logging
from bellwarden.gate.roster import numbers_for
from bellwarden.gate.serve import run_gate
from bellwarden.gate.settings import Announce, GateParts, GateReady, GateSettings, StreamBounds
from bellwarden.gate.tls_files import TlsFault
from bellwarden.home import Home
from bellwarden.seam.fault import SeamFault
from bellwarden.seam.journal import EnforcementBook
from bellwarden.switches import load as load_switches
from bellwarden.verdict import checks


class ServeOptions(NamedTuple):
    """The command line's words for the gate."""

    sip: str
    http: str = ""
    workers: int = 1
    log_json: bool = False
    tls: Written = Written()
    connections: int = 1_024
    connections_per_source: int = 64
    idle_s: float = 32.0
    probe_ms: float = 50.0
    stir_signer: str = INSIDE
    name: str = ""


def serve(place: Path, folder: Path | None, options: ServeOptions) -> None:
    """Until a signal ends it."""
    try:
        sip = read_sip_addresses(options.sip)
        http = read_http_address(options.http) if options.http else None
    except AddressError as error:
        raise CommandFault(Exit.USAGE, str(error)) from None
    home = Home(place)
    home.init()
    if home.shelf().current() is None:
        _make_current(home, folder)
    board = Board(numbers_for(options.workers))
    announce = _announcer(home, board)
    KeyFile(home.keys).list()  # a damaged file stops the start
    tls = tls_files(home, options.tls) if any(one.transport == "tls" for one in sip) else None
    bounds = StreamBounds(options.connections, options.connections_per_source, options.idle_s)
    probe_s = options.probe_ms / 1000
    signer, helpers = signer_of(home, options.stir_signer)
    fetching = Fetching(home, options.workers)
    said = home.gate_file(options.name or platform.node())
    settings = GateSettings(
        sip,
        http,
        options.workers,
        probe_s,
        streams=bounds,
        tls=tls,
        signer=signer,
        board=board,
        name=said.name,
        tell=said.put,
    )
    statements = StatementsFromHome(home.statement_follower())
    set_up_logging(options.log_json)
    parts = partial(parts_of, home, fetching=fetching)
    try:
        run_gate(settings, parts, checks.load(), load_switches(), announce, statements, [*helpers, fetching.helper()])
    except AddressError as error:
        raise CommandFault(Exit.ADDRESS, str(error)) from None
    except TlsFault as fault:
        raise CommandFault(Exit.TLS, str(fault)) from None
    finally:
        said.forget()
        board_file.forget(home, board)


def parts_of(home: Home, worker: int, fetching: Fetching | None = None) -> GateParts:
    """One worker's adapters over the home, opened in the worker's own process."""
    book = EnforcementBook()
    writer = home.spool_writer(worker_name(worker))
    ends = EndedCalls(home.state / "calls-ended.jsonl")

    def close() -> None:
        writer.close()
        ends.close()

    return GateParts(
        PoliciesOfHome(home.shelf()),
        JournalIntoBook(home.journal_follower(), book),
        book,
        writer,
        WriterGauge(writer),
        ends,
        KeysFromHome(KeyFile(home.keys)),
        close,
        None if fetching is None else fetching.source(worker),
        signing=KeyOfHome(stir_keys(home)),
    )


def _make_current(home: Home, folder: Path | None) -> None:
    """Build, sign and point, in a child: reading policy files needs libraries that the gate never does."""
    if folder is None:
        raise CommandFault(
            Exit.NOT_FOUND,
            f"no policy is current in {home.path}; name policy files with --policy DIR "
            "(bellwarden policy init DIR writes a set to begin with)",
        )
    push = [sys.executable, "-m", "bellwarden", "policy", "push", str(folder), "--home", str(home.path)]
    done = subprocess.run(
        [*push, "--reason", "first start of the gate", "--json"], stdout=subprocess.DEVNULL, check=False
    )
    if done.returncode:
        raise CommandFault(Exit(done.returncode), "the gate was not started: there is no policy to judge by")


def _announcer(home: Home, board: Board) -> Announce:
    """Says `ready`, once every worker answers. The policy is looked at now, so that a damaged one stops the start."""
    pointer = home.shelf().current()
    if pointer is None:
        raise CommandFault(Exit.HOME, f"the policy that was made current in {home.path} is gone again")
    try:
        mode = home.shelf().load(pointer.snapshot).document.carrier.mode.value
    except SeamFault as fault:
        raise CommandFault(
            Exit.HOME, f"{fault}; go back to an earlier one: bellwarden policy rollback --home {home.path} --reason …"
        ) from None

    def announce(ready: GateReady) -> None:
        board_file.tell(home, board)
        where = [str(address) for address in ready.sip]
        if ready.http is not None:
            where.append(f"http:{ready.http}")
        say(f"ready {' '.join(where)} policy {pointer.snapshot[:12]} mode {mode}")
        sys.stdout.flush()

    return announce
