"""Evidence is what was kept, or it is none."""

import json
from hashlib import sha256

import pytest

from bellwarden.home import Home, HomeFault


@pytest.fixture
def home(tmp_path):  # type: ignore[no-untyped-def]
    made = Home(tmp_path / "home")
    made.init()
    return made


def test_bytes_are_kept_once_and_read_back(home: Home) -> None:
    kept = home.evidence()
    digest = kept.keep(b"who said what")
    assert digest == sha256(b"who said what").hexdigest()
    assert kept.keep(b"who said what") == digest
    assert kept.read(digest) == b"who said what"
    (path,) = (home.path / "evidence").glob("*/*")
    assert path.stat().st_mode & 0o777 == 0o400


def test_what_was_changed_or_lost_is_not_believed(home: Home) -> None:
    digest = home.evidence().keep(b"who said what")
    path = home.path / "evidence" / digest[:2] / digest
    path.chmod(0o600)
    path.write_bytes(b"something else")
    with pytest.raises(HomeFault, match="its file was changed"):
        home.evidence().read(digest)
    path.unlink()
    with pytest.raises(HomeFault, match="is not in"):
        home.evidence().read(digest)


def test_ends_of_calls_are_read_from_both_files_whatever_is_torn(home: Home) -> None:
    lines = [{"at": 10.0, "decision_id": "a"}, {"at": 20.0, "decision_id": "b"}]
    (home.state / "calls-ended.jsonl.1").write_text(json.dumps(lines[0]) + "\n" + json.dumps(lines[1]) + "\n")
    (home.state / "calls-ended.jsonl").write_text('{"at": 30.0, "decision_id": "c"}\n[]\nnull\n{"at": 4')
    assert home.calls_seen().ended(15.0) == {"b", "c"}
    assert list(home.calls_seen().decisions(0.0, 100.0)) == []
