"""The last decisions in bounded memory: what was there before, what comes, what is forgotten."""

import time
from pathlib import Path

import pytest

from bellwarden.home import Home
from bellwarden.web import recent as module
from bellwarden.web.live_list import Filters, lines_of
from bellwarden.web.recent import BUCKET_S, SPAN_S, Recent, seen_of
from tests.web.calls import decided, keep

pytestmark = pytest.mark.door


@pytest.fixture
def spool(tmp_path: Path) -> Home:
    made = Home(tmp_path / "home")
    made.init()
    return made


def test_what_was_there_is_read_back_and_what_comes_is_followed(spool: Home) -> None:
    keep(spool, [decided(n, "block" if n % 4 == 0 else "allow") for n in range(40)])
    recent = Recent(spool.spool_reader())
    assert len(list(recent.rows())) == 40
    assert recent.step() == 0
    keep(spool, [decided(n, "divert") for n in range(100, 110)], "w1")
    assert recent.step() == 10 and recent.step() == 0
    newest = next(recent.rows())
    assert (newest.kind, newest.diversion, newest.weight, newest.words) == (
        *("divert", "captcha", "statistics"),
        "The caller keeps calling the same number (31 in 60 s)",
    )
    picture = recent.picture()
    kinds = sum((bucket.kinds.total() for _, bucket in picture.buckets))
    assert kinds == 50
    assert sum(bucket.reasons["DO_NOT_ORIGINATE", "block"] for _, bucket in picture.buckets) == 10


def test_only_so_much_is_held(spool: Home, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(module, "ROWS_MAX", 25)
    now = time.time()
    keep(spool, [decided(n, at=now - SPAN_S - 500 + n) for n in range(100)])
    clock = [now]
    recent = Recent(spool.spool_reader(), lambda: clock[0])
    assert not list(recent.rows())  # all of them are older than what is shown
    keep(spool, [decided(n, at=now - 30 + n / 10) for n in range(200, 240)], "w1")
    assert recent.step() == 40 and len(list(recent.rows())) == 25
    assert sum(bucket.kinds.total() for _, bucket in recent.picture().buckets) == 40
    clock[0] += SPAN_S + 2 * BUCKET_S
    assert sum(bucket.kinds.total() for _, bucket in recent.picture().buckets) == 0


def test_a_rate_is_not_told_before_it_is_known(spool: Home) -> None:
    recent = Recent(spool.spool_reader())
    assert recent.picture().rate is None
    assert not recent.picture().latency_us


@pytest.mark.parametrize(
    ("verdict", "kind"), [("would", "would_divert"), ("emergency", "emergency"), ("allow", "allow")]
)
def test_kinds(verdict: str, kind: str) -> None:
    assert seen_of(decided(1, verdict)).kind == kind


def test_an_observing_gate_would_have_blocked() -> None:
    assert seen_of(decided(1, "block")._replace(observed=True)).kind == "would_block"


def test_allowed_calls_are_folded_and_others_filtered() -> None:
    rows = [seen_of(decided(n, "block" if n in (3, 7) else "allow", 1000.0 + n)) for n in range(10)][::-1]
    lines = lines_of(rows, Filters())
    assert [(line.folded, line.seen.id[-1] if line.seen else "") for line in lines] == [
        *((2, ""), (0, "7"), (3, ""), (0, "3"), (3, ""))
    ]
    unfolded = lines_of(rows, Filters("all", since=lines[2].since, until=lines[2].until))
    assert [line.seen.at for line in unfolded if line.seen] == [1006.0, 1005.0, 1004.0]
    assert not lines_of(rows, Filters(customer="other"))
    assert len(lines_of(rows, Filters("all", number="14462000150"))) == 10
    assert len([line for line in lines_of(rows, Filters("all"), count=4) if line.seen]) == 4
