"""The loop behind `bellwarden calls hep`."""

from pathlib import Path

import typer

from bellwarden.calllog import CallLog
from bellwarden.calllog.hep import HepListener
from bellwarden.cli.console import counted, note, say
from bellwarden.cli.exits import CommandFault, Exit
from bellwarden.cli.folder_watching import stopping


def listen_for_hep(home: Path, listen: str, key_file: Path | None, flush_s: float, country: str) -> None:
    """Until a signal. CommandFault when the address can't be listened on."""
    host, port = _address(listen)
    try:
        key = key_file.read_text(encoding="utf-8").strip() if key_file else ""
    except OSError as error:
        raise CommandFault(Exit.NOT_FOUND, f"{key_file}: {(error.strerror or str(error)).lower()}") from None
    try:
        listener = HepListener(CallLog(home / "calllog"), (host, port), key, country)
    except OSError as error:
        raise CommandFault(
            Exit.ADDRESS, f"can't listen on {listen}: {(error.strerror or str(error)).lower()}"
        ) from None
    say(f"listening on udp:{host}:{listener.port}")
    with stopping() as stop:
        listener.run(stop.is_set, flush_s, lambda calls: say(f"{counted(calls, 'call')} taken in") if calls else None)
    note(", ".join(f"{name}: {count:,}" for name, count in listener.counts.items()) or "nothing came")


def _address(text: str) -> tuple[str, int]:
    """`udp:HOST:PORT`, an IPv6 host in brackets."""
    kind, _, rest = text.partition(":")
    host, _, port = rest.rpartition(":")
    if kind != "udp" or not host or not port.isdigit() or int(port) > 65_535:
        raise typer.BadParameter(f"{text!r} is no address; write udp:192.0.2.10:9060 or udp:[2001:db8::10]:9060")
    return host.removeprefix("[").removesuffix("]"), int(port)
