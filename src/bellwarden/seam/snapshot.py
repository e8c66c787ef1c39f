"""The policy snapshot: what the office built and the gate judges by. Immutable, named by its content, signed.

A snapshot is a manifest, the policy document and the big lists as layers. Layers are named by their SHA-256, so that
only a changed one is written again; the manifest names them all and carries the signature for the whole.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from hashlib import sha256
from typing import Final, NamedTuple

import msgspec
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from bellwarden.model.policy import PolicyBundle, PolicyDocument
from bellwarden.seam.fault import SeamFault, short
from bellwarden.seam.signing import SIGNATURE_SIZE, Verifier

FORMAT: Final = "bellwarden snapshot 1"
MANIFEST_SIZE_MAX: Final = 4 * 1024 * 1024
LAYERS_MAX: Final = 10_000

Buffer = bytes | memoryview


@dataclass(frozen=True, slots=True)
class Content:
    """What some bytes must be: their SHA-256 (FIPS 180-4) in hexadecimal and how many they are."""

    sha256: str
    size: int


@dataclass(frozen=True, slots=True)
class Manifest:
    """`id` depends on the content alone: the same policy always has the same id, whenever and wherever it was built."""

    format: str
    id: str
    created_at: float  # seconds since 1970, UTC
    document: Content
    layers: dict[str, Content]


class PackedSnapshot(NamedTuple):
    """A snapshot as it is stored. `layers` by SHA-256; two layer names with equal bytes share one."""

    manifest: Manifest
    manifest_bytes: bytes
    signature: bytes
    document: bytes
    layers: dict[str, bytes]


class Snapshot(NamedTuple):
    """A snapshot read back and verified. Layers are read-only; they may be mapped memory."""

    id: str
    created_at: float
    document: PolicyDocument
    layers: Mapping[str, Buffer]


class Shelved(NamedTuple):
    """A stored snapshot in short. `fault` says why it can't be used, "" when its manifest is good."""

    id: str
    created_at: float  # seconds since 1970, UTC
    size: int  # bytes of document and layers
    fault: str


def bundle_id(bundle: PolicyBundle) -> str:
    """The id that the snapshot of a policy has, or will have."""
    document = content_of(msgspec.json.encode(bundle.document))
    return content_id(document, {name: content_of(data) for name, data in bundle.layers.items()})


def pack(bundle: PolicyBundle, created_at: float, key: Ed25519PrivateKey) -> PackedSnapshot:
    """The files of a snapshot."""
    if len(bundle.layers) > LAYERS_MAX:
        raise SeamFault(f"the policy has {len(bundle.layers)} layers; at most {LAYERS_MAX} are allowed")
    document = msgspec.json.encode(bundle.document)
    contents = {name: content_of(data) for name, data in sorted(bundle.layers.items())}
    about = content_of(document)
    manifest = Manifest(FORMAT, content_id(about, contents), created_at, about, contents)
    data = msgspec.json.format(msgspec.json.encode(manifest), indent=1) + b"\n"
    by_hash = {contents[name].sha256: layer for name, layer in bundle.layers.items()}
    return PackedSnapshot(manifest, data, key.sign(data), document, by_hash)


def content_of(data: Buffer) -> Content:
    return Content(sha256(data).hexdigest(), len(data))


def content_id(document: Content, layers: Mapping[str, Content]) -> str:
    """SHA-256 over document and layers: their names, hashes and sizes in order of name."""
    ordered = [(name, one.sha256, one.size) for name, one in sorted(layers.items())]
    return sha256(msgspec.json.encode((FORMAT, document.sha256, document.size, ordered))).hexdigest()


def read_manifest(data: bytes, signature: bytes, verifier: Verifier, expected_id: str) -> Manifest:
    """The manifest of the snapshot that was asked for. SeamFault when it is unsigned, corrupt or another's."""
    name = f"snapshot {short(expected_id)}"
    if len(data) > MANIFEST_SIZE_MAX:
        raise SeamFault(f"{name}: the manifest is larger than {MANIFEST_SIZE_MAX} bytes")
    if len(signature) != SIGNATURE_SIZE:
        raise SeamFault(f"{name}: the signature has {len(signature)} bytes instead of {SIGNATURE_SIZE}")
    if not verifier.accepts(signature, data):
        raise SeamFault(f"{name}: no trusted key signed this manifest")
    try:
        manifest = msgspec.json.decode(data, type=Manifest)
    except (msgspec.DecodeError, UnicodeDecodeError) as error:
        raise SeamFault(f"{name}: the manifest can't be read: {error}") from None
    if manifest.format != FORMAT:
        raise SeamFault(f"{name}: the manifest is of format {manifest.format!r}; this version reads {FORMAT!r}")
    if len(manifest.layers) > LAYERS_MAX:
        raise SeamFault(f"{name}: more than {LAYERS_MAX} layers")
    for what, content in (("document", manifest.document), *manifest.layers.items()):
        if not is_digest(content.sha256) or content.size < 0:
            raise SeamFault(f"{name}: {what} is not named by a SHA-256 and a size")
    if manifest.id != content_id(manifest.document, manifest.layers):
        raise SeamFault(f"{name}: the manifest's id is not that of its content")
    if manifest.id != expected_id:
        raise SeamFault(f"{name}: the manifest is that of snapshot {short(manifest.id)}")
    return manifest


def is_digest(text: str) -> bool:
    """Whether a text is a SHA-256 in lower-case hexadecimal; only such a text may become a file's name."""
    return len(text) == 64 and all(sign in "0123456789abcdef" for sign in text)


def check_content(snapshot_id: str, what: str, content: Content, data: Buffer) -> None:
    """SeamFault unless these are the very bytes that the manifest names."""
    name = f"snapshot {short(snapshot_id)}: {what}"
    missing = content.size - len(data)
    if missing > 0:
        raise SeamFault(f"{name} is {missing} bytes short")
    if missing < 0:
        raise SeamFault(f"{name} is {-missing} bytes too long")
    if sha256(data).hexdigest() != content.sha256:
        raise SeamFault(f"{name} is not what was signed: its SHA-256 differs")


def read_document(manifest: Manifest, data: Buffer) -> PolicyDocument:
    """The policy document, once its bytes are found to be those that the manifest names."""
    check_content(manifest.id, "document", manifest.document, data)
    try:
        return msgspec.json.decode(data, type=PolicyDocument)
    except (msgspec.DecodeError, UnicodeDecodeError) as error:
        raise SeamFault(f"snapshot {short(manifest.id)}: document can't be read: {error}") from None
