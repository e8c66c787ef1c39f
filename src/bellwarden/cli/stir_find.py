"""`bellwarden stir find`: whose call a token was, and why it was signed as it was; or that it was never ours."""

from typing import Annotated

import typer

from bellwarden.cli.options import AsJson, HomeDir


def find(
    home: HomeDir,
    origid: Annotated[
        str, typer.Option("--origid", metavar="ID", help="The token's origination identifier, as a request names it.")
    ] = "",
    identity: Annotated[
        str,
        typer.Option(
            "--identity", metavar="FILE", help="An Identity header, a whole INVITE or a bare token; - reads stdin."
        ),
    ] = "",
    as_json: AsJson = False,
) -> None:
    """Find the call of a token: which one, of which customer, and why it has its attestation.

    Among the decisions that are kept, those that we signed and those that came to us signed. A token that is none of
    them is held against our own certificates: ours, but older than what is kept; or never ours. The exit code is 0 for
    a call that was found, 1 for none.

    Examples:

        bellwarden stir find --origid 3a47ca23-d7ab-446b-821d-33d5deedbed4
        bellwarden stir find --identity invite.txt
        pbpaste | bellwarden stir find --identity - --json
    """
    from bellwarden.cli.stir_finding import find_token

    if bool(origid.strip()) == bool(identity):
        raise typer.BadParameter("name one thing: --origid ID or --identity FILE")
    raise typer.Exit(find_token(home, origid.strip(), identity, as_json))
