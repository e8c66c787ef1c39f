"""A gate under good and broken messages for a long time: it must go on answering, and its memory must not grow.

`make soak` runs it. Exit code 1 when good calls got no answer or the gate's memory rose in the second half of the time.
"""

import argparse
import os
import random
import shutil
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from statistics import median

from bench.calls import calls
from bench.driver import Driver
from bench.servers import BUILD, DRIVER_CORE, ROOT, Server, pin

PORT = 15160
CALLS_PER_S = 1_000
BROKEN_PER_S = 500
SLICE_S = 5.0
GROWTH_MB_MAX = 3.0  # between the medians of the second and of the last quarter
LOST_SHARE_MAX = 0.001


def main() -> None:
    options = argparse.ArgumentParser(description=__doc__)
    options.add_argument("--seconds", type=float, default=600.0)
    seconds: float = options.parse_args().seconds
    gate = start_gate()
    try:
        sizes, lost = load(gate, seconds)
    finally:
        gate.stop()
    quarter = max(len(sizes) // 4, 1)
    growth = median(sizes[-quarter:]) - median(sizes[quarter : 2 * quarter] or sizes)
    print(f"lost {lost:.3%} of the good calls; memory {sizes[-1]:.1f} MB, {growth:+.1f} MB in the second half")
    if lost > LOST_SHARE_MAX or growth > GROWTH_MB_MAX:
        sys.exit(f"at most {LOST_SHARE_MAX:.1%} lost and {GROWTH_MB_MAX} MB of growth are allowed")


def start_gate() -> Server:
    """A gate on the starter policy, whose lab trunk takes calls of this machine."""
    BUILD.mkdir(parents=True, exist_ok=True)
    folder, home = BUILD / "soak-policy", BUILD / "soak-home"
    for old in (folder, home):
        shutil.rmtree(old, ignore_errors=True)
    bellwarden = [sys.executable, "-m", "bellwarden"]
    subprocess.run([*bellwarden, "policy", "init", str(folder)], check=True, stdout=subprocess.DEVNULL, cwd=ROOT)
    addresses = ["--sip", f"udp:127.0.0.1:{PORT}", "--http", f"127.0.0.1:{PORT + 1}"]
    gate = Server("soak", [*bellwarden, "gate", "--home", str(home), "--policy", str(folder), *addresses], PORT)
    pin(os.getpid(), DRIVER_CORE)
    return gate


def load(gate: Server, seconds: float) -> tuple[list[float], float]:
    """Memory after each slice in MB, and the share of good calls that got no answer."""
    driver = Driver(gate.address)
    broken = broken_messages()
    sizes: list[float] = []
    sent = lost = 0
    end = time.monotonic() + seconds
    while time.monotonic() < end:
        with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as stranger:
            for count in range(int(BROKEN_PER_S * SLICE_S)):
                stranger.sendto(next(broken), gate.address)
                if count % 20 == 0:  # or the socket's queue overflows, and nobody reads what was sent
                    time.sleep(0.01)
        part = driver.open_loop(CALLS_PER_S, SLICE_S)
        sent += part.answered + part.lost
        lost += part.lost
        sizes.append(gate.memory().rss_mb)
        print(f"{sent:,} calls, {sizes[-1]:.1f} MB", flush=True)
    return sizes, lost / sent


def broken_messages() -> Iterator[bytes]:
    """RFC 4475's torture messages and INVITEs cut, bent and inflated at random; seeded, without end."""
    chance = random.Random(4475)
    torture = [path.read_bytes() for path in sorted((ROOT / "tests" / "data" / "sip").rglob("*.dat"))]
    good = [call.invite for call in calls(0, 100, PORT)]
    while True:
        data = bytearray(chance.choice(good))
        match chance.randrange(4):
            case 0:
                yield bytes(data[: chance.randrange(len(data))])
            case 1:
                for _ in range(chance.randrange(1, 20)):
                    data[chance.randrange(len(data))] = chance.randrange(256)
                yield bytes(data)
            case 2:
                yield bytes(
                    data.replace(b"\r\nVia:", b"\r\nX-Filler: " + b"x" * chance.randrange(9000) + b"\r\nVia:", 1)
                )
            case _:
                yield chance.choice(torture or good)


if __name__ == "__main__":
    main()
