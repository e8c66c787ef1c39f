"""The engine "bellwarden.store.sqlite": a transaction begins when its turn has come, and gives it back at its end."""

from typing import Any

from django.db import DatabaseError, OperationalError
from django.db.backends.sqlite3 import base

from bellwarden.store.sqlite.turns import Turns


class DatabaseWrapper(base.DatabaseWrapper):
    def __init__(self, *arguments: Any, **keywords: Any) -> None:
        super().__init__(*arguments, **keywords)
        self._turns: Turns | None = None

    def _start_transaction_under_autocommit(self) -> None:
        if not self.is_in_memory_db():
            self._turns = self._turns or Turns(str(self.settings_dict["NAME"]))
            if not self._turns.take():
                raise OperationalError("database is locked: another writer does not come to its end")
        try:
            super()._start_transaction_under_autocommit()  # type: ignore[misc] # in no stub
        except DatabaseError:
            self._give()
            raise

    def _commit(self) -> None:
        try:
            super()._commit()  # type: ignore[misc] # in no stub
        finally:
            self._give()

    def _rollback(self) -> None:
        try:
            super()._rollback()  # type: ignore[misc] # in no stub
        finally:
            self._give()

    def _close(self) -> None:
        super()._close()  # type: ignore[misc] # in no stub
        if self._turns is not None:
            self._turns.close()
            self._turns = None

    def _give(self) -> None:
        if self._turns is not None:
            self._turns.give()
