"""What every row of the office has."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True, kw_only=True)
class Row:
    """`id` 0 and `version` 0: not kept yet. Times are seconds since 1970, UTC; 0.0 stands for none."""

    id: int = 0
    version: int = 0  # counts the writes: whoever saves an older one than is kept gets a conflict
    ref: str = ""  # human reference, "E-2026-000123"; given when first kept, never changed
    external_id: str = ""  # the row's name in another system, such as billing; unique a kind where set
    created_at: float = 0.0
    updated_at: float = 0.0
