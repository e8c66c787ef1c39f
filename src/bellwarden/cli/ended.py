"""Ends of calls, told over HTTP, kept as JSON lines: off the gate's loop, bounded, and never in the way of a call."""

import json
import os
import threading
from collections import deque
from pathlib import Path
from typing import Final

from bellwarden.gate.sources import CallEnded

QUEUE_MAX: Final = 65_536
FILE_BYTES_MAX: Final = 64 * 1024 * 1024  # then the file is put aside as .1, and that of before is gone
FLUSH_S: Final = 0.5


class EndedCalls:
    """`gate.sources.CallEndSink` on disk. Made in the process that uses it: a fork carries no thread over."""

    def __init__(self, path: Path) -> None:
        self._path = path
        self._waiting: deque[CallEnded] = deque()
        self._closing = threading.Event()
        self._thread = threading.Thread(target=self._run, name="calls-ended", daemon=True)
        self._thread.start()
        self.dropped = 0

    def put(self, ended: CallEnded) -> None:
        """Keep it, soon. What does not fit is dropped and counted."""
        if len(self._waiting) >= QUEUE_MAX:
            self.dropped += 1
        else:
            self._waiting.append(ended)

    def close(self) -> None:
        self._closing.set()
        self._thread.join()

    def _run(self) -> None:
        while not self._closing.wait(FLUSH_S):
            self._write()
        self._write()

    def _write(self) -> None:
        batch = [self._waiting.popleft() for _ in range(len(self._waiting))]
        if not batch:
            return
        lines = "".join(json.dumps(one._asdict(), separators=(",", ":")) + "\n" for one in batch)
        try:
            if self._path.exists() and self._path.stat().st_size > FILE_BYTES_MAX:
                os.replace(self._path, self._path.with_name(self._path.name + ".1"))
            # One write a batch: several workers append to the same file.
            descriptor = os.open(self._path, os.O_WRONLY | os.O_APPEND | os.O_CREAT | os.O_CLOEXEC, 0o600)
            try:
                os.write(descriptor, lines.encode())
            finally:
                os.close(descriptor)
        except OSError:
            self.dropped += len(batch)
