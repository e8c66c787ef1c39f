"""The page on faults and bounds: what the gate does when something breaks or is full, and which knob turns it."""

from collections.abc import Iterator
from typing import Final, NamedTuple

from bellwarden.cli import ended
from bellwarden.gate import (
    addresses,
    admission,
    asker,
    bodies,
    counts,
    faults,
    http_server,
    replies,
    settings,
    udp,
    world,
)
from bellwarden.home import SpoolBounds, gaps
from bellwarden.model.policy import Faults
from bellwarden.numbering import reading
from bellwarden.sip import grammar, server, shape
from bellwarden.switches import answers
from bellwarden.verdict import policy

SPOOL: Final = SpoolBounds()
DEFAULTS: Final = Faults()


class FaultRow(NamedTuple):
    """One thing that breaks. `setting` is one of `[faults]`, "" where there is nothing to choose."""

    fault: str
    calls: str
    setting: str
    why: str
    told: str


class Bound(NamedTuple):
    """Something that could grow. `test` shows that it does not."""

    what: str
    at_most: int
    unit: str
    when_full: str
    test: str


FAULTS: Final = (
    FaultRow(
        "judging a call fails (a bug, a broken table)",
        "go on, marked JUDGING_FAILED",
        "judging_failed",
        "screening fails open: completing calls is a duty, and the SBC would let them go on after its timer anyway",
        "`failures` metric, log with traceback (bounded), `decisions unjudged`",
    ),
    FaultRow(
        "the same, for a suspended or terminated customer, source or number",
        "are refused",
        "suspended",
        "not carrying their calls is a legal duty. Looked up piece by piece: whichever look-up fails says nothing",
        "as above; the verdict names the enforcement",
    ),
    FaultRow(
        "snapshot missing, unreadable, corrupt, unsigned, older than the one in force, or of an unknown dialect",
        "are judged by the last good one",
        "",
        "numbers and lists move slowly",
        '`refused` and fault `snapshot` in /healthz, `fault{fault="snapshot"}`, log once',
    ),
    FaultRow(
        "the same, for longer than `snapshot_stale_h`",
        "go on, unless standing, an enforcement, a limit or the message itself stands against them",
        "snapshot_stale",
        "what was true of numbers a day ago should block nobody; what holds a customer back still does",
        "fault `snapshot_stale`, log; records keep the verdict and say it was observed only",
    ),
    FaultRow(
        "no snapshot at the start",
        "get no answer: no source is known",
        "",
        "the command line refuses to start such a gate; the SBC goes on by its timer",
        "/healthz is 503",
    ),
    FaultRow(
        "enforcement journal missing, corrupt, with a gap, a bad signature, or shorter than what was read of it",
        "are judged; every measure that was read stays in force",
        "journal_broken",
        "nothing lifts a suspension but a line that lifts it",
        '`journal_problem` and fault `journal` in /healthz, `fault{fault="journal"}`, log once',
    ),
    FaultRow(
        "disk full or broken, or the spool's queue full",
        "are judged and answered as ever; decisions that find no room are dropped and counted",
        "",
        "a call never waits for a disk",
        "`spool_dropped`, fault `spool`; intervals in `decisions unjudged` once the disk takes them",
    ),
    FaultRow(
        "clock set forward or back",
        "are judged: windows and ages go by the steady clock, decision ids never descend",
        "",
        "enforcements with an end and the times in records go by the clock as it is",
        f"fault `clock` for {faults.STEP_SHOWN_S:.0f} s, log",
    ),
    FaultRow(
        "STIR key and certificate not both there, empty, truncated, on the wrong curve, expired, readable by "
        "others, or not matching",
        "are signed by the key of before, as long as its certificate holds; without one they go on unsigned",
        "",
        "the call comes first; a token that others refuse is worse than none",
        "fault `stir_key`, `stir_key_refused`, log once; `bellwarden stir cert status`",
    ),
    FaultRow(
        "our STIR certificate has expired",
        "go on unsigned",
        "",
        "nobody accepts what it signs",
        "fault `stir_key`, `stir_certificate_expiry_timestamp_seconds`; log at 30, 14, 7 and 2 days before",
    ),
    FaultRow(
        "the signing process dead or hanging",
        "wait 20 ms at most, one call of a worker in a quarter of a second; then go on unsigned",
        "",
        "the supervisor starts it anew; what it does not sign in time is not waited for",
        "`stir_signing_failed`, the record's signing is `failed`",
    ),
    FaultRow(
        "the gate is behind",
        "go on unjudged, above their asker's fair share or when they waited 100 ms; emergency calls continue and "
        "who is barred is refused all the same",
        "",
        "an answer that comes late is none; whoever asks for most is passed over first",
        "`shed` metric, OVERLOADED or OVER_FAIR_SHARE in the record, `decisions unjudged`; OPTIONS 503 from 200 ms",
    ),
    FaultRow(
        "HTTP clients that hold connections and do not ask",
        "of others are answered: the peer that holds most loses its oldest idle connection",
        "",
        "a slow client must cost itself only",
        "503 in JSON with `connection: close`",
    ),
    FaultRow("any of these, an emergency call", "go on", "", "nothing blocks an emergency call", "EMERGENCY_CALL"),
)

