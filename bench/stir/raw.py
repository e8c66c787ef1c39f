"""What OpenSSL itself makes of ECDSA on P-256: the limit that signing and verifying are held against."""

import re
import subprocess
from typing import NamedTuple

from bench.servers import SERVER_CORE


class Raw(NamedTuple):
    """Operations a second on one core."""

    sign: float
    verify: float


def openssl_speed(seconds: int) -> Raw:
    """The system's `openssl speed ecdsap256`: signing and verifying a digest in a bare C loop."""
    run = subprocess.run(
        ["taskset", "-c", str(SERVER_CORE), "openssl", "speed", "-seconds", str(seconds), "ecdsap256"],
        capture_output=True,
        text=True,
        check=True,
    )
    found = re.search(r"ecdsa \(nistp256\)\s+\S+\s+\S+\s+([\d.]+)\s+([\d.]+)", run.stdout)
    if found is None:
        raise RuntimeError(f"openssl speed said something else:\n{run.stdout[-500:]}")
    return Raw(float(found[1]), float(found[2]))


def openssl_version() -> str:
    return subprocess.run(["openssl", "version"], capture_output=True, text=True, check=True).stdout.strip()
