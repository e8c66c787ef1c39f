"""Snapshots on disk: whole or not at all, verified when loaded, layers shared; the pointer only moves forward."""

import os
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path

import pytest
from pyroaring import BitMap64

from bellwarden.home import Home, SnapshotShelf
from bellwarden.home.files import TEMPORARY
from bellwarden.model.policy import PolicyBundle
from bellwarden.seam.fault import SeamFault
from bellwarden.seam.pointer import Pointer, PointerKind
from bellwarden.seam.snapshot import bundle_id
from tests.seam.policies import DOCUMENT, a_bundle

ROOT = Path(__file__).parents[2]
IMPORTABLE = {"PYTHONPATH": f"{ROOT / 'src'}:{ROOT}"}
PUSH, ROLLBACK = PointerKind.PUSH, PointerKind.ROLLBACK


@pytest.fixture
def home(tmp_path: Path) -> Home:
    made = Home(tmp_path / "home")
    made.init()
    return made


def push(shelf: SnapshotShelf, name: str, at: float = 1.0, kind: PointerKind = PUSH) -> Pointer:
    return shelf.point(shelf.store(a_bundle(name), at), kind, "test", "noc", at)


def test_a_snapshot_comes_back_as_it_was_stored(home: Home) -> None:
    shelf = home.shelf()
    snapshot = shelf.load(shelf.store(a_bundle(), 5.0))
    assert (snapshot.id, snapshot.created_at, snapshot.document) == (bundle_id(a_bundle()), 5.0, DOCUMENT)
    assert {name: bytes(layer) for name, layer in snapshot.layers.items()} == a_bundle().layers


def test_layers_are_read_only_memory(home: Home) -> None:
    shelf = home.shelf()
    layer = shelf.load(shelf.store(a_bundle(), 5.0)).layers["blocks"]
    assert isinstance(layer, memoryview)
    assert layer.readonly
    assert layer.cast("H")[3] == 0


def test_the_same_policy_is_stored_once(home: Home) -> None:
    shelf = home.shelf()
    first = shelf.store(a_bundle(), 5.0)
    before = {path: path.stat().st_ino for path in home.path.rglob("*") if path.is_file()}
    assert shelf.store(a_bundle(), 6.0) == first
    assert {path: path.stat().st_ino for path in home.path.rglob("*") if path.is_file()} == before
    assert shelf.load(first).created_at == 5.0


def test_only_a_changed_layer_is_written_again(home: Home) -> None:
    shelf = home.shelf()
    shelf.store(a_bundle(), 5.0)
    before = {path.name: path.stat().st_ino for path in (home.path / "layers").iterdir()}
    shelf.store(a_bundle(seen=b"others"), 6.0)
    after = {path.name: path.stat().st_ino for path in (home.path / "layers").iterdir()}
    assert len(after) == len(before) + 1
    assert before.items() <= after.items()


def truncate_layer(home: Home, folder: Path) -> None:
    path = next(path for path in (home.path / "layers").iterdir() if path.read_bytes() == b"seen numbers")
    path.chmod(0o600)
    path.write_bytes(b"")


def change_layer(home: Home, folder: Path) -> None:
    path = next(path for path in (home.path / "layers").iterdir() if path.read_bytes() == b"seen numbers")
    path.chmod(0o600)
    path.write_bytes(b"seem numbers")


def lose_layer(home: Home, folder: Path) -> None:
    next(path for path in (home.path / "layers").iterdir() if path.read_bytes() == b"seen numbers").unlink()


def change_document(home: Home, folder: Path) -> None:
    path = folder / "document.json"
    path.chmod(0o600)
    path.write_bytes(path.read_bytes().replace(b"acme", b"zeta"))


def lose(name: str) -> Callable[[Home, Path], None]:
    return lambda home, folder: (folder / name).unlink()


def truncate(name: str) -> Callable[[Home, Path], None]:
    return lambda home, folder: os.truncate(folder / name, 10)


