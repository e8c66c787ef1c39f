"""Reads messages by way of the child program, begun with the first and again after it was lost."""

import subprocess
import sys
from contextlib import suppress
from datetime import datetime
from types import TracebackType
from typing import Self

import msgspec

from bellwarden.complaints.limits import MESSAGE_BYTES_MAX
from bellwarden.mail.child import Answer, Order, Setting, read_frame, write_frame
from bellwarden.model.complaint import Reading


class Unreadable(Exception):
    """A message for the quarantine. The text says why."""


class MessageReader:
    """For one thread; a context manager that ends its program."""

    def __init__(self, setting: Setting) -> None:
        self._setting = setting
        self._child: subprocess.Popen[bytes] | None = None

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()

    def close(self) -> None:
        child, self._child = self._child, None
        if child is not None:
            for pipe in (child.stdin, child.stdout):
                if pipe is not None:
                    with suppress(OSError):
                        pipe.close()
            try:
                child.wait(timeout=2)
            except subprocess.TimeoutExpired:
                child.kill()
                child.wait()

    def read(self, data: bytes, name: str, now: datetime) -> tuple[Reading, ...]:
        """What the message says, item by item. Unreadable when it can't be read, or may not be."""
        if len(data) > MESSAGE_BYTES_MAX:
            raise Unreadable(f"{len(data):,} bytes; at most {MESSAGE_BYTES_MAX:,} are read")
        order = msgspec.msgpack.encode(Order(name, now, data))
        for _ in range(2):  # a child that was killed from outside is begun again, once
            child = self._running()
            try:
                if child.stdin is None or child.stdout is None:
                    break
                write_frame(child.stdin, order)  # type: ignore[arg-type]
                frame = read_frame(child.stdout)  # type: ignore[arg-type]
            except OSError:
                frame = None
            if frame is not None:
                answer = msgspec.msgpack.decode(frame, type=Answer)
                if answer.fault:
                    raise Unreadable(answer.fault)
                return tuple(answer.readings)
            self.close()
        raise Unreadable("the reading program ended without an answer")

    def _running(self) -> "subprocess.Popen[bytes]":
        if self._child is None or self._child.poll() is not None:
            self._child = subprocess.Popen(
                [sys.executable, "-m", "bellwarden.mail.child"], stdin=subprocess.PIPE, stdout=subprocess.PIPE
            )
            if self._child.stdin is not None:
                write_frame(self._child.stdin, msgspec.msgpack.encode(self._setting))  # type: ignore[arg-type]
        return self._child
