"""The carrier under load: that of bench.world, with 5,000 customers, and a few trunks whose limits are looked at.

Kamailio's dialect, because there an overloaded gate's answer (503) differs from a decision to let the call go on (302).
"""

from pathlib import Path
from typing import Final

from bench.world import Size, write_policy

CUSTOMERS: Final = 5_000
DIALECT: Final = "kamailio"
CONTINUES, OVERLOADED, REFUSED = 302, 503, 603  # what that dialect answers

GREEDY: Final = tuple(f"127.0.71.{place}" for place in range(1, 11))  # ten customers with a trunk each
LIMITED: Final = tuple(f"127.0.72.{place}" for place in range(1, 5))  # customers with a limit
LIMIT_CPS: Final = 25
SUSPENDED: Final = "127.0.73.1"  # a customer who is suspended and reinstated under load
SUSPENDED_KEY: Final = "suspended1"
STRANGER: Final = "127.0.79.1"  # no trunk's address
NO_LIMIT_CPS: Final = 100_000


def write_world(folder: Path, scale: float = 1.0, fewer: int = 0) -> None:
    """Policy files; `scale` shortens the lists and leaves customers out, `fewer` frees the first blocked callers."""
    scale = min(scale, 1.0)
    size = Size(
        customers=max(int(CUSTOMERS * scale), 20),
        blocked=max(int(2_000_000 * scale), 10_000),
        allocated_blocks=max(int(1_000_000 * scale), 24_000),
        do_not_originate=max(int(100_000 * scale), 1_000),
    )
    write_policy(folder, size, DIALECT, fewer)
    parts = [trunk("greedy", address, NO_LIMIT_CPS) for address in GREEDY]
    parts += [trunk("limited", address, LIMIT_CPS) for address in LIMITED]
    parts.append(trunk("suspended", SUSPENDED, NO_LIMIT_CPS))
    (folder / "load.toml").write_text("\n".join(parts))


def trunk(name: str, address: str, cps_max: int) -> str:
    """A customer with a trunk of its own."""
    key = name + address.rpartition(".")[2]
    return (
        f'[trunk.{key}]\naddresses = ["{address}"]\ncustomer = "{key}"\ncps_max = {NO_LIMIT_CPS}\n'
        f'[customer.{key}]\nname = "{key}"\ncps_max = {cps_max}\nany_caller_id = true\n'
    )
