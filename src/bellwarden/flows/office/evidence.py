"""What evidence says is read only by who may, and only if it is still what was kept; some readings are on record."""

from typing import Final, Protocol

from bellwarden.flows.office.world import OfficeWorld, need
from bellwarden.model.office.case import Evidence, Visibility
from bellwarden.model.office.people import Right
from bellwarden.ports.office import Missing

# Beside Right.READ; what stands here is an audit event each time it is read.
TAKES: Final = {Visibility.CPNI: Right.READ_CPNI, Visibility.PRIVILEGED: Right.DISCLOSE}


class EvidenceReader(Protocol):
    def read(self, digest: str) -> bytes:
        """The bytes, hashed again. An exception says that they are gone or were changed."""


def read_evidence(world: OfficeWorld, reader: EvidenceReader, evidence_id: int) -> tuple[Evidence, bytes]:
    """A row and its bytes."""
    need(world, Right.READ)
    with world.office.reading() as desk:
        row = desk.evidence.get(evidence_id)
    if row.gone_at:
        raise Missing(f"the bytes of {row.ref} were thrown away when their time was over; their hash is {row.sha256}")
    right = TAKES.get(row.visibility)
    if right is not None:
        need(world, right)
    content = reader.read(row.sha256)
    if right is not None:
        with world.office.writing(world.actor) as desk:
            desk.audit(f"evidence.{right.value}", row, after={"kind": row.kind, "sha256": row.sha256})
    return row, content
