"""A whole INVITE, signed or verified: the gate beside Kamailio with secsipid, CPU per INVITE in both.

Both are redirect servers on one core, asked by the same driver in turn; every call has a token of its own, made before
the clock runs. The gate judges by a policy with every check acting and lists, verifies the chain behind
the token, holds it against caller, called number and clock, remembers it against replays and spools its decision.
Kamailio checks the signature by a key in a file, and the token's age.
"""

import shutil
import socket
import sys
import time
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from functools import partial
from pathlib import Path
from typing import Any

from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat

from bellwarden.cli.fetching import FOLDER
from bellwarden.feeds.store import Store
from bellwarden.home import Home
from bellwarden.simulator.certificates import InventedAuthority, Issued
from bellwarden.stir.retrieval import Retrieved
from bench.calls import LAWFUL_AREA, Call, calls, key_of
from bench.driver import Driver, Load
from bench.servers import BUILD, COMPILED, ROOT, Server, gate_command
from bench.stir.functions import spread
from bench.stir.material import CODE, COMPANY, X5U, TokenMaker, authority
from bench.world import Size, write_policy

MODES = ("signs", "verifies")
WINDOW = 16
FIRST_PORT = 23100
SIZE = Size(customers=2_000, blocked=200_000, allocated_blocks=100_000, do_not_originate=10_000)
WARM_S = 6.0
CALLS_PER_S_MAX = 16_000  # as many are built for a round, and signed where they come signed
LOST_SHARE_MAX = 0.01
STIR = """\
[stir]
signs = true
service_provider_code = "%s"
certificate_url = "%s"
verifies = true
roots = "roots.pem"
"""


class Material:
    """The authority, our certificate and the calls' signer, and what Kamailio needs of both in files."""

    def __init__(self, folder: Path) -> None:
        now = time.time()
        self.authority: InventedAuthority = authority(now)
        self.issued: Issued = self.authority.issue(CODE, COMPANY)
        self.maker = TokenMaker(self.issued)
        self.folder = folder
        shutil.rmtree(folder, ignore_errors=True)
        folder.mkdir(parents=True)
        public = self.issued.certificate.public_key().public_bytes(Encoding.PEM, PublicFormat.SubjectPublicKeyInfo)
        (folder / "private.pem").write_bytes(self.issued.key_pem)
        (folder / "public.pem").write_bytes(public)


class TokenDriver(Driver):
    """Lawful calls only; with a maker, each comes signed a moment before."""

    def __init__(self, server: tuple[str, int], maker: TokenMaker | None) -> None:
        super().__init__(server)
        self._maker = maker

    def build(self, count: int) -> list[Call]:
        """Never what an earlier round left over: its tokens have aged."""
        self.spare.clear()
        wanted = min(count, self.calls_max)
        found = list(lawful(self.next_index, wanted, self.port, self._maker))
        self.next_index += 2 * wanted
        return found

    calls_max = 0


def lawful(first: int, wanted: int, port: int, maker: TokenMaker | None) -> Iterator[Call]:
    """Calls of callers that nobody blocks: a refused one is neither signed nor verified."""
    made = 0
    mark = b"<sip:+1%d" % LAWFUL_AREA
    for call in calls(first, 2 * wanted, port):
        if made == wanted:
            return
        if mark in call.invite:
            made += 1
            yield call if maker is None else signed(call, maker)


def signed(call: Call, maker: TokenMaker) -> Call:
    called = call.invite[len(b"INVITE sip:+") :].partition(b"@")[0].decode()
    calling = call.invite.partition(b"<sip:+")[2].partition(b"@")[0].decode()
    value = maker.value(calling, called, int(time.time())).encode()
    return call._replace(invite=with_identity(call.invite, value))


def with_identity(invite: bytes, value: bytes) -> bytes:
    return invite.replace(b"\r\nContent-Type:", b"\r\nIdentity: " + value + b"\r\nContent-Type:", 1)


