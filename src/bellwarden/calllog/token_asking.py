"""Which calls a token was with, over all days of the log.

Each day has a narrow file of hashes, sorted, in small row groups: of ninety files one group each is read, and of the
calls themselves those of one number in one day.
"""

from datetime import UTC, datetime
from pathlib import Path
from typing import Final, NamedTuple

from bellwarden.calllog.asking import Asker, asking
from bellwarden.calllog.days import tokens_in
from bellwarden.calllog.engine import moment, text
from bellwarden.calllog.segments import rows_in

NEAR: Final = "INTERVAL 1 HOUR"  # between a decision and what the record of its call says when it began


class TokenCall(NamedTuple):
    """A call of the log that a token was with. None: not known."""

    ours: bool  # the token is one that we made
    at: datetime  # UTC
    decision_id: str
    calling: int | None
    called: int | None
    customer: str | None
    trunk: str | None
    call_id: str | None
    attestation: str | None
    signer: str | None
    verstat: str | None


def calls_of_token(folder: Path, hashes: list[int], most: int = 20) -> list[TokenCall]:
    """Newest first. Empty where there is no log. `hashes` are those of `token_keys`."""
    if not (folder / "manifest.json").is_file():
        return []
    with asking(folder) as asker:
        return _found(asker, folder, hashes, most)


def _found(asker: Asker, folder: Path, hashes: list[int], most: int) -> list[TokenCall]:
    segments = [one for one in asker.manifest.segments if one.tokens]
    if not segments or not hashes:
        return []
    wanted = ", ".join(map(str, hashes))
    hits = asker.connection.execute(
        f"SELECT bool_or(ours), began, calling, decision_id FROM {tokens_in(folder, segments)} WHERE hash IN ({wanted})"
        f" GROUP BY ALL ORDER BY began DESC LIMIT {most:d}"
    ).fetchall()
    return [_call(asker, folder, *hit) for hit in hits]


def _call(asker: Asker, folder: Path, ours: bool, began: datetime, calling: int | None, decision_id: str) -> TokenCall:
    """The row of the call. The decision may be another one about the same call, or the record's number another."""
    began = began.replace(tzinfo=UTC)
    day = began.strftime("%Y-%m-%d")
    rows = rows_in(folder, asker.manifest.days(day, day))
    near = f"began BETWEEN {moment(began)} - {NEAR} AND {moment(began)} + {NEAR}"
    same = f"decision_id = {text(decision_id)}"
    by_number = f"calling = {calling:d} AND {near}" if calling else "false"
    for where in (by_number, same):
        row = asker.connection.execute(
            "SELECT decision_id, calling, called, customer, trunk, call_id, attestation, signer, verstat"
            f" FROM {rows} WHERE {where} AND decision_id IS NOT NULL ORDER BY {same} DESC,"
            f" abs(epoch_ms(began) - epoch_ms({moment(began)})) LIMIT 1"
        ).fetchone()
        if row is not None:
            return TokenCall(ours, began, *row)
    return TokenCall(ours, began, decision_id, calling, *[None] * 7)
