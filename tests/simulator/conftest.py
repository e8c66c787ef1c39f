"""The demonstration policy, built once for the tests of the simulator."""

from datetime import date

import pytest

from bellwarden.cli.demo_certificates import PROVIDERS
from bellwarden.flows.policy_reading import read_policy_files
from bellwarden.policy.demo import demo_files
from bellwarden.simulator.certificates import InventedAuthority
from bellwarden.simulator.signing import SigningProvider, certificate_url
from bellwarden.simulator.world import ATTESTATIONS
from bellwarden.stir.certificate import accept, read_roots
from bellwarden.stir.credential import Credential
from bellwarden.stir.revocation import NO_REVOCATIONS
from bellwarden.verdict import checks
from bellwarden.verdict.policy import Policy

START = 1_780_000_000.0


class Providers:
    """The upstreams that sign, and their certificates as a gate would have them that fetched them before."""

    def __init__(self) -> None:
        self.authority = InventedAuthority("Invented Trust", START)
        trust = read_roots(self.authority.pem)
        self.keys: dict[str, SigningProvider] = {}
        self.credentials: dict[str, Credential] = {}
        for customer, (code, company) in PROVIDERS.items():
            issued = self.authority.issue(code, company)
            url = certificate_url(customer)
            self.keys[customer] = SigningProvider(issued.key, url, ATTESTATIONS[customer])
            self.credentials[url] = accept(issued.chain, trust, NO_REVOCATIONS, START)

    def find(self, url: str, at: float) -> Credential | None:
        return self.credentials.get(url)

    def ask_for(self, url: str) -> None:
        """One that is here may be asked for anew, after a token that does not fit."""
        assert url in self.credentials, f"{url} is asked for, and no network is here"


@pytest.fixture(scope="session")
def providers() -> Providers:
    return Providers()


@pytest.fixture(scope="session")
def demo_policy(providers: Providers) -> Policy:
    reading = read_policy_files(demo_files(providers.authority.pem), date(2026, 11, 21))
    assert reading.bundle is not None
    return Policy(reading.bundle.document, reading.bundle.layers, checks.load(), "0" * 64)
