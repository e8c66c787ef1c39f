"""`bellwarden audit`: whether the office's trail is as it was written, and its days for others to keep."""

from pathlib import Path
from typing import Annotated

import typer

from bellwarden.cli.options import AsJson, HomeDir

app = typer.Typer(
    name="audit",
    no_args_is_help=True,
    help="The office's audit trail: who did what, in a chain that shows every change of it.",
)


@app.command()
def verify(
    home: HomeDir,
    against: Annotated[
        Path | None,
        typer.Option(
            "--against",
            metavar="DIR",
            help="Signed days that were kept elsewhere; without it those in HOME/audit. Only they show a trail that "
            "was cut at its end or written anew as a whole.",
        ),
    ] = None,
    as_json: AsJson = False,
) -> None:
    """Check every event against the one before it, and against the signed days. Names the first that is wrong.

    Example:

        bellwarden audit verify --home /var/lib/bellwarden --against /mnt/kept/audit
    """
    from bellwarden.cli.auditing import verify_trail

    raise typer.Exit(verify_trail(home, against, as_json))


@app.command()
def export(
    folder: Annotated[Path, typer.Argument(metavar="DIR", help="Where the days go; those that lie there are kept.")],
    home: HomeDir,
    as_json: AsJson = False,
) -> None:
    """Write each day that is over: its events, and a statement of where they end, signed by this home's key.

    Keep DIR on another machine. scripts/verify_audit.py checks it with nothing but keys/signing.pub of this home.

    Example:

        bellwarden audit export /mnt/kept/audit --home /var/lib/bellwarden
    """
    from bellwarden.cli.auditing import export_days

    export_days(folder, home, as_json)
