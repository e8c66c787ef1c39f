"""`bellwarden policy`: from readable files to the signed snapshot that the gate judges by, and back again."""

from pathlib import Path
from typing import Annotated

import typer

from bellwarden.cli.options import AsJson, HomeDir

app = typer.Typer(
    name="policy",
    no_args_is_help=True,
    help="Policy files: begin, check, build, push, go back, compare.",
)
Folder = Annotated[Path, typer.Argument(metavar="DIR", help="Folder of policy files.")]


@app.command()
def init(
    folder: Annotated[Path, typer.Argument(metavar="DIR", help="A new or empty folder.")],
    dialect: Annotated[
        str,
        typer.Option(
            "--dialect",
            metavar="NAME",
            help="Your SBC: asterisk, freeswitch, kamailio, metaswitch, opensips, oracle, ribbon; clearip, generic.",
        ),
    ] = "generic",
    as_json: AsJson = False,
) -> None:
    """Write a commented set of policy files to begin with.

    One carrier, two customers, a lab trunk for 127.0.0.1 and ::1; the gate only observes until you write
    mode = "enforce".

    Examples:

        bellwarden policy init policy
        bellwarden policy init /etc/bellwarden/policy --dialect kamailio
    """
    from bellwarden.cli.drafting import write_starter

    write_starter(folder, dialect, as_json)


@app.command()
def check(folder: Folder, as_json: AsJson = False) -> None:
    """Read the files and name every problem by file, line and field. Changes nothing. Exit code 3: errors.

    Example:

        bellwarden policy check policy
    """
    from bellwarden.cli.drafting import check_files

    raise typer.Exit(check_files(folder, as_json))


@app.command()
def build(folder: Folder, home: HomeDir, as_json: AsJson = False) -> None:
    """Build and sign a snapshot, and keep it in the home without making it current.

    A list that has not changed is not built again. An empty home is set up.

    Example:

        bellwarden policy build policy
    """
    from bellwarden.cli.publishing import build_snapshot

    build_snapshot(folder, home, as_json)


@app.command()
def push(
    folder: Folder,
    home: HomeDir,
    reason: Annotated[
        str, typer.Option("--reason", metavar="TEXT", help="Why; kept with the statement.", show_default="the folder")
    ] = "",
    force: Annotated[
        str,
        typer.Option("--force", metavar="REASON", help="Push although the guard objects, for this reason."),
    ] = "",
    as_json: AsJson = False,
) -> None:
    """Build, sign and make current: every running gate of this home takes it up without losing a call.

    The last 10,000 decisions are judged again by the new policy first. When the share of refused calls would move by
    more than block_share_move_max of the policy in force, or an emergency call would be refused, nothing happens (exit
    code 5) unless you say why with --force.

    Examples:

        bellwarden policy push policy --reason "two new customers"
        bellwarden policy push policy --force "the registry's list, checked by hand"
    """
    from bellwarden.cli.publishing import push_policy

    push_policy(folder, home, reason, force, as_json)


@app.command()
def rollback(
    home: HomeDir,
    reason: Annotated[str, typer.Option("--reason", metavar="TEXT", help="Why; kept with the statement.")],
    to: Annotated[
        str, typer.Option("--to", metavar="SNAPSHOT", help="First digits of its id; without it the one before.")
    ] = "",
    as_json: AsJson = False,
) -> None:
    """Make an earlier snapshot current again, at once. Enforcements stay in force: no rollback undoes them.

    Examples:

        bellwarden policy rollback --reason "wrong prefix in lists/spam.txt"
        bellwarden policy rollback --to 3f2a81 --reason "back to Friday"
    """
    from bellwarden.cli.publishing import roll_back

    roll_back(home, to, reason, as_json)


@app.command()
def diff(
    new: Annotated[str, typer.Argument(metavar="NEW", help="Policy files, or the first digits of a snapshot's id.")],
    home: HomeDir,
    old: Annotated[
        str, typer.Argument(metavar="[OLD]", help="What to compare with.", show_default="what is in force")
    ] = "",
    as_json: AsJson = False,
) -> None:
    """What NEW would change. Exit code 0: nothing, 1: something.

    Examples:

        bellwarden policy diff policy
        bellwarden policy diff policy 3f2a81
        bellwarden policy diff 90bd11 3f2a81
    """
    from bellwarden.cli.comparing import show_difference

    raise typer.Exit(show_difference(new, old, home, as_json))
