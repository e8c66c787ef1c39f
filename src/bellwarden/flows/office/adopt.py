"""The office becomes the policy's author, or hands that back to files: one author at a time.

Adopted files become rows: customers, trunks and caller-ID rights, everything else as it was written. The rows give the
same snapshot as the files did, or the office does not become the author.
"""

import base64
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import replace
from typing import Final, NamedTuple

from bellwarden.flows.office.customers import step
from bellwarden.flows.office.every import batches, every
from bellwarden.flows.office.faults import BadInput, FieldFault
from bellwarden.flows.office.policy_rows import (
    CustomerRows,
    customer_rows,
    customer_table,
    trunk_row,
    trunk_table,
)
from bellwarden.flows.office.world import OfficeWorld, need
from bellwarden.model.office.caller_id_right import CallerIdRight
from bellwarden.model.office.customer import CustomerRecord
from bellwarden.model.office.integration import PolicyFile
from bellwarden.model.office.people import Right
from bellwarden.model.office.trunk import TrunkRecord
from bellwarden.model.policy import Standing
from bellwarden.policy.reading import PolicyReading
from bellwarden.policy.taking_apart import CUSTOMER, TRUNK, USUAL, PlacedTable, put_together, take_apart
from bellwarden.ports.office import Desk
from bellwarden.seam.snapshot import bundle_id

AUTHOR: Final = "author"  # the setting that says who writes the policy
OFFICE: Final = "office"
FILES: Final = "files"
PUBLISHED: Final = "policy.published"  # the setting: the last event of the trail that a publication carried
PLACES: Final = "policy.file_of"  # the setting's beginning: which file a customer's or trunk's table stands in
BATCH: Final = 25  # rows written in one transaction, which stays short

ReadPolicy = Callable[[Mapping[str, bytes]], PolicyReading]
TellHome = Callable[[str], object]  # who the author is, for commands that ask no database


class Adopted(NamedTuple):
    customers: int
    trunks: int
    rights: int
    files: int
    snapshot: str  # id that files and rows both come to
    others: tuple[str, ...]  # customers and trunks of the office that the files do not have: the export will


def author_of(desk: Desk) -> str:
    return desk.setting(AUTHOR) or FILES


def adopt(world: OfficeWorld, files: Mapping[str, bytes], read: ReadPolicy, tell_home: TellHome) -> Adopted:
    """Import the files; from then on the office is the author. BadInput when they have errors. Done twice: once."""
    need(world, Right.PUBLISH_POLICY)
    snapshot = _id_of(read, files, "the files have errors; `bellwarden policy check` tells them")
    apart = take_apart(files)
    with world.office.reading() as desk:
        if author_of(desk) == OFFICE:
            raise BadInput([FieldFault("", "the office is the author already; `office release` hands that back first")])
    customers = [one for one in apart.tables if one.kind == CUSTOMER]
    trunks = [one for one in apart.tables if one.kind == TRUNK]
    rights = _write_customers(world, customers)
    _write_trunks(world, trunks)
    _write_files(world, apart.rest, apart.tables)
    with world.office.reading() as desk:
        others = _others(desk, apart.tables)
        written = files_of(desk)
    if not others and _id_of(read, written, "") != snapshot:
        raise BadInput([FieldFault("", "the rows would build another policy than the files; nothing was switched")])
    with world.office.writing(world.actor) as desk:
        desk.set_setting(AUTHOR, OFFICE)
        told: dict[str, object] = {"snapshot": snapshot, "files": len(files), "customers": len(customers)}
        desk.set_setting(PUBLISHED, str(desk.audit("policy.adopt", after=told).number))
    tell_home(OFFICE)
    return Adopted(len(customers), len(trunks), rights, len(apart.rest), snapshot, others)


def release(world: OfficeWorld, tell_home: TellHome) -> None:
    """Files are the author again. The rows stay; they say nothing to the gates any more, save by the journal."""
    need(world, Right.PUBLISH_POLICY)
    with world.office.writing(world.actor) as desk:
        if author_of(desk) != OFFICE:
            raise BadInput([FieldFault("", "the office is not the author; there is nothing to hand back")])
        desk.set_setting(AUTHOR, FILES)
        desk.audit("policy.release")
    tell_home(FILES)


def tell_author(world: OfficeWorld, tell_home: TellHome) -> None:
    """Say it again, should the process have died between the database and the home."""
    with world.office.reading() as desk:
        tell_home(author_of(desk))


def export(world: OfficeWorld) -> dict[str, bytes]:
    """The policy files that the rows come to: readable, the same order each time, fit for git."""
    need(world, Right.READ)
    with world.office.reading() as desk:
        return files_of(desk)


def files_of(desk: Desk) -> dict[str, bytes]:
    rest = {one.path: _bytes_of(one) for one in every(desk.policy_files)}
    return put_together(rest, _tables(desk))


def _tables(desk: Desk) -> Iterator[PlacedTable]:
    rights: dict[int, list[CallerIdRight]] = {}
    for right in every(desk.caller_id_rights):
        rights.setdefault(right.customer_id, []).append(right)
    keys: dict[int, str] = {}
    place = _placer(desk, CUSTOMER)
    for customer in every(desk.customers):
        keys[customer.id] = customer.key
        table = customer_table(customer, rights.get(customer.id, ()))
        yield PlacedTable(CUSTOMER, customer.key, place(customer.key), table)
    place = _placer(desk, TRUNK)
    for trunk in every(desk.trunks):
        table = trunk_table(trunk, keys.get(trunk.customer_id, ""))
        yield PlacedTable(TRUNK, trunk.key, place(trunk.key), table)


