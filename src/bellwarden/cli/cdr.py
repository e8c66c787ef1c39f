"""`bellwarden cdr`: what a file of call records looks like, and the draft of a mapping file for it."""

from pathlib import Path
from typing import Annotated

import typer

from bellwarden.cli.options import AsJson

app = typer.Typer(name="cdr", no_args_is_help=True, help="Formats of call records: describe a file.")


@app.command()
def describe(
    file: Annotated[Path, typer.Argument(metavar="FILE", help="A file of call records.")],
    columns: Annotated[
        str, typer.Option("--columns", metavar="NAMES", help="Names of its columns, if nothing in it names them.")
    ] = "",
    out: Annotated[Path | None, typer.Option("--out", metavar="FILE", help="Write the draft there.")] = None,
    as_json: AsJson = False,
) -> None:
    """Say which format fits a file, and draft a mapping file to complete: what its columns mean.

    Examples:

        bellwarden cdr describe export.csv
        bellwarden cdr describe export.csv --out our-switch.toml
        bellwarden cdr describe cdr-custom/Own.csv --columns 'start,src,dst,billsec,disposition'
    """
    from bellwarden.cli.taking_in import show_description

    show_description(file, columns, out, as_json)
