"""Whether a zstd file is all there. The library's reader takes the end of a file for the end of the data.

Only headers of frames and blocks are read (RFC 8878 section 3.1); everything between is stepped over.
"""

import os
from typing import IO, Final

_MAGIC: Final = 0xFD2FB528
_SKIPPED: Final = range(0x184D2A50, 0x184D2A60)  # frames of which only the length matters
_RLE: Final = 1  # a block of one byte, many times


def is_whole(file: IO[bytes]) -> bool:
    """Whether the last frame ends where the file ends, or beyond everything that is a frame. Moves the file's place."""
    end = file.seek(0, os.SEEK_END)
    file.seek(0)
    try:
        while file.tell() < end:
            magic = _number(file, 4)
            if magic in _SKIPPED:
                file.seek(_number(file, 4), os.SEEK_CUR)
            elif magic == _MAGIC:
                _step_over(file)
            else:
                return True  # something else behind the frames
    except EOFError:
        return False
    return file.tell() == end


def _step_over(file: IO[bytes]) -> None:
    """A frame of data, from behind its magic number."""
    flags = _number(file, 1)
    single = flags >> 5 & 1
    dictionary = (0, 1, 2, 4)[flags & 3]
    size = (single, 2, 4, 8)[flags >> 6]
    file.seek((0 if single else 1) + dictionary + size, os.SEEK_CUR)
    last = False
    while not last:
        block = _number(file, 3)
        last = bool(block & 1)
        file.seek(1 if block >> 1 & 3 == _RLE else block >> 3, os.SEEK_CUR)
    file.seek(4 if flags >> 2 & 1 else 0, os.SEEK_CUR)


def _number(file: IO[bytes], size: int) -> int:
    found = file.read(size)
    if len(found) < size:
        raise EOFError
    return int.from_bytes(found, "little")
