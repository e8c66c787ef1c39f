"""`bellwarden stir roots`: the trusted roots of the policy administrator's signed list, into the policy's folder."""

import time
from pathlib import Path
from typing import Annotated, Final

import typer

from bellwarden.cli.options import AsJson

LOST_MAX: Final = 3  # one root in so many may go at once; more is a list to be looked at first


def roots(
    out: Annotated[
        Path, typer.Argument(metavar="FILE", help="Where the policy's [stir] roots lie: policy/stir/roots.pem.")
    ],
    sti_pa: Annotated[str, typer.Option("--sti-pa", metavar="URL", help="The policy administrator's API.")],
    signed_by: Annotated[
        Path,
        typer.Option("--signed-by", metavar="CERT", help="Certificate (PEM) by which the administrator signs lists."),
    ],
    ca_file: Annotated[
        Path | None, typer.Option("--ca-file", metavar="FILE", help="CAs of that server, if not the system's.")
    ] = None,
    force: Annotated[bool, typer.Option("--force", help="Also where more than a third of the roots go.")] = False,
    as_json: AsJson = False,
) -> None:
    """Fetch the list of trusted roots, check who signed it, and put it where the policy reads it.

    Tells which roots come and which go, and writes nothing when nothing changed. A list without more than a third of
    the roots that lie there is held back. What was written is in force with the next `bellwarden policy push`; for a
    timer, run both.

    The administrator's own API could not be reached while this was built: it was tried against a stand-in only.

    Example:

        bellwarden stir roots policy/stir/roots.pem --sti-pa https://sti-pa.example --signed-by sti-pa.pem
    """
    from bellwarden.cli.stir_trust import Source, update_roots

    update_roots(out, Source(sti_pa, signed_by, ca_file), force, time.time(), as_json)
