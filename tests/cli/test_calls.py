"""`bellwarden calls`, `traffic` and `cdr`: from a file to a report, a log, a found call, an alert."""

import json
import re
from datetime import UTC, datetime, timedelta
from html.parser import HTMLParser
from pathlib import Path

import pytest

from bellwarden.cli.alert_watching import Told, new_alerts
from bellwarden.cli.call_shapes import AlertJson
from tests.calllog.logs import call, table
from tests.cli.conftest import Run
from tests.cli.records import BEGIN, DATA, HOSTILE, calls_file


class Page(HTMLParser):
    """What a browser would make of a page: its elements, their attributes, its text."""

    def __init__(self, text: str) -> None:
        super().__init__(convert_charrefs=True)
        self.tags: list[str] = []
        self.attributes: list[tuple[str, str]] = []
        self.text = ""
        self.feed(text)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append(tag)
        self.attributes += [(name, value or "") for name, value in attrs]

    def handle_data(self, data: str) -> None:
        self.text += data


def test_a_review_puts_the_dialler_first_and_says_why(run: Run, tmp_path: Path) -> None:
    done = run("calls", "review", calls_file(tmp_path), "--json")
    assert done.code == 0
    first, second = done.json["subjects"]
    assert (first["subject"], second["subject"]) == ("dialler", "office")
    assert {one["detector"] for one in first["patterns"]} >= {"short_calls", "answer_ratio", "rotating_caller_ids"}
    assert second["patterns"] == []
    short = next(one for one in first["patterns"] if one["detector"] == "short_calls")
    assert all(0 < call["billable_s"] <= 6 for call in short["samples"])
    assert short["features"][0]["source"].startswith("Volli")
    assert first["profile"]["counts"]["attempts"] == 300


def test_a_review_in_the_terminal(run: Run, tmp_path: Path) -> None:
    done = run("calls", "review", calls_file(tmp_path))
    assert done.code == 0
    flat = re.sub(r"\s+", " ", done.out)
    for words in (
        "330 calls",
        "Customers in order of risk",
        "dialler",
        "Short calls",
        "What to ask:",
        "Volli",
        "ours:",
    ):
        assert words in flat
    assert flat.index("dialler") < flat.index("office")


@pytest.mark.parametrize(
    "name",
    ["asterisk_master.csv", "freeswitch_example_template.csv", "kamailio_acc.csv", "opensips_acc_with_records.csv"],
)
def test_a_review_of_each_switchs_file_needs_no_set_up(run: Run, name: str) -> None:
    done = run("calls", "review", DATA / name)
    assert done.code == 0
    assert "in order of risk" in done.out


def test_a_review_says_which_calls_it_did_not_look_at(run: Run) -> None:
    done = run("calls", "review", DATA / "asterisk_master.csv", "--json")
    assert done.json["outside"] == 1
    assert "1 call not looked at" in run("calls", "review", DATA / "asterisk_master.csv").out


def test_the_report_is_one_file_that_fetches_and_runs_nothing(run: Run, tmp_path: Path) -> None:
    html = tmp_path / "report.html"
    assert run("calls", "review", calls_file(tmp_path, hostile=True), "--html", html).code == 0
    text = html.read_text(encoding="utf-8")
    page = Page(text)
    assert set(page.tags).isdisjoint({"script", "link", "img", "iframe", "object", "form", "base", "embed"})
    assert page.tags.count("svg") >= 2
    assert not [
        name for name, _ in page.attributes if name.startswith("on") or name in {"src", "srcset", "style", "action"}
    ]
    assert all(value.startswith("#") for name, value in page.attributes if name in {"href", "xlink:href"})
    assert ("content", "default-src 'none'; style-src 'unsafe-inline'") in page.attributes
    assert "url(" not in text
    assert "@import" not in text
    # The hostile name is there, as text, with its control signs made visible.
    assert "<script>alert(1)</script>" in page.text
    assert not {"\u202e", "\x1b"} & set(text)
    assert "\\u202e" in page.text


