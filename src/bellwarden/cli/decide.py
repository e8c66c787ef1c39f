"""`bellwarden decide`: a call judged without a server, for scripts and for trying a policy before it is pushed."""

from pathlib import Path
from typing import Annotated

import typer

from bellwarden.cli.options import AsJson, HomeDir

PolicyFolder = Annotated[
    Path | None,
    typer.Option(
        "--policy", metavar="DIR", help="Judge by these policy files instead of what is in force.", show_default=False
    ),
]
Source = Annotated[
    str,
    typer.Option(
        "--source", metavar="IP", help="Address of the asking SBC; an INVITE without it comes from 127.0.0.1."
    ),
]


def decide(
    file: Annotated[
        str,
        typer.Argument(metavar="FILE", help="A raw INVITE, or the JSON of POST /v1/decisions; - reads standard input."),
    ],
    home: HomeDir,
    policy: PolicyFolder = None,
    source: Source = "",
    as_json: AsJson = False,
) -> None:
    """Judge one call from a file, without a server. Nothing is counted, nothing is kept.

    By the home's current policy and its enforcements, or by policy files that were not pushed yet. Exit code 0: the
    verdict lets the call go on; 1: it refuses or diverts it. Tokens are verified as of now, by the certificates that
    the home's gate has fetched; nothing is fetched for this.

    Examples:

        bellwarden decide invite.txt --policy policy/
        bellwarden decide - --source 192.0.2.10 --json < invite.txt
        echo '{"calling_number": "911", "called_number": "+14462000100", "trunk": "lab"}' | bellwarden decide -
    """
    from bellwarden.cli.trying import show_verdict, try_file

    raise typer.Exit(show_verdict(try_file(file, policy, home, source).decision, as_json))
