"""Big lists as layers: built once from a source's bytes and kept under their hash: only a changed one is built again.

What is kept is checked by its own SHA-256 (FIPS 180-4) before it is used; anything else is built anew.
"""

import json
from array import array
from collections.abc import Iterable
from hashlib import sha256
from typing import Any, NamedTuple

from pyroaring import BitMap64

# Part of every key: raise it when the same source gives another layer.
BUILDER = "bellwarden layer 1"
_DIGEST = 32  # bytes of a SHA-256
_SIZE = 4  # bytes of the description's length


class NumberLayer(NamedTuple):
    """A list of numbers. `data` is a Roaring bitmap (64 bit, portable format) of the exact ones; b"" without any."""

    data: bytes
    size: int  # how many exact numbers
    prefixes: tuple[str, ...]


class BlockLayer(NamedTuple):
    """The thousand-blocks (model/policy.py, Numbering) and who holds them."""

    data: bytes
    holders: tuple[str, ...]


def layer_key(kind: str, sources: Iterable[bytes], *about: str) -> str:
    """What a layer is kept under: all that it is made of, the builder included."""
    digest = sha256()
    for source in (BUILDER.encode(), kind.encode(), *(word.encode() for word in about), *sources):
        digest.update(len(source).to_bytes(8))
        digest.update(source)
    return f"{kind}-{digest.hexdigest()}"


def number_layer(exact: "array[int]", prefixes: Iterable[str]) -> NumberLayer:
    return NumberLayer(*_bitmap(BitMap64(exact)), tuple(sorted(set(prefixes))))


def with_more(layer: NumberLayer, exact: Iterable[int], prefixes: Iterable[str]) -> NumberLayer:
    """The layer with a few more entries."""
    numbers = BitMap64(exact)
    if layer.data:
        numbers |= BitMap64.deserialize(layer.data)
    return NumberLayer(*_bitmap(numbers), tuple(sorted({*layer.prefixes, *prefixes})))


def _bitmap(numbers: BitMap64) -> tuple[bytes, int]:
    numbers.run_optimize()  # of equal sets, whatever their making, the same bytes
    return (numbers.serialize(), len(numbers)) if numbers else (b"", 0)


def keep_numbers(key: str, layer: NumberLayer) -> bytes:
    return _keep(key, {"size": layer.size, "prefixes": layer.prefixes}, layer.data)


def kept_numbers(key: str, data: bytes | None) -> NumberLayer | None:
    """The layer again; None when these bytes are not what was kept under the key."""
    about, layer = _kept(key, data, "size", "prefixes")
    return None if about is None else NumberLayer(layer, int(about["size"]), tuple(about["prefixes"]))


def keep_blocks(key: str, layer: BlockLayer) -> bytes:
    return _keep(key, {"holders": layer.holders}, layer.data)


def kept_blocks(key: str, data: bytes | None) -> BlockLayer | None:
    about, layer = _kept(key, data, "holders")
    return None if about is None else BlockLayer(layer, tuple(about["holders"]))


def _keep(key: str, about: dict[str, Any], data: bytes) -> bytes:
    head = json.dumps(about).encode()
    body = len(head).to_bytes(_SIZE) + head + data
    return _digest_of(key, body) + body


def _kept(key: str, data: bytes | None, *names: str) -> tuple[dict[str, Any] | None, bytes]:
    if data is None or _digest_of(key, memoryview(data)[_DIGEST:]) != data[:_DIGEST]:
        return None, b""
    start = _DIGEST + _SIZE
    end = start + int.from_bytes(data[_DIGEST:start])
    about: dict[str, Any] = json.loads(data[start:end])
    return (about, data[end:]) if all(name in about for name in names) else (None, b"")


def _digest_of(key: str, body: bytes | memoryview) -> bytes:
    digest = sha256(key.encode())
    digest.update(body)
    return digest.digest()


def members(data: bytes, numbers: Iterable[int]) -> list[int]:
    """Those of the numbers that a layer holds."""
    if not data:
        return []
    bitmap = BitMap64.deserialize(data)
    return [number for number in numbers if number in bitmap]


def difference(before: bytes, after: bytes) -> tuple[int, int]:
    """How many numbers were added and how many removed from one layer to another."""
    one = BitMap64.deserialize(before) if before else BitMap64()
    other = BitMap64.deserialize(after) if after else BitMap64()
    return other.difference_cardinality(one), one.difference_cardinality(other)