def test_the_terminal_gets_no_control_signs(run: Run, tmp_path: Path) -> None:
    done = run("calls", "review", calls_file(tmp_path, hostile=True))
    assert HOSTILE[:8] in done.out
    assert not {"\u202e", "\x1b"} & set(done.out)


def test_a_review_goes_on_past_a_file_that_is_none(run: Run, tmp_path: Path) -> None:
    calls_file(tmp_path)
    (tmp_path / "notes.txt").write_text("not a record in sight\n")
    done = run("calls", "review", tmp_path, "--by", "calling", "--top", 1, "--json")
    assert done.code == 0
    assert "notes.txt" in done.err
    assert (done.json["kind"], len(done.json["subjects"])) == ("calling", 1)


def test_what_can_not_be_reviewed(run: Run, tmp_path: Path) -> None:
    (tmp_path / "notes.txt").write_text("not a record in sight\n")
    assert run("calls", "review", tmp_path / "notes.txt").code == 12
    assert run("calls", "review", tmp_path / "missing.csv").code == 4
    assert run("calls", "review", calls_file(tmp_path), "--by", "mood").code == 2
    assert run("calls", "review", calls_file(tmp_path), "--format", "telepathy").code == 2


def test_import_find_and_import_again(run: Run, tmp_path: Path) -> None:
    file, home = calls_file(tmp_path), ("--home", tmp_path / "home")
    first = run("calls", "import", file, *home)
    assert first.code == 0
    assert "330 calls" in first.out
    assert "nothing new" in run("calls", "import", file, *home).out
    found = run("calls", "find", "--number", "238-200-0008", "--around", "2026-05-30T12:00Z", *home, "--json")
    (call,) = map(json.loads, found.out.splitlines())
    assert (call["calling"], call["called"], call["file"], call["line"]) == (
        "12382000008",
        "14462000008",
        "week.csv",
        10,
    )
    assert (
        "238-200-0008" in run("calls", "find", "--number", "+12382000008", "--around", "2026-05-30T12:00Z", *home).out
    )
    assert run("calls", "find", "--number", "238-200-9999", "--around", "2026-05-30T12:00Z", *home).code == 4
    assert run("calls", "find", "--number", "no number", "--around", "1h", *home).code == 2


def test_refused_rows_are_told_and_kept_apart(run: Run, tmp_path: Path) -> None:
    file = calls_file(tmp_path)
    file.write_text(file.read_text() + "rubbish\n")
    done = run("calls", "import", file, "--home", tmp_path / "home")
    assert "1 row refused" in done.out
    assert "line 332: too few columns" in done.err


def test_a_mapping_file_from_draft_to_import(run: Run, tmp_path: Path) -> None:
    odd = tmp_path / "odd.csv"
    odd.write_text("wann;wer;wen;wie lang\n30.05.2026 09:00:00;2382000150;4462002001;12\n")
    described = run("cdr", "describe", odd, "--json")
    assert (described.code, described.json["format"]) == (0, "")
    assert run("calls", "import", odd, "--home", tmp_path / "home").code == 12
    mapping = tmp_path / "odd.toml"
    mapping.write_text(
        'zone = "Europe/Berlin"\n[file]\ndelimiter = ";"\n[call]\ncalling = "wer"\ncalled = "wen"\n'
        'at = { column = "wann", style = "%d.%m.%Y %H:%M:%S" }\nbillable = "wie lang"\n'
    )
    done = run("calls", "import", odd, "--mapping", mapping, "--home", tmp_path / "home", "--json")
    assert (done.code, json.loads(done.out)["since"]) == (0, "2026-05-30T07:00:00.000Z")
    mapping.write_text("[call]\n")
    wrong = run("calls", "import", odd, "--mapping", mapping, "--home", tmp_path / "home")
    assert wrong.code == 12
    assert "call.at: is missing" in wrong.err


def test_a_known_switch_is_described_with_a_draft_that_can_be_used(run: Run, tmp_path: Path) -> None:
    out = tmp_path / "asterisk.toml"
    done = run("cdr", "describe", DATA / "asterisk_master.csv", "--out", out)
    assert "fits asterisk" in done.err
    home = ("--home", tmp_path / "home")
    assert run("calls", "import", DATA / "asterisk_master.csv", "--mapping", out, *home).code == 0


