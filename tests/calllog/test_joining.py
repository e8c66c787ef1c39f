"""Decisions and call records of one call become one row: by which rung, in either order, and never by guessing."""

from collections.abc import Sequence
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import msgspec
import pytest

from bellwarden.calllog import CallLog
from bellwarden.calllog.asking import asking
from bellwarden.calllog.decisions import FORMAT, batch_of
from bellwarden.calllog.manifest import Manifest
from bellwarden.calllog.streams import Batch, Stream, Streamed
from bellwarden.model.decision import Decision
from bellwarden.model.stir import Signing, SigningOutcome, Verification, VerificationStatus
from bellwarden.model.verdict import CALL_CONTINUES
from bellwarden.seam.brief import read_brief
from bellwarden.seam.spool import encode
from tests.calllog.logs import NOW, take_text
from tests.seam.test_spool import a_decision

AT = datetime(2026, 5, 30, 9, tzinfo=UTC)
HEAD = "at,calling,called,duration_s,billable_s,cause,customer,call_id,decision_id,correlation\n"
CALLING, CALLED = 14465550111, 12385550123  # of `a_decision`


def decided(number: int = 1, at: datetime = AT, **said: Any) -> Decision:
    """A call that went on; `said` are fields of its request, and `customer`."""
    plain = a_decision(number)
    asked = {key: value for key, value in said.items() if key in plain.call.request._fields}
    request = plain.call.request._replace(**{"at": at.timestamp(), "call_id": "", **asked})
    call = plain.call._replace(
        request=request, customer=said.get("customer", "acme"), verification=said.get("verification")
    )
    return plain._replace(call=call, verdict=CALL_CONTINUES, signing=said.get("signing"))


def hand_in(log: CallLog, decisions: Sequence[Decision], feed: str = "spool") -> Streamed:
    def stream(manifest: Manifest) -> Stream:
        briefs = [read_brief(encode(one), 0) for one in decisions]
        return Stream(feed, FORMAT, [batch_of(briefs, "", 0)], NOW, NOW.timestamp())

    return log.import_stream(stream)


def record(at: datetime = AT, calling: int = CALLING, called: int = CALLED, **said: str) -> str:
    cells = [at.isoformat().replace("+00:00", "Z"), f"+{calling}", f"+{called}", "20", "11", "16"]
    return (
        ",".join([*cells, *(said.get(key, "") for key in ("customer", "call_id", "decision_id", "correlation"))]) + "\n"
    )


def seen(log: CallLog, columns: str = "rung, decision_id, billable_ms") -> list[tuple[Any, ...]]:
    """What whoever asks gets."""
    with asking(log.folder) as asker:
        return asker._connection.execute(f"SELECT {columns} FROM {asker.rows()} ORDER BY began, line").fetchall()


@pytest.fixture
def log(tmp_path: Path) -> CallLog:
    return CallLog(tmp_path / "calllog")


RUNGS = [
    ("decision_id", {}, {"decision_id": a_decision().id}),
    ("correlation", {"correlation": "c-1"}, {"correlation": "c-1"}),
    ("call_id", {"call_id": "b1@sbc.example"}, {"call_id": "b1@sbc.example"}),
    ("numbers", {}, {"customer": "acme"}),
    ("numbers", {}, {}),
]


@pytest.mark.parametrize(("rung", "asked", "recorded"), RUNGS)
@pytest.mark.parametrize("decision_first", [True, False])
def test_each_rung_joins_in_both_orders(
    log: CallLog, tmp_path: Path, rung: str, asked: dict[str, str], recorded: dict[str, str], decision_first: bool
) -> None:
    # Identifiers hold over the time that a switch may take to write its record; numbers within five seconds.
    later = AT + timedelta(seconds=4 if rung == "numbers" else 1_800)
    steps = [
        lambda: hand_in(log, [decided(**asked)]),
        lambda: take_text(log, tmp_path, HEAD + record(later, **recorded)),
    ]
    for step in steps if decision_first else steps[::-1]:
        step()
    assert seen(log, "rung, decision_id, billable_ms, began") == [
        (rung, a_decision().id, 11_000, later.replace(tzinfo=None))
    ]


