"""Evidence goes when its time is over and the work on it has ended; what is held stays, whoever asks."""

import json
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from django.db import IntegrityError, connection, transaction

from bellwarden.cli.office_retention import Kept, RetentionWork
from bellwarden.flows.office import cases, retention
from bellwarden.flows.office.evidence import read_evidence
from bellwarden.flows.office.world import OfficeWorld
from bellwarden.home import Home, HomeFault
from bellwarden.model.message import Envelope
from bellwarden.model.office.case import Answer, Case, CaseKind, Evidence, Outcome
from bellwarden.model.office.enforcement import EnforcementRecord, MeasureKind, MeasureState
from bellwarden.ports.office import Conflict, Missing
from bellwarden.store import models
from bellwarden.store.office_file import OfficeFileFault
from bellwarden.store.retention_file import retention_of

DAY = 86_400.0
PERIODS = {"mail": 100.0}


def kept(world: OfficeWorld, home: Home, content: bytes = b"They called again.", kind: str = "mail") -> Evidence:
    digest = home.evidence().keep(content)
    with world.office.writing(world.actor) as desk:
        case = desk.cases.add(Case(kind=CaseKind.COMPLAINT, title="x", opened_at=world.clock.now()))
        said = {"kind": kind, "size": len(content), "captured_at": world.clock.now()}
        return desk.evidence.add(Evidence(case_id=case.id, sha256=digest, **said))


def end(world: OfficeWorld, case_id: int) -> None:
    cases.answer(world, case_id, dict.fromkeys(cases.QUESTIONS, Answer.NO), "theirs")
    cases.resolve(world, case_id, Outcome.LEGITIMATE)


def thrown(world: OfficeWorld, home: Home) -> list[str]:
    return [one.ref for one in retention.throw_away(world, PERIODS, Kept(home))]


def test_it_goes_when_the_work_has_ended_for_so_long(world: OfficeWorld, home: Home, clock: Any) -> None:
    row = kept(world, home)
    clock.pass_by(300 * DAY)
    assert thrown(world, home) == []  # the case is open
    end(world, row.case_id)
    clock.pass_by(99 * DAY)
    assert thrown(world, home) == []
    clock.pass_by(2 * DAY)
    assert thrown(world, home) == [row.ref]
    assert thrown(world, home) == []
    with pytest.raises(HomeFault):
        home.evidence().read(row.sha256)
    with pytest.raises(Missing, match=f"thrown away.*{row.sha256}"):
        read_evidence(world, home.evidence(), row.id)
    event = models.AuditEvent.objects.get(verb="evidence.throw_away")
    assert (event.object_ref, event.after) == (row.ref, {"kind": "mail", "sha256": row.sha256, "days": 100.0})


def hold_the_row(world: OfficeWorld, row: Evidence) -> None:
    with world.office.writing(world.actor) as desk:
        desk.evidence.save(replace(row, legal_hold=True))


def hold_the_case(world: OfficeWorld, row: Evidence) -> None:
    cases.hold(world, row.case_id, True, "a court's order")


def hold_the_one_above(world: OfficeWorld, row: Evidence) -> None:
    above = cases.open_case(world, cases.Opening(CaseKind.LEGAL, "order")).case
    end(world, above.id)
    with world.office.writing(world.actor) as desk:
        case = desk.cases.get(row.case_id)
        desk.cases.save(replace(case, merged_into_id=above.id))
    cases.hold(world, above.id, True, "a court's order")


@pytest.mark.parametrize("hold", [hold_the_row, hold_the_case, hold_the_one_above], ids=["row", "case", "case above"])
def test_what_is_held_stays(
    world: OfficeWorld, home: Home, clock: Any, hold: Callable[[OfficeWorld, Evidence], None]
) -> None:
    row = kept(world, home)
    end(world, row.case_id)
    hold(world, row)
    clock.pass_by(10_000 * DAY)
    assert thrown(world, home) == []
    assert home.evidence().read(row.sha256)


@pytest.mark.parametrize("hold", [hold_the_row, hold_the_case], ids=["row", "case"])
def test_the_database_refuses_it_too(
    world: OfficeWorld, home: Home, hold: Callable[[OfficeWorld, Evidence], None]
) -> None:
    row = kept(world, home)
    hold(world, row)
    with world.office.writing(world.actor) as desk:
        fresh = desk.evidence.get(row.id)
        with pytest.raises(Conflict, match="it is held, or thrown away already"):
            desk.evidence.save(replace(fresh, gone_at=world.clock.now()))
    with pytest.raises(IntegrityError), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("UPDATE office_evidence SET gone_at = '2026-11-18 12:00:00+00:00'")


def test_gone_is_gone_and_its_row_stays(world: OfficeWorld, home: Home, clock: Any) -> None:
    row = kept(world, home)
    end(world, row.case_id)
    clock.pass_by(101 * DAY)
    thrown(world, home)
    for statement in ("UPDATE office_evidence SET gone_at = NULL", "DELETE FROM office_evidence"):
        with pytest.raises(IntegrityError), transaction.atomic(), connection.cursor() as cursor:
            cursor.execute(statement)


