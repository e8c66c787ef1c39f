"""The process that fetches: what it gives up before it talks to anybody, and its life.

It is a program of its own, not a fork that goes on: none of the gate's memory, keys and sockets is in it. It has a
folder for what it fetched, a socket for each worker, the name server and the world; it may not grow, write large files,
dump its memory or gain privileges. As another user, or without the rest of the file system, only systemd can run it.
"""

import asyncio
import contextlib
import ctypes
import logging
import os
import resource
import signal
import socket
import sys
import threading
from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from time import time
from typing import Final

from bellwarden.feeds.addresses import is_public, resolve
from bellwarden.feeds.fetch import Door, fetch, tls_context
from bellwarden.feeds.fetcher import FETCHES_MAX, Fetcher
from bellwarden.feeds.store import Store
from bellwarden.stir.retrieval import REVOCATION_LIST_OCTETS_MAX

log = logging.getLogger(__name__)

MEMORY_OCTETS_MAX: Final = 256 * 1024 * 1024  # beyond what it has when it begins
FILES_MAX: Final = 256
NAMES_AT_ONCE: Final = 2 * FETCHES_MAX
STACK_OCTETS: Final = 512 * 1024
PARENT_LOOK_S: Final = 1.0
PR_SET_DUMPABLE: Final = 4
PR_SET_NO_NEW_PRIVS: Final = 38


def run(channels: Sequence[socket.socket], folder: Path, door: Door | None = None) -> None:
    """Fetch until SIGTERM, or until the parent is gone. `door` is another than the world's in tests only."""
    parent = os.getppid()
    signal.pthread_sigmask(signal.SIG_SETMASK, ())
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # of the terminal: the parent says when it is over
    try:
        store = Store(folder)
    except OSError as error:
        log.error("%s can't be used, so nothing fetched is kept: %s", folder, error)
        store = None
    door = door or Door(resolve, is_public, tls_context())
    confine()
    asyncio.run(_serve(channels, store, door, parent))


def confine() -> None:
    """Give up what a fetcher does not need. What the system refuses is left as it is."""
    os.umask(0o077)
    # glibc's resolver, which may otherwise hold a thread for half a minute on a name server that says nothing.
    os.environ["RES_OPTIONS"] = "timeout:1 attempts:1"
    for what, limit in (
        (resource.RLIMIT_CORE, 0),
        (resource.RLIMIT_NOFILE, FILES_MAX),
        (resource.RLIMIT_FSIZE, 2 * REVOCATION_LIST_OCTETS_MAX),
        (resource.RLIMIT_DATA, _size() + MEMORY_OCTETS_MAX),
    ):
        with contextlib.suppress(OSError, ValueError):
            hard = resource.getrlimit(what)[1]
            wanted = limit if hard == resource.RLIM_INFINITY else min(limit, hard)
            resource.setrlimit(what, (wanted, wanted))
    if sys.platform == "linux":
        prctl = ctypes.CDLL(None).prctl
        prctl(PR_SET_DUMPABLE, 0, 0, 0, 0)
        prctl(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0)


async def _serve(channels: Sequence[socket.socket], store: Store | None, door: Door, parent: int) -> None:
    stop = asyncio.Event()
    loop = asyncio.get_running_loop()
    loop.add_signal_handler(signal.SIGTERM, stop.set)
    # Names are looked up in threads; one whose name server is silent keeps its thread longer than its fetch lasts.
    threading.stack_size(STACK_OCTETS)
    loop.set_default_executor(ThreadPoolExecutor(NAMES_AT_ONCE, "names"))
    fetcher = Fetcher(channels, store, lambda url, revocation_list: fetch(url, door, revocation_list), time)
    fetcher.open()
    while not stop.is_set() and os.getppid() == parent:
        with contextlib.suppress(TimeoutError):
            await asyncio.wait_for(stop.wait(), PARENT_LOOK_S)
    await fetcher.close()


def _size() -> int:
    """Of this process's own memory, in octets."""
    try:
        with open("/proc/self/statm", encoding="ascii") as file:
            return int(file.read().split()[5]) * resource.getpagesize()
    except (OSError, ValueError):
        return 1 << 30
