import time
from pathlib import Path

import pytest

from bellwarden.home import Home, SpoolBounds, SpoolWriter
from bellwarden.home.segment import segments_in
from bellwarden.home.token_files import TokenFinder, index_path
from bellwarden.model.decision import Decision
from bellwarden.model.stir import Signing, SigningOutcome, Verification, VerificationStatus
from bellwarden.seam.spool import FRAME_SIZE_MAX, encode, segment_header
from bellwarden.seam.token_index import keys_of, origid_key, signature_key
from tests.home.spools import decision


def signed(number: int) -> Decision:
    signing = Signing(SigningOutcome.SIGNED, "A", "own_number", origid(number), f"{number:064x}"[::-1], "c" * 64)
    return decision(number, number)._replace(signing=signing)


def verified(number: int) -> Decision:
    found = Verification(VerificationStatus.PASSED, 0, "", "B", origid(number), signature=f"{number:064x}"[::-1])
    one = decision(number, number)
    return one._replace(call=one.call._replace(verification=found))


def origid(number: int) -> str:
    return f"{number:08x}-0000-4000-8000-000000000000"


def find(folder: Path, number: int) -> list[str]:
    return [one.id for one in finder(folder).find([origid_key(origid(number))], [origid(number)], lambda one: True)]


def finder(folder: Path) -> TokenFinder:
    return TokenFinder(folder)


def written(folder: Path, decisions: list[Decision], bounds: SpoolBounds | None = None) -> None:
    folder.mkdir(exist_ok=True)
    writer = SpoolWriter(folder, "w0", bounds or SpoolBounds())
    for one in decisions:
        writer.put(one)
    writer.close()


def test_a_closed_segment_has_its_index_beside_it(tmp_path: Path) -> None:
    written(tmp_path, [signed(1), decision(2, 2), verified(3)])
    (segment,) = segments_in(tmp_path)
    assert index_path(segment.path).is_file()
    one = finder(tmp_path)
    for number in (1, 3):
        found = one.find([origid_key(origid(number))], [], lambda decision: True)
        assert [decision.usage for decision in found] == [signed(number).usage]
    assert one.find([signature_key(f"{3:064x}"[::-1])], [], lambda decision: True) == [verified(3)]
    assert one.find([origid_key(origid(2))], [], lambda decision: True) == []
    assert one.rebuilt == 0


def test_capitals_in_an_origid_make_no_difference(tmp_path: Path) -> None:
    written(tmp_path, [signed(0xABCDEF)])
    found = finder(tmp_path).find([origid_key(origid(0xABCDEF).upper())], [], lambda one: True)
    assert found == [signed(0xABCDEF)]


def test_a_segment_that_is_still_written_is_searched(tmp_path: Path) -> None:
    writer = SpoolWriter(tmp_path, "w0", SpoolBounds())
    for number in range(50):
        writer.put(signed(number))
    assert writer.flush()
    assert find(tmp_path, 7) == [signed(7).id]
    assert find(tmp_path, 51) == []
    writer.close()
    assert find(tmp_path, 7) == [signed(7).id]


@pytest.mark.parametrize("harm", ["missing", "damaged", "torn", "of another segment", "empty"])
def test_an_index_that_is_of_no_use_is_made_again(tmp_path: Path, harm: str) -> None:
    written(tmp_path, [signed(number) for number in range(20)])
    (segment,) = segments_in(tmp_path)
    path = index_path(segment.path)
    data = path.read_bytes()
    if harm == "missing":
        path.unlink()
    elif harm == "damaged":
        path.write_bytes(data[:-1] + bytes([data[-1] ^ 1]))
    elif harm == "torn":
        path.write_bytes(data[:-16])
    elif harm == "empty":
        path.write_bytes(b"")
    else:
        path.write_bytes(data[:20] + b"\0\0\0\0" + data[24:])
    one = finder(tmp_path)
    assert one.find([origid_key(origid(13))], [], lambda decision: True) == [signed(13)]
    assert one.rebuilt == 1
    assert path.read_bytes() == data
    again = finder(tmp_path)
    assert again.find([origid_key(origid(13))], [], lambda decision: True) == [signed(13)]
    assert again.rebuilt == 0


def test_a_segment_that_an_older_version_left_is_indexed_when_it_is_asked_for(tmp_path: Path) -> None:
    frames = b"".join(encode(signed(number), 5) for number in range(9))
    (tmp_path / "0000000000001-w0.spool").write_bytes(segment_header(5) + frames)
    assert find(tmp_path, 8) == [signed(8).id]


def test_damage_in_a_segment_hides_only_what_it_hit(tmp_path: Path) -> None:
    written(tmp_path, [signed(number) for number in range(9)])
    (segment,) = segments_in(tmp_path)
    index_path(segment.path).unlink()
    data = bytearray(segment.path.read_bytes())
    at = data.index(origid(4).encode())
    data[at] ^= 1
    segment.path.write_bytes(data)
    assert find(tmp_path, 4) == []
    assert [bool(find(tmp_path, number)) for number in (3, 5, 8)] == [True, True, True]


def test_many_segments_are_searched_by_their_indexes_and_go_with_them(tmp_path: Path) -> None:
    bounds = SpoolBounds(segment_bytes_max=FRAME_SIZE_MAX + 1000, spool_bytes_max=4 * FRAME_SIZE_MAX)
    folder = tmp_path / "spool"
    folder.mkdir()
    writer = SpoolWriter(folder, "w0", bounds)
    heavy = [signed(number)._replace(policy="p" * 200_000) for number in range(40)]
    for one in heavy:
        writer.put(one)
        assert writer.flush()
    writer.close()
    kept = segments_in(folder)
    assert len(kept) < 8
    assert {path.name for path in folder.iterdir()} == {
        name for one in kept for name in (one.path.name, index_path(one.path).name)
    }
    assert find(folder, 39) == [heavy[39].id]
    assert find(folder, 0) == []


def test_a_call_without_tokens_has_no_key() -> None:
    assert keys_of(decision(1)) == b""
    assert len(keys_of(signed(1))) == len(keys_of(verified(1))) == 16
    both = signed(1)
    both = both._replace(call=verified(1).call)
    assert len(keys_of(both)) == 16  # the same token


@pytest.mark.slow
def test_a_hundred_thousand_decisions_are_searched_in_no_time(tmp_path: Path) -> None:
    home = Home(tmp_path)
    home.init()
    bounds = SpoolBounds(segment_bytes_max=8 * FRAME_SIZE_MAX, queue_bytes_max=1 << 30, queue_records_max=1 << 20)
    writer = SpoolWriter(home.spool, "w0", bounds)
    for number in range(100_000):
        writer.put(signed(number))
    writer.close()
    started = time.monotonic()
    one = home.token_finder()
    for number in (0, 50_000, 99_999):
        assert one.find([origid_key(origid(number))], [], lambda decision: True) == [signed(number)]
    assert one.find([origid_key(origid(100_000))], [], lambda decision: True) == []
    assert one.rebuilt == 0
    assert time.monotonic() - started < 2
