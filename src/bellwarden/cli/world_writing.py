"""Writes a world and shows how far it is."""

import sys
from pathlib import Path

from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeRemainingColumn

from bellwarden.cli.console import say
from bellwarden.cli.exits import CommandFault, Exit
from bellwarden.simulator.worlds import folder, plan


def write_world(out: Path, seed: int, size: str, holdout: bool, days: int, customers: int, jobs: int) -> None:
    """Refuses a folder that holds anything."""
    if size not in plan.SIZES:
        raise CommandFault(Exit.USAGE, f"--size: {size!r} is none; write {', '.join(plan.SIZES)}")
    if out.exists() and (not out.is_dir() or any(out.iterdir())):
        raise CommandFault(Exit.HELD_BACK, f"{out}: is there already and not empty; name a new folder")
    made = plan.make(seed, size, holdout, days, customers)
    columns = (TextColumn("{task.description}"), BarColumn(), MofNCompleteColumn(), TimeRemainingColumn())
    with Progress(*columns, console=Console(stderr=True), disable=not sys.stderr.isatty(), transient=True) as progress:
        task = progress.add_task("days of switches", total=None)
        for done, total in folder.write(made, out, jobs):
            progress.update(task, completed=done, total=total)
    say(f"{out}: {len(made.members)} customers, {made.days} days, seed {seed}")
