"""The worker's answer to a question about the past: `bellwarden replay` in a process of its own, its answer kept."""

import tempfile
from pathlib import Path

import msgspec

from bellwarden.cli.office_child import ChildFailed, run_child
from bellwarden.flows.office import replays
from bellwarden.flows.office.adopt import files_of
from bellwarden.flows.office.world import OfficeWorld
from bellwarden.home.replays import KeptReplay, Replays


def run(
    home: Path,
    world: OfficeWorld,
    *,
    replay_id: str,
    rule: str,
    days: int,
    asked_by: str,
    asked_at: float,
    what: str = replays.RULE,
) -> None:
    """Rule and draft are handed over in files: what stands in their place on the command line may name one."""
    kept = Replays(home)
    asked = KeptReplay(replay_id, asked_at, asked_by, rule, days, begun_at=world.clock.now(), what=what)
    kept.put(asked)
    with tempfile.TemporaryDirectory(prefix="bellwarden-") as folder:
        path = Path(folder) / ("draft" if what == replays.DRAFT else "rule.toml")
        if what == replays.RULE:
            path.write_text(rule, encoding="utf-8")
            tried = ("--rule", str(path))
        elif what == replays.DRAFT:
            _write_draft(world, path)
            tried = ("--policy", str(path))
        else:
            tried = ("--snapshot", what)
        arguments = ("replay", "--home", str(home), *tried, "--days", str(days), "--json")
        try:
            # Exit code 1: something would have ended otherwise.
            answer = msgspec.json.decode(run_child(*arguments, fine=(0, 1)), type=dict)
        except (ChildFailed, msgspec.DecodeError) as fault:
            said = str(fault).replace(str(path), "the draft" if what == replays.DRAFT else "the rule")
            kept.put(msgspec.structs.replace(asked, finished_at=world.clock.now(), fault=said))
            return
    kept.put(msgspec.structs.replace(asked, finished_at=world.clock.now(), result=answer))


def _write_draft(world: OfficeWorld, folder: Path) -> None:
    """The policy files that the office's rows come to."""
    with world.office.reading() as desk:
        files = files_of(desk)
    for name, content in files.items():
        path = folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(content)