DAMAGES = [
    (truncate_layer, "layer seen.roaring is 12 bytes short"),
    (change_layer, "layer seen.roaring is not what was signed"),
    (lose_layer, "layer seen.roaring is missing"),
    (change_document, "document is not what was signed"),
    (truncate("document.json"), "document is .* bytes short"),
    (lose("document.json"), "document is missing"),
    (truncate("manifest.json"), "no trusted key signed this manifest"),
    (lose("manifest.json"), "manifest is missing"),
    (truncate("manifest.sig"), "the signature has 10 bytes"),
    (lose("manifest.sig"), "signature is missing"),
]


@pytest.mark.parametrize(("damage", "why"), DAMAGES)
def test_a_damaged_snapshot_is_refused_and_stored_anew(
    home: Home, damage: Callable[[Home, Path], None], why: str
) -> None:
    shelf = home.shelf()
    snapshot_id = shelf.store(a_bundle(), 5.0)
    damage(home, home.path / "snapshots" / snapshot_id)
    with pytest.raises(SeamFault, match=f"snapshot {snapshot_id[:12]}…: {why}"):
        shelf.load(snapshot_id)
    shelf.store(a_bundle(), 6.0)
    assert shelf.load(snapshot_id).document == DOCUMENT


@pytest.mark.parametrize("snapshot_id", ["", "../keys", "a" * 63, "a" * 64])
def test_what_is_not_on_the_shelf_is_refused(home: Home, snapshot_id: str) -> None:
    with pytest.raises(SeamFault, match=r"is no snapshot id|is not on the shelf"):
        home.shelf().load(snapshot_id)
    with pytest.raises(SeamFault, match=r"is no snapshot id|is not on the shelf"):
        home.shelf().point(snapshot_id, PUSH, "test", "noc", 1.0)


def test_a_snapshot_signed_elsewhere_is_refused(home: Home, tmp_path: Path) -> None:
    other = Home(tmp_path / "other")
    other.init()
    snapshot_id = other.shelf().store(a_bundle(), 5.0)
    os.rename(other.path / "snapshots" / snapshot_id, home.path / "snapshots" / snapshot_id)
    with pytest.raises(SeamFault, match="no trusted key signed"):
        home.shelf().load(snapshot_id)


def test_a_store_that_died_leaves_nothing_in_the_way(home: Home) -> None:
    """What a killed writer leaves behind, at every step of its way."""
    shelf = home.shelf()
    snapshot_id = bundle_id(a_bundle())
    (home.path / "layers" / f"{TEMPORARY}half").write_bytes(b"half a layer")
    half = home.path / "snapshots" / f"{TEMPORARY}{snapshot_id}"
    half.mkdir()
    (half / "manifest.json").write_bytes(b"half")
    assert shelf.list() == ()
    shelf.store(a_bundle(), 5.0)
    assert shelf.load(snapshot_id).document == DOCUMENT
    assert not list(home.path.rglob(f"{TEMPORARY}*"))


STORE_UNTIL_KILLED = """
import sys
from bellwarden.home import Home
from bellwarden.seam.pointer import PointerKind
from tests.seam.policies import a_bundle
shelf, number = Home(sys.argv[1]).shelf(), int(sys.argv[2])
while True:
    number += 1
    snapshot = shelf.store(a_bundle(str(number)), number)
    print(snapshot, shelf.point(snapshot, PointerKind.PUSH, "test", "noc", number).serial, flush=True)
"""


def test_a_store_killed_at_any_moment_leaves_whole_snapshots_and_loses_none(home: Home) -> None:
    acknowledged: list[tuple[str, int]] = []
    for attempt, delay in enumerate((0.0, 0.003, 0.01, 0.03)):
        process = subprocess.Popen(
            [sys.executable, "-c", STORE_UNTIL_KILLED, str(home.path), str(attempt * 1_000_000)],
            stdout=subprocess.PIPE,
            env=IMPORTABLE,
        )
        assert process.stdout is not None
        first = process.stdout.readline()
        time.sleep(delay)
        process.kill()
        for line in [first, *process.stdout]:
            if line.endswith(b"\n"):
                snapshot, serial = line.split()
                acknowledged.append((snapshot.decode(), int(serial)))
        process.wait()
        process.stdout.close()
    shelf = home.shelf()
    shelved = shelf.list()
    assert [one for one in shelved if one.fault] == []
    assert {snapshot for snapshot, _ in acknowledged} <= {one.id for one in shelved}
    for one in shelved:
        shelf.load(one.id)
    serials = [serial for _, serial in acknowledged]
    assert serials == sorted(set(serials))
    assert push(shelf, "after the last kill", 1e9).serial > serials[-1]


