"""Every seed, and every input that once found something, goes through its fuzz target again, without atheris."""

from importlib import import_module
from pathlib import Path
from random import Random

import pytest

from tests.fuzz import kept
from tests.fuzz.kit import DATA

SEEDS = {
    "fuzz_message": "sip",
    "fuzz_uri": "sip/uri",
    "fuzz_headers": "sip/headers",
    "fuzz_via": "sip/via",
    "fuzz_stream": "sip/stream",
    "fuzz_shape": "sip/shape",
    "fuzz_identity": "stir/identity",
    "fuzz_token": "stir/token",
    "fuzz_json": "stir/json",
    "fuzz_tn_auth_list": "stir/tn_auth_list",
    "fuzz_certificate": "stir/certificate",
    "fuzz_revocation": "stir/revocation",
}
TARGETS = sorted(path.stem for path in Path(__file__).parent.glob("fuzz_*.py"))


def inputs(target: str) -> list[Path]:
    return sorted(path for path in (DATA / SEEDS[target]).iterdir() if path.is_file())


def test_every_target_has_seeds() -> None:
    assert set(SEEDS) <= set(TARGETS)
    assert all(len(inputs(target)) >= 5 for target in SEEDS)


@pytest.mark.parametrize(
    ("target", "path"), [(name, path) for name in SEEDS for path in inputs(name)], ids=lambda v: getattr(v, "name", v)
)
def test_seed(target: str, path: Path) -> None:
    import_module(f"tests.fuzz.{target}").one(path.read_bytes())


@pytest.mark.parametrize("target", [target for target in TARGETS if kept.read(target)])
def test_what_fuzzing_found(target: str) -> None:
    """Each input that once reached code of its own (tests/fuzz/kept.py)."""
    one = import_module(f"tests.fuzz.{target}").one
    inputs = kept.read(target)
    assert len(inputs) >= 10
    for data in inputs:
        one(data)


def test_few_inputs_take_the_steps_of_all() -> None:
    found = [b"INVITE", b"INVITE sip:a@h SIP/2.0\r\n\r\n", b"INVITE sip:b@h SIP/2.0\r\n\r\n"]
    assert kept.few(found, import_module("tests.fuzz.fuzz_message").one) == found[:2]


@pytest.mark.parametrize("target", sorted(SEEDS))
def test_mutated_seeds(target: str) -> None:
    """A poor man's fuzzing that runs everywhere: each seed with bytes flipped, dropped and doubled."""
    one = import_module(f"tests.fuzz.{target}").one
    random = Random(1)
    seeds = [path.read_bytes() for path in inputs(target)]
    for _ in range(500):
        data = bytearray(random.choice(seeds))
        for _ in range(random.randint(1, 4)):
            at = random.randrange(len(data) + 1)
            data[at : at + random.choice((0, 1, 1, 4))] = random.choice(
                (b"", bytes([random.randrange(256)]), data[at : at + 6] * 2)
            )
        one(bytes(data))
