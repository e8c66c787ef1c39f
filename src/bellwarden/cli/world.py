"""`bellwarden world`: an invented carrier's call records, complaints and tracebacks, and what is true about them."""

from pathlib import Path
from typing import Annotated

import typer


def world(
    out: Annotated[Path, typer.Option("--out", metavar="DIR", help="Where to: a new or empty folder.")],
    seed: Annotated[int, typer.Option("--seed", metavar="N", help="The same seed gives the same bytes.")] = 1,
    size: Annotated[
        str, typer.Option("--size", metavar="S|M|L", help="50 customers for 3 days, 300 for 14, 1,000 for 30.")
    ] = "S",
    holdout: Annotated[
        bool, typer.Option("--holdout", help="Other ranges, other numbers, mixed classes: for measuring, not tuning.")
    ] = False,
    days: Annotated[int, typer.Option("--days", min=0, max=366, help="Instead of the size's; 0: the size's.")] = 0,
    customers: Annotated[
        int, typer.Option("--customers", min=0, max=1500, help="Instead of the size's; 0: the size's.")
    ] = 0,
    jobs: Annotated[int, typer.Option("--jobs", min=1, max=256, help="Processes; the bytes are the same.")] = 1,
) -> None:
    """Invent a carrier's call records from a seed, and write down apart from them who did wrong.

    Honest customers and bad ones, in four switches' formats; complaints, tracebacks, lists. Area codes are nobody's.

    Examples:

        bellwarden world --seed 1 --size S --out world
        bellwarden world --seed 20 --size M --holdout --out measured
    """
    from bellwarden.cli.world_writing import write_world

    write_world(out, seed, size, holdout, days, customers, jobs)
