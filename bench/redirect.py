"""What one INVITE costs and how long its answer takes: Kamailio, the gate, the gate compiled, and an echo server.

All servers run on one core of this machine, the driver on another; their rounds are interleaved, so that whatever else
the machine does hits them alike. `make bench` runs it and writes docs/benchmarks.md.
"""

import argparse
import gc
import json
import os
import shutil
import subprocess
import sys
from collections.abc import Callable
from contextlib import ExitStack
from datetime import UTC, datetime
from typing import Any

from bench import report
from bench.driver import Driver, Load
from bench.servers import (
    BUILD,
    COMPILED,
    DRIVER_CORE,
    Server,
    gate_command,
    pin,
    start_echo,
    start_gate,
    start_kamailio,
)
from bench.world import write_policy

WINDOW = 16
FIRST_PORT = 15060
BLOCKED_SHARE_SEEN = (0.05, 0.15)


def main() -> None:
    options = argparse.ArgumentParser(description=__doc__)
    options.add_argument("--rounds", type=int, default=7)
    options.add_argument("--seconds", type=float, default=2.0, help="of each measurement in a round")
    options.add_argument("--only", default="", help="some servers, by commas; the page stays as it is")
    chosen = options.parse_args()
    BUILD.mkdir(parents=True, exist_ok=True)
    about = machine()
    pin(os.getpid(), DRIVER_CORE)
    with ExitStack() as running:
        servers = start(set(filter(None, chosen.only.split(","))), running)
        figures = {"machine": about, **measure(servers, chosen.rounds, chosen.seconds)}
    (BUILD / "redirect.json").write_text(json.dumps(figures, indent=1))
    report.show(figures)
    if not chosen.only:
        report.write(figures)


def start(only: set[str], running: ExitStack) -> list[Server]:
    """Each server that this machine can run, to be stopped with `running`; says which it can't."""
    starters: dict[str, Callable[[int], Server]] = {"echo": start_echo}
    if shutil.which("kamailio"):
        starters["kamailio"] = start_kamailio
    else:
        print("kamailio is not installed: left out")
    starters["gate"] = lambda port: start_gate("gate", port)
    if any(COMPILED.glob("bellwarden/**/*.so")):
        starters["compiled"] = lambda port: start_gate("compiled", port, path=str(COMPILED))
    else:
        print("no compiled build (python -m bench.compile): left out")
    starters = {name: starter for name, starter in starters.items() if not only or name in only}
    if starters.keys() & {"gate", "compiled"}:
        build_snapshot()
    servers = []
    for offset, (name, starter) in enumerate(starters.items()):
        print(f"starting {name} …", flush=True)
        servers.append(starter(FIRST_PORT + offset))
        running.callback(servers[-1].stop)
    return servers


def build_snapshot() -> None:
    """A home whose current snapshot is the benchmark's policy: the first start of a gate builds and signs it."""
    for name in ("home", "gate", "compiled"):
        shutil.rmtree(BUILD / name, ignore_errors=True)
    print("building the snapshot …", flush=True)
    write_policy(BUILD / "policy")
    first = Server("home", gate_command(BUILD / "home", FIRST_PORT), FIRST_PORT)
    first.stop()


def measure(servers: list[Server], rounds: int, seconds: float) -> dict[str, Any]:
    """Figures by server: CPU per INVITE and calls a second in a closed loop, delays one at a time and at half load."""
    drivers = {server.name: Driver(server.address) for server in servers}
    figures: dict[str, Any] = {
        server.name: {
            "start_s": server.started_in_s,
            "cpu_us": [],
            "per_second": [],
            "one": [],
            "half": [],
            "statuses": {},
        }
        for server in servers
    }
    gc.collect()
    gc.disable()
    warm = {name: driver.closed_loop(WINDOW, seconds) for name, driver in drivers.items()}
    gate = warm.get("gate") or min(warm.values(), key=per_second)
    half_load = per_second(gate) / 2
    for number in range(rounds):
        print(f"round {number + 1} of {rounds}", flush=True)
        for server in servers[number % len(servers) :] + servers[: number % len(servers)]:
            measure_once(server, drivers[server.name], figures[server.name], half_load, seconds)
    for server in servers:
        figures[server.name]["memory_mb"] = server.memory()._asdict()
        check_answers(server.name, figures[server.name])
    return {"half_load": half_load, "rounds": rounds, "seconds": seconds, "servers": figures}


def measure_once(server: Server, driver: Driver, figures: dict[str, Any], half_load: float, seconds: float) -> None:
    before = server.cpu_s()
    load = driver.closed_loop(WINDOW, seconds)
    figures["cpu_us"].append((server.cpu_s() - before) / load.answered * 1e6)
    figures["per_second"].append(per_second(load))
    one = driver.closed_loop(1, seconds / 2)
    half = driver.open_loop(half_load, seconds)
    figures["one"].append(percentiles(one.delays_us))
    figures["half"].append(percentiles(half.delays_us))
    for part in (load, one, half):
        for status, count in {**part.statuses, "lost": part.lost}.items():
            figures["statuses"][status] = figures["statuses"].get(status, 0) + count
    gc.collect()


def check_answers(name: str, figures: dict[str, Any]) -> None:
    """A server that answers wrongly is fast in vain."""
    statuses = figures["statuses"]
    if name == "echo":
        return
    share = statuses.get("603", 0) / sum(statuses.values())
    if not BLOCKED_SHARE_SEEN[0] < share < BLOCKED_SHARE_SEEN[1]:
        raise RuntimeError(f"{name} refused {share:.1%} of the calls, not about 10 %: {statuses}")


def per_second(load: Load) -> float:
    return load.answered / load.seconds


def percentiles(delays_us: list[float]) -> dict[str, float]:
    ordered = sorted(delays_us)
    return {name: ordered[min(int(len(ordered) * part), len(ordered) - 1)] for name, part in report.PERCENTILES.items()}


def machine() -> dict[str, str]:
    """What the figures were taken on."""
    with open("/proc/cpuinfo") as file:
        model = next((line.split(":")[1].strip() for line in file if line.startswith("model name")), "unknown")
    kamailio = (
        subprocess.run(["kamailio", "-v"], capture_output=True, text=True).stdout if shutil.which("kamailio") else ""
    )
    return {
        "taken": datetime.now(UTC).strftime("%Y-%m-%d"),
        "load": f"{os.getloadavg()[0]:.1f}",
        "processor": f"{model}, {os.cpu_count()} cores",
        "system": f"{os.uname().sysname} {os.uname().release}",
        "python": sys.version.split()[0],
        "kamailio": kamailio.split("\n")[0].removeprefix("version: kamailio ").split(" ")[0],
    }


if __name__ == "__main__":
    main()