def _placer(desk: Desk, kind: str) -> Callable[[str], str]:
    """The file of a key: the one it was adopted from; of a new one, the last that holds such tables."""
    usual = desk.setting(f"{PLACES}.{kind}") or USUAL[kind]
    odd = dict(line.split("\t", 1) for line in desk.setting(f"{PLACES}.{kind}.odd").splitlines() if "\t" in line)
    return lambda key: odd.get(key, usual)


def _id_of(read: ReadPolicy, files: Mapping[str, bytes], fault: str) -> str:
    bundle = read(files).bundle
    if bundle is None:
        raise BadInput([FieldFault("", fault or "the rows can't be read as a policy; nothing was switched")])
    return bundle_id(bundle)


def _write_customers(world: OfficeWorld, tables: list[PlacedTable]) -> int:
    rights, now = 0, world.clock.now()
    for batch in batches(tables, BATCH):
        with world.office.writing(world.actor) as desk:
            for one in batch:
                rows = customer_rows(one.key, one.table)
                rights += len(rows.rights)
                _write_rights(desk, _write_customer(desk, rows, now), rows.rights)
    return rights


def _write_customer(desk: Desk, rows: CustomerRows, now: float) -> CustomerRecord:
    wanted = rows.customer
    kept = desk.customers.find(key=wanted.key)
    if kept is None:
        made = desk.customers.add(replace(wanted, opened_at=now))
        desk.audit("customer.adopt", made)
        return made
    changed = replace(kept, name=wanted.name, kind=wanted.kind, settings=wanted.settings)
    if changed != kept:
        kept = desk.customers.save(changed)
        desk.audit("customer.adopt", kept)
    if kept.standing is Standing.PROSPECT and wanted.standing is not Standing.PROSPECT:
        kept = step(desk, kept, "activate", "the policy files say so", now)
    if wanted.standing is Standing.TERMINATED and kept.standing is not Standing.TERMINATED:
        kept = step(desk, kept, "terminate", "the policy files say so", now)
    return kept


def _write_rights(desk: Desk, customer: CustomerRecord, wanted: tuple[CallerIdRight, ...]) -> None:
    """Those of the files and no others, in their order."""
    held = desk.caller_id_rights.list(customer_id=customer.id, limit=10_000)
    named = [(one.numbers, one.basis, one.proof, one.until_day) for one in wanted]
    if [(one.numbers, one.basis, one.proof, one.until_day) for one in held] == named:
        return
    for one in held:
        desk.caller_id_rights.delete(one)
    for one in wanted:
        desk.caller_id_rights.add(replace(one, customer_id=customer.id))


def _write_trunks(world: OfficeWorld, tables: list[PlacedTable]) -> None:
    for batch in batches(tables, BATCH):
        with world.office.writing(world.actor) as desk:
            for one in batch:
                customer = desk.customers.find(key=one.table.get("customer", "")) if one.table.get("customer") else None
                wanted = trunk_row(one.key, one.table, 0 if customer is None else customer.id)
                kept = desk.trunks.find(key=one.key)
                if kept is None:
                    desk.audit("trunk.adopt", desk.trunks.add(wanted))
                else:
                    _save_trunk(desk, kept, wanted)


def _save_trunk(desk: Desk, kept: TrunkRecord, wanted: TrunkRecord) -> None:
    changed = replace(
        kept,
        role=wanted.role,
        customer_id=wanted.customer_id,
        addresses=wanted.addresses,
        settings=wanted.settings,
    )
    if changed != kept:
        desk.audit("trunk.adopt", desk.trunks.save(changed))


def _write_files(world: OfficeWorld, rest: Mapping[str, bytes], tables: Iterable[PlacedTable]) -> None:
    """A file a transaction: one may be large. What lay there of an earlier adoption goes."""
    with world.office.reading() as desk:
        gone = [one for one in every(desk.policy_files) if one.path not in rest]
    for path, data in rest.items():
        with world.office.writing(world.actor) as desk:
            keep_file(desk, path, data)
    with world.office.writing(world.actor) as desk:
        for one in gone:
            desk.policy_files.delete(one)
        _keep_places(desk, list(tables))


def keep_file(desk: Desk, path: str, data: bytes) -> PolicyFile:
    """A file as it is written, under its path."""
    content, binary = _content_of(data)
    kept = desk.policy_files.find(path=path)
    if kept is None:
        return desk.policy_files.add(PolicyFile(path=path, content=content, binary=binary))
    if (kept.content, kept.binary) == (content, binary):
        return kept
    return desk.policy_files.save(replace(kept, content=content, binary=binary))


def _keep_places(desk: Desk, tables: list[PlacedTable]) -> None:
    for kind in (CUSTOMER, TRUNK):
        mine = [one for one in tables if one.kind == kind]
        usual = mine[-1].file if mine else USUAL[kind]
        odd = "\n".join(f"{one.key}\t{one.file}" for one in mine if one.file != usual)
        desk.set_setting(f"{PLACES}.{kind}", usual)
        desk.set_setting(f"{PLACES}.{kind}.odd", odd)


def _others(desk: Desk, tables: Iterable[PlacedTable]) -> tuple[str, ...]:
    named = {(one.kind, one.key) for one in tables}
    customers = [one.key for one in every(desk.customers) if (CUSTOMER, one.key) not in named]
    trunks = [one.key for one in every(desk.trunks) if (TRUNK, one.key) not in named]
    return (*customers, *trunks)


def _content_of(data: bytes) -> tuple[str, bool]:
    """Text as it is; what is no text, or holds what a database does not take, in base64."""
    try:
        text = data.decode()
    except UnicodeDecodeError:
        return base64.b64encode(data).decode(), True
    return (base64.b64encode(data).decode(), True) if "\0" in text else (text, False)


def _bytes_of(file: PolicyFile) -> bytes:
    return base64.b64decode(file.content) if file.binary else file.content.encode()
