"""`bellwarden reputation`: what was complained about a number or a block of numbers: evidence, and no verdict."""

from pathlib import Path
from typing import Annotated

import typer

from bellwarden.cli.options import AsJson, HomeDir

app = typer.Typer(name="reputation", no_args_is_help=True, help="Complaints by number and block: evidence only.")

On = Annotated[str, typer.Option("--on", metavar="DATE", help="As it was on that day (UTC).", show_default="today")]


@app.command("import")
def import_(
    files: Annotated[list[Path], typer.Argument(metavar="FILE…", help="Complaint files (CSV), gzip too.")],
    home: HomeDir,
    date: Annotated[
        str, typer.Option("--date", metavar="DATE", help="Day of files that name none, as 2026-05-31.")
    ] = "",
    as_json: AsJson = False,
) -> None:
    """Take in complaint files: the FTC's daily file with all its columns, or numbers with their dates.

    Numbers and days are kept in HOME/reputation, nothing about who complained. The same file again changes nothing.
    Rows that make no sense are named. With --json one JSON object a line, one line a file.

    Examples:

        bellwarden reputation import DNC_Complaint_Numbers_2026-05-29.csv
        bellwarden reputation import numbers.txt --date 2026-05-29 --home /var/lib/bellwarden
    """
    from bellwarden.cli.reputations import show_import

    show_import(files, home, date, as_json)


@app.command()
def show(
    home: HomeDir,
    number: Annotated[str, typer.Argument(metavar="[NUMBER]", help="A telephone number.")] = "",
    blocks: Annotated[
        int, typer.Option("--blocks", metavar="N", min=0, max=10_000, help="The N most complained-about blocks.")
    ] = 0,
    on: On = "",
    as_json: AsJson = False,
) -> None:
    """Complaints about a number and its block of a thousand, or the blocks with the most of them.

    A number that was complained about may have been spoofed: its holder need not have called anybody. With --json one
    JSON document.

    Examples:

        bellwarden reputation show 238-200-0150
        bellwarden reputation show --blocks 20
    """
    from bellwarden.cli.reputations import show_blocks, show_number

    if bool(number) == bool(blocks):
        raise typer.BadParameter("name a telephone number, or say --blocks 20")
    if number:
        show_number(home, number, on, as_json)
    else:
        show_blocks(home, blocks, on, as_json)
