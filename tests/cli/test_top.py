"""`bellwarden top`: rates out of counts, what is drawn, what keys do, and what is said when no gate answers."""

import json
import os
import threading
import time
from collections.abc import Iterator
from hashlib import sha256
from http.server import BaseHTTPRequestHandler, HTTPServer
from pathlib import Path
from typing import ClassVar

import pytest
from hypothesis import given
from hypothesis import strategies as some

from bellwarden.cli import board_file
from bellwarden.cli.board_file import NoGate
from bellwarden.cli.exits import CommandFault, Exit
from bellwarden.cli.shapes import PartyJson, TopJson
from bellwarden.cli.top_rates import HISTORY, WINDOW_S, Rates
from bellwarden.cli.top_screen import keys_of, press
from bellwarden.cli.top_sources import HomeSource, Reading, UrlSource
from bellwarden.cli.top_text import Look, plain_lines, rate, row_count, screen_lines, spark
from bellwarden.gate.board import Board
from bellwarden.gate.counts import LATENCY_BOUNDS_US, SILENT_S, Parties, Tally
from bellwarden.home import Home
from tests.cli.conftest import Run
from tests.gate.gates import SipClient, gate, invite

NARROW_BLANK = "\N{NARROW NO-BREAK SPACE}"


def tally(at: float, calls: int = 0, refused: int = 0, **more: object) -> Tally:
    """A worker's counts: calls of one customer, some of them refused, each answered in up to 25 µs."""
    one = Tally(at=at, serving=1, policy_serial=1, policy_mode="enforce")
    one.decisions["allow"]["NO_OBJECTION"] = calls - refused
    one.decisions["block"]["CALLING_LIST"] = refused
    one.latency[0] = calls
    one.customers = Parties({"acme": calls})
    if refused:
        one.customers.reasons["acme"] = {"CALLING_LIST": refused}
    for name, value in more.items():
        setattr(one, name, value)
    return one


def taken(*readings: Reading) -> TopJson:
    rates = Rates()
    for reading in readings:
        shown = rates.take(reading)
    return shown


def test_one_reading_tells_no_rate() -> None:
    shown = taken(Reading(10.0, [tally(10.0, 50, 5)]))
    assert (shown.up, shown.window_s, shown.per_s, shown.p50_ms) == (True, 0, 0, None)
    assert [(one.key, one.calls, one.refused) for one in shown.customers] == [("acme", 50, 5)]


def test_two_readings_tell_rates_of_all_workers_each_by_its_own_clock() -> None:
    shown = taken(
        Reading(10.0, [tally(10.0, 100), tally(9.5, 10, 10)]),
        Reading(12.0, [tally(12.0, 140, 10), tally(11.5, 50, 30)]),
    )
    assert (shown.per_s, shown.refused_per_s, shown.window_s) == (40, 15, 2)
    assert shown.share == pytest.approx(0.375)
    assert [one.per_s for one in shown.workers] == [20, 20]
    [acme] = shown.customers
    assert (acme.per_s, acme.refused_per_s, acme.share, acme.reason) == (40, 15, 0.375, "CALLING_LIST")
    assert (acme.calls, acme.history) == (190, [40])
    assert [(one.action, one.reason, one.per_s, one.calls) for one in shown.reasons] == [
        ("allow", "NO_OBJECTION", 25, 150),
        ("block", "CALLING_LIST", 15, 40),
    ]


def test_a_worker_that_published_nothing_new_keeps_its_rate() -> None:
    readings = [Reading(10.0, [tally(10.0, 0)]), Reading(11.0, [tally(11.0, 7)]), Reading(11.5, [tally(11.0, 7)])]
    assert taken(*readings).per_s == 7
    assert taken(*readings).customers[0].history == [7, 7]


def test_rates_are_those_of_the_last_seconds() -> None:
    calls = [0, 100, 200, 300, 400, 500, 600, 600, 600, 600, 600, 600, 600]
    readings = [Reading(10.0 + i, [tally(10.0 + i, number)]) for i, number in enumerate(calls)]
    assert taken(*readings[:7]).per_s == 100
    assert taken(*readings[:9]).window_s == WINDOW_S
    assert taken(*readings[:9]).per_s == 60
    assert taken(*readings).per_s == 0
    assert taken(*readings).customers[0].history == [100.0] * 6 + [0.0] * 6


def test_the_history_is_bounded() -> None:
    readings = [Reading(float(i), [tally(float(i), i)]) for i in range(1, HISTORY + 20)]
    assert len(taken(*readings).customers[0].history) == HISTORY


