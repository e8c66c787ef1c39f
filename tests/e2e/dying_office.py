"""An office process that is killed while it suspends a customer: before its journal line, or right after it.

python dying_office.py HOME CUSTOMER before|after
"""

import os
import signal
import sys
import time
from pathlib import Path
from typing import Any

from bellwarden import store

home, customer, when = Path(sys.argv[1]), sys.argv[2], sys.argv[3]
store.configure(home)

from bellwarden.flows.office.enforcement import kill  # noqa: E402 -- Django first
from bellwarden.flows.office.measures import Wish  # noqa: E402
from bellwarden.model.office.audit_event import Actor, ActorKind  # noqa: E402
from bellwarden.model.office.enforcement import MeasureKind  # noqa: E402
from bellwarden.model.office.people import Right  # noqa: E402
from bellwarden.store.world import office_world  # noqa: E402


class Dying:
    """The journal, whose writer is killed."""

    def __init__(self, journal: Any) -> None:
        self._journal = journal

    def append(self, order: Any) -> None:
        if when == "after":
            self._journal.append(order)
        os.kill(os.getpid(), signal.SIGKILL)


world = office_world(Actor(kind=ActorKind.PERSON, name="arne"), frozenset(Right))
opened = world.enforcing()
dying = opened._replace(journal=Dying(opened.journal))
wish = Wish(MeasureKind.SUSPEND, customer, time.time() + 3_600, internal_text="traceback 8841")
kill(world._replace(enforcing=lambda: dying), wish)
