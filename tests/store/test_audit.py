import json
import shutil
import subprocess
import sys
from pathlib import Path

import pytest
from django.db import connection, transaction

from bellwarden.flows.office.audit_chain import BEGIN, hash_of, line_of
from bellwarden.flows.office.world import OfficeWorld
from bellwarden.home import Home
from bellwarden.ports.office import Unfit
from bellwarden.store import models, triggers
from bellwarden.store.audit import BATCH, events
from bellwarden.store.audit_days import AuditFault, check, write_days
from tests.house.tree import ROOT

DAY = 86_400.0
SCRIPT = ROOT / "scripts" / "verify_audit.py"


def write(world: OfficeWorld, count: int, **said: object) -> None:
    with world.office.writing(world.actor) as desk:
        for number in range(count):
            desk.audit("customer.change", before={"cps": 1.0}, after={"cps": number, "name": "Žluť\u2028"}, **said)


def tamper(statement: str) -> None:
    """As somebody would who may do everything on the database's own machine."""
    triggers.remove(connection)
    with connection.cursor() as cursor:
        cursor.execute(statement)


def verified(folder: Path | None = None) -> tuple[int, str]:
    found = check(folder, Home(folder.parent).verifier() if folder else None)
    return found.events, found.broken.why if found.broken else ""


def test_events_make_a_chain(world: OfficeWorld) -> None:
    write(world, 3, reason="asked for by the customer")
    first, second, third = events()
    assert (first.number, first.previous) == (1, BEGIN)
    assert (third.number, third.previous) == (3, second.hash)
    assert second.actor == world.actor
    assert verified() == (3, "")


def test_the_bytes_that_are_hashed_are_these(world: OfficeWorld) -> None:
    """docs/guide/audit.md shows this line: a verifier of somebody else's is written from it."""
    with world.office.writing(world.actor) as desk:
        event = desk.audit("customer.change", before={"b": 1.5, "a": "é"}, reason='said "yes"')
    line = (
        '{"actor":"lindqvist","actor_kind":"person","address":"192.0.2.7","after":{},"at":"2026-11-18T11:06:40.000000Z",'
        '"before":{"a":"é","b":1.5},"number":1,"object_kind":"","object_ref":"","on_behalf_of":"",'
        f'"previous":"{BEGIN}","reason":"said \\"yes\\"","request_id":"r-1","verb":"customer.change"}}'
    )
    assert line_of(event) == line
    assert event.hash == hash_of(line)


@pytest.mark.parametrize(
    ("statement", "good", "why"),
    [
        ("UPDATE office_auditevent SET reason = 'x' WHERE number = 3", 2, "event 3 is not as it was written"),
        ("UPDATE office_auditevent SET after = '{}' WHERE number = 1", 0, "event 1 is not as it was written"),
        ("UPDATE office_auditevent SET at = '2026-01-01 00:00:00Z' WHERE number = 5", 4, "event 5 is not as"),
        ("UPDATE office_auditevent SET actor_name = 'x' WHERE number = 2", 1, "event 2 is not as it was written"),
        ("DELETE FROM office_auditevent WHERE number = 4", 3, "event 4 is missing: 5 comes in its place"),
        ("DELETE FROM office_auditevent WHERE number = 1", 0, "event 1 is missing: 2 comes in its place"),
        ("UPDATE office_auditevent SET number = 9 WHERE number = 4", 3, "event 4 is missing"),
    ],
)
def test_the_first_bad_event_is_named(world: OfficeWorld, statement: str, good: int, why: str) -> None:
    write(world, 5)
    tamper(statement)
    events_that_hold, broken = verified()
    assert events_that_hold == good
    assert broken.startswith(why)


def test_an_event_written_anew_with_a_right_hash_breaks_the_next(world: OfficeWorld) -> None:
    write(world, 3)
    second = list(events())[1]
    forged = hash_of(line_of(second).replace("customer.change", "customer.look"))
    tamper(f"UPDATE office_auditevent SET verb = 'customer.look', hash = '{forged}' WHERE number = 2")
    assert verified() == (2, "event 3 does not follow event 2: it names another hash before it")


def test_a_deed_that_fails_leaves_no_event(world: OfficeWorld) -> None:
    with pytest.raises(Unfit, match="reason holds a NUL sign"):
        write(world, 1, reason="\0")
    with pytest.raises(ZeroDivisionError), world.office.writing(world.actor) as desk, transaction.atomic():
        desk.audit("customer.change")
        raise ZeroDivisionError
    assert verified() == (0, "")


def test_time_never_runs_backward(world: OfficeWorld) -> None:
    write(world, 1)
    world.clock.pass_by(-3600)
    write(world, 1)
    first, second = events()
    assert second.at == first.at
    assert verified() == (2, "")


