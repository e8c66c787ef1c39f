"""Options that several commands share, each worded once."""

from datetime import datetime
from pathlib import Path
from typing import Annotated, Final

import typer

SECONDS: Final = {"s": 1, "m": 60, "h": 3_600, "d": 86_400, "w": 604_800}
EVER_S: Final = 10 * 365 * 86_400  # ten years: longer than that is a slip of the finger


def default_home() -> Path:
    return Path.home() / ".local" / "share" / "bellwarden"


HomeDir = Annotated[
    Path,
    typer.Option(
        "--home",
        envvar="BELLWARDEN_HOME",
        metavar="DIR",
        default_factory=default_home,
        show_default="~/.local/share/bellwarden",
        help="Home of the gate: keys, snapshots, enforcement journal, decisions.",
    ),
]
AsJson = Annotated[bool, typer.Option("--json", help="Answer in JSON, for programs (keys: docs/reference/cli.md).")]
SipAddresses = Annotated[
    str,
    typer.Option(
        "--sip",
        metavar="ADDRESSES",
        help="udp:HOST:PORT,tcp:HOST:PORT,tls:HOST:PORT …; IPv6 hosts in brackets; port 0: any.",
    ),
]
Connections = Annotated[
    int, typer.Option("--connections", min=16, max=100_000, help="TCP and TLS connections that a worker holds.")
]
ConnectionsPerSource = Annotated[
    int, typer.Option("--connections-per-source", min=1, max=100_000, help="Those of one source address.")
]
ProbeMs = Annotated[
    float,
    typer.Option("--probe-ms", min=1.0, help="OPTIONS is answered 503 while the gate's own call takes longer."),
]
IdleSeconds = Annotated[
    int, typer.Option("--idle-seconds", min=1, max=86_400, help="Connections without a message so long are closed.")
]
TlsCert = Annotated[
    Path | None,
    typer.Option(
        "--tls-cert",
        metavar="FILE",
        help="Certificate for tls: addresses, its issuers behind it (PEM).",
        show_default="HOME/tls/cert.pem",
    ),
]
TlsKey = Annotated[
    Path | None,
    typer.Option(
        "--tls-key",
        metavar="FILE",
        help="Its key (PEM, no passphrase, not readable by others).",
        show_default="HOME/tls/key.pem",
    ),
]
TlsClientCa = Annotated[
    Path | None,
    typer.Option(
        "--tls-client-ca",
        metavar="FILE",
        help="CAs of clients: every client must show a certificate of one of them.",
        show_default="HOME/tls/client-ca.pem, if it is there",
    ),
]
GateName = Annotated[
    str,
    typer.Option("--name", metavar="NAME", help="What the office calls this gate.", show_default="this machine's name"),
]
StirSigner = Annotated[
    str,
    typer.Option(
        "--stir-signer",
        metavar="WHERE",
        help="Where the key that signs calls lives: inside each worker, in a process of the gate, or behind a socket.",
    ),
]
Reason = Annotated[str, typer.Option("--reason", metavar="TEXT", help="Why, for whoever reads it later.")]


def read_span(text: str) -> float:
    """`90s`, `15m`, `2h`, `7d`, `1w` as seconds."""
    figures, unit = text[:-1], text[-1:]
    if (
        not (figures.isascii() and figures.isdigit() and unit in SECONDS)
        or not 0 < int(figures) * SECONDS[unit] <= EVER_S
    ):
        raise typer.BadParameter(f"{text!r} is no span of time; write 90s, 15m, 2h, 7d or 1w")
    return float(int(figures) * SECONDS[unit])


def read_moment(text: str, now: float) -> float:
    """A moment: ISO 8601 (local unless it says otherwise), or how long ago: `2h`."""
    if text[-1:] in SECONDS and text[:-1].isdigit():
        return now - read_span(text)
    try:
        moment = datetime.fromisoformat(text)
    except ValueError:
        raise typer.BadParameter(
            f"{text!r} is no time; write 2026-05-31T14:00, 2026-05-31T12:00Z, or how long ago: 15m, 2h, 7d"
        ) from None
    return moment.timestamp() if moment.tzinfo else moment.astimezone().timestamp()
