"""The statement of the current snapshot: only newer ones are taken, and a rollback is a newer one."""

import pytest

from bellwarden.seam.fault import SeamFault
from bellwarden.seam.pointer import (
    Pointer,
    PointerKind,
    accept_pointer,
    previous_snapshot,
    read_pointer,
    write_pointer,
)
from bellwarden.seam.signing import sign_line, split_line
from tests.seam.keys import KEY, OTHER_KEY, verifier

A, B, C = "a" * 64, "b" * 64, "c" * 64
PUSH, ROLLBACK = PointerKind.PUSH, PointerKind.ROLLBACK


def pointer(serial: int = 1, snapshot: str = A, kind: PointerKind = PUSH) -> Pointer:
    return Pointer(serial, snapshot, kind, 'new "customer" — Zenith', "noc", 1763761234.5)


def test_a_statement_comes_back_as_it_was_made() -> None:
    assert read_pointer(write_pointer(pointer(), KEY), verifier()) == pointer()


@pytest.mark.parametrize("serial", [1, 4, 5])
def test_a_statement_that_is_not_newer_is_refused(serial: int) -> None:
    data = write_pointer(pointer(serial, B), KEY)
    with pytest.raises(SeamFault, match=f"statement {serial} .* is not newer than statement 5 .*, which is in force"):
        accept_pointer(data, verifier(), pointer(5))


def test_a_rollback_is_a_newer_statement_about_an_older_snapshot() -> None:
    back = pointer(6, A, ROLLBACK)
    assert accept_pointer(write_pointer(back, KEY), verifier(), pointer(5, B)) == back


@pytest.mark.parametrize(
    ("data", "why"),
    [
        (b"", "is cut off"),
        (write_pointer(pointer(), KEY)[:-1], "is cut off"),
        (write_pointer(pointer(), KEY)[:-20] + b"\n", "is not signed"),
        (b'{"serial":9}\n', "is not signed"),
        (write_pointer(pointer(), OTHER_KEY), "no trusted key signed"),
        (write_pointer(pointer(), KEY).replace(b'"serial":1', b'"serial":2'), "no trusted key signed"),
        (write_pointer(pointer(0), KEY), "names no serial"),
        (write_pointer(pointer(1, "../" + "a" * 61), KEY), "names no serial or no snapshot"),
        (b"x" * 20_000, "larger than"),
    ],
)
def test_a_statement_that_is_not_to_be_trusted_is_refused(data: bytes, why: str) -> None:
    with pytest.raises(SeamFault, match=why):
        accept_pointer(data, verifier(), None)


def test_a_line_of_another_kind_does_not_pass_for_a_statement() -> None:
    """Journal lines are signed by the same key: what a line is stands inside what is signed."""
    with pytest.raises(SeamFault, match="can't be read"):
        read_pointer(sign_line(b'{"journal":1,"line":1}', KEY) + b"\n", verifier())
    body = split_line(write_pointer(pointer(), KEY)[:-1])[0].replace(b"current 1", b"current 2")
    with pytest.raises(SeamFault, match="of format 'bellwarden current 2'"):
        read_pointer(sign_line(body, KEY) + b"\n", verifier())


@pytest.mark.parametrize("reason", ["\ud800", "x" * 20_000])
def test_a_reason_that_no_statement_can_carry_is_refused(reason: str) -> None:
    with pytest.raises(SeamFault):
        write_pointer(pointer()._replace(reason=reason), KEY)


@pytest.mark.parametrize(
    ("history", "expected"),
    [
        ([], ""),
        ([(A, PUSH)], ""),
        ([(A, PUSH), (B, PUSH)], A),
        ([(A, PUSH), (B, PUSH), (B, PUSH)], A),
        ([(A, PUSH), (B, PUSH), (C, PUSH), (B, ROLLBACK)], A),
        ([(A, PUSH), (B, PUSH), (A, ROLLBACK)], ""),
        ([(A, PUSH), (B, PUSH), (A, ROLLBACK), (C, PUSH)], A),
        ([(A, PUSH), (B, PUSH), (A, PUSH), (B, ROLLBACK)], A),
        ([(B, PUSH), (A, ROLLBACK)], B),
    ],
)
def test_a_rollback_goes_back_and_never_forward_again(history: list[tuple[str, PointerKind]], expected: str) -> None:
    statements = [pointer(serial, snapshot, kind) for serial, (snapshot, kind) in enumerate(history, 1)]
    assert previous_snapshot(statements) == expected