def start_kamailio(mode: str, material: Material, port: int) -> Server:
    config = (ROOT / "bench" / "stir" / "kamailio-secsipid.cfg").read_text()
    for word, value in {
        "@LISTEN@": f"127.0.0.1:{port}",
        "@PUBLIC@": str(material.folder / "public.pem"),
        "@PRIVATE@": str(material.folder / "private.pem"),
        "@X5U@": X5U,
    }.items():
        config = config.replace(word, value)
    written = material.folder / f"kamailio-{mode}.cfg"
    written.write_text(config)
    pid = material.folder / f"kamailio-{mode}.pid"
    command = ["kamailio", "-f", str(written), "-A", f"{mode.upper()}=1", "-DD", "-E", "-m", "64", "-M", "16"]
    return Server(f"kamailio-{mode}", [*command, "-b", "4194304", "-P", str(pid)], port, folder=material.folder)


def start_gate(name: str, mode: str, material: Material, port: int, path: str = "") -> Server:
    """A gate whose one trunk signs what goes out, or verifies what comes in."""
    policy, home = material.folder / f"{name}-policy", Home(material.folder / name)
    write_policy(policy, SIZE)
    (policy / "stir.toml").write_text(STIR % (CODE, X5U))
    (policy / "roots.pem").write_bytes(material.authority.pem)
    trunks = (policy / "trunks.toml").read_text()
    setting = 'signs = "always"' if mode == "signs" else 'verifies = true\nsigns = "never"'
    (policy / "trunks.toml").write_text(trunks.replace("cps_max = 100000\n", f"cps_max = 100000\n{setting}\n", 1))
    home.init()
    home.stir_keys().install(material.issued.key_pem, material.issued.chain, time.time(), X5U)
    store = Store(home.state / FOLDER)
    store.put(Retrieved(X5U, time.time(), material.issued.chain))
    store.close()
    command = gate_command(home.path, port)
    command[command.index("--policy") + 1] = str(policy)
    return Server(name, command, port, path, material.folder)


def check(server: Server, mode: str, maker: TokenMaker) -> None:
    """A server that does not sign, or takes a bad token for a good one, is fast in vain."""
    if mode == "signs":
        answer = ask(server, None, maker)
        if b"\r\nIdentity: ey" not in answer:
            raise RuntimeError(f"{server.name} did not sign:\n{answer.decode()}")
        return
    good, bad = ask(server, False, maker), ask(server, True, maker)
    passed = good.startswith(b"SIP/2.0 302") and b"TN-Validation-Failed" not in good
    failed = bad.startswith(b"SIP/2.0 438") or b"TN-Validation-Failed" in bad
    if not passed or not failed:
        raise RuntimeError(f"{server.name} does not verify:\n{good.decode()}\n{bad.decode()}")


def ask(server: Server, spoilt: bool | None, maker: TokenMaker) -> bytes:
    """One call's answer; `spoilt`: with a token whose signature is another's, None: without a token."""
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as asker:
        asker.bind(("127.0.0.1", 0))
        asker.connect(server.address)
        asker.settimeout(5)
        [call] = lawful(900_000_000 + int(time.time()) % 100_000 * 3 + bool(spoilt), 1, asker.getsockname()[1], None)
        if spoilt is not None:
            call = signed(call, maker)
        if spoilt:
            token = call.invite.partition(b"\r\nIdentity: ")[2].partition(b";")[0]
            other = maker.value("12380000000", "14460000000", 1).encode().partition(b";")[0].rpartition(b".")[2]
            call = call._replace(invite=call.invite.replace(token, token.rpartition(b".")[0] + b"." + other))
        asker.send(call.invite)
        answer = asker.recv(65535)
        while key_of(answer) != call.key or answer.startswith(b"SIP/2.0 1"):
            answer = asker.recv(65535)
        return answer


