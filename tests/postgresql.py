"""A PostgreSQL of our own for one run: started in a second from the system's binaries, thrown away at its end."""

import os
import pwd
import secrets
import shutil
import signal
import subprocess
import tempfile
import time
from pathlib import Path
from typing import NamedTuple

WAIT_S = 30.0
# Nothing of it is to outlive the run: no sync, no log of what to restore.
SPEED = ("fsync=off", "synchronous_commit=off", "full_page_writes=off", "wal_level=minimal", "max_wal_senders=0")


class Cluster(NamedTuple):
    url: str
    folder: Path
    process: "subprocess.Popen[bytes]"

    def stop(self) -> None:
        self.process.send_signal(signal.SIGINT)  # fast shutdown
        try:
            self.process.wait(WAIT_S)
        except subprocess.TimeoutExpired:
            self.process.kill()
            self.process.wait()
        shutil.rmtree(self.folder, ignore_errors=True)


def start_cluster(durable: bool = False) -> Cluster:
    """Only a socket in its own folder, no port. As root it runs as somebody else: PostgreSQL refuses root."""
    folder = Path(tempfile.mkdtemp(prefix="bw-pg-"))  # short: a socket's path has 107 signs at most
    user = _user()
    if user:
        os.chmod(folder, 0o711)
        (folder / "data").mkdir(mode=0o700)
        shutil.chown(folder / "data", user)
        shutil.chown(folder, user)
    log = open(folder / "log", "wb")  # noqa: SIM115 # the server holds it
    data = folder / "data"
    made: list[str | Path] = [
        _program("initdb"),
        "-D",
        data,
        "-U",
        "office",
        "-A",
        "trust",
        "-E",
        "UTF8",
        "--locale=C.UTF-8",
        "--no-sync",
    ]
    subprocess.run(made, check=True, stdout=log, stderr=log, user=user, cwd=folder, env=_environment())
    options = [word for one in (*(() if durable else SPEED), "max_connections=60") for word in ("-c", one)]
    command = [_program("postgres"), "-D", data, "-k", folder, "-h", "", *options]
    process = subprocess.Popen(command, stdout=log, stderr=log, user=user, cwd=folder, env=_environment())
    url = f"postgresql://office@/postgres?host={folder}"
    _wait(folder, process)
    return Cluster(url, folder, process)


def new_database(url: str) -> str:
    """The address of a database of its own in the cluster, empty."""
    import psycopg

    name = f"office_{secrets.token_hex(4)}"
    with psycopg.connect(url, autocommit=True) as connection:
        connection.execute(f"CREATE DATABASE {name}")
    return url.replace("/postgres?", f"/{name}?")


def _wait(folder: Path, process: "subprocess.Popen[bytes]") -> None:
    import psycopg

    until = time.monotonic() + WAIT_S
    while True:
        try:
            psycopg.connect(f"host={folder} user=office dbname=postgres").close()
        except psycopg.OperationalError:
            if process.poll() is not None or time.monotonic() > until:
                raise RuntimeError(f"PostgreSQL did not start: {(folder / 'log').read_text()}") from None
            time.sleep(0.05)
        else:
            return


def _user() -> str | None:
    """None: as whoever runs the tests."""
    if os.geteuid() != 0:
        return None
    known = {one.pw_name for one in pwd.getpwall()}
    return "postgres" if "postgres" in known else "nobody"


def _program(name: str) -> str:
    """The newest of Debian's, or what the path has."""
    folders = sorted(Path("/usr/lib/postgresql").glob("*/bin"), key=lambda one: int(one.parent.name), reverse=True)
    found = shutil.which(name, path=":".join([*map(str, folders), os.environ.get("PATH", "")]))
    if found is None:
        raise RuntimeError(f"there is no {name}: install postgresql, or run without --database postgresql")
    return found


def _environment() -> dict[str, str]:
    return {"PATH": os.environ.get("PATH", ""), "LC_ALL": "C.UTF-8", "TZ": "UTC"}
