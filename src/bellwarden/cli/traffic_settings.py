"""HOME/traffic.toml and the lists that it names, read for commands."""

from collections.abc import Iterable, Iterator
from datetime import UTC, datetime
from pathlib import Path
from typing import Final

from bellwarden.calllog.complained import complained
from bellwarden.calllog.references import Ranges, References
from bellwarden.cli.exits import CommandFault, Exit
from bellwarden.cli.folders import read_policy_folder
from bellwarden.cli.reputations import FOLDER as REPUTATION_FOLDER
from bellwarden.cli.reputations import reputation_of
from bellwarden.model.policy import Numbers, PolicyBundle
from bellwarden.numbering.allocation import BlockTable
from bellwarden.numbering.zones import read_zones
from bellwarden.traffic import detectors
from bellwarden.traffic.high_cost import HIGH_COST
from bellwarden.traffic.settings import DEFAULTS, TrafficSettings
from bellwarden.traffic.settings_file import SettingsFault, read_settings

FILE: Final = "traffic.toml"
DIGITS: Final = 11  # of a number with country code 1


def traffic_setup(home: Path) -> tuple[TrafficSettings, References]:
    """Without the file: nothing but what Bellwarden brings along. CommandFault when it, or a list, can't be read."""
    path = home / FILE
    if not path.is_file():
        return DEFAULTS, References(hot_blocks=_hot_blocks(home), complaints=complained(home / "calllog"))
    try:
        settings = read_settings(path.read_bytes(), detectors.load(), str(path))
    except SettingsFault as fault:
        raise CommandFault(Exit.POLICY, str(fault)) from None
    return settings, _references(home, settings)


def area_zones(home: Path) -> dict[int, tuple[str, ...]]:
    """Zones by area code, where traffic.toml names the administrator's report; else none."""
    path = home / FILE
    if not path.is_file():
        return {}
    try:
        settings = read_settings(path.read_bytes(), detectors.load(), str(path))
    except SettingsFault as fault:
        raise CommandFault(Exit.POLICY, str(fault)) from None
    return _zones(home / settings.lists["zones"]) if "zones" in settings.lists else {}


def _references(home: Path, settings: TrafficSettings) -> References:
    paths = {name: home / written for name, written in settings.lists.items()}
    for name, path in paths.items():
        if not path.exists():
            raise CommandFault(Exit.POLICY, f"{home / FILE}: lists.{name}: there is no {path}")
    found = References()
    if "policy" in paths:
        found = _of_policy(paths["policy"])
    hot_blocks = None if "hot_blocks" in paths else _hot_blocks(home)
    found = found._replace(hot_blocks=hot_blocks, complaints=complained(home / "calllog"))
    if "dnc" in paths:
        found = found._replace(dnc=(paths["dnc"],))
    if "reserved" in paths:
        numbers = (number for low, high in _ranges(paths["reserved"]) for number in range(low, high + 1))
        found = found._replace(reserved=tuple(numbers))
    if "zones" in paths:
        found = found._replace(zones=_zones(paths["zones"]))
    if "hot_blocks" in paths:
        found = found._replace(hot_blocks=tuple(low for low, _ in _ranges(paths["hot_blocks"])))
    if "high_cost" in paths:
        found = found._replace(high_cost=tuple(str(low) for low, _ in _ranges(paths["high_cost"])) or HIGH_COST)
    return found


def _hot_blocks(home: Path) -> tuple[int, ...] | None:
    """Of the complaints that were imported; None without any."""
    if not (home / REPUTATION_FOLDER).is_dir():
        return None
    return tuple(one.block for one in reputation_of(home, datetime.now(UTC).date()).hot())


def _of_policy(folder: Path) -> References:
    """Whose numbers are whose, and who holds which block. A customer that may show any number is not listed."""
    reading = read_policy_folder(folder, datetime.now(UTC).date())
    if reading.bundle is None:
        raise CommandFault(Exit.POLICY, "\n".join(map(str, reading.errors)))
    customers = reading.bundle.document.customers
    owned = {
        one.key: tuple(
            span
            for held in (one.numbers, one.caller_ids, *(proof.numbers for proof in one.proofs))
            for span in _spans(held)
        )
        for one in customers
        if not one.any_caller_id and not one.upstream
    }
    return References(owned=owned, allocation=_allocation(reading.bundle))


def _allocation(bundle: PolicyBundle) -> BlockTable | None:
    numbering = bundle.document.numbering
    data = bundle.layers.get(numbering.blocks_layer) if numbering.blocks_layer else None
    return None if data is None else BlockTable(data, numbering.holders, 0, ())


def _spans(numbers: Numbers) -> Iterator[tuple[int, int]]:
    for number in numbers.exact:
        yield number, number
    for prefix in numbers.prefixes:
        open_ = DIGITS - len(prefix)
        if prefix.startswith("1") and open_ >= 0:
            yield int(prefix) * 10**open_, (int(prefix) + 1) * 10**open_ - 1


def _ranges(path: Path) -> Ranges:
    """Lines of digits, or of two numbers with a hyphen between; after # a remark."""
    return tuple(_read_ranges(path, path.read_text("utf-8-sig").splitlines()))


def _read_ranges(path: Path, lines: Iterable[str]) -> Iterator[tuple[int, int]]:
    for number, line in enumerate(lines, 1):
        written = line.partition("#")[0].strip()
        low, _, high = (part.strip().removeprefix("+") for part in written.partition("-"))
        if low.isdecimal() and (high.isdecimal() or not high):
            yield int(low), int(high or low)
        elif written:
            raise CommandFault(Exit.POLICY, f"{path}:{number}: {written[:40]!r} is no number and no range of numbers")


def _zones(path: Path) -> dict[int, tuple[str, ...]]:
    """NANPA's area-code report, or a table with the columns area and zone."""
    table = read_zones(path.read_bytes(), str(path))
    if table.problems:
        first = table.problems[0]
        raise CommandFault(Exit.POLICY, f"{first.file}:{first.line}: {first.field}: {first.reason}")
    return table.zones
