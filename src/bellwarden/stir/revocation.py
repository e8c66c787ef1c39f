"""Revocation lists: which certificates their authorities, or the STI-PA for all of them, have withdrawn.

The STI-PA's list is an indirect one: it names certificates of every authority, each entry with its issuer
(ATIS-1000080; RFC 5280 section 5.3.3). An authority's own list names its own only. Both are read alike. A list is
believed when a certificate of the trust list signed it, or an authority of the very chain that is looked at.

What a list names stays revoked however old the list is. Beyond its nextUpdate plus a grace it can't say any more that a
certificate is *not* revoked: then the certificates that it speaks for are refused as unknown (RFC 5280 section 6.3.3).
"""

import hashlib
import math
import re
from binascii import Error as Base64Error
from binascii import a2b_base64
from collections.abc import Iterable, Iterator, Sequence
from typing import Final, NamedTuple

from cryptography import x509
from cryptography.exceptions import InvalidSignature, UnsupportedAlgorithm
from cryptography.hazmat.primitives.asymmetric.ec import ECDSA, SECP256R1, EllipticCurvePublicKey
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.x509.oid import CRLEntryExtensionOID, ExtensionOID, SignatureAlgorithmOID

LIST_OCTETS_MAX: Final = 4_000_000  # some 100,000 entries
LISTS_MAX: Final = 64
RANDOM_BITS: Final = 64
GRACE_S: Final = 86_400.0  # a day: one list of the STI-PA that did not come must not end all verification

KNOWN_CRITICAL: Final = frozenset({ExtensionOID.ISSUING_DISTRIBUTION_POINT})
KNOWN_CRITICAL_OF_ENTRY: Final = frozenset({CRLEntryExtensionOID.CERTIFICATE_ISSUER, CRLEntryExtensionOID.CRL_REASON})

_PEM = re.compile(rb"-----BEGIN X509 CRL-----([A-Za-z0-9+/=\s]*)-----END X509 CRL-----")
_SPACE: Final = b" \t\r\n"


class RevocationFault(ValueError):
    """A revocation list that can't be used; the text says which one and why."""


class RevocationList(NamedTuple):
    """One list whose signature was checked."""

    issuer: str  # `name_key` of whoever signed it
    indirect: bool  # it speaks for the certificates of every issuer
    this_update_s: float  # seconds since 1970, UTC
    next_update_s: float
    revoked: dict[str, frozenset[int]]  # serial numbers by `name_key` of the certificates' issuer


class _Unproved(NamedTuple):
    parsed: x509.CertificateRevocationList
    issuer: str
    this_update_s: float