def test_the_same_bytes_stay_while_other_evidence_has_them(world: OfficeWorld, home: Home, clock: Any) -> None:
    first, second = kept(world, home), kept(world, home)
    end(world, first.case_id)
    clock.pass_by(101 * DAY)
    assert thrown(world, home) == [first.ref]
    assert home.evidence().read(second.sha256)
    end(world, second.case_id)
    clock.pass_by(101 * DAY)
    assert thrown(world, home) == [second.ref]
    with pytest.raises(HomeFault):
        home.evidence().read(second.sha256)


def test_the_message_itself_goes_too_and_is_not_taken_in_again(world: OfficeWorld, home: Home, clock: Any) -> None:
    drop, raw = home.mail_drop(), b"From: a@b.example\r\n\r\nx\r\n"
    digest = drop.take(raw, Envelope("lmtp", 5.0, "a@b.example", ("abuse@carrier.example",))).sha256
    row = kept(world, home, raw)
    end(world, row.case_id)
    clock.pass_by(101 * DAY)
    Kept(home).forget(digest)  # nobody has read it yet: it stays
    assert drop.raw(digest) == raw
    drop.finish(digest, "CD-1")
    assert thrown(world, home) == [row.ref]
    with pytest.raises(FileNotFoundError):
        drop.raw(digest)
    again = drop.take(raw, Envelope("lmtp", 6.0, "a@b.example"))
    assert (again.note, again.envelope.sender, again.envelope.recipients) == ("CD-1", "", ())


def test_a_worker_that_dies_between_row_and_bytes_is_made_up_for(world: OfficeWorld, home: Home, clock: Any) -> None:
    class Killed(BaseException):
        pass

    class Dies:
        def forget(self, digest: str) -> None:
            raise Killed

    row = kept(world, home)
    end(world, row.case_id)
    clock.pass_by(101 * DAY)
    with pytest.raises(Killed):
        retention.throw_away(world, PERIODS, Dies())
    assert home.evidence().read(row.sha256)
    assert thrown(world, home) == []
    with pytest.raises(HomeFault):
        home.evidence().read(row.sha256)


def test_evidence_of_a_measure_waits_for_its_end(world: OfficeWorld, home: Home, clock: Any) -> None:
    with world.office.writing(world.actor) as desk:
        now = world.clock.now()
        said = {"state": MeasureState.ACTIVE, "expires_at": now + DAY, "pressed_at": now}
        measure = desk.enforcements.add(EnforcementRecord(kind=MeasureKind.SUSPEND, value="z", **said))
        digest = home.evidence().keep(b"calls")
        up = {"kind": "mail", "size": 5, "captured_at": now}
        row = desk.evidence.add(Evidence(enforcement_id=measure.id, sha256=digest, **up))
    clock.pass_by(101 * DAY)
    assert thrown(world, home) == []
    with world.office.writing(world.actor) as desk:
        fresh = desk.enforcements.get(measure.id)
        desk.enforcements.save(replace(fresh, state=MeasureState.EXPIRED, removed_at=world.clock.now()))
    clock.pass_by(101 * DAY)
    assert thrown(world, home) == [row.ref]


def test_without_a_word_in_the_file_everything_is_kept(world: OfficeWorld, home: Home, clock: Any) -> None:
    row = kept(world, home)
    end(world, row.case_id)
    clock.pass_by(10_000 * DAY)
    assert RetentionWork(home)(world) == ""
    (home.path / "office.toml").write_text("[retention]\nmail = 730\n")
    with world.office.reading() as desk:
        assert [one.row for one in retention.over(desk, retention_of(home.path), clock.now())] == [row]
    assert RetentionWork(home)(world) == "1 piece of evidence thrown away"


@pytest.mark.parametrize("line", ["mail = 7", "mail = true", 'mail = "long"', "mail = 90.5"])
def test_a_period_that_is_none_throws_nothing_away(home: Home, line: str) -> None:
    (home.path / "office.toml").write_text(f"[retention]\n{line}\n")
    with pytest.raises(OfficeFileFault, match=r"\[retention\] mail of office.toml is a number of days, 30 or more"):
        retention_of(home.path)


def test_the_command_lists_and_writes_nothing(
    world: OfficeWorld, home: Home, clock: Any, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    from bellwarden.cli import office_retention

    row = kept(world, home)
    end(world, row.case_id)
    clock.pass_by(731 * DAY)
    monkeypatch.setattr(office_retention, "world_of", lambda home: world)
    office_retention.list_over(home.path, False)
    assert "kept for good" in capsys.readouterr().out
    (home.path / "office.toml").write_text("[retention]\nmail = 730\n")
    office_retention.list_over(Path(home.path), True)
    (told,) = json.loads(capsys.readouterr().out)
    assert (told["evidence"], told["kind"], told["size"]) == (row.ref, "mail", 18)
    assert home.evidence().read(row.sha256)
