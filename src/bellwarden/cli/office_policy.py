"""Carries out the commands by which the policy goes between files, office and gates."""

import getpass
import os
from collections.abc import Mapping
from pathlib import Path
from typing import Final

from bellwarden.cli.console import counted, emit, note, say, utc
from bellwarden.cli.exits import CommandFault, Exit
from bellwarden.cli.folders import read_folder
from bellwarden.cli.homes import open_home
from bellwarden.cli.office_serving import make_ready
from bellwarden.cli.office_shapes import AdoptJson, AuthorJson, BarredJson, ExportJson
from bellwarden.cli.publishing import answer, say_moves
from bellwarden.flows.office import adopt, policy
from bellwarden.flows.office.faults import BadInput
from bellwarden.flows.office.sbc_list import Barred, as_csv, barred
from bellwarden.flows.office.world import OfficeWorld
from bellwarden.home import Home
from bellwarden.home.author import write_author
from bellwarden.home.files import write_whole
from bellwarden.model.office.audit_event import Actor, ActorKind
from bellwarden.model.office.people import Right

EXPORTED: Final = ".bellwarden-export"  # hidden, so that no reading of the folder takes it for a policy file
WHOLE: Final = frozenset((Right.READ, Right.EDIT_POLICY, Right.PUBLISH_POLICY))


def world_of(home: Home) -> OfficeWorld:
    """The office of a home, for whoever is logged in on this machine: who may read its keys may do this."""
    make_ready(home.path)
    from bellwarden.store.world import office_world

    login = os.environ.get("SUDO_USER") or getpass.getuser()
    return office_world(Actor(kind=ActorKind.SYSTEM, name=f"{login} (command line)"), WHOLE)


def adopt_files(folder: Path, place: Path, as_json: bool) -> None:
    files = read_folder(folder)
    home = Home(place)
    home.init()
    world = world_of(home)
    from bellwarden.store.publishing import publishing

    parts = publishing(home)
    try:
        done = adopt.adopt(world, files, parts.read, lambda author: write_author(home.state, author))
    except BadInput as fault:
        raise CommandFault(Exit.POLICY, f"not adopted: {fault}") from None
    in_force = policy.current_of(parts.shelf) == done.snapshot
    if as_json:
        others = list(done.others)
        emit(AdoptJson(done.snapshot, in_force, done.customers, done.trunks, done.rights, done.files, others))
        return
    say(
        f"The office writes the policy now: {counted(done.customers, 'customer')}, {counted(done.trunks, 'trunk')}, "
        f"{counted(done.rights, 'caller-ID right')}, {counted(done.files, 'file')}."
    )
    if done.others:
        note(f"only the office has, and will write: {', '.join(done.others[:10])}")
    say(
        "The gates judge by it already."
        if in_force
        else "The gates judge by another policy until you publish this one."
    )
    say(f"The files are an export from now on: bellwarden office export {folder} --home {place}")


def release_policy(place: Path, as_json: bool) -> None:
    home = open_home(place)
    try:
        adopt.release(world_of(home), lambda author: write_author(home.state, author))
    except BadInput as fault:
        raise CommandFault(Exit.HELD_BACK, str(fault)) from None
    if as_json:
        emit(AuthorJson(adopt.FILES))
        return
    say(f"Files write the policy again: bellwarden policy push DIR --home {place}")


def export_files(folder: Path, place: Path, as_json: bool) -> None:
    home = open_home(place)
    files = adopt.export(world_of(home))
    if not files:
        raise CommandFault(Exit.NOT_FOUND, f"the office of {place} has no policy yet: bellwarden office adopt DIR")
    folder.mkdir(parents=True, exist_ok=True)
    removed = _remove(folder, files)
    written = [name for name, data in files.items() if _write(folder / name, data)]
    write_whole(folder / EXPORTED, "".join(f"{name}\n" for name in files).encode(), 0o644)
    if as_json:
        emit(ExportJson(str(folder), written, removed, len(files)))
        return
    changed = f"{counted(len(written), 'file')} written" if written else "nothing has changed"
    gone = f", {counted(len(removed), 'file')} removed" if removed else ""
    say(f"{folder}: {changed}{gone}, {counted(len(files), 'file')} in all.")


def publish_rows(place: Path, reason: str, force: str, as_json: bool) -> None:
    home = open_home(place)
    world = world_of(home)
    from bellwarden.store.publishing import publishing

    parts = publishing(home)
    try:
        result = policy.publish(world, reason, parts, force)
    except BadInput as fault:
        raise CommandFault(Exit.POLICY, f"not published: {fault}") from None
    if result.refused:
        say_moves(result.replay)
        raise CommandFault(
            Exit.HELD_BACK, f"not published: {result.refused}. Publish with --force REASON, or change it"
        )
    answer(result, "push", parts.shelf.load(result.snapshot).document.carrier.mode, as_json)


def list_suspended(place: Path, form: str, out: Path | None, as_json: bool) -> None:
    if form not in ("csv", "addresses"):
        raise CommandFault(Exit.USAGE, f"--as is csv or addresses, not {form!r}")
    with world_of(open_home(place)).office.reading() as desk:
        found = [_told(one) for one in barred(desk)]
    if as_json:
        emit(found)
        return
    if form == "addresses":
        text = "".join(f"{address}\n" for address in sorted({address for one in found for address in one.addresses}))
    else:
        text = as_csv(
            (one.customer, one.name, one.external_id, one.standing, one.since, one.until, one.enforcement,
             " ".join(one.trunks), " ".join(one.addresses))
            for one in found
        )  # fmt: skip
    if out is None:
        say(text.rstrip("\n"))
        return
    write_whole(out, text.encode(), 0o644)
    say(f"{out}: {counted(len(found), 'customer')}")


def _told(one: Barred) -> BarredJson:
    measure = one.enforcement
    return BarredJson(
        one.customer.key,
        one.customer.name,
        one.customer.external_id,
        one.customer.standing.value,
        utc(measure.starts_at) if measure is not None and measure.starts_at else "",
        utc(measure.expires_at) if measure is not None and measure.expires_at else "",
        "" if measure is None else measure.ref,
        list(one.trunks),
        list(one.addresses),
    )


def _remove(folder: Path, files: Mapping[str, bytes]) -> list[str]:
    """Files of the export before that are no more."""
    try:
        before = (folder / EXPORTED).read_text().splitlines()
    except FileNotFoundError:
        return []
    gone = [name for name in before if name not in files and ".." not in name.split("/") and (folder / name).is_file()]
    for name in gone:
        (folder / name).unlink()
    return gone


def _write(path: Path, data: bytes) -> bool:
    """Whether it said something else before."""
    if path.is_file() and path.read_bytes() == data:
        return False
    path.parent.mkdir(parents=True, exist_ok=True)
    write_whole(path, data, 0o644)
    return True
