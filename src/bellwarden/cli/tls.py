"""`bellwarden tls`: the certificate by which the gate is known, made for a trial and checked before it is served."""

from typing import Annotated

import typer

from bellwarden.cli.options import AsJson, HomeDir, TlsCert, TlsClientCa, TlsKey

app = typer.Typer(
    name="tls",
    no_args_is_help=True,
    help="The gate's certificate, for SBCs that ask over TLS (docs/guide/tls.md).",
)


@app.command()
def create(
    name: Annotated[str, typer.Argument(metavar="NAME", help="Host name or address by which SBCs reach the gate.")],
    home: HomeDir,
    days: Annotated[int, typer.Option("--days", min=1, max=825, help="How long it is valid.")] = 365,
    force: Annotated[bool, typer.Option("--force", help="Replace the one that is there.")] = False,
    as_json: AsJson = False,
) -> None:
    """Make a self-signed certificate and its key in HOME/tls: for a trial, or where SBCs are given it to trust.

    A running gate that serves from HOME/tls takes a replaced one up within seconds.

    Example:

        bellwarden tls create gate.example.com
    """
    from bellwarden.cli.certificates import create_certificate

    create_certificate(home, name, days, force, as_json)


@app.command()
def check(
    home: HomeDir,
    tls_cert: TlsCert = None,
    tls_key: TlsKey = None,
    tls_client_ca: TlsClientCa = None,
    as_json: AsJson = False,
) -> None:
    """Read certificate, key and client CAs as the gate would, and say what they are; exit code 8 when it would refuse.

    Examples:

        bellwarden tls check
        bellwarden tls check --tls-cert fullchain.pem --tls-key privkey.pem
    """
    from bellwarden.cli.certificates import Written, check_files

    check_files(home, Written(tls_cert, tls_key, tls_client_ca), as_json)
