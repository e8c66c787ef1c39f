"""Decisions for tests of pages: judged by a gate that never was, kept in a real spool."""

import time
from collections.abc import Iterator

import pytest

from bellwarden.home import Home
from bellwarden.model.decision import Decision
from bellwarden.model.verdict import (
    CALL_CONTINUES,
    EMERGENCY_CONTINUES,
    Action,
    EvidenceClass,
    Finding,
    Mode,
    Outcome,
    Verdict,
    Weighed,
)
from tests.seam.test_spool import a_decision

DNO = Weighed(Finding("DO_NOT_ORIGINATE", "12382000150", EvidenceClass.AUTHORITY, source="dno"), Mode.ACT, Action.BLOCK)
RATE = Weighed(Finding("PAIR_RATE", "31 in 60 s", EvidenceClass.STATISTICS), Mode.ACT, Action.DIVERT)
SHORT = Weighed(Finding("CONDITION", "64 %", EvidenceClass.STATISTICS, source="short"), Mode.REPORT, Action.DIVERT)
VERDICTS = {
    "allow": CALL_CONTINUES,
    "block": Verdict(Action.BLOCK, "DO_NOT_ORIGINATE", Outcome.CALLER_ID, (DNO, SHORT)),
    "divert": Verdict(Action.DIVERT, "PAIR_RATE", Outcome.CAPTCHA, (RATE,)),
    "would": Verdict(Action.ALLOW, "NO_OBJECTION", Outcome.CONTINUE, (SHORT,)),
    "emergency": EMERGENCY_CONTINUES,
}
HOSTILE = '<script>alert(1)</script>"\u202e\x1b[31m'


def decided(number: int, verdict: str = "allow", at: float = 0.0, **said: str) -> Decision:
    """`said`: customer, calling digits, name."""
    at = at or time.time() - 60 + number / 100
    plain = a_decision(number, said.get("name", "ACME TOOLS"))
    calling = plain.call.calling._replace(digits=said.get("calling", "14462000150"))
    request = plain.call.request._replace(at=at, call_id=f"c{number}@sbc.example")
    call = plain.call._replace(request=request, calling=calling, customer=said.get("customer", "quillmark"))
    return plain._replace(id=f"{int(at * 1000):012x}0001{number:08x}", call=call, verdict=VERDICTS[verdict])


def keep(home: Home, decisions: list[Decision], worker: str = "w0") -> None:
    writer = home.spool_writer(worker)
    for one in decisions:
        writer.put(one)
    writer.close()


@pytest.fixture
def followed(home: Home, monkeypatch: pytest.MonkeyPatch) -> Iterator[Home]:
    """The home, followed by a follower of the test's own."""
    from bellwarden.web import home_of
    from bellwarden.web.recent import Follower, Recent

    follower = Follower(lambda: Recent(home.spool_reader()))
    monkeypatch.setattr(home_of, "_follower", follower)
    yield home
    follower.stop()
