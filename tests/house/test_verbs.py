"""What the audit trail tells, a webhook can be asked to tell."""

import re

from bellwarden.flows.office.webhooks import EVENTS
from tests.house.tree import PACKAGE

AUDITED = re.compile(r'\.audit\(\s*f?"([a-z_]+\.)')


def test_webhooks_can_name_every_kind_of_event() -> None:
    told = {kind for path in PACKAGE.rglob("*.py") for kind in AUDITED.findall(path.read_text(encoding="utf-8"))}
    assert len(told) > 15
    assert told - set(EVENTS) == set()