@contextmanager
def servers(modes: tuple[str, ...]) -> Iterator[tuple[Material, dict[str, list[Server]]]]:
    material = Material(BUILD / "stir")
    port = FIRST_PORT
    with ExitStack() as running:
        found: dict[str, list[Server]] = {}
        for mode in modes:
            starters: dict[str, partial[Server]] = {}
            if shutil.which("kamailio"):
                starters["kamailio"] = partial(start_kamailio, mode, material)
            starters["gate"] = partial(start_gate, f"gate-{mode}", mode, material)
            if any(COMPILED.glob("bellwarden/stir/**/*.so")):
                starters["compiled"] = partial(start_gate, f"compiled-{mode}", mode, material, path=str(COMPILED))
            for starter in starters.values():
                one = starter(port=port)
                port += 1
                running.callback(one.stop)
                check(one, mode, material.maker)
                found.setdefault(mode, []).append(one)
                print(f"{one.name} answers", flush=True)
        yield material, found


def measure(rounds: int, seconds: float) -> dict[str, Any]:
    figures: dict[str, Any] = {}
    with servers(MODES) as (material, found):
        drivers = {
            one.name: TokenDriver(one.address, material.maker if mode == "verifies" else None)
            for mode, several in found.items()
            for one in several
        }
        for driver in drivers.values():
            driver.calls_max = int(CALLS_PER_S_MAX * max(seconds, 1.0))
        for one in (one for several in found.values() for one in several):
            drivers[one.name].closed_loop(WINDOW, WARM_S)  # every customer's chain of checks is compiled now
        for number in range(rounds):
            print(f"whole calls: round {number + 1} of {rounds}", flush=True)
            for mode, several in found.items():
                for one in several[number % len(several) :] + several[: number % len(several)]:
                    before = one.cpu_s()
                    load = drivers[one.name].closed_loop(WINDOW, seconds)
                    keep(figures.setdefault(mode, {}).setdefault(one.name, {}), load, one.cpu_s() - before)
    for several in figures.values():
        for name, one in several.items():
            good, lost = one["statuses"].get("302", 0), one["lost"]
            if lost > LOST_SHARE_MAX * good or good != sum(one["statuses"].values()):
                sys.exit(f"{name} answered otherwise: {one['statuses']}, {lost} lost")
    return figures


def keep(figures: dict[str, Any], load: Load, cpu_s: float) -> None:
    figures.setdefault("cpu_us", []).append(cpu_s / max(load.answered, 1) * 1e6)
    figures.setdefault("per_second", []).append(load.answered / load.seconds)
    figures["lost"] = figures.get("lost", 0) + load.lost
    statuses = figures.setdefault("statuses", {})
    for status, count in load.statuses.items():
        statuses[status] = statuses.get(status, 0) + count


def rows(figures: dict[str, Any]) -> list[list[str]]:
    """server, µs, of Kamailio's, calls a second, goal, met."""
    told = []
    for mode, several in figures.items():
        base = several.get(f"kamailio-{mode}", {}).get("cpu_us", [])
        for name, one in several.items():
            shown = [mine / its for mine, its in zip(one["cpu_us"], base, strict=False)]
            ours = not name.startswith("kamailio")
            met = "" if not ours or not shown else "yes" if sorted(shown)[len(shown) // 2] < 1 else "no"
            told.append(
                [
                    TITLES[name.partition("-")[0]] + (", signing" if mode == "signs" else ", verifying"),
                    spread(one["cpu_us"], "{:.1f}"),
                    spread(shown, "{:.2f}") if shown else "",
                    spread(one["per_second"], "{:,.0f}"),
                    "< 1.0" if ours else "",
                    met,
                ]
            )
    return told


TITLES = {
    "kamailio": "Kamailio with secsipid",
    "gate": "Bellwarden, pure Python",
    "compiled": "Bellwarden, hot rooms compiled",
}
