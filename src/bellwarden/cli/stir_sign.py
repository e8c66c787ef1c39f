"""`bellwarden stir sign`: Identity headers for calls from a file, without a gate: the mirror of `stir verify`."""

from pathlib import Path
from typing import Annotated

import typer

Key = Annotated[Path, typer.Option("--key", metavar="FILE", help="Private key, P-256, PEM.")]
Address = Annotated[str, typer.Option("--x5u", metavar="URL", help="Where the key's certificate is published.")]
Chain = Annotated[
    Path | None,
    typer.Option(
        "--certificate",
        metavar="FILE",
        help="Certificate chain, PEM: nothing is signed where it does not fit the key or is not valid at --at.",
        show_default=False,
    ),
]
At = Annotated[
    float | None,
    typer.Option("--at", metavar="UNIX", help="When the calls are made, seconds since 1970; now.", show_default=False),
]
Attest = Annotated[
    str,
    typer.Option("--attest", metavar="A|B|C", help="Level of lines that say none; without, such lines are not signed."),
]


def sign(
    file: Annotated[
        str, typer.Argument(metavar="FILE.jsonl", help='Lines {"id", "sip", "attest"}; - reads standard input.')
    ],
    key: Key,
    x5u: Address,
    certificate: Chain = None,
    at: At = None,
    attest: Attest = "",
    country: Annotated[
        str, typer.Option("--country", metavar="CC", help="Whose subscribers dial the numbers, ISO 3166.")
    ] = "US",
) -> None:
    """Sign the calls of raw INVITEs, one JSON line in, one JSON line out, in their order. No network, no policy.

    In: {"id": …, "sip": "INVITE …", "attest": "A"}; further "origid" (a new UUID where it is left out), "iat" (--at),
    and "div", the number that the call was diverted from, for a token of RFC 8946 in place of one of RFC 8588.
    Out: {"id", "identity", "attest", "origid", "reason"}: the header's value, or null and a reason of
    docs/reference/stir.md. The caller is P-Asserted-Identity's number, else From's; the called number is To's, else the
    request line's. Exit code 0: every line was answered; 2: bad usage.

    Examples:

        bellwarden stir sign --key key.pem --x5u https://certs.example.com/a.pem --attest B calls.jsonl
        bellwarden stir sign --key key.pem --certificate chain.pem --x5u https://certs.example.com/a.pem - < calls.jsonl
    """
    from bellwarden.cli.stir_signing import Settings, sign_file

    sign_file(file, Settings(key, x5u, certificate, at, attest, country.upper()))
