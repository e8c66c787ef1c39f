"""Keeps a drawn office in a home's database, table by table: `python -m bench.office.fill --home DIR`.

A measure writes hundreds of thousands of rows here in a minute; what people do goes through `flows/office`.
"""

import argparse
import itertools
import time
from collections.abc import Iterable
from pathlib import Path
from typing import Final

from bellwarden.model.office.row import Row
from bellwarden.store import configure
from bench.office.letters import facts
from bench.office.rows import Rows, Size

BATCH: Final = 2_000


def fill(home: Path, size: Size, now: float) -> dict[str, int]:
    """Rows by table. The home's database is made and must be empty."""
    configure(home)
    from django.core.management import call_command
    from django.db import transaction

    call_command("migrate", verbosity=0)
    rows, kept = Rows(size, now), {}
    with transaction.atomic():
        for name, records in tables(rows):
            kept[name] = _keep(name, records)
        _go_on_counting(kept)
    _analyse()
    return kept


def tables(rows: Rows) -> list[tuple[str, Iterable[Row]]]:
    """Model's name and records; whom others point to comes first."""
    return [
        ("Customer", rows.customers()),
        ("Trunk", rows.trunks()),
        ("CallerIdRight", rows.caller_id_rights()),
        ("Case", rows.cases()),
        ("Complaint", rows.complaints(facts(rows.now))),
        ("Clock", rows.clocks()),
        ("Finding", rows.findings()),
        ("Evidence", rows.evidence()),
        ("Enforcement", rows.enforcements()),
    ]


def _keep(name: str, records: Iterable[Row]) -> int:
    from bellwarden.store import models
    from bellwarden.store.shapes import columns_of

    model, count = getattr(models, name), 0
    records = iter(records)
    while batch := list(itertools.islice(records, BATCH)):
        columns = columns_of(type(batch[0]), model)  # type: ignore[arg-type]
        made = [model(**{one.name: one.kept(getattr(record, one.name)) for one in columns}) for record in batch]
        model.objects.bulk_create(made)
        count += len(batch)
    return count


def _go_on_counting(kept: dict[str, int]) -> None:
    """The database's own numbers go on after those given here."""
    from django.core.management.color import no_style
    from django.db import connection

    from bellwarden.store import models

    filled = [getattr(models, name) for name in kept]
    with connection.cursor() as cursor:
        for statement in connection.ops.sequence_reset_sql(no_style(), filled):
            cursor.execute(statement)


def _analyse() -> None:
    """What either database does by itself sooner or later: look how values are spread."""
    from django.db import connection

    with connection.cursor() as cursor:
        cursor.execute("ANALYZE")


def main() -> None:
    options = argparse.ArgumentParser(description=__doc__)
    options.add_argument("--home", type=Path, required=True)
    options.add_argument("--scale", type=float, default=1.0, help="0.01: a hundredth of everything")
    chosen = options.parse_args()
    started = time.perf_counter()
    kept = fill(chosen.home, scaled(chosen.scale), time.time())
    print(f"{sum(kept.values()):,} rows in {time.perf_counter() - started:.0f} s: {kept}")


def scaled(scale: float) -> Size:
    whole = Size()
    counts = (whole.customers, whole.cases, whole.at_work, whole.enforcements, whole.in_force)
    return Size(*(max(int(count * scale), 20) for count in counts))


if __name__ == "__main__":
    main()