@pytest.mark.parametrize(
    ("asked", "recorded"),
    [
        ({}, {"at": AT + timedelta(seconds=6)}),  # too long after
        ({}, {"customer": "other"}),
        ({}, {"calling": CALLING + 1}),
        ({"call_id": "a"}, {"call_id": "b", "at": AT + timedelta(seconds=9)}),
    ],
)
def test_what_does_not_fit_stays_apart(log: CallLog, tmp_path: Path, asked: Any, recorded: Any) -> None:
    hand_in(log, [decided(**asked)])
    take_text(log, tmp_path, HEAD + record(**recorded))
    assert sorted(seen(log, "coalesce(rung, '')")) == [("",), ("alone",)]


def test_numbers_join_nothing_where_two_calls_fit(log: CallLog, tmp_path: Path) -> None:
    hand_in(log, [decided()])
    take_text(log, tmp_path, HEAD + record() + record(AT + timedelta(seconds=2)))
    assert sorted(seen(log, "coalesce(rung, '')")) == [("",), ("",), ("alone",)]


def test_several_asks_for_a_call_are_one_attempt(log: CallLog, tmp_path: Path) -> None:
    asks = [decided(n, AT + timedelta(seconds=n), call_id="b1@sbc.example") for n in (1, 2, 3)]
    hand_in(log, asks[:2])
    hand_in(log, asks[2:])
    assert seen(log, "rung, decision_id") == [("alone", asks[0].id)]
    # Two records of its two routes: both are of the decision that came first.
    take_text(log, tmp_path, HEAD + record(AT, call_id="b1@sbc.example") + record(AT, call_id="b1@sbc.example"))
    assert seen(log, "rung, decision_id") == [("call_id", asks[0].id)] * 2
    # One more ask, after record and decision have met.
    hand_in(log, [decided(4, AT + timedelta(seconds=4), call_id="b1@sbc.example")])
    assert seen(log, "rung, decision_id") == [("call_id", asks[0].id)] * 2


def test_the_same_call_id_hours_later_is_another_attempt(log: CallLog) -> None:
    hand_in(log, [decided(1, call_id="x"), decided(2, AT + timedelta(hours=2), call_id="x")])
    hand_in(log, [decided(3, AT + timedelta(hours=4), call_id="x")])
    assert [row[0] for row in seen(log)] == ["alone"] * 3


@pytest.mark.parametrize("decision_first", [True, False])
def test_a_call_over_midnight_is_one(log: CallLog, tmp_path: Path, decision_first: bool) -> None:
    before = datetime(2026, 5, 30, 23, 59, 59, tzinfo=UTC)
    after = before + timedelta(seconds=2)
    take_text(log, tmp_path, HEAD + record(before - timedelta(hours=9), calling=CALLING + 5), "other.csv")
    take_text(log, tmp_path, HEAD + record(after + timedelta(hours=9), calling=CALLING + 5), "another.csv")
    steps = [
        lambda: hand_in(log, [decided(1, before, call_id="m")]),
        lambda: take_text(log, tmp_path, HEAD + record(after, call_id="m")),
    ]
    for step in steps if decision_first else steps[::-1]:
        step()
    log.settle()
    assert sorted(seen(log, "coalesce(rung, '')")) == [("",), ("",), ("call_id",)]


def test_the_decision_tells_what_no_record_does(log: CallLog, tmp_path: Path) -> None:
    found = Verification(VerificationStatus.PASSED, attestation="B", origid="o", signer="446X", signature="ab" * 32)
    signing = Signing(SigningOutcome.SIGNED, "A", "", "own", "cd" * 32)
    hand_in(log, [decided(1, call_id="one", verification=found), decided(2, call_id="two", signing=signing)])
    take_text(log, tmp_path, HEAD + record(call_id="one") + record(call_id="two", customer="theirs"))
    assert seen(log, "attestation, signer, verstat, customer, trunk, source_ip, name, result") == [
        ("B", "446X", "TN-Validation-Passed", "acme", "lab", "127.0.0.1", "ACME TOOLS", "answered"),
        ("A", None, None, "theirs", "lab", "127.0.0.1", "ACME TOOLS", "answered"),
    ]
    assert sum(one.tokens for one in log.manifest().segments) == 4


