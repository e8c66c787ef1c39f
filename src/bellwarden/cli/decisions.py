"""`bellwarden decisions`: what was decided: the last calls, all of them for a spreadsheet, or a summary of the cost."""

from enum import Enum
from typing import Annotated

import typer

from bellwarden.cli.options import AsJson, HomeDir

app = typer.Typer(name="decisions", no_args_is_help=True, help="What was decided: follow, export, sum up.")

Since = Annotated[
    str,
    typer.Option(
        "--since", metavar="TIME", help="From then on: 15m, 2h, 7d ago, or 2026-05-31T14:00 (local), …Z (UTC)."
    ),
]
Until = Annotated[str, typer.Option("--until", metavar="TIME", help="Up to then.")]


class ExportFormat(str, Enum):
    JSONL = "jsonl"
    CSV = "csv"


@app.command()
def tail(
    home: HomeDir,
    follow: Annotated[
        bool, typer.Option("-f", "--follow", help="Go on with new ones as they come, until Ctrl-C.")
    ] = False,
    count: Annotated[int, typer.Option("-n", metavar="N", min=0, max=100_000, help="How many to begin with.")] = 20,
    as_json: AsJson = False,
) -> None:
    """The last decisions, oldest first, one a line, each with its id for `bellwarden explain`.

    With --json one JSON object a line.

    Examples:

        bellwarden decisions tail
        bellwarden decisions tail -f --json | jq -r 'select(.goes_on | not) | .sentence'
    """
    from bellwarden.cli.history import show_tail

    show_tail(home, follow, count, as_json)


@app.command()
def export(
    home: HomeDir,
    form: Annotated[
        ExportFormat, typer.Option("--format", help="jsonl: one JSON object a line; csv: for a spreadsheet.")
    ] = (ExportFormat.JSONL),
    since: Since = "",
    until: Until = "",
) -> None:
    """Write every kept decision to standard output, oldest first. Times are UTC.

    In CSV a cell that a spreadsheet would run as a formula begins with an apostrophe.

    Examples:

        bellwarden decisions export --since 24h > decisions.jsonl
        bellwarden decisions export --format csv --since 2026-05-01 --until 2026-06-01 > may.csv
    """
    from bellwarden.cli.history import write_export

    write_export(home, form.value, since, until)


@app.command()
def unjudged(home: HomeDir, since: Since = "", until: Until = "", as_json: AsJson = False) -> None:
    """Calls that went on without a verdict, to be judged from their CDRs; and when calls left no record at all.

    Shed by a gate that was behind, or judging failed. With --json one JSON object a line: a call, or an interval whose
    decisions were not kept (the spool or its disk was full), judged or not.

    Examples:

        bellwarden decisions unjudged --since 24h
        bellwarden decisions unjudged --since 2h --json | jq -r 'select(.count == 1) | .call_id'
    """
    from bellwarden.cli.unjudged import show_unjudged

    show_unjudged(home, since, until, as_json)


@app.command()
def summary(home: HomeDir, since: Since = "", until: Until = "", as_json: AsJson = False) -> None:
    """What was refused, or would have been: for which reason, for which customer, out of how many calls.

    The question to ask before mode = "enforce": whose calls would be lost, and how many?

    Examples:

        bellwarden decisions summary --since 24h
        bellwarden decisions summary --since 7d --json | jq '.customers[] | select(.share > 0.01)'
    """
    from bellwarden.cli.history import show_summary

    show_summary(home, since, until, as_json)
