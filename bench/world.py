"""The policy that the benchmark's gates judge by: a carrier of 2,000 customers behind one SBC, with big lists.

2,000,000 blocked callers, 1,000,000 allocated thousand-blocks, 100,000 do-not-originate numbers, short lists of names,
User-Agents and premium prefixes, every check acting. All of it is invented: area codes 238, 446, 756 belong to nobody.
"""

import shutil
from collections.abc import Iterator
from pathlib import Path

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
ALLOCATED_BLOCKS = 1_000_000
DO_NOT_ORIGINATE = 100_000
HOLDERS = 900
AREAS = [LAWFUL_AREA, BLOCKED_AREA, CALLED_AREA]

CARRIER = """\
[carrier]
name = "Borderline Telecom"
mode = "enforce"
dialect = "generic"
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


def write_policy(folder: Path) -> None:
    """Writes the policy's files into an empty folder."""
    shutil.rmtree(folder, ignore_errors=True)
    for part in ("lists", "numbering"):
        (folder / part).mkdir(parents=True)
    (folder / "carrier.toml").write_text(CARRIER + "\n".join(_modes()))
    (folder / "trunks.toml").write_text("\n".join(_trunk()))
    (folder / "customers.toml").write_text("\n".join(_customers()))
    (folder / "lists" / "blocked.txt").write_text(_numbers(BLOCKED_AREA, 0, BLOCKED))
    (folder / "lists" / "do_not_originate.txt").write_text(_numbers(BLOCKED_AREA, BLOCKED, DO_NOT_ORIGINATE))
    (folder / "numbering" / "areas.csv").write_text("\n".join(_areas()))
    (folder / "numbering" / "blocks.csv").write_text("\n".join(_blocks()))


def _modes() -> Iterator[str]:
    yield ""
    for path in sorted(CHECKS.glob("[a-z]*.py")):
        if path.stem not in LISTS and not path.stem.startswith("condition"):
            yield f'[check.{path.stem}]\nmode = "act"\n'


def _trunk() -> Iterator[str]:
    yield '[trunk.sbc]\naddresses = ["127.0.0.1"]\ncps_max = 100000\n'
    for customer in range(CUSTOMERS):
        yield f'[[trunk.sbc.identify]]\ncustomer = "c{customer:04d}"\nhost = "c{customer:04d}.carrier.example"\n'


def _customers() -> Iterator[str]:
    """Each holds a thousand-block of the called area and may show three or four of each of the two calling areas."""
    blocks: dict[int, list[int]] = {}
    for block in range(BLOCKS_PER_AREA):
        blocks.setdefault(owner(block), []).append(block)
    for customer, owned in blocks.items():
        shown = ", ".join(f'"+{block_prefix(area, block)}*"' for area in (LAWFUL_AREA, BLOCKED_AREA) for block in owned)
        yield (
            f'[customer.c{customer:04d}]\nname = "Customer {customer}"\ncps_max = 1000\n'
            f'numbers = ["+{block_prefix(CALLED_AREA, owned[0])}*"]\ncaller_ids = [{shown}]\n'
        )


def _numbers(area: int, first: int, count: int) -> str:
    numbers = (number(area, index) for index in range(first, first + count))
    return "".join(f"+{one}\n" for one in sorted(numbers))


def _allocated_areas() -> list[int]:
    """The three areas and as many others as the thousand-blocks need."""
    wanted = -(-ALLOCATED_BLOCKS // BLOCKS_PER_AREA)
    others = (area for area in range(201, 1000) if area % 100 != 11 and area not in AREAS and area % 100 // 10 != 9)
    return AREAS + [area for area, _ in zip(others, range(wanted - len(AREAS)), strict=False)]


def _areas() -> Iterator[str]:
    yield "NPA,IN_SERVICE,COUNTRY"
    for area in sorted(_allocated_areas()):
        yield f"{area},Y,US"


def _blocks() -> Iterator[str]:
    yield "NPA,NXX,X,OCN,STATUS"
    left = ALLOCATED_BLOCKS
    for area in _allocated_areas():
        for exchange in EXCHANGES:
            for block in range(min(10, left)):
                yield f"{area},{exchange},{block},{(area * 7 + exchange) % HOLDERS + 100:04d},AS"
            left -= min(10, left)


if __name__ == "__main__":
    write_policy(Path("build/bench/policy"))
