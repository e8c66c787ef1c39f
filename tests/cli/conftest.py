"""Commands run in this process, on homes and policy folders of their own."""

import io
import json
import sys
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any, NamedTuple

import pytest

from bellwarden.cli import main
from bellwarden.cli.compose import needed_policy, trial_world
from bellwarden.flows.call import judge
from bellwarden.home import Home
from bellwarden.model.call import CallRequest
from bellwarden.model.decision import Decision
from bellwarden.policy.demo import demo_files
from bellwarden.policy.starter import starter_files


class Done(NamedTuple):
    code: int
    out: str
    err: str

    @property
    def json(self) -> Any:
        return json.loads(self.out)


Run = Callable[..., Done]


@pytest.fixture
def run(capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch) -> Run:
    """Runs one command: `run("policy", "check", folder)`; `stdin` is what it reads from standard input."""
    monkeypatch.delenv("BELLWARDEN_HOME", raising=False)

    def command(*words: object, stdin: bytes = b"") -> Done:
        monkeypatch.setattr(sys, "stdin", io.TextIOWrapper(io.BytesIO(stdin)))
        code = main([str(word) for word in words])
        said = capsys.readouterr()
        return Done(int(code), said.out, said.err)

    return command


def write(folder: Path, files: dict[str, bytes]) -> Path:
    for name, data in files.items():
        path = folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(data)
    return folder


@pytest.fixture
def starter(tmp_path: Path) -> Path:
    return write(tmp_path / "policy", starter_files("generic"))


@pytest.fixture
def home(tmp_path: Path, run: Run, starter: Path) -> Path:
    """A home whose current policy is the starter's."""
    place = tmp_path / "home"
    assert run("policy", "push", starter, "--home", place).code == 0
    return place


@pytest.fixture(scope="module")
def demo_home(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Path]:
    """A home whose current policy, the demonstration's, enforces; with six decisions in its spool."""
    base = tmp_path_factory.mktemp("demo")
    assert main(["policy", "push", str(write(base / "policy", demo_files())), "--home", str(base / "home")]) == 0
    keep(base / "home", CALLS)
    yield base / "home"


AT = 1_700_000_000.0  # 2023-11-14T22:13:20Z
CALLS = (
    CallRequest(AT, "127.0.1.1", "+14462002000", "+12382000100", display_name="HARBOR DENTAL", call_id="good@x"),
    CallRequest(AT + 1, "127.0.1.5", "+14462002001", "911", display_name="=HYPERLINK(1)", call_id="bad@x"),
    CallRequest(AT + 2, "127.0.1.6", "+14462002002", "+12382005001", call_id="suspended@x"),
    CallRequest(AT + 3, "127.0.1.6", "911", "+12382005001", call_id="emergency@x"),
    CallRequest(AT + 4, "127.0.1.5", "+14462002003", "+12382004001", display_name="SSA OFFICE", call_id="name@x"),
    CallRequest(AT + 5, "127.0.1.5", "+14462002004", "\x1b[31mred", user_agent="agent\u202e", call_id="odd@x"),
)


def keep(home: Path, calls: tuple[CallRequest, ...]) -> list[Decision]:
    """Judges calls by the home's policy and puts the decisions into its spool."""
    place = Home(home)
    world = trial_world(needed_policy(place).policy, place.journal().refresh(), lambda: AT)
    writer = place.spool_writer("test")
    kept = []
    for number, call in enumerate(calls):
        decision = judge(call, world)
        assert decision is not None
        decision = decision._replace(id=f"{int(call.at * 1000):012x}beef{number:08x}")
        kept.append(decision)
        writer.put(decision)
    writer.close()
    return kept


@pytest.fixture
def kept(demo_home: Path) -> list[Decision]:
    return list(Home(demo_home).spool_reader().read())
