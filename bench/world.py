"""The policy that the benchmark's gates judge by: a carrier of 2,000 customers behind one SBC, with big lists.

2,000,000 blocked callers, 1,000,000 allocated thousand-blocks, 100,000 do-not-originate numbers, short lists of names,
User-Agents and premium prefixes, every check acting. All of it is invented: area codes 238, 446, 756 belong to nobody.
"""

import shutil
from collections.abc import Iterator
from pathlib import Path
from typing import Final, NamedTuple

from bench.calls import (
    BLOCKED,
    BLOCKED_AREA,
    BLOCKS_PER_AREA,
    CALLED_AREA,
    CUSTOMERS,
    EXCHANGES,
    LAWFUL_AREA,
    block_prefix,
    number,
    owner,
)

CHECKS = Path(__file__).resolve().parents[1] / "src" / "bellwarden" / "verdict" / "checks"
LISTS = ("calling_list", "called_list", "name_list", "spid_list", "country_list", "source_list", "user_agent_list")
HOLDERS = 900
AREAS = [LAWFUL_AREA, BLOCKED_AREA, CALLED_AREA]


class Size(NamedTuple):
    """How much of everything there is."""

    customers: int = CUSTOMERS
    blocked: int = BLOCKED
    allocated_blocks: int = 1_000_000
    do_not_originate: int = 100_000


WHOLE: Final = Size()

CARRIER = """\
[carrier]
name = "Borderline Telecom"
mode = "enforce"
dialect = "%s"
correlation_header = "P-Charging-Vector"

[carrier.redress]
url = "https://borderline.example/blocked"

[numbering]
areas = "numbering/areas.csv"
blocks = ["numbering/blocks.csv"]

[list.blocked]
key = "calling_number"
file = "lists/blocked.txt"
mode = "act"

[list.do_not_originate]
key = "calling_number"
class = "do_not_originate"
file = "lists/do_not_originate.txt"
mode = "act"

[list.premium]
key = "called_number"
entries = ["+1900*", "+1976*", "+881*", "+882*"]
mode = "act"

[list.names]
key = "name"
entries = ["*FINAL NOTICE*", "*WARRANTY*", "IRS*", "*SOCIAL SECURITY*"]
mode = "act"

[list.scanners]
key = "user_agent"
entries = ["friendly-scanner*", "sipvicious*", "sipcli*", "VaxSIPUserAgent*"]
mode = "act"
"""


def write_policy(folder: Path, size: Size = WHOLE, dialect: str = "generic", fewer: int = 0) -> None:
    """Writes the policy's files into an empty folder. The first `fewer` callers are blocked no longer."""
    shutil.rmtree(folder, ignore_errors=True)
    for part in ("lists", "numbering"):
        (folder / part).mkdir(parents=True)
    blocked = _numbers(BLOCKED_AREA, fewer, size.blocked - fewer)
    do_not_originate = _numbers(BLOCKED_AREA, size.blocked, size.do_not_originate)
    (folder / "carrier.toml").write_text(CARRIER % dialect + "\n".join(_modes()))
    (folder / "trunks.toml").write_text("\n".join(_trunk(size.customers)))
    (folder / "customers.toml").write_text("\n".join(_customers(size.customers)))
    (folder / "lists" / "blocked.txt").write_text(blocked)
    (folder / "lists" / "do_not_originate.txt").write_text(do_not_originate)
    (folder / "numbering" / "areas.csv").write_text("\n".join(_areas(size.allocated_blocks)))
    (folder / "numbering" / "blocks.csv").write_text("\n".join(_blocks(size.allocated_blocks)))


def _modes() -> Iterator[str]:
    yield ""
    for path in sorted(CHECKS.glob("[a-z]*.py")):
        if path.stem not in LISTS and not path.stem.startswith("condition"):
            yield f'[check.{path.stem}]\nmode = "act"\n'


def _trunk(customers: int) -> Iterator[str]:
    yield '[trunk.sbc]\naddresses = ["127.0.0.1"]\ncps_max = 100000\n'
    for customer in range(customers):
        yield f'[[trunk.sbc.identify]]\ncustomer = "c{customer:04d}"\nhost = "c{customer:04d}.carrier.example"\n'


def _customers(customers: int) -> Iterator[str]:
    """Each holds a thousand-block of the called area and may show three or four of each of the two calling areas."""
    blocks: dict[int, list[int]] = {}
    for block in range(BLOCKS_PER_AREA):
        blocks.setdefault(owner(block, customers), []).append(block)
    for customer, owned in blocks.items():
        shown = ", ".join(f'"+{block_prefix(area, block)}*"' for area in (LAWFUL_AREA, BLOCKED_AREA) for block in owned)
        yield (
            f'[customer.c{customer:04d}]\nname = "Customer {customer}"\ncps_max = 1000\n'
            f'numbers = ["+{block_prefix(CALLED_AREA, owned[0])}*"]\ncaller_ids = [{shown}]\n'
        )


def _numbers(area: int, first: int, count: int) -> str:
    numbers = (number(area, index) for index in range(first, first + count))
    return "".join(f"+{one}\n" for one in sorted(numbers))


def _allocated_areas(blocks: int) -> list[int]:
    """The three areas and as many others as the thousand-blocks need."""
    wanted = -(-blocks // BLOCKS_PER_AREA)
    others = (area for area in range(201, 1000) if area % 100 != 11 and area not in AREAS and area % 100 // 10 != 9)
    return AREAS + [area for area, _ in zip(others, range(wanted - len(AREAS)), strict=False)]


def _areas(blocks: int) -> Iterator[str]:
    yield "NPA,IN_SERVICE,COUNTRY"
    for area in sorted(_allocated_areas(blocks)):
        yield f"{area},Y,US"


def _blocks(blocks: int) -> Iterator[str]:
    yield "NPA,NXX,X,OCN,STATUS"
    left = blocks
    for area in _allocated_areas(blocks):
        for exchange in EXCHANGES:
            for block in range(min(10, left)):
                yield f"{area},{exchange},{block},{(area * 7 + exchange) % HOLDERS + 100:04d},AS"
            left -= min(10, left)


if __name__ == "__main__":
    write_policy(Path("build/bench/policy"))
