"""The program that reads hostile bytes: for each message a process of its own, with limits of time and memory.

Frames on standard input and output: four octets of length, then MessagePack. The first frame says what reading needs to
know; each further one is a message. A reader that dies, hangs or grows costs its message and nothing else.
"""

import os
import resource
import select
import signal
import struct
import sys
import time
from dataclasses import replace
from datetime import datetime
from typing import BinaryIO, Final

import msgspec

from bellwarden.complaints import intake
from bellwarden.complaints.authenticity import check_of
from bellwarden.complaints.incoming import Incoming, Intake, open_bytes
from bellwarden.complaints.letter import address_of
from bellwarden.complaints.limits import CPU_S, MEMORY_BYTES, TooMuch
from bellwarden.complaints.reading import Around, read_message
from bellwarden.mail.dkim_signatures import signed_by
from bellwarden.mail.tables import unpack
from bellwarden.mail.zones import ZoneTable, find_zone
from bellwarden.model.complaint import Reading, SenderCheck

WALL_S: Final = 10.0
ANSWER_BYTES_MAX: Final = 100_000_000
_LENGTH: Final = struct.Struct(">I")


class Setting(msgspec.Struct):
    """The first frame."""

    country: str
    provider_zones: tuple[str, ...]
    area_zones: dict[int, tuple[str, ...]]
    cpu_s: int = CPU_S
    memory_bytes: int = MEMORY_BYTES
    servers: tuple[str, ...] = ()  # whose Authentication-Results count
    dkim: bool = False


class Order(msgspec.Struct):
    name: str
    now: datetime
    data: bytes


class Answer(msgspec.Struct):
    readings: list[Reading] = []
    fault: str = ""


def main() -> None:
    source, sink = sys.stdin.buffer, sys.stdout.buffer
    first = read_frame(source)
    if first is None:
        return
    setting = msgspec.msgpack.decode(first, type=Setting)
    zones = ZoneTable(setting.area_zones)
    around = Around(setting.country, find_zone, zones.zones_of, setting.provider_zones)
    intakes = intake.load()
    while (frame := read_frame(source)) is not None:
        write_frame(sink, _in_a_process(frame, around, intakes, setting))


def _in_a_process(frame: bytes, around: Around, intakes: dict[str, Intake], setting: Setting) -> bytes:
    reading, writing = os.pipe()
    child = os.fork()
    if child == 0:
        os.close(reading)
        _limit(setting)
        data = msgspec.msgpack.encode(_answer(frame, around, intakes, setting))
        with os.fdopen(writing, "wb") as out:
            out.write(data)
        os._exit(0)
    os.close(writing)
    data, why = _collect(reading, child)
    os.close(reading)
    _, status = os.waitpid(child, 0)
    if why or status != 0 or not data:
        return msgspec.msgpack.encode(Answer(fault=why or _death(status)))
    return data


def _limit(setting: Setting) -> None:
    resource.setrlimit(resource.RLIMIT_CPU, (setting.cpu_s, setting.cpu_s + 1))
    resource.setrlimit(resource.RLIMIT_AS, (setting.memory_bytes, setting.memory_bytes))
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))


def _answer(frame: bytes, around: Around, intakes: dict[str, Intake], setting: Setting) -> Answer:
    try:
        order = msgspec.msgpack.decode(frame, type=Order)
        incoming = open_bytes(order.data, order.name, unpack)
        found = intake.messages(incoming, intakes)
        if not found:
            return Answer(fault="nothing is written in it")
        check = _check(incoming, setting)
        return Answer([read_message(replace(one, check=check), around, order.now) for one in found])
    except TooMuch as error:
        return Answer(fault=str(error))
    except MemoryError:
        return Answer(fault="reading it took too much memory")
    except RecursionError:
        return Answer(fault="it is nested too deep")
    except Exception as error:  # noqa: BLE001 (whatever a stranger's bytes bring about costs one message)
        return Answer(fault=f"it could not be read: {type(error).__name__}: {str(error)[:200]}")


def _check(incoming: Incoming, setting: Setting) -> SenderCheck:
    """Of a mail: whether it is from where it says."""
    letter = incoming.letter
    if letter is None:
        return SenderCheck()
    domain = address_of(letter.header("from")).rpartition("@")[2]
    signed = signed_by(incoming.data, domain) if setting.dkim and domain else ()
    return check_of(letter, setting.servers, signed)


def _collect(reading: int, child: int) -> tuple[bytes, str]:
    """What the reader of one message says; it is killed when it takes too long."""
    parts: list[bytes] = []
    size, until = 0, time.monotonic() + WALL_S
    while True:
        left = until - time.monotonic()
        ready = select.select([reading], [], [], max(left, 0))[0] if left > 0 else []
        if not ready:
            os.kill(child, signal.SIGKILL)
            return b"", f"reading it took longer than {WALL_S:g} seconds"
        part = os.read(reading, 1 << 20)
        if not part:
            return b"".join(parts), ""
        parts.append(part)
        size += len(part)
        if size > ANSWER_BYTES_MAX:
            os.kill(child, signal.SIGKILL)
            return b"", "more was found in it than can be told"


def _death(status: int) -> str:
    if os.WIFSIGNALED(status) and os.WTERMSIG(status) in (signal.SIGXCPU, signal.SIGKILL):
        return "reading it took too much time"
    return "its reader died"


def read_frame(source: BinaryIO) -> bytes | None:
    head = source.read(_LENGTH.size)
    if len(head) < _LENGTH.size:
        return None
    (length,) = _LENGTH.unpack(head)
    data = source.read(length)
    return data if len(data) == length else None


def write_frame(sink: BinaryIO, data: bytes) -> None:
    sink.write(_LENGTH.pack(len(data)) + data)
    sink.flush()


if __name__ == "__main__":
    main()
