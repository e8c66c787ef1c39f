"""Two policies side by side, for `bellwarden policy diff`."""

from pathlib import Path
from typing import NamedTuple

from bellwarden.cli.compose import bundle_of
from bellwarden.cli.console import emit, say
from bellwarden.cli.drafting import refuse_errors, tell_problems, today
from bellwarden.cli.exits import CommandFault, Exit
from bellwarden.cli.folders import read_policy_folder
from bellwarden.cli.homes import open_home
from bellwarden.cli.shapes import ChangeJson, DiffJson
from bellwarden.home import Home
from bellwarden.home.kept_layers import KeptLayers
from bellwarden.model.policy import PolicyBundle
from bellwarden.policy.difference import difference

ID_START_MIN = 4  # digits of a snapshot's id that may stand for it


class Side(NamedTuple):
    name: str
    bundle: PolicyBundle | None  # None: there is no policy in force yet


def show_difference(new: str, old: str, place: Path, as_json: bool) -> Exit:
    after = _side(new, place)
    before = _side(old, place) if old else _in_force(place)
    if after.bundle is None:
        raise CommandFault(Exit.NOT_FOUND, f"no policy is in force in {place}")
    changes = difference(before.bundle, after.bundle)
    if as_json:
        emit(DiffJson(not changes, after.name, before.name, [ChangeJson(*change) for change in changes]))
    elif not changes:
        say(f"{after.name} changes nothing of {before.name}.")
    else:
        say(f"{after.name} against {before.name}:")
        for change in changes:
            say(f"  {change}")
    return Exit.NO if changes else Exit.DONE


def _side(name: str, place: Path) -> Side:
    """A folder, or a snapshot by the first digits of its id."""
    if Path(name).is_dir():
        return _files(Path(name), place)
    found = (
        [one.id for one in open_home(place).shelf().list() if one.id.startswith(name)]
        if len(name) >= ID_START_MIN
        else []
    )
    if len(found) != 1:
        told = (
            f"{len(found)} snapshots begin with {name}; write more of it"
            if found
            else (f"{name} is neither a folder nor the beginning of a snapshot's id (at least {ID_START_MIN} digits)")
        )
        raise CommandFault(Exit.NOT_FOUND, told)
    return _snapshot(place, found[0])


def _in_force(place: Path) -> Side:
    home = Home(place)
    pointer = home.shelf().current() if home.exists() else None
    return Side("nothing in force", None) if pointer is None else _snapshot(place, pointer.snapshot)


def _snapshot(place: Path, snapshot_id: str) -> Side:
    return Side(f"policy {snapshot_id[:12]}", bundle_of(open_home(place).shelf().load(snapshot_id)))


def _files(folder: Path, place: Path) -> Side:
    kept = KeptLayers(Home(place).state / "built")
    reading = read_policy_folder(folder, today(), kept)
    if reading.errors:
        tell_problems(reading, folder)
    refuse_errors(reading, folder)
    return Side(str(folder), reading.bundle)
