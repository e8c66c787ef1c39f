"""`bellwarden calls hold`: calls that may not expire, for a court, an authority or a case."""

from typing import Annotated

import typer

from bellwarden.cli.options import AsJson, HomeDir

app = typer.Typer(name="hold", no_args_is_help=True, help="Legal holds: calls that stay, however old they get.")


@app.command()
def add(
    home: HomeDir,
    reason: Annotated[str, typer.Option("--reason", metavar="TEXT", help="Why; kept for good.")],
    reference: Annotated[
        str, typer.Option("--reference", metavar="TEXT", help="Of the subpoena, the letter or the case.")
    ] = "",
    number: Annotated[str, typer.Option("--number", metavar="NUMBER", help="Calling or called number.")] = "",
    customer: Annotated[str, typer.Option("--customer", metavar="KEY", help="As the log names the customer.")] = "",
    since: Annotated[str, typer.Option("--since", metavar="TIME", help="From then on.")] = "",
    until: Annotated[str, typer.Option("--until", metavar="TIME", help="Up to then.")] = "",
    country: Annotated[
        str, typer.Option("--country", metavar="CC", help="Country whose subscribers dialled, two letters.")
    ] = "US",
    as_json: AsJson = False,
) -> None:
    """Hold the calls of a number, a customer, a time, or of all that is named together. Later calls count, too.

    Examples:

        bellwarden calls hold add --number 238-200-0150 --reason "subpoena" --reference "CR-2026-118"
        bellwarden calls hold add --customer quillmark --since 2026-03-01 --until 2026-04-01 --reason letter
    """
    from bellwarden.cli.keeping import add_hold

    add_hold(home, (number, customer, since, until), reason, reference, country, as_json)


@app.command("list")
def list_(
    home: HomeDir,
    everything: Annotated[bool, typer.Option("--all", help="Lifted ones, too.")] = False,
    as_json: AsJson = False,
) -> None:
    """The holds in force. With --json one JSON object a line.

    Example:

        bellwarden calls hold list --all
    """
    from bellwarden.cli.keeping import show_holds

    show_holds(home, everything, as_json)


@app.command()
def lift(
    which: Annotated[int, typer.Argument(metavar="HOLD", help="Number of the hold.")],
    home: HomeDir,
    as_json: AsJson = False,
) -> None:
    """End a hold; what it held expires with its class. It stays on the list of all holds.

    Example:

        bellwarden calls hold lift 3
    """
    from bellwarden.cli.keeping import lift_hold

    lift_hold(home, which, as_json)
