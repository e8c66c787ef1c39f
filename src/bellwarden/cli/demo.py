"""`bellwarden demo`: the product at work for an invented carrier, on this machine alone."""

from pathlib import Path
from typing import Annotated

import typer

from bellwarden.cli.exits import Exit


def demo(
    seconds: Annotated[
        float, typer.Option("--seconds", metavar="N", min=0, help="Stop by itself; 0: at Ctrl-C.")
    ] = 0.0,
    cps: Annotated[float, typer.Option("--cps", metavar="N", min=0.5, max=500, help="Calls a second.")] = 40.0,
    seed: Annotated[int, typer.Option("--seed", metavar="N", help="The same seed places the same calls.")] = 1,
    plain: Annotated[bool, typer.Option("--plain", help="Lines instead of a screen; also without a terminal.")] = False,
    home: Annotated[
        Path | None,
        typer.Option(
            "--home", metavar="DIR", help="Keep everything here.", show_default="a temporary home, removed at the end"
        ),
    ] = None,
) -> None:
    """Run the gate for an invented carrier, with live SIP calls placed through it: good customers and bad ones.

    Verdicts are shown as they fall, each call's label beside what became of it, and the link into the office's console:
    the carrier's customers, live calls, cases, and everything that can be done about them. Three commands to paste are
    shown, too: a question over HTTP, an INVITE of your own, and the explanation of a decision. Ends at Ctrl-C with a
    summary; exit code 1 when a verdict disagreed with a label.

    Examples:

        bellwarden demo
        bellwarden demo --seconds 20 --cps 100 --plain
    """
    from bellwarden.cli.demonstration import demonstrate

    raise typer.Exit(demonstrate(seconds, cps, seed, plain, home) or Exit.DONE)
