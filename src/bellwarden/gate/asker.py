"""Who asks about a call, told by a look at its first bytes: the customer where address and host say so, else the trunk.

For sharing out an overloaded gate only: nothing is judged or refused by it.
"""

from time import monotonic
from typing import Final

from bellwarden.gate.world import GateWorld, bare_address
from bellwarden.model.call import CallRequest
from bellwarden.sip.fault import SipFault
from bellwarden.sip.shape import Shapes
from bellwarden.switches.reading import read_invite
from bellwarden.verdict.policy import Policy

ADDRESSES_MAX: Final = 8_192


class Askers:
    """Remembers, by address, who asks when only one can; forgets all with each new policy."""

    __slots__ = ("_by_address", "_policy", "_shapes", "_world")

    def __init__(self, world: GateWorld, shapes: Shapes | None = None) -> None:
        self._world = world
        self._policy: Policy | None = None
        self._by_address: dict[str, str] = {}
        # Those of the SIP core that takes the call next, so that it is read once.
        self._shapes = shapes or Shapes()

    def of(self, data: bytes, source_ip: str) -> str:
        """A name for whoever asks."""
        policy = self._world.call.policy
        if policy is not self._policy:
            self._policy = policy
            self._by_address.clear()
        known = self._by_address.get(source_ip)
        if known is None:
            known = self._only_one(policy, source_ip)
            if len(self._by_address) >= ADDRESSES_MAX:
                self._by_address.clear()
            self._by_address[source_ip] = known
        return known or self._told_apart(policy, data, source_ip)

    def _only_one(self, policy: Policy, source_ip: str) -> str:
        """Whose calls come from this address; "" when it takes a look at the call."""
        trunks = policy.trunks_of(bare_address(source_ip))
        if len(trunks) != 1 or trunks[0].key in policy.identifiers:
            return ""
        return _name(trunks[0].customer, trunks[0].key)

    def _told_apart(self, policy: Policy, data: bytes, source_ip: str) -> str:
        address = bare_address(source_ip)
        try:
            request = self._shapes.glance(data, source_ip, monotonic())
        except SipFault:
            return f"address {address}"
        return self.of_request(read_invite(request, address, 0.0, policy.carrier, "", self._world.headers_read))

    def of_request(self, asked: CallRequest) -> str:
        """The same of a question that was read, also of one over HTTP."""
        policy = self._world.call.policy
        trunk = policy.trunk_for(asked.source_ip, asked.host, asked.trunk)
        if trunk is None:
            return f"address {asked.source_ip}"
        identifier = policy.identifiers.get(trunk.key)
        one = None if identifier is None else identifier.find(asked.host, asked.headers, asked.called)
        return _name(trunk.customer if one is None else one.customer, trunk.key)


def _name(customer: str, trunk: str) -> str:
    return f"customer {customer}" if customer else f"trunk {trunk}"