def test_alerts_and_profiles_of_a_log_without_a_gate(run: Run, tmp_path: Path) -> None:
    home = ("--home", tmp_path / "home")
    assert run("traffic", "alerts", *home).code == 12
    run("calls", "import", calls_file(tmp_path), *home)
    (alert,) = [json.loads(line) for line in run("traffic", "alerts", *home, "--json").out.splitlines()]
    assert (alert["customer"], alert["alert"], alert["action"]) == ("dialler", "combined_score", "limit")
    assert {"answer_ratio", "rotating_caller_ids"} <= set(alert["patterns"])
    assert alert["first_alert_at"] < "2026-05-30T12:00"
    assert len({feature["family"] for feature in alert["features"]}) >= 2
    assert len(alert["samples"]) == 5
    lines = [json.loads(line) for line in run("traffic", "alerts", *home, "--reports", "--json").out.splitlines()]
    assert {one["alert"] for one in lines} == {"combined_score", "short_calls", "answer_ratio"}
    assert all(feature["published"] for one in lines[1:] for feature in one["features"])
    proposed = run("traffic", "alerts", *home, "--proposed").out
    assert "rotating caller ids" in proposed
    profiles = [
        json.loads(line) for line in run("traffic", "profile", *home, "--window", "1d", "--json").out.splitlines()
    ]
    assert [(one["subject"], one["counts"]["attempts"]) for one in profiles] == [("dialler", 300), ("office", 30)]
    assert profiles[0]["figures"]["asr"] == 0.25
    assert "office" in run("traffic", "profile", *home).out


def test_a_watch_tells_what_alerts_tells_and_each_alert_once(run: Run, tmp_path: Path) -> None:
    home = tmp_path / "home"
    assert "there is no call log" in run("traffic", "watch", "--once", "--home", home).err
    run("calls", "import", calls_file(tmp_path), "--home", home)
    told: Told = set()
    now = datetime(2026, 5, 30, 12, 20, tzinfo=UTC)
    (alert,) = list(new_alerts(home, now, told, long=True, as_json=True))
    known = json.loads(run("traffic", "alerts", "--home", home, "--json").out)
    assert isinstance(alert, AlertJson)
    assert (alert.customer, alert.alert, alert.first_alert_at) == (
        known["customer"],
        known["alert"],
        known["first_alert_at"],
    )
    assert list(new_alerts(home, now, told, long=True, as_json=True)) == []
    assert len(list(new_alerts(home, now, set(), long=False, as_json=False))) > 1  # a restart tells it again, in words


def test_learned_lines_go_into_traffic_toml_and_from_there_into_alerts(run: Run, tmp_path: Path) -> None:
    home = tmp_path / "home"
    rows = [
        call(n, BEGIN + timedelta(seconds=60 * n), customer=f"shop-{shop:02}", called=f"+1446200{n % 9:04d}")
        for shop in range(12)
        for n in range(30)
    ]
    (tmp_path / "shops.csv").write_text(table(*rows))
    assert run("learn", "--home", home).code == 12
    run("calls", "import", tmp_path / "shops.csv", "--home", home)
    learned = [json.loads(line) for line in run("learn", "--home", home, "--json").out.splitlines()]
    pairs = {(one["detector"], one["line"]): one["value"] for one in learned}
    assert pairs["rotating_caller_ids", "unique_caller_ratio"] >= 0.5
    assert not (home / "traffic.toml").exists()
    assert "lines are in" in run("learn", "--home", home, "--write").err
    assert "learned from 28 days up to 2026-05-30" in (home / "traffic.toml").read_text()
    assert run("traffic", "alerts", "--home", home).code == 0
    (home / "traffic.toml").write_text("[condition.busy]\nwhen = 'attemps > 20'\n")
    wrong = run("traffic", "alerts", "--home", home)
    assert wrong.code == 3
    assert 'traffic.toml:2: condition.busy.when: there is no variable `attemps`; did you mean "attempts"?' in wrong.err
