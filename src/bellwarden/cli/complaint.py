"""`bellwarden complaint`: complaints about calls, from a message to a verdict and an answer that gives nobody away."""

from pathlib import Path
from typing import Annotated

import typer

from bellwarden.cli.options import AsJson, HomeDir

app = typer.Typer(
    name="complaint", no_args_is_help=True, help="Complaints: read, matched with calls, judged, answered."
)


@app.command("open")
def open_(
    files: Annotated[
        list[Path],
        typer.Argument(metavar="FILE…", help="Mails (.eml), JSON, CSV, XLSX, texts, or folders of them; - reads one."),
    ],
    home: HomeDir,
    as_json: AsJson = False,
) -> None:
    """What a complaint says, which calls it means, whose they were, what law and terms say, what may be answered.

    Customers are those of the policy in force, calls those of HOME/calllog. Each message is kept under
    HOME/complaints by its hash before anything reads it; one that can't be read lies in quarantine there, with the
    reason. Nothing is sent. Only "outgoing" may leave; all else is for staff. With --json one JSON object a line, one
    line a complaint.

    Examples:

        bellwarden complaint open mail.eml
        bellwarden complaint open complaints/ --json | jq -r '[.reference, .verdict, .confidence] | @tsv'
    """
    from bellwarden.cli.complaint_opening import open_files

    open_files(files, home, as_json)


@app.command()
def examples(home: HomeDir) -> None:
    """What people put right in complaints at the office's console, with the texts: one JSON object a line.

    In the shape of the texts that extraction is measured on: numbers by role, times as intervals, and each correction
    with its place, what was read and what a person says. It holds what complainants wrote; asking stands in the audit
    trail.

    Example:

        bellwarden complaint examples | jq -c '.corrections[]'
    """
    from bellwarden.cli.office_examples import write_examples

    write_examples(home)