def test_another_gate_in_its_place_begins_anew() -> None:
    rates = Rates()
    rates.take(Reading(10.0, [tally(10.0, 1_000)]))
    rates.take(Reading(11.0, [tally(11.0, 2_000)]))
    assert rates.take(Reading(12.0, [tally(12.0, 5)])).window_s == 0
    assert rates.take(Reading(13.0, [tally(13.0, 8)])).per_s == 3


@given(some.lists(some.integers(0, 3_000_000), min_size=1, max_size=60))
def test_percentiles_lie_in_the_bucket_of_the_true_one(latencies_us: list[int]) -> None:
    from bisect import bisect_left

    before, after = tally(1.0), tally(2.0)
    for one in latencies_us:
        after.latency[bisect_left(LATENCY_BOUNDS_US, one)] += 1
    shown = taken(Reading(1.0, [before]), Reading(2.0, [after]))
    bounds = (0, *LATENCY_BOUNDS_US, LATENCY_BOUNDS_US[-1])
    for share, told in ((0.5, shown.p50_ms), (0.99, shown.p99_ms)):
        true = sorted(latencies_us)[max(-(-len(latencies_us) * int(share * 100) // 100) - 1, 0)]
        bucket = bisect_left(LATENCY_BOUNDS_US, true)
        assert told is not None
        assert bounds[bucket] / 1e3 <= told <= bounds[bucket + 1] / 1e3


def test_states_of_workers() -> None:
    now = 100.0
    workers: list[Tally | None] = [
        tally(now, workers_wanted=4),
        tally(now, sick=1, workers_wanted=4),
        tally(now, serving=0, workers_wanted=4),
        tally(now - SILENT_S - 1, workers_wanted=4),
        tally(now - 500, workers_wanted=4),
        None,
    ]
    shown = taken(Reading(now, workers))
    assert [(one.number, one.state) for one in shown.workers] == [
        (0, "well"),
        (1, "late"),
        (2, "leaving"),
        (3, "silent"),
        (4, "silent"),
    ]
    assert shown.up
    assert shown.problem.startswith("not heard of for 3 s: worker 3, 4; late, OPTIONS is answered 503: worker 1")
    enough = taken(Reading(now, [tally(now, workers_wanted=1), tally(now - 500, workers_wanted=1)]))
    assert ([one.number for one in enough.workers], enough.problem) == ([0], "")


def test_a_gate_whose_workers_are_all_silent_is_not_up() -> None:
    shown = taken(Reading(100.0, [tally(1.0, pid=7)]))
    assert not shown.up
    assert "no worker was heard of" in shown.problem
    starting = taken(Reading(100.0, [None]))
    assert (starting.up, starting.problem) == (False, "the gate is just starting")


@pytest.mark.parametrize(
    ("field", "value", "words"),
    [
        ("policy_serial", 0, "no policy is in force"),
        ("policy_problem", "is damaged", "a newer policy is refused: is damaged"),
        ("journal_problem", "line 7", "the enforcement journal can't be followed: line 7"),
        ("spool_problem", "disk full", "decisions are not kept: disk full"),
    ],
)
def test_problems_are_told(field: str, value: object, words: str) -> None:
    assert words in taken(Reading(10.0, [tally(10.0, **{field: value})])).problem


def busy(customers: int = 40, **more: object) -> TopJson:
    """A gate with much to show, a caller's name that would take the terminal over among it."""
    before, after = tally(1.0, 100), tally(2.0, 400, 100, **more)
    for one, calls in ((before, 10), (after, 50)):
        for i in range(customers):
            one.customers.attempts[f"customer-{i:02}"] = calls + i
        one.trunks.attempts["\x1b[2J trunk"] = calls
    after.decisions["limit"]["CPS_LIMIT"] = 7
    after.started_at = time.time() - 90_000
    after.addresses = ["udp:192.0.2.5:5060", "tcp:192.0.2.5:5060", "http:192.0.2.5:8080"]
    return taken(Reading(1.0, [before]), Reading(2.0, [after]))


LOOKS = some.builds(
    Look,
    view=some.sampled_from(["customers", "trunks", "reasons", "workers"]),
    order=some.sampled_from(["calls", "refused", "share", "name"]),
    turned=some.booleans(),
    wanted=some.sampled_from(["", "customer-1", "zzz"]),
    typing=some.booleans(),
    paused=some.booleans(),
    helping=some.booleans(),
    first=some.integers(0, 100),
)
DOWN = TopJson(at="2026-05-31T12:00:00.000Z", up=False, problem="no gate runs on /home; " * 9, gate="")


@given(LOOKS, some.integers(20, 250), some.integers(3, 60), some.sampled_from([busy(), busy(0), DOWN]))
def test_the_picture_fits_every_terminal(look: Look, width: int, height: int, shown: TopJson) -> None:
    lines = screen_lines(shown, look, width, height)
    assert len(lines) == height
    assert max(line.cell_len for line in lines) <= width
    assert all(sign.isprintable() or sign == NARROW_BLANK for line in lines for sign in line.plain)


def test_all_that_matters_is_read_on_80_by_24() -> None:
    lines = [line.plain for line in screen_lines(busy(), Look(), 80, 24)]
    text = "\n".join(lines)
    assert f"307.0 calls/s · 200.0 let through · 107.0 refused (34.9{NARROW_BLANK}%)" in text
    assert "latency p50 12 µs, p99 25 µs · 0/s shed · 0/s not judged" in text
    assert "1 of 1 worker well" in text
    assert lines[6].split() == ["customer", "calls/s", "refused/s", "refused", "mostly", "for"]
    assert lines[7].split() == ["acme", "300.0", "100.0", "33.3", "%", "CALLING_LIST"]
    assert not any("…" in line for line in lines[1:])
    assert lines[-1].endswith("? keys · q ends")
    for view in ("trunks", "reasons", "workers"):
        assert not any("…" in line.plain for line in screen_lines(busy(), Look(view=view), 80, 24)[1:])


def test_charts_stand_where_there_is_a_history() -> None:
    readings = [Reading(float(i), [tally(float(i), i * i)]) for i in range(1, 12)]
    header, acme = [line.plain for line in screen_lines(taken(*readings), Look(), 80, 24)[6:8]]
    assert header.endswith("lately")
    assert acme.endswith("▂▃▄▅▅▆▇██")


def test_an_observing_gate_says_what_it_would_do() -> None:
    text = "\n".join(plain_lines(busy(policy_mode="observe")))
    assert "only observes" in text and "107.0 would be refused" in text
    assert "◌ Would block   CALLING_LIST" in text and "■" not in text


@pytest.mark.parametrize(
    ("points", "drawn"), [([], ""), ([0, 0], "▁▁"), ([0, 1, 2], "▁▅█"), ([0.01, 8, 4], "▁█▅"), ([3], "█")]
)
def test_small_charts(points: list[float], drawn: str) -> None:
    assert spark(points) == drawn


@pytest.mark.parametrize(("per_s", "said"), [(0.0, "0"), (0.04, "0.0"), (41.25, "41.2"), (1_204.4, "1,204")])
def test_rates_are_short(per_s: float, said: str) -> None:
    assert rate(per_s) == said


def party(key: str, per_s: float, refused_per_s: float = 0.0) -> PartyJson:
    return PartyJson(key, per_s, refused_per_s, refused_per_s / per_s if per_s else 0.0, "", 0, 0, [])


@pytest.mark.parametrize(
    ("keys", "order"),
    [("", "bac"), ("r", "acb"), ("s", "cab"), ("n", "abc"), ("nn", "cba"), ("cc", "bac"), ("c", "cab")],
)
def test_orders(keys: str, order: str) -> None:
    parties = [party("a", 5, 2), party("b", 9), party("c", 1, 1)]
    shown = TopJson("2026-05-31T12:00:00.000Z", True, "", "", customers=parties, window_s=1.0)
    look: Look | None = Look()
    for key in keys:
        assert look is not None
        look = press(look, key, 3)
    assert look is not None
    lines = [line.plain.split()[0] for line in screen_lines(shown, look, 80, 24)[7:10]]
    assert "".join(lines) == ("cab" if keys == "c" else "bac" if keys == "cc" else order)


def test_keys() -> None:
    assert press(Look(), "q", 5) is None
    typing = Look()
    for key in ("/", "q", "x", "\x7f", "u"):
        typing = press(typing, key, 5) or Look()
    assert (typing.typing, typing.wanted) == (True, "qu")
    kept = press(typing, "\r", 5)
    assert kept is not None and (kept.typing, kept.wanted) == (False, "qu")
    assert press(typing, "escape", 5) == Look()
    assert press(Look(), "p", 5) == Look(paused=True)
    assert press(Look(helping=True), "2", 5) == Look(view="trunks")
    assert press(Look(first=4), "down", 5) == Look(first=4)
    assert press(Look(first=3), "page up", 5) == Look()
    assert press(Look(), "x", 5) == Look()
    assert keys_of(b"\x1b[Aq\x1b\xc3\xa9\x1b[6~") == ["up", "q", "escape", "é", "page down"]


def test_a_filter_leaves_the_others_out() -> None:
    assert row_count(busy(), Look(wanted="CUSTOMER-1")) == 10
    assert "nothing with “zzz”" in "\n".join(line.plain for line in screen_lines(busy(), Look(wanted="zzz"), 80, 24))


# Where it reads


def test_the_gate_of_a_home_is_found_and_lost(home: Path) -> None:
    place = Home(home)
    source = HomeSource(place)
    with pytest.raises(NoGate, match=r"no gate runs on .*; start it: bellwarden gate --home"):
        source.read()
    first, second = Board(1), Board(2)
    first.publish(0, Tally(observed=1))
    board_file.tell(place, first)
    assert [one and one.observed for one in source.read().workers] == [1]
    second.publish(1, Tally(observed=2))
    board_file.tell(place, second)
    board_file.forget(place, first)  # another gate has taken its place: that one stays
    assert [one and one.observed for one in HomeSource(place).read().workers] == [None, 2]
    del first
    assert len(source.read().workers) == 2  # the first one's memory is gone; it is looked for anew
    board_file.forget(place, second)
    assert not (place.run / board_file.NAME).exists()


@pytest.mark.parametrize(
    "told", ["999999999 3\n", "nonsense", "", f"{os.getpid()} 0\n"], ids=["gone", "nonsense", "empty", "other"]
)
def test_a_gate_that_ended_without_a_word_is_told_of(home: Path, told: str) -> None:
    (home / "run" / board_file.NAME).write_text(told)
    with pytest.raises(NoGate, match="has ended without a word"):
        HomeSource(Home(home)).read()


KEY = "a-key-of-this-test"
HASHES = frozenset({sha256(KEY.encode()).hexdigest()})


def test_counts_are_read_over_http() -> None:
    with gate(api_key_hashes=HASHES) as one, SipClient(one.udp, "127.0.1.1") as sbc:
        sbc.ask(invite())
        one.decisions(1)
        source = UrlSource(one.url + "/", KEY)
        shown = taken(source.read())
        assert [(party.key, party.calls) for party in shown.customers] == [("acme", 1)]
        assert (shown.mode, shown.policy, shown.up) == ("enforce", "snapshot1", True)
        with pytest.raises(NoGate, match="wants an API key: --api-key"):
            UrlSource(one.url, "").read()
        with pytest.raises(NoGate, match="does not know this API key"):
            UrlSource(one.url, "other").read()
    with pytest.raises(NoGate, match="can't be reached"):
        source.read()


class Other(BaseHTTPRequestHandler):
    """Something else than a gate."""

    answers: ClassVar[dict[str, tuple[int, bytes]]] = {
        "/a": (200, b"{}"),
        "/b": (404, b""),
        "/c": (302, b""),
        "/d": (503, b""),
        "/e": (403, b""),
    }

    def do_GET(self) -> None:
        status, body = self.answers[self.path.removesuffix("/v1/counts")]
        self.send_response(status)
        self.send_header("Location", "http://127.0.0.1:1/")
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, format: str, *args: object) -> None:
        """Say nothing."""


@pytest.fixture(scope="module")
def other() -> Iterator[str]:
    with HTTPServer(("127.0.0.1", 0), Other) as server:
        threading.Thread(target=server.serve_forever, daemon=True).start()
        yield f"http://127.0.0.1:{server.server_port}"
        server.shutdown()


@pytest.mark.parametrize(
    ("path", "words"),
    [
        ("/a", "does not answer as a gate"),
        ("/b", "answered 404: it is no gate"),
        ("/c", "answered 302: it is no gate"),  # not followed: the key is for this address only
        ("/d", "too many requests"),
        ("/e", "answers its own machine only"),
    ],
)
def test_what_is_no_gate_is_said(other: str, path: str, words: str) -> None:
    with pytest.raises(NoGate, match=words):
        UrlSource(other + path, "k").read()


@pytest.mark.parametrize("url", ["192.0.2.5:8080", "ftp://x", "http://", "http://x:nine", "http://[::1"])
def test_a_url_that_can_be_none_is_refused_at_once(url: str) -> None:
    with pytest.raises(CommandFault, match="is no address of a gate") as told:
        UrlSource(url, "")
    assert told.value.exit_code is Exit.USAGE


# The command


def test_once_without_a_gate_ends_with_a_code_of_its_own(run: Run, home: Path) -> None:
    done = run("top", "--once", "--home", home)
    assert (done.code, done.out) == (Exit.GATE, "")
    assert f"no gate runs on {home}" in done.err
    done = run("top", "--once", "--json", "--home", home)
    assert done.code == Exit.GATE
    assert (json.loads(done.out)["up"], json.loads(done.out)["customers"]) == (False, [])


def test_a_place_without_a_home_is_refused(run: Run, tmp_path: Path) -> None:
    assert run("top", "--once", "--home", tmp_path / "none").code == Exit.NOT_FOUND


@pytest.mark.parametrize("interval", [0.5, 61])
def test_the_interval_has_bounds(run: Run, home: Path, interval: float) -> None:
    assert run("top", "--interval", interval, "--home", home).code == Exit.USAGE
