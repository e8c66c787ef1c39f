"""The User-Agent is on an operator's block or allow list.

Sees          the User-Agent header as received, without regard to case; * stands for any signs
Why           scanners and stolen-account diallers name themselves
Source        practice of call gates; RFC 3261 section 20.41
False alarms  a lawful dialler of the same make
"""

from collections.abc import Mapping, Sequence

from pyroaring import BitMap64

from bellwarden.model.call import CallAttempt
from bellwarden.model.policy import ListClass, ListKey, PolicyList
from bellwarden.model.usage import Usage
from bellwarden.model.verdict import Finding
from bellwarden.verdict.check import ListCheck, Look
from bellwarden.verdict.lists import PatternIndex, list_finding
from bellwarden.verdict.policy import Policy

CLASSES = (ListClass.BLOCK, ListClass.ALLOW)


class UserAgentList:
    """Bound to the lists of one mode."""

    def __init__(self, index: PatternIndex) -> None:
        self._index = index

    def look(self, call: CallAttempt, policy: Policy, usage: Usage) -> Finding | None:
        text = call.request.user_agent
        if not text:
            return None
        hit = self._index.match(text, call)
        return None if hit is None else list_finding("USER_AGENT_LIST", hit, text, call)


def _takes(entry: PolicyList) -> bool:
    return entry.list_class in CLASSES and entry.key is ListKey.USER_AGENT


def _bind(lists: Sequence[PolicyList], layers: Mapping[str, BitMap64]) -> Look:
    return UserAgentList(PatternIndex(lists)).look


CHECK = ListCheck(_takes, _bind, order=560)
