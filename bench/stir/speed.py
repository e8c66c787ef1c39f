"""One kind of work in this process for a while: `python -m bench.stir.speed verify 1.0` prints its rate in JSON.

Time is the process's own CPU time, as `openssl speed` counts it. `PYTHONPATH=build/compiled`: the compiled copy.
"""

import gc
import json
import os
import sys
import threading
import time
from collections.abc import Callable
from itertools import cycle

from cryptography.hazmat.primitives.asymmetric.ec import ECDSA
from cryptography.hazmat.primitives.hashes import SHA256

from bellwarden.model.stir import Attestation, Presented, VerificationStatus
from bellwarden.stir import verify as verify_module
from bellwarden.stir.certificate import accept, read_roots
from bellwarden.stir.credential import Credential
from bellwarden.stir.fault import StirFault
from bellwarden.stir.own import read_own
from bellwarden.stir.revocation import NO_REVOCATIONS
from bellwarden.stir.sign import sign_shaken
from bellwarden.stir.verify import Terms, verify
from bench.servers import SERVER_CORE
from bench.stir.material import CODE, COMPANY, X5U, TokenMaker, authority

TOKENS = 512  # different ones, taken in turn: no answer is remembered from the one before
SLICE = 64  # operations between two looks at the clock
CALLING, CALLED = "12382000000", "14462000000"
Step = Callable[[], object]


def main() -> None:
    kind, seconds = sys.argv[1], float(sys.argv[2])
    os.sched_setaffinity(0, {SERVER_CORE} if kind not in THREADS else range(os.cpu_count() or 1))
    step = KINDS[kind]()
    for _ in range(SLICE):
        step()
    gc.collect()
    gc.freeze()
    gc.disable()
    if kind in THREADS:
        several = processes if kind.endswith("processes") else threads
        rate = several(step, seconds, THREADS[kind])
    else:
        rate = loop(step, seconds)
    compiled = not (verify_module.__file__ or "").endswith(".py")
    print(json.dumps({"kind": kind, "per_second": rate, "compiled": compiled}))


def loop(step: Step, seconds: float) -> float:
    """Operations per second of CPU time."""
    count, started = 0, time.process_time()
    while (took := time.process_time() - started) < seconds:
        for _ in range(SLICE):
            step()
        count += SLICE
    return count / took


def threads(step: Step, seconds: float, number: int) -> float:
    """Operations per second of the clock, by so many threads at once."""
    counts = [0] * number
    end = time.perf_counter() + seconds

    def work(place: int) -> None:
        while time.perf_counter() < end:
            for _ in range(SLICE):
                step()
            counts[place] += SLICE

    running = [threading.Thread(target=work, args=(place,)) for place in range(number)]
    started = time.perf_counter()
    for one in running:
        one.start()
    for one in running:
        one.join()
    return sum(counts) / (time.perf_counter() - started)


def processes(step: Step, seconds: float, number: int) -> float:
    """The same by so many processes at once, each on a core of its own."""
    ends = []
    cores = sorted(os.sched_getaffinity(0))
    for place in range(number):
        ours, theirs = os.pipe()
        if os.fork() == 0:
            os.sched_setaffinity(0, {cores[place % len(cores)]})
            os.write(theirs, str(threads(step, seconds, 1)).encode())
            os._exit(0)
        os.close(theirs)
        ends.append(ours)
    rates = [float(os.read(end, 64)) for end in ends]
    for _ in ends:
        os.wait()
    return sum(rates)


class World:
    """One authority, one signer, many tokens, all of now."""

    def __init__(self) -> None:
        self.at = time.time()
        self.authority = authority(self.at)
        self.trust = read_roots(self.authority.pem)
        self.issued = self.authority.issue(CODE, COMPANY)
        self.maker = TokenMaker(self.issued)
        self.credential = accept(self.issued.chain, self.trust, NO_REVOCATIONS, self.at)
        # A token of each signing is fresh for as long as a measurement takes.
        self.terms = Terms(freshness_s=3_600)

    def calls(self) -> list[tuple[str, str, bytes]]:
        found = []
        for number in range(TOKENS):
            calling, called = str(int(CALLING) + number), str(int(CALLED) + 7 * number)
            found.append((calling, called, self.maker.value(calling, called, int(self.at)).encode()))
        return found


