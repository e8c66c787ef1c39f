"""What the tables themselves refuse, whoever writes: set anew after each migration, from the code as it is.

The books refuse the same first, in better words; these hold against a shell, a script and a mistake of ours.
"""

from typing import Any, Final, NamedTuple

from django.apps import apps
from django.db.backends.base.base import BaseDatabaseWrapper

from bellwarden.store.models.kept import Kept

# Not a row of these is ever changed or taken out.
_APPEND_ONLY: Final = ("office_auditevent",)
# Rows of these are not taken out; what may change of them is not in LASTING.
_UNDELETED: Final = ("office_auditevent", "office_evidence")

# Evidence is thrown away once, by its rule, and never while somebody holds it or its case.
_THROWN_AWAY: Final = """
NEW.gone_at {differs} OLD.gone_at AND (OLD.gone_at IS NOT NULL OR NEW.legal_hold OR EXISTS (
SELECT 1 FROM office_case WHERE office_case.id = NEW.case_id AND office_case.legal_hold))
"""

_FUNCTION: Final = """
CREATE OR REPLACE FUNCTION office_refuse() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN RAISE EXCEPTION '%', TG_ARGV[0] USING ERRCODE = 'integrity_constraint_violation'; END $$
"""


class Trigger(NamedTuple):
    name: str
    table: str
    event: str  # UPDATE, DELETE, TRUNCATE
    condition: str  # "" for always; {differs} stands for the database's own word
    message: str
    looks_elsewhere: bool = False  # at another table; PostgreSQL wants that in a function

    def sqlite(self) -> str:
        when = f" WHEN {self.condition.format(differs='IS NOT')}" if self.condition else ""
        return (
            f"CREATE TRIGGER {self.name} BEFORE {self.event} ON {self.table} FOR EACH ROW{when} "
            f"BEGIN SELECT RAISE(ABORT, '{self.message}'); END"
        )

    def postgresql(self) -> str:
        if self.looks_elsewhere:
            return (
                f"CREATE OR REPLACE FUNCTION {self.name}() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN "
                f"IF {self.condition.format(differs='IS DISTINCT FROM')} THEN RAISE EXCEPTION '{self.message}' "
                f"USING ERRCODE = 'integrity_constraint_violation'; END IF; RETURN NEW; END $$; "
                f"CREATE TRIGGER {self.name} BEFORE {self.event} ON {self.table} FOR EACH ROW "
                f"EXECUTE FUNCTION {self.name}()"
            )
        when = f" WHEN ({self.condition.format(differs='IS DISTINCT FROM')})" if self.condition else ""
        each = "STATEMENT" if self.event == "TRUNCATE" else "ROW"
        return (
            f"CREATE TRIGGER {self.name} BEFORE {self.event} ON {self.table} FOR EACH {each}{when} "
            f"EXECUTE FUNCTION office_refuse('{self.message}')"
        )


def all_triggers() -> list[Trigger]:
    """In the order of the tables' names."""
    kept = [model for model in apps.get_app_config("office").get_models() if issubclass(model, Kept)]
    found = [trigger for model in kept for trigger in (*_lasting(model), *_moves(model))]
    for table in _APPEND_ONLY:
        found.append(Trigger(f"{table}_unchanged", table, "UPDATE", "", f"{table} is append-only: a row never changes"))
    for table in _UNDELETED:
        for event in ("DELETE", "TRUNCATE"):
            name = f"{table}_{event.lower()}"
            found.append(Trigger(name, table, event, "", f"{table} is append-only: no row is taken out"))
    words = "office_evidence: it is held, or thrown away already"
    found.append(Trigger("office_evidence_gone", "office_evidence", "UPDATE", _THROWN_AWAY, words, True))
    return sorted(found, key=lambda one: (one.table, one.name))


def install(connection: BaseDatabaseWrapper) -> None:
    """Every trigger as the code says it now; those of earlier code are taken away."""
    remove(connection)
    there = set(connection.introspection.table_names())
    with connection.cursor() as cursor:
        if connection.vendor == "postgresql":
            cursor.execute(_FUNCTION)
        for one in all_triggers():
            if one.table in there and (one.event != "TRUNCATE" or connection.vendor == "postgresql"):
                cursor.execute(one.postgresql() if connection.vendor == "postgresql" else one.sqlite())


def remove(connection: BaseDatabaseWrapper) -> None:
    """Take all of them away: `install`, and tests that empty the tables."""
    with connection.cursor() as cursor:
        if connection.vendor == "postgresql":
            for name in ("office_refuse", *(one.name for one in all_triggers() if one.looks_elsewhere)):
                cursor.execute(f"DROP FUNCTION IF EXISTS {name}() CASCADE")
            return
        cursor.execute("SELECT name FROM sqlite_master WHERE type = 'trigger' AND name LIKE 'office_%'")
        for (name,) in cursor.fetchall():
            cursor.execute(f"DROP TRIGGER {name}")


def after_migration(using: str, **_: Any) -> None:
    """For Django's `post_migrate`."""
    from django.db import connections

    install(connections[using])


def _lasting(model: type[Kept]) -> list[Trigger]:
    table = model._meta.db_table
    columns = ["ref", *model.LASTING]
    condition = " OR ".join(f"NEW.{one} {{differs}} OLD.{one}" for one in columns)
    words = f"{table}: {', '.join(columns)} never change"
    return [Trigger(f"{table}_lasting", table, "UPDATE", condition, words)]


def _moves(model: type[Kept]) -> list[Trigger]:
    if model.LIFECYCLE is None:
        return []
    table, field = model._meta.db_table, model.LIFECYCLE.field
    allowed = ", ".join(f"'{one}>{to}'" for one, to in model.LIFECYCLE.pairs())
    condition = f"NEW.{field} <> OLD.{field} AND OLD.{field} || '>' || NEW.{field} NOT IN ({allowed})"
    return [Trigger(f"{table}_moves", table, "UPDATE", condition, f"{table}: no move leads from that {field} to this")]