class Revocations:
    """All lists that are believed. Those of authorities outside the trust list wait for a chain to prove them."""

    def __init__(
        self,
        lists: Iterable[RevocationList] = (),
        unproved: Iterable[_Unproved] = (),
        version: str = "",
        grace_s: float = GRACE_S,
    ) -> None:
        self.version = version  # of what was read: whatever was concluded by another version is to be looked at again
        self.grace_s = grace_s
        self._lists = list(lists)
        self._unproved: dict[str, list[_Unproved]] = {}
        for one in unproved:
            self._unproved.setdefault(one.issuer, []).append(one)

    def __len__(self) -> int:
        return len(self._lists)

    @property
    def next_update_s(self) -> float:
        """When the first of the lists wants to be replaced; infinity without any. Seconds since 1970, UTC."""
        return min((one.next_update_s for one in self._lists), default=float("inf"))

    @property
    def entries(self) -> int:
        return sum(len(serials) for one in self._lists for serials in one.revoked.values())

    def is_revoked(self, issuer: str, serial: int) -> bool:
        """Whether a list names this certificate, by `name_key` of its issuer and its serial number.

        A serial drawn from 64 bits or more names one certificate in the world, whatever issuer stands beside it or was
        left out by a careless list (RFC 5280 section 5.3.3).
        """
        if serial.bit_length() < RANDOM_BITS:
            return any(serial in one.revoked.get(issuer, ()) for one in self._lists)
        return any(serial in serials for one in self._lists for serials in one.revoked.values())

    def known_until(self, issuer: str) -> float:
        """Until when the lists can say that a certificate of this issuer is not revoked; infinity where none speaks for
        it. With a newer list of the same signer the older one says nothing more.
        """
        until = [
            one.next_update_s + self.grace_s
            for one in self._lists
            if (one.indirect or one.issuer == issuer) and one.this_update_s == self._newest_s(one.issuer)
        ]
        return min(until, default=float("inf"))

    def prove(self, issuer: str, key: EllipticCurvePublicKey) -> None:
        """An authority of a chain was accepted: lists in its name that its key has signed are believed from now on."""
        for one in self._unproved.get(issuer, ()):
            if _is_signed(one.parsed, key):
                self._unproved[issuer].remove(one)
                self._lists.append(_read(one.parsed, issuer))
                return

    def believe_rest(self) -> None:
        """Take every list's word for what is revoked, also where nobody known has signed it: of lists that the operator
        hands over one by one. They refuse, and speak for no certificate.
        """
        for issuer, lists in self._unproved.items():
            for one in lists:
                self._lists.append(
                    _read(one.parsed, issuer)._replace(indirect=False, issuer="", next_update_s=math.inf)
                )

    def _newest_s(self, issuer: str) -> float:
        return max(one.this_update_s for one in self._lists if one.issuer == issuer)


NO_REVOCATIONS: Final = Revocations()


def read_revocation_lists(
    data: bytes, signers: Sequence[x509.Certificate], at: float, grace_s: float = GRACE_S
) -> Revocations:
    """Read one list in DER, or one or several in PEM.

    `signers` are the certificates that may sign lists: those of the trust list. RevocationFault: not readable, not yet
    in force at `at` (seconds since 1970, UTC), in the name of a signer whose key did not sign it, or of a kind (delta,
    only some reasons, critical and unknown) that may not be used in part (RFC 5280 section 5.2).
    """
    keys: dict[str, list[EllipticCurvePublicKey]] = {}
    for one in signers:
        key = one.public_key()
        if _may_sign_lists(one, at) and isinstance(key, EllipticCurvePublicKey):
            keys.setdefault(name_key(one.subject), []).append(key)
    proved: list[RevocationList] = []
    unproved: list[_Unproved] = []
    for parsed in _parse(data):
        try:
            _look_at(parsed, at)
            issuer = name_key(parsed.issuer)
            if issuer not in keys:
                unproved.append(_Unproved(parsed, issuer, parsed.last_update_utc.timestamp()))
            elif any(_is_signed(parsed, key) for key in keys[issuer]):
                proved.append(_read(parsed, issuer))
            else:
                raise RevocationFault(f"the list in the name of {_shown(parsed)} is not signed by its key")
        except (ValueError, TypeError, UnsupportedAlgorithm, x509.DuplicateExtension) as error:
            if isinstance(error, RevocationFault):
                raise
            raise RevocationFault(f"a revocation list can't be read: {str(error)[:200]}") from None
    return Revocations(proved, unproved, hashlib.sha256(data).hexdigest(), grace_s)


def name_key(name: x509.Name) -> str:
    """A name for comparing: case and runs of blanks do not tell two names apart (RFC 5280 section 7.1)."""
    return "\x00".join([f"{one.oid.dotted_string}={' '.join(str(one.value).split()).casefold()}" for one in name])


