"""How long `bellwarden stir find` takes among a million decisions, by origid and by token: a process each time."""

import shutil
import subprocess
import sys
import time
from pathlib import Path
from statistics import median
from typing import Any

from bellwarden.home import Home
from bellwarden.model.call import CallAttempt, CallRequest
from bellwarden.model.decision import Decision
from bellwarden.model.sip_answer import SipAnswer
from bellwarden.model.stir import Attestation, Signing, SigningOutcome
from bellwarden.model.usage import NO_USAGE
from bellwarden.model.verdict import CALL_CONTINUES
from bellwarden.numbering.reading import read_number
from bellwarden.stir.own import OwnCredential, read_own
from bellwarden.stir.sign import sign_shaken
from bench.servers import BUILD, ROOT
from bench.stir.functions import spread
from bench.stir.material import CODE, COMPANY, X5U, authority

DECISIONS = 1_000_000
SEARCHES = 5
MS_MAX = 1_000.0
CALLING, CALLED = "+12382000100", "+14462000100"
AHEAD = 4_000  # decisions handed to the writer before it is waited for


def measure(decisions: int = DECISIONS) -> dict[str, Any]:
    """Milliseconds of each search, the start of Python included."""
    folder = BUILD / "stir-find"
    shutil.rmtree(folder, ignore_errors=True)
    home = Home(folder / "home")
    home.init()
    now = time.time()
    issued = authority(now).issue(CODE, COMPANY)
    home.stir_keys().install(issued.key_pem, issued.chain, now, X5U)
    token = fill(home, decisions, read_own(issued.key_pem, issued.chain, now), folder, int(now))
    stranger = folder / "never-ours"
    stranger.write_text(token.read_text().replace(".", ".A", 1))
    searches = {
        "by origid": ["--origid", origid(decisions // 3)],
        "by token": ["--identity", str(token)],
        "a token that was never ours": ["--origid", "ffffffff-0000-4000-8000-000000000000"],
    }
    found = {name: [search(home, what, name) for _ in range(SEARCHES)] for name, what in searches.items()}
    shutil.rmtree(folder, ignore_errors=True)
    return {"decisions": decisions, "ms": found}


def fill(home: Home, decisions: int, own: OwnCredential, folder: Path, at: int) -> Path:
    """A spool of signed calls; the token of one of them, in a file."""
    print(f"find: writing {decisions:,} decisions", flush=True)
    token = folder / "token"
    writer = home.spool_writer("w0")
    wanted = decisions * 2 // 3
    for number in range(decisions):
        digest = f"{number:064x}"
        if number == wanted:
            numbers = CALLING.lstrip("+"), CALLED.lstrip("+")
            value, digest = sign_shaken(Attestation.FULL, *numbers, at, origid(number), X5U, own.sign)
            token.write_text(value)
        writer.put(decision(number, digest, own.fingerprint, at))
        if number % AHEAD == 0 and not writer.flush(60.0):
            raise RuntimeError("the disk does not keep up")
    writer.close()
    return token


def origid(number: int) -> str:
    return f"{number:08x}-0000-4000-8000-00000000abcd"


def decision(number: int, digest: str, certificate: str, at: int) -> Decision:
    signing = Signing(SigningOutcome.SIGNED, "A", "assigned_number", origid(number), digest, certificate)
    request = CallRequest(float(at), "127.0.1.1", CALLED, CALLING, call_id=f"{number}@127.0.1.1")
    calling, called = read_number(CALLING), read_number(CALLED)
    call = CallAttempt(request, called, calling, calling, "pbx", "harbor-dental", "")
    identity = f"{at * 1000:012x}0001{number:08x}"
    answer = SipAnswer(302, "Moved Temporarily", f"<sip:{CALLED}@carrier.example>")
    return Decision(identity, call, NO_USAGE, CALL_CONTINUES, False, answer, "0" * 64, 0, 100, signing)


def search(home: Home, what: list[str], name: str) -> float:
    command = [sys.executable, "-m", "bellwarden", "stir", "find", "--home", str(home.path), *what]
    started = time.perf_counter()
    run = subprocess.run(command, cwd=ROOT, capture_output=True, text=True)
    took = (time.perf_counter() - started) * 1_000
    if ("harbor-dental" in run.stdout) is name.startswith("a token") or run.returncode not in (0, 1):
        raise RuntimeError(f"stir find {what}: {run.returncode}\n{run.stdout}{run.stderr}")
    return took


def rows(found: dict[str, Any]) -> list[list[str]]:
    told = []
    for name, took in found["ms"].items():
        met = "yes" if median(took) < MS_MAX and found["decisions"] >= DECISIONS else "no"
        told.append([name, spread(took, "{:,.0f}"), f"< {MS_MAX:,.0f}", met])
    return told
