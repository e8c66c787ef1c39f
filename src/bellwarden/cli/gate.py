"""`bellwarden gate`: the server that SBCs ask."""

from pathlib import Path
from typing import Annotated

import typer

from bellwarden.cli.options import (
    Connections,
    ConnectionsPerSource,
    GateName,
    HomeDir,
    IdleSeconds,
    ProbeMs,
    SipAddresses,
    StirSigner,
    TlsCert,
    TlsClientCa,
    TlsKey,
)


def gate(
    home: HomeDir,
    policy: Annotated[
        Path | None,
        typer.Option(
            "--policy", metavar="DIR", help="Policy files for a home without a current policy.", show_default=False
        ),
    ] = None,
    sip: SipAddresses = "udp:127.0.0.1:5060,tcp:127.0.0.1:5060",
    http: Annotated[
        str, typer.Option("--http", metavar="HOST:PORT", help="HTTP API, health and metrics; empty: none.")
    ] = "127.0.0.1:8080",
    workers: Annotated[int, typer.Option("--workers", min=1, max=64, help="Processes that share the addresses.")] = 1,
    probe_ms: ProbeMs = 50.0,
    tls_cert: TlsCert = None,
    tls_key: TlsKey = None,
    tls_client_ca: TlsClientCa = None,
    connections: Connections = 1_024,
    connections_per_source: ConnectionsPerSource = 64,
    idle_seconds: IdleSeconds = 32,
    stir_signer: StirSigner = "inside",
    name: GateName = "",
    log_json: Annotated[bool, typer.Option("--log-json", help="Log to standard error as JSON lines.")] = False,
) -> None:
    """Answer SBCs over SIP and HTTP until SIGTERM or Ctrl-C.

    An empty home is set up; where no policy is current, the one in --policy is built, signed and made current. Later
    policies come with `bellwarden policy push`, without a restart: new workers load one before they take over from the
    old. When it answers it prints one line:

        ready udp:127.0.0.1:5060 tcp:127.0.0.1:5060 http:127.0.0.1:8080 policy 3f2a81c09d4e mode observe

    Examples:

        bellwarden gate --home /var/lib/bellwarden --policy /etc/bellwarden/policy
        bellwarden gate --sip udp:192.0.2.5:5060,udp:[2001:db8::5]:5060 --http 127.0.0.1:8080 --workers 2
        bellwarden gate --sip udp:192.0.2.5:5060,tls:192.0.2.5:5061 --tls-cert fullchain.pem --tls-key privkey.pem

    Changed TLS files and a changed STIR key are taken up within seconds, or at once by SIGHUP; connections that stand
    stay. --stir-signer: inside, process, or the path of the socket of `bellwarden stir signer`.
    """
    from bellwarden.cli.certificates import Written
    from bellwarden.cli.serving import ServeOptions, serve

    written = Written(tls_cert, tls_key, tls_client_ca)
    bounds = (connections, connections_per_source, float(idle_seconds))
    serve(home, policy, ServeOptions(sip, http, workers, log_json, written, *bounds, probe_ms, stir_signer, name))
