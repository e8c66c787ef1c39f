"""The lists beside a world's calls, as a carrier has them: holders of blocks, zones, do-not-call, unused numbers."""

from collections.abc import Iterable, Iterator
from pathlib import Path

from bellwarden.simulator.worlds.abroad import FICTION
from bellwarden.simulator.worlds.numbers import AREAS, OUR_HOLDER, ZONES, Numbers, zone_of
from bellwarden.traffic.high_cost import HIGH_COST


def write(folder: Path, numbers: Numbers, do_not_call: Iterable[int]) -> None:
    """`do_not_call`: those numbers of the national list that were called in this world, ascending."""
    folder.mkdir(parents=True, exist_ok=True)
    files = {
        "areas.csv": _areas(),
        "blocks.csv": _blocks(numbers),
        "zones.csv": _zones(),
        "do-not-call.txt": _do_not_call(do_not_call),
        "do-not-originate.csv": _do_not_originate(numbers),
        "reserved.txt": _reserved(numbers),
        "high-cost.txt": (f"{prefix}\n" for prefix in HIGH_COST),
        "ours.txt": _ours(numbers),
        "abroad.txt": (f"{first}-{first + size - 1}\n" for first, size in FICTION),
    }
    for name, lines in files.items():
        with (folder / name).open("w", encoding="utf-8", newline="\n") as out:
            out.writelines(lines)


def _areas() -> Iterator[str]:
    """The area-code report's columns that anybody reads."""
    yield "File Date,05/01/2026\nNPA_ID,IN_SERVICE,COUNTRY,TIME_ZONE\n"
    for area in AREAS:
        yield f"{area},Y,US,{'ECMP'[zone_of(area)]}\n"


def _zones() -> Iterator[str]:
    yield "area,zone\n"
    for area in AREAS:
        yield f"{area},{ZONES[zone_of(area)][0]}\n"


def _blocks(numbers: Numbers) -> Iterator[str]:
    yield "NPA,NXX,X,OCN\n"
    for area, office, digit, holder in numbers.blocks():
        yield f"{area},{office},{digit},{holder}\n"


def _do_not_call(found: Iterable[int]) -> Iterator[str]:
    """As the Federal Trade Commission gives the list out: area code, comma, seven digits."""
    for number in found:
        text = str(number)
        yield f"{text[1:4]},{text[4:]}\n"


def _do_not_originate(numbers: Numbers) -> Iterator[str]:
    yield "number,range,class,source,requester,added,expires,verified\n"
    for number in numbers.do_not_originate():
        yield f"{number},,requested,letter,Example Authority,2026-01-15,,2026-05-01\n"


def _reserved(numbers: Numbers) -> Iterator[str]:
    for area in AREAS:
        first = 10_000_000_000 + area * 10_000_000 + numbers.reserved_office * 10_000
        yield f"{first}-{first + 9_999}\n"


def _ours(numbers: Numbers) -> Iterator[str]:
    """Number ranges of the carrier itself."""
    yield f"# holder {OUR_HOLDER}\n"
    for area in AREAS:
        first = 10_000_000_000 + area * 10_000_000 + numbers.our_office * 10_000
        yield f"{first}-{first + 9_999}\n"