def _parse(data: bytes) -> Iterator[x509.CertificateRevocationList]:
    if len(data) > LIST_OCTETS_MAX:
        raise RevocationFault(f"more than {LIST_OCTETS_MAX} octets")
    blocks = [data]
    if b"-----BEGIN" in data:
        blocks = _PEM.findall(data)
        if not 1 <= len(blocks) <= LISTS_MAX:
            raise RevocationFault(f"{len(blocks)} lists in PEM where 1 to {LISTS_MAX} belong")
        try:
            blocks = [a2b_base64(one.translate(None, _SPACE), strict_mode=True) for one in blocks]
        except Base64Error as error:
            raise RevocationFault(f"no PEM: {error}") from None
    for one in blocks:
        try:
            yield x509.load_der_x509_crl(one)
        except (ValueError, TypeError, x509.InvalidVersion) as error:
            raise RevocationFault(f"no revocation list: {str(error)[:200]}") from None


def _look_at(parsed: x509.CertificateRevocationList, at: float) -> None:
    if parsed.next_update_utc is None:
        raise RevocationFault(f"the list of {_shown(parsed)} has no nextUpdate")  # RFC 5280 section 5.1.2.5
    if parsed.last_update_utc.timestamp() > at:
        raise RevocationFault(f"the list of {_shown(parsed)} begins later, at {parsed.last_update_utc}")
    for one in parsed.extensions:
        if one.critical and one.oid not in KNOWN_CRITICAL:
            raise RevocationFault(f"the list of {_shown(parsed)} has a critical extension {one.oid.dotted_string}")
        if isinstance(one.value, x509.IssuingDistributionPoint) and (
            one.value.only_some_reasons or one.value.only_contains_attribute_certs
        ):
            raise RevocationFault(f"the list of {_shown(parsed)} is only one of some reasons or of other certificates")


def _read(parsed: x509.CertificateRevocationList, issuer: str) -> RevocationList:
    """The serials by issuer: an entry without one has that of the entry before it (RFC 5280 section 5.3.3)."""
    serials: dict[str, set[int]] = {issuer: set()}
    indirect = False
    for one in parsed.extensions:
        if isinstance(one.value, x509.IssuingDistributionPoint):
            indirect = one.value.indirect_crl
    of = issuer
    for entry in parsed:
        for extension in entry.extensions:
            if extension.critical and extension.oid not in KNOWN_CRITICAL_OF_ENTRY:
                raise RevocationFault(f"an entry has a critical extension {extension.oid.dotted_string}")
            if isinstance(extension.value, x509.CertificateIssuer):
                names = extension.value.get_values_for_type(x509.DirectoryName)
                if len(names) != 1:
                    raise RevocationFault("an entry's issuer has no one directory name")
                of = name_key(names[0])
                indirect = True
        serials.setdefault(of, set()).add(entry.serial_number)
    until = parsed.next_update_utc
    return RevocationList(
        issuer,
        indirect,
        parsed.last_update_utc.timestamp(),
        until.timestamp() if until is not None else 0.0,
        {name: frozenset(numbers) for name, numbers in serials.items()},
    )


def _is_signed(parsed: x509.CertificateRevocationList, key: EllipticCurvePublicKey) -> bool:
    """Whether the key signed the list. The algorithm inside and outside is the same one, or the library says no."""
    if parsed.signature_algorithm_oid != SignatureAlgorithmOID.ECDSA_WITH_SHA256 or not isinstance(
        key.curve, SECP256R1
    ):
        return False
    try:
        key.verify(parsed.signature, parsed.tbs_certlist_bytes, ECDSA(SHA256()))
    except InvalidSignature:
        return False
    return True


def _may_sign_lists(certificate: x509.Certificate, at: float) -> bool:
    if not certificate.not_valid_before_utc.timestamp() <= at <= certificate.not_valid_after_utc.timestamp():
        return False
    try:
        return certificate.extensions.get_extension_for_class(x509.KeyUsage).value.crl_sign
    except x509.ExtensionNotFound:
        return True
    except (ValueError, x509.DuplicateExtension):
        return False


def _shown(parsed: x509.CertificateRevocationList) -> str:
    return parsed.issuer.rfc4514_string()[:120]
