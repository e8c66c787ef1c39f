"""Our own key as the gate asks for it: from the home, or from systemd's credentials."""

import os
import pwd
import signal
import sys
from collections.abc import Sequence
from pathlib import Path
from typing import Final

import typer

from bellwarden.cli.console import say
from bellwarden.cli.exits import CommandFault, Exit
from bellwarden.gate.helper import Helper
from bellwarden.gate.logs import set_up_logging
from bellwarden.gate.signing_process import SigningProcess, open_signer_socket
from bellwarden.home import Home, HomeFault, StirKeys
from bellwarden.stir.own import OwnCredential

CREDENTIALS: Final = "CREDENTIALS_DIRECTORY"  # set by systemd for a unit with LoadCredential=
SOCKET: Final = "signer.sock"
INSIDE: Final = "inside"
PROCESS: Final = "process"


def stir_keys(home: Home) -> StirKeys:
    """The folder of our key, and the credential that stands for its key where systemd hands one over."""
    given = os.environ.get(CREDENTIALS)
    return home.stir_keys(Path(given) if given else None)


class KeyOfHome:
    """gate.sources.SigningSource over the home."""

    def __init__(self, keys: StirKeys) -> None:
        self._keys = keys
        self.stamp = keys.stamp

    def read(self, at: float) -> OwnCredential | str:
        """Key and chain, or why they can't be used."""
        try:
            return self._keys.read(at)
        except HomeFault as fault:
            return str(fault)
        except OSError as error:
            return f"{error.filename or self._keys.folder}: {(error.strerror or str(error)).lower()}"


def signer_of(home: Home, asked: str) -> tuple[Path | None, tuple[Helper, ...]]:
    """Where workers find the signing process, and the process to be started with the gate; (None, ()): no such process.

    `asked`: inside, process, or the path of a signer's socket that somebody else runs. OSError when it can't be made.
    """
    if asked == INSIDE:
        return None, ()
    if asked != PROCESS:
        path = Path(asked)
        if not path.is_absolute():
            raise CommandFault(Exit.USAGE, f"--stir-signer: inside, process or the path of a socket, not {asked!r}")
        return path, ()
    path = home.run / SOCKET
    process = SigningProcess(open_signer_socket(path), KeyOfHome(stir_keys(home)))
    return path, (Helper("signer", process.run),)


def serve_signing(place: Path, path: Path, clients: Sequence[str]) -> None:
    """Until SIGTERM or SIGINT. The home is set up when it is not there yet; its key may come later."""
    home = Home(place)
    home.init()
    users = [user_id(name) for name in clients]
    try:
        listener = open_signer_socket(path, others=bool(users))
    except OSError as error:
        raise CommandFault(Exit.ADDRESS, f"{path}: {(error.strerror or str(error)).lower()}") from None
    set_up_logging(False)
    say(f"ready {path}")
    sys.stdout.flush()
    signal.signal(signal.SIGTERM, _leave)
    try:
        SigningProcess(listener, KeyOfHome(stir_keys(home)), users).run(with_parent=False)
    finally:
        path.unlink(missing_ok=True)


def _leave(number: int, frame: object) -> None:
    raise typer.Exit


def user_id(name: str) -> int:
    """The id of a user, by name or number."""
    try:
        return int(name) if name.isdecimal() else pwd.getpwnam(name).pw_uid
    except KeyError:
        raise CommandFault(Exit.USAGE, f"there is no user {name!r} on this machine") from None
