"""The demonstration's certificates: an invented authority, the carrier's own key, and the upstreams that sign.

The gate fetches certificates from public hosts over https only, so nothing on this machine could serve it these. They
are laid where the fetcher keeps what it fetched, as if it had been there before; no connection is made.
"""

import time
from pathlib import Path
from typing import Final

from bellwarden.cli.fetching import keep_certificate
from bellwarden.home import Home
from bellwarden.simulator.certificates import InventedAuthority
from bellwarden.simulator.signing import certificate_url

AUTHORITY: Final = "Invented Trust"
OUR_CODE: Final = "X001"
OUR_NAME: Final = "Example Voice"
OUR_CERTIFICATE: Final = "example-voice"
# By customer: code and company, as policy/demo.py has them.
PROVIDERS: Final = {"tessera": ("X002", "Tessera Wholesale"), "longhaul": ("X004", "Longhaul International")}


class DemoCertificates:
    """Below the demonstration's folder: a key and a chain for each provider whose calls come signed."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder

    @property
    def exist(self) -> bool:
        return self.folder.is_dir()

    def make(self, home: Home) -> bytes:
        """All of them anew, our own key installed in the home; the trust list in PEM. Takes milliseconds."""
        now = time.time()
        authority = InventedAuthority(AUTHORITY, now)
        self.folder.mkdir(mode=0o700, parents=True)
        ours = authority.issue(OUR_CODE, OUR_NAME)
        home.stir_keys().install(ours.key_pem, ours.chain, now, certificate_url(OUR_CERTIFICATE))
        for customer, (code, company) in PROVIDERS.items():
            issued = authority.issue(code, company)
            path = self.folder / f"{customer}.key"
            path.touch(mode=0o600)
            path.write_bytes(issued.key_pem)
            (self.folder / f"{customer}.pem").write_bytes(issued.chain)
        return authority.pem

    def lay_out(self, home: Home) -> None:
        """Put the upstreams' certificates where the fetcher would, as fetched now."""
        for customer in PROVIDERS:
            keep_certificate(
                home, certificate_url(customer), (self.folder / f"{customer}.pem").read_bytes(), time.time()
            )