def exported(world: OfficeWorld, home: Home, days: int = 3) -> Path:
    for _ in range(days):
        write(world, 2)
        world.clock.pass_by(DAY)
    folder = home.path / "audit"
    write_days(folder, home.signing_key(), home.verifier(), world.clock.now())
    return folder


def offline(home: Home, folder: Path) -> tuple[int, str]:
    command = [sys.executable, "-I", str(SCRIPT), str(home.keys / "signing.pub"), str(folder)]
    run = subprocess.run(command, capture_output=True, text=True, timeout=30, cwd="/", env={})
    assert run.stderr == ""
    return run.returncode, run.stdout.strip()


def test_days_are_written_signed_and_verified_by_a_script_of_its_own(world: OfficeWorld, home: Home) -> None:
    folder = exported(world, home)
    assert sorted(path.name for path in folder.iterdir())[:2] == ["audit-2026-11-18.jsonl", "audit-2026-11-18.root"]
    assert offline(home, folder) == (0, "whole: 3 days, events 1 to 6")
    assert verified(folder) == (6, "")
    assert write_days(folder, home.signing_key(), home.verifier(), world.clock.now()) == []
    write(world, 1)  # today's wait for tomorrow
    assert write_days(folder, home.signing_key(), home.verifier(), world.clock.now()) == []
    world.clock.pass_by(DAY)
    (more,) = write_days(folder, home.signing_key(), home.verifier(), world.clock.now())
    assert (more.root.day, more.root.first, more.root.last) == ("2026-11-21", 7, 7)
    assert offline(home, folder) == (0, "whole: 4 days, events 1 to 7")
    shutil.copytree(folder, folder.parent / "kept")
    for name in ("audit-2026-11-18.jsonl", "audit-2026-11-18.root"):
        (folder.parent / "kept" / name).unlink()
    assert offline(home, folder.parent / "kept") == (0, "whole: 3 days, events 3 to 7")  # older days may be gone


@pytest.mark.parametrize("place", ["first line", "last line", "cut", "root", "day", "lines", "other key"])
def test_the_script_names_what_was_changed(world: OfficeWorld, home: Home, tmp_path: Path, place: str) -> None:
    folder = exported(world, home)
    middle = folder / "audit-2026-11-19.jsonl"
    lines = middle.read_bytes().splitlines(keepends=True)
    if place == "first line":
        middle.write_bytes(lines[0].replace(b"customer.change", b"customer.delete") + lines[1])
        says = "event 3 or 4 was changed"
    elif place == "last line":
        middle.write_bytes(lines[0] + lines[1].replace(b"customer.change", b"customer.delete"))
        says = "event 4 is not the last as it was signed"
    elif place == "cut":
        middle.write_bytes(lines[0])
        says = "event 3 is not the last as it was signed"
    elif place == "root":
        root = middle.with_suffix(".root")
        root.write_bytes(root.read_bytes().replace(b'"last":4', b'"last":5'))
        says = "its signature is by none of the given keys"
    elif place == "day":
        middle.unlink()
        middle.with_suffix(".root").unlink()
        says = "begins with event 5, but event 3 comes next: a day is missing"
    elif place == "lines":
        middle.unlink()
        says = "is missing, and its day was signed"
    else:
        home = Home(tmp_path / "other")
        home.init()
        says = "its signature is by none of the given keys"
    code, told = offline(home, folder)
    assert code == 1
    assert says in told


def test_a_cut_or_rewritten_trail_does_not_agree_with_what_was_signed(world: OfficeWorld, home: Home) -> None:
    folder = exported(world, home)
    triggers.remove(connection)
    models.AuditEvent.objects.filter(number__gt=4).delete()
    assert verified(folder) == (4, "event 5 is missing: 2026-11-20 was signed up to 6")
    with pytest.raises(AuditFault, match="event 6 is missing or another than was signed"):
        write_days(folder, home.signing_key(), home.verifier(), world.clock.now())
    models.AuditEvent.objects.all().delete()
    write(world, 6)
    assert verified() == (6, "")  # the chain alone can't tell
    assert verified(folder) == (1, "event 2 is another than was signed at the end of 2026-11-18")


def test_a_broken_trail_is_signed_no_further(world: OfficeWorld, home: Home) -> None:
    write(world, 2)
    tamper("UPDATE office_auditevent SET reason = 'x' WHERE number = 2")
    world.clock.pass_by(DAY)
    with pytest.raises(AuditFault, match="event 2 is not as it was written"):
        write_days(home.path / "audit", home.signing_key(), home.verifier(), world.clock.now())
    assert list((home.path / "audit").iterdir()) == []


def test_a_long_trail_is_read_in_batches(world: OfficeWorld, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("bellwarden.store.audit.BATCH", 4)
    assert BATCH > 4
    write(world, 9)
    assert [event.number for event in events()] == list(range(1, 10))
    assert json.loads(line_of(next(events(7))))["number"] == 7