def test_a_refused_call_is_an_attempt_without_a_record(log: CallLog) -> None:
    refused = a_decision(1)
    hand_in(log, [refused, refused._replace(id=a_decision(2).id, observed=True)])
    columns = "result, cause, sip_status, billable_ms, calling, called, customer, decision_id, source_ip, name"
    told = seen(log, columns)
    assert told[0] == (
        *("rejected", "CALLER_ID_RIGHT", 603, 0, CALLING, CALLED, "acme", refused.id, "127.0.0.1", "ACME TOOLS"),
    )
    # asked once more with the same Call-ID: no further attempt; only observed, it would have been unknown how it ended
    assert len(told) == 1


def test_a_stream_is_one_source_however_often_it_is_read(log: CallLog) -> None:
    for number in (1, 2, 3):
        hand_in(log, [decided(number, AT + timedelta(minutes=number))])
    (source,) = log.manifest().sources
    assert (source.feed, source.rows, source.since) == ("spool", 3, AT.timestamp() + 60)
    assert seen(log, "line") == [(1,), (2,), (3,)]
    assert log.manifest().complete == {"spool": NOW.timestamp()}


@pytest.mark.parametrize("name", ['a,"b"', "line\nbreak", "nul\0", "\r", "ü\ud800", "'", "", "\x1e"])
def test_no_name_breaks_the_table(log: CallLog, name: str) -> None:
    hand_in(log, [decided(1, display_name=name), decided(2, AT + timedelta(minutes=1), display_name="next")])
    assert [row[0] for row in seen(log, "decision_id")] == [a_decision(1).id, a_decision(2).id]


def test_a_big_day_waits_and_is_paired_by_whoever_asks(
    log: CallLog, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("bellwarden.calllog.settling.CHEAP_ROWS", 10)
    many = "".join(record(AT + timedelta(seconds=20 * n), call_id=f"c{n}") for n in range(40))
    take_text(log, tmp_path, HEAD + many)
    hand_in(log, [decided(2, AT + timedelta(hours=3))])
    hand_in(log, [decided(1, AT, call_id="c0")])
    assert [one.rows for one in log.manifest().segments] == [40, 1, 1]  # not written anew
    rungs = [row[0] for row in seen(log, "rung")]
    assert (len(rungs), rungs.count("call_id"), rungs.count("alone")) == (41, 1, 1)
    log.settle()
    assert [one.rows for one in log.manifest().segments] == [41]
    assert [row[0] for row in seen(log, "rung")] == rungs


def test_a_brief_decision_reads_what_the_whole_one_does() -> None:
    whole = decided(7, call_id="b", correlation="c", verification=Verification(VerificationStatus.FAILED, signer="1"))
    brief = read_brief(encode(whole), 0)
    assert (brief.id, brief.call.request.call_id, brief.call.request.correlation) == (whole.id, "b", "c")
    assert msgspec.to_builtins(brief.call.calling.e164) == whole.call.calling.e164
    assert brief.call.verification is not None
    assert (brief.call.verification.status, brief.call.verification.signer) == ("TN-Validation-Failed", "1")


def test_batches_are_taken_in_together(log: CallLog) -> None:
    briefs = [read_brief(encode(decided(n, AT + timedelta(minutes=n))), 0) for n in range(4)]
    batches = [batch_of(briefs[:2], "one", 10), Batch([]), batch_of(briefs[2:], "two", 20)]
    log.import_stream(lambda _: Stream("spool", FORMAT, batches, NOW, 0.0, ("one", "two")))
    assert log.manifest().places == {"spool": {"one": 10, "two": 20}}
    log.import_stream(lambda _: Stream("spool", FORMAT, [], NOW, 0.0, ("two",)))
    assert log.manifest().places == {"spool": {"two": 20}}
    assert seen(log, "line") == [(1,), (2,), (3,), (4,)]