def whole_verify() -> Step:
    """verify() of a call whose signer is known: form, times, numbers, signature, rights; not replays."""
    world = World()
    calls = cycle([(f"+{one}", f"+{two}", Presented((value,))) for one, two, value in world.calls()])
    at, terms, find = world.at, world.terms, {X5U: world.credential}.get

    def known(url: str, moment: float) -> Credential | StirFault | None:
        return find(url)

    def step() -> None:
        calling, called, presented = next(calls)
        found = verify(presented, calling, "", called, at, terms, known)
        if found.status is not VerificationStatus.PASSED:
            raise RuntimeError(f"a good token was refused: {found}")

    return step


def whole_sign() -> Step:
    """Claims, signature and header value of a token, its key held in this process."""
    world = World()
    own = read_own(world.issued.key_pem, world.issued.chain, world.at)
    numbers = cycle([(one, two) for one, two, _ in world.calls()])
    at, sign, full = int(world.at), own.sign, Attestation.FULL
    origid = "00000000-0000-4000-8000-000000000000"

    def step() -> None:
        calling, called = next(numbers)
        sign_shaken(full, calling, called, at, origid, X5U, sign)

    return step


def raw_verify() -> Step:
    """The library's own verify in a bare loop: what Python and the library leave of OpenSSL's rate."""
    world = World()
    public, algorithm = world.issued.certificate.public_key(), ECDSA(SHA256())
    signed = cycle([(world.issued.key.sign(one.encode(), algorithm), one.encode()) for one, _, _ in world.calls()])

    def step() -> None:
        signature, data = next(signed)
        public.verify(signature, data, algorithm)  # type: ignore[call-arg, arg-type, union-attr]

    return step


def raw_sign() -> Step:
    world = World()
    key, algorithm = world.issued.key, ECDSA(SHA256())
    data = cycle([one.encode() for one, _, _ in world.calls()])
    return lambda: key.sign(next(data), algorithm)


def uncached() -> Step:
    """A signer never seen before, of a known authority: chain, rights and token; everything but the fetch."""
    world = World()
    signers = [world.authority.issue(CODE, COMPANY) for _ in range(64)]
    cases = []
    for number, issued in enumerate(signers):
        calling, called = str(int(CALLING) + number), str(int(CALLED) + number)
        value = TokenMaker(issued).value(calling, called, int(world.at)).encode()
        cases.append((f"+{calling}", f"+{called}", Presented((value,)), issued.chain))
    turn = cycle(cases)
    at, terms, trust = world.at, world.terms, world.trust

    def step() -> None:
        calling, called, presented, chain = next(turn)
        credential = accept(chain, trust, NO_REVOCATIONS, at)
        found = verify(presented, calling, "", called, at, terms, lambda url, moment: credential)
        if found.status is not VerificationStatus.PASSED:
            raise RuntimeError(f"a good token was refused: {found}")

    return step


KINDS: dict[str, Callable[[], Step]] = {
    "verify": whole_verify,
    "sign": whole_sign,
    "raw-verify": raw_verify,
    "raw-sign": raw_sign,
    "uncached": uncached,
    "verify-1": whole_verify,
    "verify-2": whole_verify,
    "sign-1": whole_sign,
    "sign-2": whole_sign,
    "verify-2-processes": whole_verify,
    "sign-2-processes": whole_sign,
}
THREADS = {"verify-1": 1, "verify-2": 2, "sign-1": 1, "sign-2": 2, "verify-2-processes": 2, "sign-2-processes": 2}

if __name__ == "__main__":
    main()
