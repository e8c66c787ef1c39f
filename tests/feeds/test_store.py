"""What was fetched, on disk: whole or not there, bounded, and never beside its folder."""

import os
from pathlib import Path

import pytest

from bellwarden.feeds.store import SUFFIX, Store
from bellwarden.stir.retrieval import Retrieved

URL = "https://sound.farm.example/c.pem"


def files(folder: Path) -> list[Path]:
    return sorted(one for one in folder.rglob("*") if one.is_file())


def test_what_was_put_is_there_for_the_next_process(tmp_path: Path) -> None:
    first = Store(tmp_path / "store")
    first.put(Retrieved(URL, 5.0, b"one"))
    first.put(Retrieved(URL, 6.0, b"two"))
    first.put(Retrieved(URL + "?", 7.0, b"\nthree\n"))
    second = Store(tmp_path / "store")
    assert second.get(URL) == Retrieved(URL, 6.0, b"two")
    assert [one.body for one in second.all()] == [b"two", b"\nthree\n"]
    assert second.get("https://other.farm.example/") is None
    assert len(files(tmp_path)) == 2
    assert all(one.stat().st_mode & 0o077 == 0 for one in files(tmp_path))


@pytest.mark.parametrize(
    "url", ["https://evil/../../cert.pem", "../../cert.pem", "/etc/passwd", "a" * 5_000, "\0", "", "\udcff", "x/" * 200]
)
def test_no_name_comes_from_a_url(tmp_path: Path, url: str) -> None:
    store = Store(tmp_path / "a" / "store")
    (tmp_path / "cert.pem").write_text("ours")
    try:
        store.put(Retrieved(url, 5.0, b"theirs"))
    except UnicodeEncodeError:
        assert files(tmp_path / "a") == []  # half a character is nobody's URL
        return
    assert [one.parent for one in files(tmp_path / "a")] == [tmp_path / "a" / "store"]
    assert files(tmp_path / "a")[0].name.removesuffix(SUFFIX).isalnum()
    assert (tmp_path / "cert.pem").read_text() == "ours"


def test_a_link_in_the_folder_is_not_followed(tmp_path: Path) -> None:
    outside = tmp_path / "outside"
    outside.write_text("ours")
    store = Store(tmp_path / "store")
    store.put(Retrieved(URL, 5.0, b"theirs"))
    kept = files(tmp_path / "store")[0]
    kept.unlink()
    kept.symlink_to(outside)
    assert Store(tmp_path / "store").get(URL) is None
    store.put(Retrieved(URL, 6.0, b"theirs"))
    assert outside.read_text() == "ours"
    (tmp_path / "store" / f".{os.getpid()}").symlink_to(outside)
    with pytest.raises(OSError):
        store.put(Retrieved(URL, 7.0, b"theirs"))
    assert outside.read_text() == "ours"


@pytest.mark.parametrize(
    "damage", [lambda old: old[:-1], lambda old: old + b"x", lambda old: b"", lambda old: b"\n" + old]
)
def test_a_damaged_file_is_not_read(tmp_path: Path, damage: object) -> None:
    assert callable(damage)
    store = Store(tmp_path)
    store.put(Retrieved(URL, 5.0, b"body"))
    kept = files(tmp_path)[0]
    kept.write_bytes(damage(kept.read_bytes()))
    assert store.get(URL) is None
    assert list(Store(tmp_path).all()) == []


def test_a_file_under_another_ones_name_is_not_read(tmp_path: Path) -> None:
    store = Store(tmp_path)
    store.put(Retrieved(URL, 5.0, b"body"))
    store.put(Retrieved(URL + "2", 5.0, b"other"))
    one, two = files(tmp_path)
    one.write_bytes(two.read_bytes())
    assert sorted(found.body for found in Store(tmp_path).all()) in ([b"body"], [b"other"])


def test_a_pipe_or_a_folder_in_its_place_stops_nothing(tmp_path: Path) -> None:
    store = Store(tmp_path)
    store.put(Retrieved(URL, 5.0, b"body"))
    kept = files(tmp_path)[0]
    kept.unlink()
    os.mkfifo(kept)
    assert Store(tmp_path).get(URL) is None


def test_the_oldest_go_when_there_are_too_many(tmp_path: Path) -> None:
    store = Store(tmp_path, files_max=20)
    for number in range(50):
        store.put(Retrieved(f"{URL}{number}", float(number), b"body"))
        os.utime(tmp_path / files(tmp_path)[0].name)
    assert len(store) <= 20
    assert len(files(tmp_path)) <= 20
    assert store.get(f"{URL}49") is not None
