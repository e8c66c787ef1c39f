"""`bellwarden office adopt`, `release`, `export`, `publish`, `suspended`: the policy goes in and out."""

from pathlib import Path
from typing import Annotated

import typer

from bellwarden.cli.options import AsJson, HomeDir

app = typer.Typer()
Folder = Annotated[Path, typer.Argument(metavar="DIR", help="Folder of policy files.")]


@app.command()
def adopt(folder: Folder, home: HomeDir, as_json: AsJson = False) -> None:
    """Take policy files into the office, which writes the policy from then on.

    Customers, trunks and caller-ID rights become rows to be worked with; every other file is kept as it is. Nothing
    changes at the gates. From then on `policy push` is refused: files are an export (`office export`).

    Example:

        bellwarden office adopt /etc/bellwarden/policy --home /var/lib/bellwarden
    """
    from bellwarden.cli.office_policy import adopt_files

    adopt_files(folder, home, as_json)


@app.command()
def release(home: HomeDir, as_json: AsJson = False) -> None:
    """Hand the policy back to files: `policy push` works again. Export before, so that the files say what holds.

    Example:

        bellwarden office release --home /var/lib/bellwarden
    """
    from bellwarden.cli.office_policy import release_policy

    release_policy(home, as_json)


@app.command()
def export(
    folder: Annotated[Path, typer.Argument(metavar="DIR", help="Where to; a folder that git keeps, for instance.")],
    home: HomeDir,
    as_json: AsJson = False,
) -> None:
    """Write the office's policy as files: readable, in the same order each time, so that a diff shows what changed.

    Files of the export before that are no more are removed; nothing else in the folder is touched.

    Example:

        bellwarden office export policy --home /var/lib/bellwarden
    """
    from bellwarden.cli.office_policy import export_files

    export_files(folder, home, as_json)


@app.command()
def publish(
    home: HomeDir,
    reason: Annotated[str, typer.Option("--reason", metavar="TEXT", help="Why; kept with the statement.")],
    force: Annotated[
        str, typer.Option("--force", metavar="REASON", help="Publish although the guard objects, for this reason.")
    ] = "",
    as_json: AsJson = False,
) -> None:
    """Build, sign and make current what the office's rows come to, as its page does: when the console is away.

    Example:

        bellwarden office publish --home /var/lib/bellwarden --reason "two new customers"
    """
    from bellwarden.cli.office_policy import publish_rows

    publish_rows(home, reason, force, as_json)


@app.command()
def suspended(
    home: HomeDir,
    form: Annotated[
        str, typer.Option("--as", metavar="csv|addresses", help="How to write it, without --json.")
    ] = "csv",
    out: Annotated[
        Path | None, typer.Option("--out", metavar="FILE", help="Written whole or not at all.", show_default="stdout")
    ] = None,
    as_json: AsJson = False,
) -> None:
    """The customers whose calls are stopped, as a list for SBCs: a second line of defence while no gate can be asked.

    Examples:

        bellwarden office suspended --home /var/lib/bellwarden --out /srv/sbc/suspended.csv
        bellwarden office suspended --home /var/lib/bellwarden --as addresses
    """
    from bellwarden.cli.office_policy import list_suspended

    list_suspended(home, form, out, as_json)