def test_the_list_is_newest_first_and_names_what_is_broken(home: Home) -> None:
    shelf = home.shelf()
    old, new, bad = (shelf.store(a_bundle(name), at) for name, at in (("old", 1.0), ("new", 2.0), ("bad", 3.0)))
    (home.path / "snapshots" / bad / "manifest.sig").unlink()
    assert [one.id for one in shelf.list()] == [new, old, bad]
    assert "signature is missing" in shelf.list()[2].fault
    assert shelf.list()[0].size > 2012


def test_serials_rise_over_pushes_and_rollbacks(home: Home) -> None:
    shelf = home.shelf()
    assert shelf.current() is None
    assert shelf.previous() == ""
    first, second = push(shelf, "a"), push(shelf, "b")
    assert (first.serial, second.serial, shelf.previous()) == (1, 2, first.snapshot)
    back = shelf.point(shelf.previous(), ROLLBACK, "too many refused", "noc", 9.0)
    assert (back.serial, back.snapshot, shelf.previous()) == (3, first.snapshot, "")
    assert home.shelf().current() == back


@pytest.mark.parametrize("damage", [b"", b"noise\n"])
def test_serials_rise_also_past_a_damaged_statement(home: Home, damage: bytes) -> None:
    shelf = home.shelf()
    push(shelf, "a")
    push(shelf, "b")
    shelf.current_path.write_bytes(damage)
    with pytest.raises(SeamFault):
        shelf.current()
    assert push(shelf, "c").serial == 3


def test_a_torn_statement_in_the_history_does_not_spoil_the_next(home: Home) -> None:
    shelf = home.shelf()
    first = push(shelf, "a")
    with open(home.state / "statements", "ab") as file:
        file.write(b'{"format":"bellwarden cur')
    push(shelf, "b")
    assert shelf.previous() == first.snapshot


def test_a_prune_keeps_what_records_name_and_what_a_rollback_may_want(home: Home) -> None:
    shelf = home.shelf()
    ids = [push(shelf, str(number), float(number)).snapshot for number in range(6)]
    named = shelf.store(a_bundle("named", b"named numbers"), 0.5)
    lost = shelf.store(a_bundle("lost", b"lost numbers"), 0.6)
    asked: list[str] = []

    def is_named(snapshot_id: str) -> bool:
        asked.append(snapshot_id)
        return snapshot_id == named

    removed = shelf.prune(is_named, keep=2)
    assert set(removed) == {lost, *ids[:4]}
    assert {one.id for one in shelf.list()} == {named, *ids[4:]}
    assert ids[5] not in asked  # nobody searches for what stays anyway
    layers = {path.read_bytes() for path in (home.path / "layers").iterdir()}
    assert (b"named numbers" in layers, b"lost numbers" in layers, b"seen numbers" in layers) == (True, False, True)
    for one in shelf.list():
        shelf.load(one.id)


def test_a_prune_removes_no_layer_while_a_manifest_cannot_be_read(home: Home) -> None:
    shelf = home.shelf()
    push(shelf, "current")
    broken = shelf.store(a_bundle("broken", b"its numbers"), 9.0)
    (home.path / "snapshots" / broken / "manifest.sig").rename(home.path / "sig")
    shelf.prune(lambda _: True)
    (home.path / "sig").rename(home.path / "snapshots" / broken / "manifest.sig")
    assert bytes(shelf.load(broken).layers["seen.roaring"]) == b"its numbers"


