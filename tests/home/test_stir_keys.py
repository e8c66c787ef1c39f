"""HOME/stir: who may read the key, what stays when the new one is wrong, and what systemd may hand over instead."""

import os
from pathlib import Path

import pytest

from bellwarden.home import HomeFault, StirKeys
from bellwarden.home.stir_keys import check_url
from bellwarden.stir.own import OwnFault
from tests.stir.own_keys import CODE, NOW, Issuer

ISSUER = Issuer()
URL = "https://certificates.petrel.example/823k/one.pem"


@pytest.fixture
def keys(tmp_path: Path) -> StirKeys:
    made = StirKeys(tmp_path / "stir")
    made.make()
    return made


def test_what_was_installed_is_read(keys: StirKeys) -> None:
    pair = ISSUER.issue()
    assert keys.stamp() == ()
    own = keys.install(pair.key, pair.chain, NOW, URL)
    assert own.url == URL
    read = keys.read(NOW)
    assert (read.fingerprint, read.url, read.codes) == (own.fingerprint, URL, (CODE,))
    assert keys.key_path.stat().st_mode & 0o777 == 0o600
    assert keys.folder.stat().st_mode & 0o777 == 0o700


def test_a_new_pair_changes_the_stamp_and_keeps_the_chain_of_before(keys: StirKeys) -> None:
    first, second = ISSUER.issue(), ISSUER.issue()
    keys.install(first.key, first.chain, NOW, URL)
    before = keys.stamp()
    keys.install(second.key, second.chain, NOW, URL.replace("one", "two"))
    assert keys.stamp() != before
    assert [path.read_bytes() for path in keys.earlier()] == [first.chain]
    assert len(keys.urls()) == 2
    assert keys.read(NOW).url.endswith("two.pem")


def test_a_wrong_pair_changes_nothing(keys: StirKeys) -> None:
    good, other = ISSUER.issue(), ISSUER.issue()
    keys.install(good.key, good.chain, NOW, URL)
    before = keys.stamp()
    with pytest.raises(OwnFault, match="does not belong"):
        keys.install(good.key, other.chain, NOW, URL)
    assert keys.stamp() == before
    assert keys.earlier() == ()


@pytest.mark.parametrize("mode", (0o640, 0o604, 0o660, 0o644))
def test_a_key_that_others_can_read_is_refused(keys: StirKeys, mode: int) -> None:
    pair = ISSUER.issue()
    keys.install(pair.key, pair.chain, NOW)
    keys.key_path.chmod(mode)
    with pytest.raises(HomeFault, match="can be read or written by others than its owner: chmod 600"):
        keys.read(NOW)
    keys.key_path.chmod(0o600)
    keys.read(NOW)


def test_a_link_out_of_the_folder_is_refused(keys: StirKeys, tmp_path: Path) -> None:
    pair = ISSUER.issue()
    keys.install(pair.key, pair.chain, NOW)
    outside = tmp_path / "elsewhere.pem"
    os.rename(keys.key_path, outside)
    keys.key_path.symlink_to(outside)
    with pytest.raises(HomeFault, match=r"leads to .*elsewhere.pem, outside of"):
        keys.read(NOW)


def test_a_link_within_the_folder_is_followed(keys: StirKeys) -> None:
    pair = ISSUER.issue()
    keys.install(pair.key, pair.chain, NOW)
    os.rename(keys.key_path, keys.folder / "the-key.pem")
    keys.key_path.symlink_to("the-key.pem")
    assert keys.read(NOW).codes == (CODE,)


def test_a_pipe_in_the_place_of_the_key_holds_nobody_up(keys: StirKeys) -> None:
    pair = ISSUER.issue()
    keys.install(pair.key, pair.chain, NOW)
    keys.key_path.unlink()
    os.mkfifo(keys.key_path, 0o600)
    with pytest.raises(HomeFault, match="is no plain file"):
        keys.read(NOW)


def test_a_missing_chain_is_named(keys: StirKeys) -> None:
    pair = ISSUER.issue()
    keys.install(pair.key, pair.chain, NOW)
    (keys.folder / "chain.pem").unlink()
    assert keys.stamp() != ()
    with pytest.raises(HomeFault, match=r"chain.pem: no such file"):
        keys.read(NOW)


def test_a_huge_file_is_not_read(keys: StirKeys) -> None:
    pair = ISSUER.issue()
    keys.install(pair.key, pair.chain, NOW)
    (keys.folder / "chain.pem").write_bytes(pair.chain * 1_000)
    with pytest.raises(HomeFault, match="larger than"):
        keys.read(NOW)


def test_the_fault_names_both_files(keys: StirKeys) -> None:
    pair = ISSUER.issue()
    keys.install(pair.key, pair.chain, NOW)
    keys.key_path.write_bytes(b"")
    with pytest.raises(HomeFault, match=r"key.pem with .*chain.pem: the key is empty"):
        keys.read(NOW)


def test_a_credential_of_systemd_is_the_key(keys: StirKeys, tmp_path: Path) -> None:
    pair, other = ISSUER.issue(), ISSUER.issue()
    keys.install(other.key, other.chain, NOW)
    (keys.folder / "chain.pem").write_bytes(pair.chain)
    given = tmp_path / "credentials"
    given.mkdir()
    (given / "stir-key").write_bytes(pair.key)
    (given / "stir-key").chmod(0o440)  # as an ACL of systemd shows
    by_systemd = StirKeys(keys.folder, given)
    assert by_systemd.read(NOW).fingerprint == by_systemd.read(NOW).fingerprint
    with pytest.raises(HomeFault, match="credential of systemd"):
        by_systemd.install(other.key, other.chain, NOW)
    with pytest.raises(HomeFault, match="does not belong"):
        keys.read(NOW)


def test_a_damaged_list_of_urls_is_named(keys: StirKeys) -> None:
    pair = ISSUER.issue()
    keys.install(pair.key, pair.chain, NOW, URL)
    (keys.folder / "published.json").write_text("[]")
    with pytest.raises(HomeFault, match=r"published\.json is damaged"):
        keys.read(NOW)


@pytest.mark.parametrize(
    ("url", "said"),
    (
        ("http://a.example/c.pem", "https://"),
        ("https:///c.pem", "https://"),
        ("https://a.example:8080/c.pem", "port 8080"),
        ("https://a.example:port/c.pem", "is no URL"),
        ("https://a.example/c.pem?v=2", "query"),
        ("https://a.example/c.pem#x", "fragment"),
        ("https://u:p@a.example/c.pem", "user name"),
        ("https://a.example/c d.pem", "signs that no URL has"),
        ("https://a.example/" + "c" * 600, "too long"),
    ),
)
def test_a_url_that_others_refuse_is_refused(url: str, said: str) -> None:
    with pytest.raises(HomeFault, match=said):
        check_url(url)


def test_the_ports_of_the_standard_are_taken() -> None:
    # ATIS-1000074 section 5.3.1
    for url in ("https://a.example/c.pem", "https://a.example:443/c.pem", "https://a.example:8443/c.pem"):
        check_url(url)
