"""What keeps a key inside its process: no core dump, no debugger of the same user, no swap (Linux)."""

import ctypes
import logging
import resource
import signal
from typing import Final

log = logging.getLogger(__name__)

# Numbers of prctl and mlockall, see their manual pages.
PR_SET_PDEATHSIG: Final = 1
PR_SET_DUMPABLE: Final = 4
PR_SET_NO_NEW_PRIVS: Final = 38
MCL_CURRENT: Final = 1
MCL_FUTURE: Final = 2


def forbid_core_dumps() -> None:
    """A crash of this process leaves no memory of it on disk, now and for its children.

    All that a worker does: without PR_SET_DUMPABLE its files under /proc would be root's, and `bellwarden top` reads
    its counts there.
    """
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))


def seal(with_parent: bool) -> None:
    """For a process that does nothing but sign. `with_parent`: it ends when the process that forked it does."""
    forbid_core_dumps()
    try:
        libc = ctypes.CDLL(None, use_errno=True)
        libc.prctl(PR_SET_DUMPABLE, 0, 0, 0, 0)  # no ptrace, no /proc/PID/mem by the same user
        libc.prctl(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0)
        if with_parent:
            libc.prctl(PR_SET_PDEATHSIG, signal.SIGTERM, 0, 0, 0)
        locked = libc.mlockall(MCL_CURRENT | MCL_FUTURE) == 0
    except (OSError, AttributeError):  # no Linux
        locked = False
    if not locked:
        log.info("the signer's memory can't be locked (LimitMEMLOCK=): it may be swapped out")
