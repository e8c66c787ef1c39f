"""The policy as the call path uses it: the document of a snapshot with its indexes built and its chains compiled."""

from collections.abc import Iterator, Mapping
from ipaddress import IPv4Network, IPv6Network, ip_address, ip_network
from typing import Final

from pyroaring import BitMap64

from bellwarden.model.number import NumberForm, NumberKind, TelephoneNumber
from bellwarden.model.policy import Customer, GateMode, ListClass, Numbers, PolicyDocument, Signs, Trunk
from bellwarden.stir.attestation import Right
from bellwarden.verdict.chain import Chains
from bellwarden.verdict.check import Chain, Check, ListCheck
from bellwarden.verdict.counting import PriceBook, counting_of, customers_measured
from bellwarden.verdict.identify import Identifier
from bellwarden.verdict.lists import NumberIndex
from bellwarden.verdict.numbers import NumberOwners, NumberSet

# Settings of one operator name few customers; past this many compiled chains somebody is inventing keys.
CHAINS_MAX = 65_536
SOURCES_MAX = 65_536
FIRST_NANP: Final = 10_000_000_000  # +1 000 000 0000
NANP: Final = NumberForm.NANP
ORDINARY: Final = NumberKind.ORDINARY


class Policy:
    """Built once per snapshot, before the gate takes it up; afterwards only read (its caches aside).

    `layers` are the snapshot's big lists by name, as bytes or mapped memory.
    """

    def __init__(
        self,
        document: PolicyDocument,
        layers: Mapping[str, bytes | memoryview],
        checks: Mapping[str, Check | ListCheck],
        snapshot: str = "",
        serial: int = 0,
    ) -> None:
        self.document = document
        self.carrier = document.carrier
        self.snapshot = snapshot
        self.serial = serial
        self.observes = document.carrier.mode is GateMode.OBSERVE
        self.emergency_numbers = frozenset(document.emergency_numbers) | frozenset(document.carrier.emergency_numbers)
        self.trunks = {trunk.key: trunk for trunk in document.trunks}
        self.customers = {customer.key: customer for customer in document.customers}
        self.rights = {c.key: NumberSet(c.caller_ids, c.numbers, *_proven(c)) for c in document.customers}
        self.proofs = {c.key: _proofs(c) for c in document.customers if c.proofs}
        self.owners = NumberOwners(document.inventory, [(c.key, c.numbers) for c in document.customers])
        self.has_inventory = bool(document.inventory.exact or document.inventory.prefixes or self.owners.exact)
        self.counting = counting_of(document)
        self.prices = PriceBook(document)
        self.rates = {rate.name: rate for rate in document.rates}
        self.measured = customers_measured(document)
        self.verifies, self.signs = _stir_trunks(document)
        numbering = document.numbering
        self.areas = None if numbering.areas is None else frozenset(numbering.areas)
        self.area_countries = dict(numbering.area_countries)
        self.holders = numbering.holders
        self.blocks: memoryview | None = None
        if numbering.blocks_layer:
            self.blocks = memoryview(layers[numbering.blocks_layer]).cast("B").cast("H")
        bitmaps = {e.layer: BitMap64.deserialize(bytes(layers[e.layer])) for e in document.lists if e.layer}
        never = [e for e in document.lists if e.list_class is ListClass.DO_NOT_ORIGINATE]
        self._never_originate = NumberIndex(never, bitmaps) if self.verifies and never else None
        self._chains = Chains(document, bitmaps, checks)
        self._called_keys = self._chains.called_keys
        self._compiled: dict[tuple[str, str, str], Chain] = {}
        self._by_address: dict[str, tuple[Trunk, ...]] = {}
        self._networks: list[tuple[IPv4Network | IPv6Network, Trunk]] = []
        self._index_trunks()
        self.asks_certificates = any(trunk.certificate_name for trunk in document.trunks)
        self.identifiers = {trunk.key: Identifier(trunk) for trunk in document.trunks if trunk.identifications}
        self.headers_read = frozenset(i.header for trunk in document.trunks for i in trunk.identifications if i.header)

    def _index_trunks(self) -> None:
        # Who shows the certificate that a trunk names is of that trunk before any that asks for none.
        for trunk in sorted(self.document.trunks, key=lambda one: not one.certificate_name):
            for text in trunk.addresses:
                network = ip_network(text, strict=False)
                if network.num_addresses == 1:
                    known = self._by_address.get(str(network.network_address), ())
                    self._by_address[str(network.network_address)] = (*known, trunk)
                else:
                    self._networks.append((network, trunk))
        self._networks.sort(key=lambda pair: -pair[0].prefixlen)
        if self._networks:  # single addresses also belong to the networks around them, after their own trunks
            for address, trunks in self._by_address.items():
                self._by_address[address] = trunks + self._network_trunks(address)

    def _network_trunks(self, address: str) -> tuple[Trunk, ...]:
        parsed = ip_address(address)
        return tuple(trunk for network, trunk in self._networks if parsed in network)

    def trunks_of(self, address: str) -> tuple[Trunk, ...]:
        """Trunks of an asking address, the closest first; () for an unknown source."""
        found = self._by_address.get(address)
        if found is not None:
            return found
        if not self._networks:
            return ()
        found = self._network_trunks(address)
        if found and len(self._by_address) < SOURCES_MAX:
            self._by_address[address] = found
        return found

    def admits(self, address: str, names: tuple[str, ...]) -> bool:
        """Whether an asking address is a trunk's, with the names that its verified certificate stands for."""
        return any(not one.certificate_name or one.certificate_name in names for one in self.trunks_of(address))

    def trunk_for(self, address: str, host: str, named: str, names: tuple[str, ...] | None = None) -> Trunk | None:
        """The trunk of a request: the one it names (HTTP), else by address, then by host where trunks share it.

        `names` are those of the certificate shown; None for an asker who vouches for the source (HTTP).
        """
        if named:
            return self.trunks.get(named)
        open_to_all = None
        for trunk in self.trunks_of(address):
            if trunk.certificate_name and names is not None and trunk.certificate_name not in names:
                continue
            if not trunk.hosts:
                open_to_all = open_to_all or trunk
            elif host in trunk.hosts:
                return trunk
        return open_to_all

    def chain_for(self, trunk: str, customer: str, called_customer: str) -> Chain:
        """The chain of checks for a call, each under the mode that holds for it, compiled at first use and kept."""
        key = (trunk, customer, called_customer if called_customer in self._called_keys else "")
        chain = self._compiled.get(key)
        if chain is None:
            if len(self._compiled) >= CHAINS_MAX:
                self._compiled.clear()
            chain = self._chains.compile(self, self.trunks[trunk], self.customers.get(customer), key[2])
            self._compiled[key] = chain
        return chain

    def is_emergency(self, number: TelephoneNumber) -> bool:
        return number.digits in self.emergency_numbers

    def right_to(self, customer: str, number: TelephoneNumber, at: float) -> Right:
        """What says that a customer may use a number at `at`, seconds since 1970, UTC; `any_caller_id` is nothing."""
        if customer and self.owners.owner(number) == customer:
            return Right.ASSIGNED
        rights = self.rights.get(customer)
        if rights is None or not rights.holds(number):
            return Right.NONE
        found = Right.UNPROVEN
        for numbers, until_s in self.proofs.get(customer, ()):
            if numbers.holds(number):
                if at < until_s:
                    return Right.PROVEN
                found = Right.ENDED
        return found

    def country_of(self, number: TelephoneNumber) -> str:
        """ISO alpha-2 of a number, "" when neither its digits nor the administrator's file tell."""
        if number.country or number.form is not NANP:
            return number.country
        return self.area_countries.get((number.e164 - FIRST_NANP) // 10_000_000, "")

    def spid_of(self, number: TelephoneNumber, supplied: str) -> str:
        """Service provider id (OCN): the one supplied, else the thousand-block's holder by the allocation file."""
        if supplied or self.blocks is None or number.form is not NANP or number.fault is not None:
            return supplied
        holder: int = self.blocks[(number.e164 - FIRST_NANP) // 1000]
        return self.holders[holder - 1] if holder else ""

    def never_originates(self, number: TelephoneNumber) -> str:
        """Name of the do-not-originate list that a number is on, in whatever mode; "" when it is on none."""
        return "" if self._never_originate is None else self._never_originate.name_of(number)

    def allocation_fault(self, number: TelephoneNumber) -> str:
        """Why an ordinary NANP number can't be anybody's, by the administrators' files; "" when it can."""
        if number.form is not NANP or number.kind is not ORDINARY or number.fault is not None:
            return ""
        national = number.e164 - FIRST_NANP
        if self.areas is not None and national // 10_000_000 not in self.areas:
            return "area code not in service"
        if self.blocks is not None and not self.blocks[national // 1000]:
            return "thousand-block not allocated"
        return ""


def _proven(customer: Customer) -> Iterator[Numbers]:
    return (proof.numbers for proof in customer.proofs)


def _proofs(customer: Customer) -> tuple[tuple[NumberSet, float], ...]:
    """The numbers of each proof, and until when it holds."""
    return tuple([(NumberSet(proof.numbers), proof.until_s) for proof in customer.proofs])


def _stir_trunks(document: PolicyDocument) -> tuple[frozenset[str], frozenset[str]]:
    """Trunks whose calls' tokens are verified, and trunks whose calls we sign."""
    stir = document.stir
    return (
        frozenset(trunk.key for trunk in document.trunks if trunk.verifies and stir.verifies),
        frozenset(trunk.key for trunk in document.trunks if trunk.signs is not Signs.NEVER and stir.signs),
    )
