"""The policy snapshot: named by its content, signed, and refused with a reason when anything about it is wrong."""

import json
from hashlib import sha256

import pytest

from bellwarden.model.policy import PolicyBundle
from bellwarden.seam.fault import SeamFault
from bellwarden.seam.snapshot import (
    LAYERS_MAX,
    PackedSnapshot,
    bundle_id,
    check_content,
    is_digest,
    pack,
    read_document,
    read_manifest,
)
from tests.seam.keys import KEY, OTHER_KEY, verifier
from tests.seam.policies import DOCUMENT, a_bundle


def packed(bundle: PolicyBundle | None = None, at: float = 1763761234.5) -> PackedSnapshot:
    return pack(bundle or a_bundle(), at, KEY)


def signed(said: dict[str, object], like: PackedSnapshot) -> tuple[bytes, bytes, str]:
    """A manifest with other content, properly signed."""
    data = json.dumps({**json.loads(like.manifest_bytes), **said}).encode()
    return data, KEY.sign(data), like.manifest.id


def test_the_document_comes_back_as_it_went_in() -> None:
    one = packed()
    manifest = read_manifest(one.manifest_bytes, one.signature, verifier(), one.manifest.id)
    assert manifest == one.manifest
    assert read_document(manifest, one.document) == DOCUMENT
    assert manifest.created_at == 1763761234.5


def test_the_same_policy_has_the_same_id_whenever_it_is_built() -> None:
    again = PolicyBundle(a_bundle().document, dict(reversed(a_bundle().layers.items())))
    assert packed(at=1.0).manifest.id == packed(again, at=2.0).manifest.id == bundle_id(a_bundle())


@pytest.mark.parametrize(
    "other",
    [
        a_bundle(name="Another"),
        a_bundle(seen=b"other numbers"),
        PolicyBundle(DOCUMENT, {"seen": b"seen numbers", "blocks": bytes(2000), "empty": b""}),
        PolicyBundle(DOCUMENT, {"seen.roaring": b"seen numbers", "blocks": bytes(2000)}),
    ],
)
def test_whatever_differs_makes_another_id(other: PolicyBundle) -> None:
    assert bundle_id(other) != bundle_id(a_bundle())


def test_layers_are_named_by_their_sha_256() -> None:
    """FIPS 180-4: the name of a layer is the hash of its bytes."""
    one = packed()
    assert set(one.layers) == {sha256(data).hexdigest() for data in a_bundle().layers.values()}
    assert one.layers[one.manifest.layers["seen.roaring"].sha256] == b"seen numbers"


def test_an_unchanged_layer_keeps_its_name() -> None:
    before, after = packed().manifest, packed(a_bundle(seen=b"more")).manifest
    assert before.layers["blocks"] == after.layers["blocks"]
    assert before.layers["seen.roaring"] != after.layers["seen.roaring"]


def test_a_manifest_that_nobody_trusted_signed_is_refused() -> None:
    one = packed()
    with pytest.raises(SeamFault, match="no trusted key signed this manifest"):
        read_manifest(one.manifest_bytes, OTHER_KEY.sign(one.manifest_bytes), verifier(), one.manifest.id)
    with pytest.raises(SeamFault, match="no trusted key signed this manifest"):
        read_manifest(one.manifest_bytes[:-9], one.signature, verifier(), one.manifest.id)
    with pytest.raises(SeamFault, match="the signature has 63 bytes instead of 64"):
        read_manifest(one.manifest_bytes, one.signature[:-1], verifier(), one.manifest.id)


def test_the_manifest_of_another_snapshot_is_refused() -> None:
    one, other = packed(), packed(a_bundle(name="Another"))
    with pytest.raises(SeamFault, match=f"the manifest is that of snapshot {other.manifest.id[:12]}"):
        read_manifest(other.manifest_bytes, other.signature, verifier(), one.manifest.id)


@pytest.mark.parametrize(
    ("said", "why"),
    [
        ({"format": "bellwarden snapshot 2"}, "this version reads 'bellwarden snapshot 1'"),
        ({"created_at": "yesterday"}, "can't be read"),
        ({"id": "0" * 64}, "not that of its content"),
        ({"layers": {"a": {"sha256": "../../etc/passwd", "size": 1}}}, "a is not named by a SHA-256 and a size"),
        ({"layers": {"a": {"sha256": "a" * 64, "size": -1}}}, "a is not named by a SHA-256 and a size"),
        ({"layers": {str(n): {"sha256": "a" * 64, "size": 1} for n in range(LAYERS_MAX + 1)}}, "more than 10000"),
        ({"note": "x" * 5_000_000}, "larger than"),
    ],
)
def test_a_manifest_that_makes_no_sense_is_refused_though_signed(said: dict[str, object], why: str) -> None:
    data, signature, expected = signed(said, packed())
    with pytest.raises(SeamFault, match=why):
        read_manifest(data, signature, verifier(), expected)


def test_a_short_layer_is_named_with_what_is_missing() -> None:
    one = packed()
    content = one.manifest.layers["seen.roaring"]
    with pytest.raises(SeamFault) as caught:
        check_content(one.manifest.id, "layer seen.roaring", content, b"")
    assert str(caught.value) == f"snapshot {one.manifest.id[:12]}…: layer seen.roaring is 12 bytes short"


@pytest.mark.parametrize(
    ("data", "why"), [(b"seen numbers!", "1 bytes too long"), (b"seem numbers", "its SHA-256 differs")]
)
def test_other_bytes_than_the_signed_ones_are_refused(data: bytes, why: str) -> None:
    one = packed()
    with pytest.raises(SeamFault, match=why):
        check_content(one.manifest.id, "layer seen.roaring", one.manifest.layers["seen.roaring"], data)


def test_a_document_of_an_older_version_is_read_with_defaults_and_one_of_a_newer_without_its_news() -> None:
    document = json.loads(packed().document)
    del document["conditions"]
    document["news"] = 1
    older = json.dumps(document).encode()
    manifest = packed().manifest
    fitting = type(manifest)(
        manifest.format, manifest.id, 0.0, type(manifest.document)(sha256(older).hexdigest(), len(older)), {}
    )
    assert read_document(fitting, older).conditions == ()


def test_a_signed_document_that_makes_no_sense_is_refused() -> None:
    manifest = packed().manifest
    wrong = type(manifest)(manifest.format, manifest.id, 0.0, type(manifest.document)(sha256(b"[]").hexdigest(), 2), {})
    with pytest.raises(SeamFault, match="document can't be read"):
        read_document(wrong, b"[]")


def test_too_many_layers_are_refused_when_packing() -> None:
    with pytest.raises(SeamFault, match="10001 layers"):
        packed(PolicyBundle(DOCUMENT, {str(number): b"" for number in range(LAYERS_MAX + 1)}))


@pytest.mark.parametrize("text", ["", "a" * 63, "A" * 64, "../" + "a" * 61, "٣" * 64])
def test_only_hexadecimal_digests_become_file_names(text: str) -> None:
    assert not is_digest(text)
