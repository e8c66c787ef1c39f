"""`bellwarden stir verify`: the tokens of many calls judged from a file, without a gate and without a network."""

from pathlib import Path
from typing import Annotated

import typer

Roots = Annotated[
    list[Path],
    typer.Option(
        "--roots", metavar="FILE", help="Root certificates that are trusted, PEM; may be given several times."
    ),
]
Lists = Annotated[
    list[Path] | None,
    typer.Option(
        "--crl",
        metavar="FILE",
        help="Certificate revocation list, PEM or DER; may be given several times.",
        show_default=False,
    ),
]
Certificates = Annotated[
    Path,
    typer.Option(
        "--certificates",
        metavar="MAP.json",
        help="What stands at each x5u: a PEM file, relative to MAP.json, or {status, content_type, size}.",
    ),
]
At = Annotated[
    float | None,
    typer.Option("--at", metavar="UNIX", help="When the calls came, seconds since 1970; now.", show_default=False),
]


def verify(
    file: Annotated[str, typer.Argument(metavar="FILE.jsonl", help='Lines {"id", "sip"}; - reads standard input.')],
    roots: Roots,
    certificates: Certificates,
    crl: Lists = None,
    at: At = None,
    freshness_s: Annotated[
        float, typer.Option("--freshness-s", metavar="S", min=0, help="How old a token may be.")
    ] = 60,
    future_skew_s: Annotated[
        float, typer.Option("--future-skew-s", metavar="S", min=0, help="How far ahead of us its clock may be.")
    ] = 5,
    require_identity: Annotated[
        bool, typer.Option("--require-identity", help="A call without a token that we know is refused with 428.")
    ] = False,
    replay: Annotated[
        bool, typer.Option("--replay", help="A token that came with another call before is a replay.")
    ] = False,
    country: Annotated[
        str, typer.Option("--country", metavar="CC", help="Whose subscribers dial the numbers, ISO 3166.")
    ] = "US",
) -> None:
    """Judge the tokens of raw INVITEs, one JSON line in, one JSON line out, in their order. No network.

    In: {"id": …, "sip": "INVITE …"}. Out: {"id", "verdict", "code", "reason", "verstat"}. The verdict is valid, invalid
    or no-signature; the code is 403, 428, 436, 437 or 438 (RFC 8224) or null; reasons stand in docs/reference/stir.md.
    P-Asserted-Identity is trusted. Exit code 0: every line was judged, a line that can't be read too; 2: bad usage.

    Examples:

        bellwarden stir verify --roots roots.pem --crl revoked.crl --certificates map.json calls.jsonl
        bellwarden stir verify --roots roots.pem --certificates map.json --at 1767225600 - < calls.jsonl
    """
    from bellwarden.cli.stir_batch import Settings, judge_file

    settings = Settings(
        roots, crl or [], certificates, at, freshness_s, future_skew_s, require_identity, replay, country
    )
    judge_file(file, settings)
