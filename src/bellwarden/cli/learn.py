"""`bellwarden learn`: lines for one's own traffic, from one's own past."""

from typing import Annotated

import typer

from bellwarden.cli.options import AsJson, HomeDir


def learn(
    home: HomeDir,
    days: Annotated[int, typer.Option("--days", min=1, max=3650, help="How much of the log to learn from.")] = 28,
    by: Annotated[
        str, typer.Option("--by", help="customer, trunk or upstream; else the best that the log knows.")
    ] = "",
    write: Annotated[bool, typer.Option("--write", help="Put the lines into HOME/traffic.toml.")] = False,
    as_json: AsJson = False,
) -> None:
    """Propose lines for your own traffic, and show whom they would have alerted about in the past.

    Only looked at until --write is given. A line that somebody else wrote into traffic.toml is left alone. The combined
    score needs no lines; these add what a single figure may point at.

    Examples:

        bellwarden learn --days 28
        bellwarden learn --days 28 --write
    """
    from bellwarden.cli.learning import show_learned

    show_learned(home, days, by, write, as_json)
