"""`bellwarden stir signer`: the process that holds the key, under a user of its own."""

from pathlib import Path
from typing import Annotated

import typer

from bellwarden.cli.options import HomeDir


def signer(
    home: HomeDir,
    socket: Annotated[Path, typer.Option("--socket", metavar="PATH", help="Unix socket to listen at.")],
    client: Annotated[
        list[str] | None,
        typer.Option("--client", metavar="USER", help="Who may have calls signed, beside this user; once for each."),
    ] = None,
) -> None:
    """Sign calls for a gate of another user, until SIGTERM: the gate never has the key.

    HOME is the signer's own; its key, chain and rotation are those of `bellwarden stir cert`. The gate is told the
    socket: `bellwarden gate --stir-signer PATH`. A unit for systemd: docs/guide/stir-certificates.md.

    Example:

        bellwarden stir signer --home /var/lib/bw-signer --socket /run/bw-signer/sign --client bellwarden
    """
    from bellwarden.cli.signing_key import serve_signing

    serve_signing(home, socket, client or [])
