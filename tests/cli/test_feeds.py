"""What the gate is handed by the roof: policy, journal, spool and ends of calls over a home."""

import json
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

from bellwarden.cli.ended import EndedCalls
from bellwarden.cli.feeds import (
    JournalIntoBook,
    KeysFromHome,
    PoliciesOfHome,
    StatementsFromHome,
    WriterGauge,
    worker_name,
)
from bellwarden.cli.keyring import KeyFile
from bellwarden.cli.serving import parts_of
from bellwarden.gate.sources import CallEnded, LoadedPolicy, RefusedPolicy, SpoolState, Statement
from bellwarden.home import Home
from bellwarden.seam.journal import EnforcementBook
from bellwarden.verdict import checks
from bellwarden.verdict.policy import Policy
from tests.cli.conftest import AT, Run
from tests.cli.test_policy import MODE, change


def test_each_push_is_told_once_and_its_policy_can_be_loaded(run: Run, home: Path, starter: Path) -> None:
    source, shelf = StatementsFromHome(Home(home).statement_follower()), PoliciesOfHome(Home(home).shelf())
    first = source.poll()
    assert isinstance(first, Statement) and first.serial == 1
    assert source.poll() is None
    change(starter, "carrier.toml", MODE, b'mode = "enforce"')
    run("policy", "push", starter, "--home", home)
    second = source.poll()
    assert isinstance(second, Statement) and second.serial == 2
    loaded = shelf.load(second)
    assert isinstance(loaded, LoadedPolicy)
    assert (loaded.snapshot, loaded.serial, loaded.pushed_at) == second
    policy = Policy(loaded.bundle.document, loaded.bundle.layers, checks.load(), loaded.snapshot, loaded.serial)
    assert not policy.observes


def test_a_refused_statement_is_told_once_and_the_good_one_again_when_it_is_back(
    run: Run, home: Path, starter: Path
) -> None:
    source = StatementsFromHome(Home(home).statement_follower())
    first = source.poll()
    good = (home / "current").read_bytes()
    (home / "current").write_bytes(good.replace(b'"serial":1', b'"serial":9'))
    refused = source.poll()
    assert isinstance(refused, RefusedPolicy) and "no trusted key signed" in refused.reason
    assert source.poll() is None
    (home / "current").write_bytes(good)
    assert source.poll() == first
    change(starter, "carrier.toml", MODE, b'mode = "enforce"')
    assert run("policy", "push", starter, "--home", home).code == 0
    second = source.poll()
    assert isinstance(second, Statement) and second.serial == 2


@pytest.mark.parametrize(
    ("spoil", "says"),
    [
        (lambda path: path.unlink(), "is missing"),
        (lambda path: path.write_bytes(path.read_bytes()[:-1]), "bytes short"),
        (lambda path: path.write_bytes(path.read_bytes()[:-1] + b" "), "SHA-256 differs"),
    ],
)
def test_a_damaged_snapshot_is_refused_with_its_reason(home: Path, spoil: Callable[[Path], object], says: str) -> None:
    statement = StatementsFromHome(Home(home).statement_follower()).poll()
    assert isinstance(statement, Statement)
    (document,) = home.glob("snapshots/*/document.json")
    document.chmod(0o600)
    spoil(document)
    refused = PoliciesOfHome(Home(home).shelf()).load(statement)
    assert isinstance(refused, RefusedPolicy)
    assert (refused.snapshot, refused.serial) == (statement.snapshot, 1)
    assert says in refused.reason


def test_keys_are_read_again_when_their_file_changes(run: Run, home: Path) -> None:
    source = KeysFromHome(KeyFile(Home(home).keys))
    assert source.digests is None
    run("apikey", "create", "one", "--home", home)
    assert source.poll() and not source.poll()
    assert source.digests is not None and len(source.digests) == 1
    run("apikey", "revoke", "one", "--home", home)
    assert source.poll()
    assert source.digests == frozenset()


def test_a_damaged_key_file_keeps_the_keys_that_were_read(run: Run, home: Path) -> None:
    run("apikey", "create", "one", "--home", home)
    source = KeysFromHome(KeyFile(Home(home).keys))
    held = source.digests
    (home / "keys" / "api-keys").write_text("rubbish\n")
    assert source.poll() and not source.poll()
    assert "is no key line" in source.problem
    assert source.digests == held
    assert KeysFromHome(KeyFile(Home(home).keys)).digests == frozenset()  # who begins with it lets nobody in


def test_a_journal_line_is_in_the_book_at_the_next_poll(run: Run, home: Path) -> None:
    book = EnforcementBook()
    source = JournalIntoBook(Home(home).journal_follower(), book)
    assert not source.poll()
    run("enforce", "suspend", "quillmark", "--reason", "x", "--home", home)
    assert source.poll() and not source.poll()
    assert [one.value for one in book.in_force(AT * 2)] == ["quillmark"]
    assert source.problem == ""
    journal = home / "enforcement.journal"
    journal.write_bytes(journal.read_bytes() + b"rubbish\n")
    source.poll()
    assert "journal line 2 is refused" in source.problem


def test_a_worker_s_parts_work_on_the_home(home: Path) -> None:
    parts = parts_of(Home(home), 0)
    try:
        assert parts.keys.digests is None
        assert parts.spool.state() == SpoolState(0, 0, 0)
        parts.ends.put(CallEnded(AT, "0a", "", 12.5, 200))
    finally:
        parts.close()
    (line,) = (home / "state" / "calls-ended.jsonl").read_text().splitlines()
    assert json.loads(line) == {"at": AT, "decision_id": "0a", "call_id": "", "duration_s": 12.5, "sip_status": 200}


def test_the_gauge_shows_the_writer_s_counts(home: Path) -> None:
    writer = Home(home).spool_writer("test")
    try:
        assert WriterGauge(writer).state() == SpoolState(0, 0, 0)
    finally:
        writer.close()


def test_workers_of_one_machine_have_names_of_their_own() -> None:
    assert worker_name(0) != worker_name(1)
    assert worker_name(0).isalnum() and worker_name(0).islower()


def test_ends_of_calls_that_do_not_fit_are_counted(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("bellwarden.cli.ended.QUEUE_MAX", 1)
    monkeypatch.setattr("bellwarden.cli.ended.FLUSH_S", 60.0)
    ends = EndedCalls(tmp_path / "ends")
    ends.put(CallEnded(AT, "0a", "", 1.0, 200))
    ends.put(CallEnded(AT, "0b", "", 1.0, 200))
    ends.close()
    assert ends.dropped == 1
    assert len((tmp_path / "ends").read_text().splitlines()) == 1


def test_a_disk_that_takes_nothing_is_no_trouble_for_a_call(tmp_path: Path) -> None:
    ends = EndedCalls(tmp_path / "missing" / "ends")
    ends.put(CallEnded(AT, "0a", "", 1.0, 200))
    ends.close()
    assert ends.dropped == 1


def test_a_full_file_is_put_aside(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("bellwarden.cli.ended.FILE_BYTES_MAX", 10)
    (tmp_path / "ends").write_text("x" * 20)
    ends = EndedCalls(tmp_path / "ends")
    ends.put(CallEnded(AT, "0a", "", 1.0, 200))
    ends.close()
    assert (tmp_path / "ends.1").read_text() == "x" * 20
    assert (tmp_path / "ends").read_text().startswith('{"at"')


def test_the_gate_s_process_never_loads_what_reads_policy_files() -> None:
    code = "import sys, bellwarden.cli.serving; print('pydantic' in sys.modules, 'bellwarden.policy' in sys.modules)"
    out = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True).stdout
    assert out.split() == ["False", "False"]
