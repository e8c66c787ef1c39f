"""A filter in the kernel for a UDP socket: an ACK asks nothing of a gate that never retransmits, and is dropped there.

Half of all datagrams are ACKs (RFC 3261 section 17.1.1.3): each final answer draws one. Where the kernel has no such
filter they are read and passed over.
"""

import ctypes
import socket
import struct
from typing import Final

# Linux, socket(7) and linux/filter.h. Python's socket module does not name it.
_SO_ATTACH_FILTER: Final = 26
_LOAD_WORD: Final = 0x20  # BPF_LD | BPF_W | BPF_ABS
_JUMP_IF_EQUAL: Final = 0x15  # BPF_JMP | BPF_JEQ | BPF_K
_RETURN: Final = 0x06  # BPF_RET | BPF_K

_UDP_HEADER_BYTES: Final = 8  # a UDP socket's filter sees the datagram from its header on (RFC 768)
_ALL: Final = 0xFFFF_FFFF
# code, jump where true, jump where false, value. A datagram too short for the first instruction is dropped, too: four
# bytes are no message.
_DROP_ACKS: Final = (
    (_LOAD_WORD, 0, 0, _UDP_HEADER_BYTES),
    (_JUMP_IF_EQUAL, 0, 1, int.from_bytes(b"ACK ", "big")),
    (_RETURN, 0, 0, 0),
    (_RETURN, 0, 0, _ALL),
)


def drop_acks(opened: socket.socket) -> bool:
    """Have the kernel drop ACKs before they wake anybody. False where it can't: then they arrive."""
    program = b"".join([struct.pack("=HBBI", *instruction) for instruction in _DROP_ACKS])
    kept = ctypes.create_string_buffer(program, len(program))
    try:
        # struct sock_fprog: how many, and where. The kernel copies them.
        told = struct.pack("@HP", len(_DROP_ACKS), ctypes.addressof(kept))
        opened.setsockopt(socket.SOL_SOCKET, _SO_ATTACH_FILTER, told)
    except OSError:
        return False
    return True