HERE: Final = "tests/gate/test_bounds.py::test_"
BOUNDS: Final = (
    Bound(
        "UDP datagrams waiting in the kernel, asked for",
        addresses.RECEIVE_BUFFER_BYTES,
        "bytes",
        "the kernel drops the newest; the SBC sends again. net.core.rmem_max may hold it lower",
        HERE + "the_receive_queue_is_as_long_as_the_kernel_allows",
    ),
    Bound(
        "datagrams taken in one go",
        udp.DATAGRAMS_PER_WAKEUP,
        "",
        "HTTP, TCP and heartbeat get their turn",
        HERE + "a_wake_up_takes_a_bounded_number_of_datagrams",
    ),
    Bound(
        "age of a datagram that is still judged",
        int(udp.WAIT_S_MAX * 1000),
        "ms",
        "passed over",
        "tests/gate/test_udp.py::test_a_call_that_waited_too_long_is_answered_overloaded",
    ),
    Bound(
        "INVITEs handed out and not yet judged",
        server.EVENTS_MAX,
        "",
        "dropped; sent again by the client",
        HERE + "calls_not_yet_taken_are_bounded",
    ),
    Bound(
        "answers remembered for retransmissions, by all workers together",
        replies.SETS * replies.WAYS,
        "",
        "a younger one takes the place of the oldest of four",
        HERE + "shared_replies_have_so_many_places",
    ),
    Bound(
        "header names, hosts and the like learnt, each",
        grammar.LEARNED_MAX,
        "",
        "read anew each time",
        HERE + "header_names_are_learnt_up_to_a_bound",
    ),
    Bound(
        "orders of headers learnt, of all senders",
        shape.SHAPES_MAX,
        "",
        "read piece by piece",
        HERE + "orders_of_headers_are_learnt_up_to_a_bound",
    ),
    Bound(
        "senders whose order of headers is known",
        shape.SOURCES_MAX,
        "",
        "read piece by piece",
        HERE + "orders_of_headers_are_learnt_up_to_a_bound",
    ),
    Bound(
        "unknown addresses remembered",
        world.STRANGERS_MAX,
        "",
        "forgotten all at once",
        HERE + "strangers_do_not_grow_the_gate",
    ),
    Bound(
        "askers counted apart while the gate is behind",
        admission.ASKERS_MAX,
        "",
        "all others share one count",
        "tests/gate/test_admission.py::test_a_flood_of_askers_is_counted_in_bounded_memory",
    ),
    Bound(
        "addresses whose asker is remembered",
        asker.ADDRESSES_MAX,
        "",
        "forgotten all at once",
        HERE + "askers_are_remembered_up_to_a_bound",
    ),
    Bound(
        "reasons, statuses or causes counted apart",
        counts.LABELS_MAX,
        "",
        "counted as other",
        HERE + "labels_are_bounded",
    ),
    Bound(
        "customers, and trunks, that a worker counts apart",
        counts.PARTIES_MAX,
        "",
        "counted together, as (other)",
        "tests/gate/test_tally.py::test_customers_are_bounded_and_the_rest_is_counted_together",
    ),
    Bound(
        "customers, and trunks, that the metrics name",
        counts.NAMED_MAX,
        "",
        "shown together, as (other)",
        "tests/gate/test_tally.py::test_the_busiest_are_named_and_stay_so",
    ),
    Bound(
        "numbers whose reading is remembered",
        reading.CACHE_SIZE,
        "",
        "the longest unused is forgotten",
        HERE + "numbers_are_remembered_up_to_a_bound",
    ),
    Bound("compiled chains of checks", policy.CHAINS_MAX, "", "compiled anew", HERE + "compiled_chains_are_bounded"),
    Bound(
        "source addresses inside networks",
        policy.SOURCES_MAX,
        "",
        "looked up each time",
        HERE + "sources_inside_a_network_are_bounded",
    ),
    Bound("answer tables of dialects", answers.PLANS_MAX, "", "worked out anew", HERE + "answer_plans_are_bounded"),
    Bound(
        "TCP and TLS connections of a source",
        settings.StreamBounds().connections_per_source,
        "",
        "the oldest unused one makes room, else closed",
        "tests/gate/test_streams.py::test_a_peer_holds_so_many_connections_and_others_are_unaffected",
    ),
    Bound(
        "replies waiting for a TCP or TLS peer",
        settings.StreamBounds().unsent_bytes_max,
        "bytes",
        "the connection is closed",
        "tests/gate/test_streams.py::test_a_peer_that_does_not_read_its_replies_is_read_no_more_and_closed",
    ),
    Bound(
        "a SIP message",
        grammar.MESSAGE_BYTES_MAX,
        "bytes",
        "answered 513, the stream closed",
        "tests/gate/test_streams.py::test_lost_framing_closes_the_connection_after_the_answer",
    ),
    Bound(
        "HTTP connections",
        settings.GateSettings(()).http_connections_max,
        "",
        "the peer that holds most loses one",
        "tests/gate/test_http.py::test_who_holds_most_connections_loses_one_first",
    ),
    Bound("an HTTP request's head", http_server.HEAD_BYTES_MAX, "bytes", "400", HERE + "a_long_http_head_is_refused"),
    Bound(
        "an HTTP request's body",
        bodies.BODY_BYTES_MAX,
        "bytes",
        "413",
        "tests/gate/test_http.py::test_a_body_that_trickles_in_is_not_waited_for_and_one_too_big_not_read",
    ),
    Bound(
        "decisions waiting for the disk",
        SPOOL.queue_records_max,
        "",
        "dropped, counted, told as an interval",
        "tests/home/test_gaps.py::test_a_full_queue_leaves_its_interval_on_disk",
    ),
    Bound(
        "the same",
        SPOOL.queue_bytes_max,
        "bytes",
        "as above",
        "tests/home/test_spool_writer.py::test_what_does_not_fit_the_queue_is_dropped_and_counted",
    ),
    Bound(
        "the spool on disk",
        SPOOL.spool_bytes_max,
        "bytes",
        "the oldest segments are removed",
        "tests/home/test_spool_writer.py::test_the_spool_keeps_below_its_bound_by_removing_the_oldest",
    ),
    Bound(
        "intervals without records, waiting for the disk",
        gaps.INTERVALS_MAX,
        "",
        "the last one grows",
        "tests/home/test_gaps.py::test_intervals_wait_in_bounded_memory_and_none_of_the_count_is_lost",
    ),
    Bound(
        "the file of them",
        gaps.FILE_BYTES_MAX,
        "bytes",
        "put aside once; the one before is gone",
        "tests/home/test_gaps.py::test_the_file_is_bounded",
    ),
    Bound(
        "ends of calls waiting for the disk",
        ended.QUEUE_MAX,
        "",
        "dropped and counted",
        HERE + "ends_of_calls_wait_in_bounded_memory",
    ),
)


def page_lines() -> Iterator[str]:
    yield "## What becomes of calls\n"
    yield "| when | calls | why | setting under `[faults]` | told by |\n|---|---|---|---|---|"
    for row in FAULTS:
        knob = f'`{row.setting} = "{getattr(DEFAULTS, row.setting).value}"`' if row.setting else ""
        yield f"| {row.fault} | {row.calls} | {row.why} | {knob} | {row.told} |"
    yield "\nThe settings and their other values: [policy files](policy.md). While it observes, all calls go on."
    yield "\n## What is bounded\n"
    yield "| what | at most | when it is full |\n|---|---:|---|"
    for one in BOUNDS:
        yield f"| {one.what} | {one.at_most:,} {one.unit}".rstrip() + f" | {one.when_full} |"
