"""Any octets as a TNAuthList: refused, or read in the one way in which what was read would be written again."""

from bellwarden.stir.tn_auth_list import DerError, read_tn_auth_list, take


def one(data: bytes) -> None:
    try:
        found = read_tn_auth_list(data)
    except DerError:
        return
    assert found.codes or found.ranges or found.numbers
    assert found.encloses(found) or not found.codes
    # Each entry written again is as long as it was, and all of them are the list: nothing was read over.
    body, end = take(data, 0, 0x30)
    assert end == len(data)
    written = sum(4 + len(code) for code in found.codes)
    for first, count in found.ranges:
        assert count >= 2 and int(first) + count <= 10 ** len(first)
        assert found.covers(first)
        written += 6 + len(first) + 2 + len(_integer(count))
    for number in found.numbers:
        assert found.covers(number) and number.isascii()
    if not found.numbers:  # a number may be there twice
        assert written == len(body)


def _integer(value: int) -> bytes:
    return value.to_bytes(value.bit_length() // 8 + 1, "big")


if __name__ == "__main__":
    from kit import fuzz

    fuzz("fuzz_tn_auth_list", "stir/tn_auth_list")
