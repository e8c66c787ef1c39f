"""The demonstration's mail: a real IMAP server, the product's own receiver and fetcher, and somebody who complains.

All on loopback. The IMAP server is pymap (MIT, from PyPI; extra `demo`), its mailbox is in memory.
"""

import socket
import subprocess
import sys
import threading
import time
from collections import deque
from importlib.util import find_spec
from pathlib import Path
from typing import Final

import msgspec
import tomli_w

from bellwarden.cli.console import clock, visible
from bellwarden.cli.demo_children import HOST, STOP_S_MAX, OfficeChild, free_port, start_child, stop_child
from bellwarden.cli.demo_letters import AUTHORITY
from bellwarden.cli.demo_outside import DESK, MX, OutsideNews
from bellwarden.cli.demo_week import PastWeek
from bellwarden.home import Home
from bellwarden.mail.dkim_signatures import make_key
from bellwarden.model.message import Kept, MessageState

SMTP_PORTS: Final = (2525, 2526, 2535)
IMAP_PORTS: Final = (1143, 1144, 1153)
OUTSIDE_PORTS: Final = (2587, 2588, 2597)
PASSWORD: Final = "invented"  # of a mailbox in memory, on this machine alone
READY_S_MAX: Final = 60.0
LOOK_S: Final = 0.5
NICE: Final = ["nice", "-n", "5"]  # calls are judged first, where a machine has few cores
IMAP_SERVER: Final = "from pymap.main import main; main()"


class DemoMail:
    """Begins once console and last week's records are there: a complaint is about calls that the log knows."""

    def __init__(self, base: Path, home: Home, office: OfficeChild, week: PastWeek) -> None:
        self._base = base
        self._home = home
        self._office = office
        self._week = week
        self._children: list[subprocess.Popen[str]] = []
        self._news: deque[str] = deque()
        self._stopping = threading.Event()
        self._thread = threading.Thread(target=self._run, name="mail", daemon=True)
        self._thread.start()

    def lines(self) -> list[str]:
        """What came in, and what became of it, since the last time."""
        return [self._news.popleft() for _ in range(len(self._news))]

    def stop(self) -> None:
        self._stopping.set()
        for child in reversed(self._children):
            stop_child(child)
        self._thread.join(STOP_S_MAX)

    def _run(self) -> None:
        while not self._office.ready.wait(LOOK_S) or not self._week.over:
            if self._stopping.wait(LOOK_S):
                return
        if self._office.fault:
            return
        if find_spec("pymap") is None:
            self._news.append("No complaint mails: the mailbox's server is missing (pip install 'bellwarden[demo]').")
            return
        smtp, imap, outside = (free_port(ports, udp=False) for ports in (SMTP_PORTS, IMAP_PORTS, OUTSIDE_PORTS))
        self._settle(smtp, imap, outside)
        place = ["--host", HOST, "--port", str(imap), "--no-tls", "dict", "--demo-user", "abuse"]
        self._start("imap", ["-c", IMAP_SERVER, *place, "--demo-password", PASSWORD])
        self._start("mail", ["-m", "bellwarden", "mail", "listen", "--home", str(self._home.path)])
        if not all(self._answers(port) for port in (imap, smtp)):
            return
        ports = ["--smtp", str(smtp), "--imap", str(imap), "--listen", str(outside)]
        files = ["--records", str(self._week.records), "--password", str(self._base / "mailbox.password")]
        writing = self._start("outside", ["-m", "bellwarden.cli.demo_outside", *ports, *files])
        following = threading.Thread(target=self._follow, name="taken up", daemon=True)
        following.start()
        for line in writing.stdout or ():
            self._news.append(_told(msgspec.json.decode(line, type=OutsideNews)))

    def _start(self, name: str, words: list[str]) -> "subprocess.Popen[str]":
        out = subprocess.PIPE if name == "outside" else subprocess.DEVNULL
        with (self._base / f"{name}.log").open("wb") as err:
            child = start_child([*NICE, sys.executable, *words], err, out)
        self._children.append(child)
        if self._stopping.is_set():
            stop_child(child)
        return child

    def _answers(self, port: int) -> bool:
        until = time.monotonic() + READY_S_MAX
        while time.monotonic() < until and not self._stopping.wait(0.1):
            try:
                with socket.create_connection((HOST, port), 1.0):
                    return True
            except OSError:
                continue
        return False

    def _settle(self, smtp: int, imap: int, outside: int) -> None:
        """HOME/mail.toml and complaints.toml, as a carrier's engineer would write them."""
        password, key = self._base / "mailbox.password", self._base / "dkim.key"
        password.touch(mode=0o600)
        password.write_text(PASSWORD)
        if not key.exists():
            make_key(key)
        mail = {
            "receive": {"addresses": [DESK], "listen": f"{HOST}:{smtp}", "protocol": "smtp"},
            "mailbox": [
                {"name": "abuse", "host": HOST, "port": imap, "user": "abuse", "password_file": str(password)}
                | {"tls": "none", "poll_s": 5.0}
            ],
            "check": {"servers": [MX]},
            "send": {"host": HOST, "port": outside, "tls": "none", "sender": f"Abuse desk <{DESK}>", "plus": True}
            | {"dkim": {"domain": DESK.partition("@")[2], "selector": "bw1", "key_file": str(key)}},
        }
        senders = {"authority": [f"@{AUTHORITY}"], "did_supplier": ["@harbor-numbers.example", "@quay-numbers.example"]}
        (self._home.path / "mail.toml").write_text(tomli_w.dumps(mail), encoding="utf-8")
        desk = {"zones": ["America/New_York"], "senders": senders}
        (self._home.path / "complaints.toml").write_text(tomli_w.dumps(desk), encoding="utf-8")

    def _follow(self) -> None:
        """What became of each message."""
        drop, known = self._home.mail_drop(), set[str]()
        while not self._stopping.wait(LOOK_S):
            for state in (MessageState.DONE, MessageState.QUARANTINE):
                for one in drop.list(state):
                    if one.sha256 not in known:
                        known.add(one.sha256)
                        self._news.append(f"  → {self._became(one)}")

    def _became(self, one: Kept) -> str:
        if one.state is MessageState.QUARANTINE:
            return f"it can't be read, and waits: {visible(one.note, 90)}"
        reference = one.note.partition(":")[0]
        page = f"complaints/{reference}" if reference.startswith("C-") else "letters"
        return f"{visible(one.note, 90)}  {self._office.address}/{page}"


def _told(news: OutsideNews) -> str:
    ways = {"wrote": f"mail by {news.by.upper()} from", "got": "our answer went to", "fault": "no mail from"}
    return f"✉ {clock(time.time())}  {ways[news.what]} {visible(news.who, 44)}: {visible(news.subject, 60)}"
