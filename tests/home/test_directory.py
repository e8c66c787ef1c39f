"""A home directory: made once, closed to others, with keys that only its owner reads."""

import multiprocessing
from pathlib import Path

import pytest
from cryptography.hazmat.primitives.asymmetric.ec import SECP256R1, generate_private_key
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from cryptography.hazmat.primitives.serialization import (
    Encoding,
    NoEncryption,
    PrivateFormat,
    PublicFormat,
    load_pem_private_key,
)

from bellwarden.home import Home, HomeFault
from bellwarden.home.files import write_new


def mode(path: Path) -> int:
    return path.stat().st_mode & 0o777


def public_pem(key: Ed25519PrivateKey) -> bytes:
    return key.public_key().public_bytes(Encoding.PEM, PublicFormat.SubjectPublicKeyInfo)


@pytest.fixture
def home(tmp_path: Path) -> Home:
    made = Home(tmp_path / "home")
    made.init()
    return made


def test_a_new_home_is_closed_to_others(home: Home) -> None:
    assert home.exists()
    folders = [home.path, *(path for path in home.path.iterdir() if path.is_dir())]
    assert {path.name for path in folders[1:]} == {"keys", "snapshots", "layers", "spool", "state", "run"}
    assert {mode(path) for path in folders} == {0o700}
    assert {mode(path) for path in home.keys.iterdir()} == {0o600}


def test_the_signing_key_is_trusted_here(home: Home) -> None:
    assert home.verifier().accepts(home.signing_key().sign(b"text"), b"text")


def test_keys_are_written_as_rfc_8410_says(home: Home) -> None:
    """RFC 8410 sections 4 and 7: SubjectPublicKeyInfo and PKCS #8 with the algorithm 1.3.101.112, in PEM."""
    private = (home.keys / "signing.key").read_bytes()
    assert private.startswith(b"-----BEGIN PRIVATE KEY-----")
    assert isinstance(load_pem_private_key(private, None), Ed25519PrivateKey)
    assert (home.keys / "signing.pub").read_bytes() == public_pem(home.signing_key())


def test_init_twice_keeps_what_is_there(home: Home) -> None:
    before = {path.name: path.read_bytes() for path in home.keys.iterdir()}
    (home.path / "spool").chmod(0o755)
    home.init()
    assert {path.name: path.read_bytes() for path in home.keys.iterdir()} == before
    assert mode(home.path / "spool") == 0o700


def test_init_completes_a_home_that_lost_folders(home: Home) -> None:
    (home.path / "run").rmdir()
    (home.keys / "signing.pub").unlink()
    home.init()
    assert (home.path / "run").is_dir()
    assert home.verifier().accepts(home.signing_key().sign(b""), b"")


def test_init_makes_an_empty_directory_a_home(tmp_path: Path) -> None:
    Home(tmp_path).init()
    assert Home(tmp_path).exists()


def test_init_leaves_a_directory_alone_that_holds_other_things(tmp_path: Path) -> None:
    (tmp_path / "letters").write_text("private")
    tmp_path.chmod(0o755)
    with pytest.raises(HomeFault, match="is not empty and no Bellwarden home"):
        Home(tmp_path).init()
    assert mode(tmp_path) == 0o755
    assert [path.name for path in tmp_path.iterdir()] == ["letters"]


def _init(path: Path, start: "multiprocessing.synchronize.Barrier") -> None:
    start.wait()
    Home(path).init()


def test_two_processes_that_init_at_once_agree_on_the_key(tmp_path: Path) -> None:
    for attempt in range(5):
        path = tmp_path / str(attempt)
        start = multiprocessing.Barrier(3)
        processes = [multiprocessing.Process(target=_init, args=(path, start)) for _ in range(3)]
        for process in processes:
            process.start()
        for process in processes:
            process.join()
        assert [process.exitcode for process in processes] == [0, 0, 0]
        home = Home(path)
        assert home.verifier().accepts(home.signing_key().sign(b""), b"")
        assert {one.name for one in home.keys.iterdir()} == {"signing.key", "signing.pub"}


def test_a_key_that_another_process_made_meanwhile_holds(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    other = Ed25519PrivateKey.generate()
    pem = other.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption())
    home = Home(tmp_path)

    def meanwhile(path: Path, data: bytes, mode: int = 0o600) -> None:
        write_new(home.keys / "signing.key", pem)
        write_new(path, data, mode)

    monkeypatch.setattr("bellwarden.home.directory.write_new", meanwhile)
    home.init()
    assert home.verifier().accepts(other.sign(b""), b"")
    assert home.signing_key().sign(b"") == other.sign(b"")


def test_a_home_that_only_reads_gets_no_signing_key(tmp_path: Path, home: Home) -> None:
    """A gate apart from the office: it holds the office's public key and nothing to sign with."""
    gate = Home(tmp_path / "gate")
    (tmp_path / "gate" / "keys").mkdir(parents=True)
    (gate.keys / "office.pub").write_bytes((home.keys / "signing.pub").read_bytes())
    gate.init()
    assert gate.verifier().accepts(home.signing_key().sign(b"text"), b"text")
    with pytest.raises(HomeFault, match="can read what others signed, but not sign"):
        gate.signing_key()


def test_a_former_key_stays_trusted_as_long_as_it_lies_there(home: Home) -> None:
    former = Ed25519PrivateKey.generate()
    (home.keys / "2024.pub").write_bytes(public_pem(former))
    assert home.verifier().accepts(former.sign(b"text"), b"text")
    (home.keys / "2024.pub").unlink()
    assert not home.verifier().accepts(former.sign(b"text"), b"text")


def test_a_key_that_others_can_read_is_not_used(home: Home) -> None:
    (home.keys / "signing.key").chmod(0o640)
    with pytest.raises(HomeFault, match=r"can be read by others than its owner: chmod 600"):
        home.signing_key()


def test_a_key_that_nobody_trusts_does_not_sign(home: Home) -> None:
    """What it signed would stop every reader at that line."""
    pem = Ed25519PrivateKey.generate().private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption())
    (home.keys / "signing.key").write_bytes(pem)
    with pytest.raises(HomeFault, match="belongs to none of the trusted keys"):
        home.signing_key()


@pytest.mark.parametrize("text", [b"", b"noise", b"-----BEGIN PRIVATE KEY-----\nAAAA\n-----END PRIVATE KEY-----\n"])
def test_a_damaged_key_is_reported(home: Home, text: bytes) -> None:
    (home.keys / "signing.key").write_bytes(text)
    with pytest.raises(HomeFault, match="holds no usable key"):
        home.signing_key()
    (home.keys / "signing.pub").write_bytes(text)
    with pytest.raises(HomeFault, match="holds no usable public key"):
        home.verifier()


def test_a_key_of_another_kind_is_reported(home: Home) -> None:
    other = generate_private_key(SECP256R1())
    (home.keys / "signing.key").write_bytes(other.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption()))
    with pytest.raises(HomeFault, match="another kind than Ed25519"):
        home.signing_key()
    pem = other.public_key().public_bytes(Encoding.PEM, PublicFormat.SubjectPublicKeyInfo)
    (home.keys / "signing.pub").write_bytes(pem)
    with pytest.raises(HomeFault, match="another kind than Ed25519"):
        home.verifier()


def test_what_is_no_home_says_so(tmp_path: Path) -> None:
    assert not Home(tmp_path).exists()
    with pytest.raises(HomeFault, match="is this a home"):
        Home(tmp_path).shelf()
