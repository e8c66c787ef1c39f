"""Commands about the office, on a home of their own and the run's database."""

import json

import pytest
from django.db import connection

from bellwarden.cli import office_shapes
from bellwarden.flows.office.world import OfficeWorld
from bellwarden.home import Home
from bellwarden.model.office.case import Evidence
from bellwarden.policy.starter import starter_files
from bellwarden.store import triggers
from tests.cli.conftest import Done, Run
from tests.cli.conftest import run as run  # a fixture
from tests.cli.test_json import hold_documented_keys

WORDS: dict[str, tuple[object, ...]] = {
    "audit export": ("exported",),
    "audit verify": (),
    "office adopt": ("policy",),
    "office export": ("exported-policy",),
    "office publish": ("--reason", "first"),
    "office release": (),
    "office retention": (),
    "office setup-link": (),
    "office suspended": (),
}


OF_AN_AUTHOR = ("office export", "office publish", "office release", "office suspended")


@pytest.fixture
def command(run: Run, world: OfficeWorld, home: Home, monkeypatch: pytest.MonkeyPatch) -> Run:
    """A command of this home, whose trail has two events of days ago."""
    monkeypatch.chdir(home.path.parent)
    for _ in range(2):
        with world.office.writing(world.actor) as desk:
            desk.audit("customer.change")
        world.clock.pass_by(86_400)
    elm = b'[customer.elm]\nname = "Elm Warranty"\nstanding = "suspended"\nany_caller_id = true\n'
    for path, data in {**starter_files(), "elm.toml": elm}.items():
        file = home.path.parent / "policy" / path
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_bytes(data)

    def go(*words: object) -> Done:
        return run(*words, "--home", home.path)

    return go


def mail_whose_time_is_over(world: OfficeWorld, home: Home) -> None:
    (home.path / "office.toml").write_text("[retention]\nmail = 100\n")
    with world.office.writing(world.actor) as desk:
        desk.evidence.add(
            Evidence(kind="mail", sha256="0" * 64, size=7, captured_at=world.clock.now() - 300 * 86_400.0)
        )


@pytest.mark.parametrize("name", sorted(office_shapes.ANSWERS))
def test_an_answer_has_the_documented_keys(command: Run, world: OfficeWorld, home: Home, name: str) -> None:
    if name in OF_AN_AUTHOR:
        assert command("office", "adopt", "policy").code == 0
    if name == "office retention":
        mail_whose_time_is_over(world, home)
    hold_documented_keys(name, command(*name.split(), *WORDS[name], "--json").out)


def test_a_whole_trail(command: Run) -> None:
    done = command("audit", "verify")
    assert (done.code, done.out) == (0, "The trail is whole: 2 events, 0 signed days agree with it.\n")
    assert "a trail cut at its end would not show" in done.err
    done = command("audit", "export", "audit")
    assert done.code == 0
    assert [line.split()[:5] for line in done.out.splitlines()] == [
        ["2026-11-18", "events", "1", "to", "1"],
        ["2026-11-19", "events", "2", "to", "2"],
    ]
    assert command("audit", "export", "audit").out == "Nothing new: no day has ended since the last export.\n"
    assert command("audit", "verify", "--against", "audit").out.startswith(
        "The trail is whole: 2 events, 2 signed days"
    )


def test_a_trail_that_was_changed(command: Run) -> None:
    assert command("audit", "export", "audit").code == 0
    triggers.remove(connection)
    with connection.cursor() as cursor:
        cursor.execute("UPDATE office_auditevent SET verb = 'customer.look' WHERE number = 2")
    done = command("audit", "verify", "--against", "audit")
    assert (done.code, done.out) == (
        1,
        "NOT AS IT WAS WRITTEN: event 2 is not as it was written: what it says has another hash.\n",
    )
    assert json.loads(command("audit", "verify", "--json").out)["first_bad"] == 2
    done = command("audit", "export", "elsewhere")
    assert (done.code, done.out) == (6, "")
    assert "the trail is not as it was written: event 2" in done.err


def test_one_author_at_a_time(command: Run, home: Home) -> None:
    """Files, then the office, then files again; each refuses the other in one sentence."""
    folder, export = home.path.parent / "policy", home.path.parent / "export"
    assert command("policy", "push", "policy").code == 0
    done = command("office", "adopt", "policy")
    assert done.code == 0
    assert "The gates judge by it already." in done.out
    refused = command("policy", "push", "policy")
    assert (refused.code, refused.err.count("\n")) == (5, 1)
    assert "the office of" in refused.err and "office release" in refused.err
    assert command("office", "export", "export").out.startswith("export: 12 files written")
    assert command("office", "export", "export").out == "export: nothing has changed, 12 files in all.\n"
    assert (export / "carrier.toml").read_bytes() == (folder / "carrier.toml").read_bytes()
    assert command("office", "publish", "--reason", "x").out.startswith("Policy ")
    (export / ".bellwarden-export").write_text("gone.toml\n../policy/carrier.toml\n")
    (export / "gone.toml").write_text("")
    (export / "mine.txt").write_text("")
    assert "1 file removed" in command("office", "export", "export").out
    assert (export / "mine.txt").exists() and (folder / "carrier.toml").exists()
    assert command("office", "release").code == 0
    assert command("policy", "push", "export").out.startswith("Policy ")
    again = command("office", "release")
    assert (again.code, "nothing to hand back" in again.err) == (5, True)


def test_the_list_for_sbcs(command: Run, home: Home) -> None:
    assert command("office", "adopt", "policy").code == 0
    done = command("office", "suspended", "--out", "suspended.csv")
    assert (done.code, done.out) == (0, "suspended.csv: 1 customer\n")
    lines = (home.path.parent / "suspended.csv").read_text().splitlines()
    assert lines[0].startswith("customer,name,external_id,standing,since")
    assert lines[1:] == ["elm,Elm Warranty,,suspended,,,,,"]
    assert command("office", "suspended", "--as", "addresses").out == "\n"
    assert command("office", "suspended", "--as", "xml").code == 2


def test_files_that_can_not_be_adopted(command: Run, home: Home) -> None:
    (home.path.parent / "policy" / "carrier.toml").write_text("[carrier]\n")
    done = command("office", "adopt", "policy")
    assert (done.code, "policy check" in done.err) == (3, True)
    assert command("office", "export", "export").code == 4
