"""The metrics as Prometheus reads them: conventions, who is named to whom, and no sum that falls."""

import re
import shutil
import subprocess
from hashlib import sha256

import pytest
from prometheus_client.parser import text_string_to_metric_families

from bellwarden.gate.counts import NAMED_FROM_CALLS, SILENT_S, Parties, Tally
from bellwarden.gate.metrics import PREFIX, GateCollector
from tests.gate.gates import SipClient, gate, invite, wait_until

PROMTOOL = shutil.which("promtool")
KEY = "a-key-of-this-test"
TOLD = {"Authorization": f"Bearer {KEY}"}
# https://prometheus.io/docs/practices/naming/: base units, in the plural, last but for _total.
UNITS = re.compile(r"_(ms|us|milliseconds|minutes|hours|days|kb|mb|kilobytes|percent)(_|$)")


def scrape(headers: dict[str, str] | None = None) -> str:
    """One that saw a busy customer and a refused call."""
    with (
        gate(api_key_hashes=frozenset({sha256(KEY.encode()).hexdigest()})) as one,
        SipClient(one.udp, "127.0.1.1") as sbc,
    ):
        for _ in range(NAMED_FROM_CALLS):
            sbc.ask(invite())
        sbc.ask(invite(calling="+1"))
        one.decisions(NAMED_FROM_CALLS + 1)
        with one.http() as client:
            client.get("/metrics")  # who is named is looked at when counts are asked for
            sbc.ask(invite())
            one.decisions(NAMED_FROM_CALLS + 2)
            return client.get("/metrics", headers=headers or {}).text


@pytest.fixture(scope="module")
def full() -> str:
    return scrape(TOLD)


def test_every_metric_has_its_help_and_type_once(full: str) -> None:
    helps, types = (
        re.findall(r"^# HELP (\S+) \S", full, re.MULTILINE),
        re.findall(r"^# TYPE (\S+) \w", full, re.MULTILINE),
    )
    assert helps == types
    assert len(set(helps)) == len(helps)
    known = set(helps) | {f"{name}{end}" for name in helps for end in ("_bucket", "_sum", "_count")}
    assert {line.partition("{")[0].partition(" ")[0] for line in full.splitlines() if line[0] != "#"} <= known


def test_names_keep_to_the_conventions(full: str) -> None:
    for family in text_string_to_metric_families(full):
        assert re.fullmatch(PREFIX + r"[a-z][a-z_]+[a-z]", family.name)
        assert not UNITS.search(family.name)
        assert ("_total" in {one.name[-6:] for one in family.samples}) == (
            family.type == "counter" and bool(family.samples)
        )
        assert family.documentation[0].isupper() or family.documentation[0].isdigit()


@pytest.mark.skipif(PROMTOOL is None, reason="promtool (Debian: prometheus) is not installed")
def test_promtool_finds_nothing_to_blame(full: str) -> None:
    done = subprocess.run([str(PROMTOOL), "check", "metrics"], input=full, capture_output=True, text=True, check=False)
    assert (done.returncode, done.stdout + done.stderr) == (0, "")


def test_customers_are_named_to_the_holder_of_a_key(full: str) -> None:
    samples = {
        (one.name.removeprefix(PREFIX), *one.labels.values()): one.value
        for family in text_string_to_metric_families(full)
        for one in family.samples
    }
    assert samples["customer_attempts_total", "acme"] == 1
    assert samples["customer_attempts_total", "(other)"] == NAMED_FROM_CALLS + 1
    assert samples["trunk_attempts_total", "acme-pbx"] == 1
    assert samples["trunk_refused_total", "(other)"] == samples["customer_refused_total", "(other)"]


@pytest.mark.parametrize("headers", [{}, {"Authorization": "Bearer wrong"}])
def test_nobody_else_is_told_of_customers_or_trunks(headers: dict[str, str]) -> None:
    text = scrape(headers)
    assert "bellwarden_gate_decisions_total" in text
    assert "customer_" not in text and "trunk_" not in text and "acme" not in text


def test_counts_are_for_the_holder_of_a_key() -> None:
    with gate(api_key_hashes=frozenset({sha256(KEY.encode()).hexdigest()})) as one, one.http() as client:
        assert client.get("/v1/counts").status_code == 401
        told = client.get("/v1/counts", headers=TOLD).json()
        assert told["workers"][0]["policy_snapshot"] == "snapshot1"
        assert 0 <= told["now"] - told["workers"][0]["at"] < 1
        assert "CountsReply" in client.get("/openapi.json").json()["components"]["schemas"]


def test_a_worker_that_is_silent_is_not_alive_and_its_counts_stay() -> None:
    with gate() as one:
        mine = next(tally for tally in one.worker.tallies() if tally.at)
        gone = Tally(at=mine.at - SILENT_S - 1, serving=1, observed=5, spool_depth=3, resident_bytes=99)
        gone.customers = Parties(all_attempts=150, shown={"acme": (50, 0)})
        mine.workers_wanted = 2
        told = {
            (sample.name.removeprefix(PREFIX), *sample.labels.values()): sample.value
            for family in GateCollector(one.worker.world, lambda: [gone, mine], {}, named=True).collect()
            for sample in family.samples
        }
    assert (told["workers",], told["workers_alive",]) == (2, 1)
    assert (told["observed_decisions_total",], told["spool_depth",]) == (5, 0)
    assert ("resident_memory_bytes", "0") not in told and told["resident_memory_bytes", "1"] > 99
    assert (told["customer_attempts_total", "acme"], told["customer_attempts_total", "(other)"]) == (50, 100)


def test_open_connections_go_up_and_down() -> None:
    import socket

    with gate() as one, one.http() as client:

        def open_now() -> int:
            [line] = [
                line
                for line in client.get("/metrics").text.splitlines()
                if line.startswith(PREFIX + "tcp_connections_open ")
            ]
            return int(float(line.split()[1]))

        with socket.create_connection(one.tcp, source_address=("127.0.1.1", 0)):
            wait_until(lambda: open_now() == 1)
        wait_until(lambda: open_now() == 0)
