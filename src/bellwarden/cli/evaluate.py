"""`bellwarden evaluate`: how good detection is, on a world whose truth is known."""

from pathlib import Path
from typing import Annotated

import typer

from bellwarden.cli.options import AsJson


def evaluate(
    worlds: Annotated[
        list[Path] | None,
        typer.Option("--world", metavar="DIR", help="Folder of a world; may be repeated."),
    ] = None,
    drawn: Annotated[
        int,
        typer.Option("--drawn", min=0, metavar="N", help="Instead: false alarms over N months of honest customers."),
    ] = 0,
    seed: Annotated[int, typer.Option("--seed", metavar="N", help="Of the drawn months.")] = 20,
    holdout: Annotated[bool, typer.Option("--holdout", help="Draw from the wider, shifted ranges.")] = False,
    plain: Annotated[
        bool, typer.Option("--plain", help="With nothing set up: no lists, no declared customers.")
    ] = False,
    jobs: Annotated[int, typer.Option("--jobs", min=1, max=256, help="Processes that draw months.")] = 1,
    as_json: AsJson = False,
) -> None:
    """Run detection over a world and compare with its truth: what was found, how late, and how often wrongly.

    Imports the world's call records into a passing home and judges them as `bellwarden traffic alerts` does. Each
    figure comes with its 95 % interval and the goal it has. Goals that are not met are no failure of the command.

    Examples:

        bellwarden world --seed 20 --size S --out world
        bellwarden evaluate --world world
        bellwarden evaluate --drawn 5000 --json
    """
    from bellwarden.cli.evaluating import show_drawn, show_worlds

    if bool(worlds) == bool(drawn):
        raise typer.BadParameter("say --world DIR, or --drawn 5000")
    if worlds:
        show_worlds(worlds, plain, as_json)
    else:
        show_drawn(drawn, seed, holdout, jobs, as_json)