def test_a_loaded_snapshot_outlives_its_removal(home: Home) -> None:
    shelf = home.shelf()
    push(shelf, "current", 2.0)
    old = shelf.store(a_bundle("old", b"old numbers"), 1.0)
    snapshot = shelf.load(old)
    assert shelf.prune(lambda _: False, keep=1) == (old,)
    assert bytes(snapshot.layers["seen.roaring"]) == b"old numbers"


def test_a_gate_learns_of_each_new_snapshot_once(home: Home) -> None:
    shelf, follower = home.shelf(), home.statement_follower()
    assert follower.poll() is None
    assert follower.fault == "there is no statement of the current snapshot"
    for name in ("a", "b"):
        pointer = push(shelf, name)
        assert follower.poll() == pointer
        assert shelf.load(pointer.snapshot).document.carrier.name == name
        assert (follower.poll(), follower.fault) == (None, "")


def stale(home: Home) -> None:
    """An old statement put back, as a restored backup would."""
    old = (home.state / "statements").read_bytes().splitlines(keepends=True)[0]
    (home.path / "current").write_bytes(old)


def unsigned(home: Home) -> None:
    text = (home.path / "current").read_bytes()
    (home.path / "current").write_bytes(text.replace(b'"serial":2', b'"serial":9'))


def cut(home: Home) -> None:
    text = (home.path / "current").read_bytes()
    (home.path / "current").write_bytes(text[:-30])


@pytest.mark.parametrize(
    ("spoil", "why"),
    [
        (stale, "is not newer than"),
        (unsigned, "no trusted key"),
        (cut, "is cut off"),
    ],
)
def test_a_gate_refuses_what_is_bad_and_keeps_the_last_good(
    home: Home, monkeypatch: pytest.MonkeyPatch, spoil: Callable[[Home], None], why: str
) -> None:
    shelf, follower = home.shelf(), home.statement_follower()
    push(shelf, "a")
    held = push(shelf, "b")
    assert follower.poll() == held
    current = (home.path / "current").read_bytes()
    spoil(home)
    assert follower.poll() is None
    assert why in follower.fault
    assert follower.held == held
    loads: list[Pointer | None] = []
    with monkeypatch.context() as watched:
        watched.setattr(SnapshotShelf, "newer", lambda self, held: loads.append(held))
        assert follower.poll() is None
    assert loads == []  # it is not read again and again
    (home.path / "current").write_bytes(current)  # repaired
    assert (follower.poll(), follower.fault) == (None, "")
    assert follower.poll() is None
    good = push(shelf, "c")
    assert (follower.poll(), follower.fault) == (good, "")


def test_a_snapshot_that_lost_its_document_is_not_loaded(home: Home) -> None:
    pointer = push(home.shelf(), "damaged")
    (home.path / "snapshots" / pointer.snapshot / "document.json").unlink()
    with pytest.raises(SeamFault, match="document is missing"):
        home.shelf().load(pointer.snapshot)


def test_a_rollback_reaches_the_gate_though_its_snapshot_is_older(home: Home) -> None:
    shelf, follower = home.shelf(), home.statement_follower()
    first = push(shelf, "a")
    push(shelf, "b")
    follower.poll()
    back = shelf.point(first.snapshot, ROLLBACK, "too many refused", "noc", 9.0)
    assert follower.poll() == back
    assert back.snapshot == first.snapshot


def test_a_big_snapshot_is_loaded_in_time(home: Home) -> None:
    """2,000,000 numbers and a 20 MB allocation table: loaded and verified in far less than a gate's two seconds."""
    numbers = BitMap64(range(12_380_000_000, 12_400_000_000, 10))
    numbers.run_optimize()
    bundle = PolicyBundle(DOCUMENT, {"seen.roaring": numbers.serialize(), "blocks": bytes(range(250)) * 80_000})
    shelf = home.shelf()
    snapshot_id = shelf.store(bundle, 1.0)
    begin = time.perf_counter()
    snapshot = shelf.load(snapshot_id)
    seconds = time.perf_counter() - begin
    assert 12_380_000_010 in BitMap64.deserialize(bytes(snapshot.layers["seen.roaring"]))
    assert seconds < 0.5
