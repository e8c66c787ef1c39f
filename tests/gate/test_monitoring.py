"""examples/monitoring: every metric named there is told by a running gate, and the files are sound."""

import json
import re
import shutil
import subprocess
from collections.abc import Iterator
from hashlib import sha256
from pathlib import Path
from typing import Any

import pytest

from bellwarden.gate.counts import NAMED_FROM_CALLS
from tests.gate.gates import SipClient, gate, invite

FOLDER = Path(__file__).resolve().parents[2] / "examples" / "monitoring"
DASHBOARD = json.loads((FOLDER / "grafana-dashboard.json").read_text(encoding="utf-8"))
ALERTS = (FOLDER / "alerts.yml").read_text(encoding="utf-8")
CASES = (FOLDER / "alerts-test.yml").read_text(encoding="utf-8")
PROMTOOL = shutil.which("promtool")
NAMED = re.compile(r"\bbellwarden_gate_[a-z_]+")
KEY = "a-key-of-this-test"
RULE = re.compile(r"^      - alert: (\w+)\n(.*?)(?=^      - alert: |^  - name: |\Z)", re.MULTILINE | re.DOTALL)


def panels() -> Iterator[dict[str, Any]]:
    return (panel for panel in DASHBOARD["panels"] if panel["type"] != "row")


def expressions() -> list[str]:
    asked = [target["expr"] for panel in panels() for target in panel["targets"]]
    asked += [one["expr"] for one in DASHBOARD["annotations"]["list"]]
    return asked + [one["definition"] for one in DASHBOARD["templating"]["list"] if "definition" in one]


@pytest.fixture(scope="module")
def told() -> set[str]:
    """The names of a live scrape, as expressions write them; those of labelled metrics too that have no sample yet."""
    hashes = frozenset({sha256(KEY.encode()).hexdigest()})
    with gate(api_key_hashes=hashes) as one, SipClient(one.udp, "127.0.1.1") as sbc, one.http() as client:
        for _ in range(NAMED_FROM_CALLS):
            sbc.ask(invite())
        one.decisions(NAMED_FROM_CALLS)
        text = client.get("/metrics", headers={"Authorization": f"Bearer {KEY}"}).text
    return {line.partition("{")[0].partition(" ")[0] for line in text.splitlines() if line[0] != "#"} | set(
        re.findall(r"^# TYPE (\S+) (?:counter|gauge)$", text, re.MULTILINE)
    )


@pytest.mark.parametrize("file", ["grafana-dashboard.json", "alerts.yml", "alerts-test.yml"])
def test_every_metric_named_is_told_by_a_running_gate(told: set[str], file: str) -> None:
    named = set(NAMED.findall((FOLDER / file).read_text(encoding="utf-8")))
    assert len(named) > 10
    assert named - told == set()


def test_labels_asked_for_are_labels_that_metrics_have() -> None:
    labels = {"job", "instance", "action", "reason", "customer", "trunk", "worker", "le", "status", "cause", "result"}
    labels |= {"snapshot", "severity", "alertstate", "fault"}
    asked = "\n".join([*expressions(), ALERTS])
    used = set(re.findall(r"[{,]\s*([a-z_]+)\s*(?:=|!=|=~|!~)\s*\\?\"", asked))
    used |= {label for group in re.findall(r"\bby \(([a-z, ]+)\)", asked) for label in group.split(", ")}
    assert used - labels == set()


def test_what_a_gate_tells_has_its_place_on_the_dashboard() -> None:
    """What an operator asks for: rate, reasons, latency, ages, workers, shed, spool, customers, connections."""
    shown = "\n".join(expressions())
    for metric in (
        *("decisions_total", "decision_seconds_bucket", "shed_total", "unjudged_total", "customer_attempts_total"),
        *("trunk_refused_total", "policy_age_seconds", "policy_serial", "policy_info", "policy_swaps_total"),
        *("journal_age_seconds", "journal_number", "workers_alive", "worker_deaths_total", "delay_seconds", "sick"),
        *("resident_memory_bytes", "open_fds", "spool_depth", "spool_written_bytes_total", "spool_dropped_total"),
        *("tcp_connections_open", "http_requests_total", "unknown_source_total"),
    ):
        assert f"bellwarden_gate_{metric}" in shown


def test_the_dashboard_can_be_imported() -> None:
    assert DASHBOARD["schemaVersion"] >= 36
    assert DASHBOARD["title"] and "id" not in DASHBOARD  # an id would be another dashboard's where it is imported
    variables = {one["name"]: one for one in DASHBOARD["templating"]["list"]}
    assert variables["datasource"]["type"] == "datasource" and variables["datasource"]["query"] == "prometheus"
    ids = [panel["id"] for panel in DASHBOARD["panels"]]
    assert len(set(ids)) == len(ids)
    for panel in panels():
        assert panel["title"] and panel["description"].endswith(".")
        assert panel["datasource"] == {"type": "prometheus", "uid": "${datasource}"}
        assert panel["targets"] and len({one["refId"] for one in panel["targets"]}) == len(panel["targets"])
        assert all(re.search(r'instance=~"\$instance"', one["expr"]) for one in panel["targets"])
        unit = panel["fieldConfig"]["defaults"].get("unit", "none")
        assert unit in {"none", "cps", "s", "percentunit", "bytes", "Bps", "reqps"}


def test_no_two_panels_lie_on_each_other() -> None:
    taken: set[tuple[int, int]] = set()
    for panel in DASHBOARD["panels"]:
        place = panel["gridPos"]
        assert place["x"] + place["w"] <= 24
        cells = {
            (x, y)
            for x in range(place["x"], place["x"] + place["w"])
            for y in range(place["y"], place["y"] + place["h"])
        }
        assert not cells & taken
        taken |= cells


def test_every_alert_says_what_it_means_and_what_to_do_at_night() -> None:
    rules = RULE.findall(ALERTS)
    assert len(rules) == ALERTS.count("- alert:") > 20
    assert len({name for name, _ in rules}) == len(rules)
    for name, body in rules:
        assert re.search(r"severity: (page|ticket)\n", body), name
        for word in ("summary: ", "runbook: >-", "Means: ", "Look: ", "Do: "):
            assert word in body, f"{name} lacks {word}"


def test_cases_are_about_rules_that_there_are() -> None:
    names = {name for name, _ in RULE.findall(ALERTS)}
    tried = set(re.findall(r"alertname(?:=\"|: )(\w+)", CASES))
    assert len(tried) > 12
    assert tried - names == set()


def test_commands_in_runbooks_are_commands() -> None:
    import typer.main

    from bellwarden.cli import app

    groups: Any = typer.main.get_command(app)
    for first, second in re.findall(r"bellwarden (\w+) ?(\w*)", ALERTS + (FOLDER / "README.md").read_text()):
        command = groups.commands.get(first)
        assert command is not None, first
        assert not hasattr(command, "commands") or second in command.commands, f"{first} {second}"


@pytest.mark.skipif(PROMTOOL is None, reason="promtool (Debian: prometheus) is not installed")
@pytest.mark.parametrize(
    "words",
    [("check", "rules", "alerts.yml"), ("check", "config", "prometheus.yml"), ("test", "rules", "alerts-test.yml")],
)
def test_promtool_is_content(words: tuple[str, ...]) -> None:
    done = subprocess.run([str(PROMTOOL), *words], cwd=FOLDER, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stdout + done.stderr
