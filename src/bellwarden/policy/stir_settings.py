"""STIR/SHAKEN in the policy: what is signed and verified, by which roots, who has proven a right to which number."""

from datetime import UTC, date, datetime, timedelta
from typing import NamedTuple

from cryptography import x509

from bellwarden.model.policy import Proof, Signs, Stir, ThirdPartySigning, TrunkRole
from bellwarden.policy.owned import Owned, numbers_of, read_owned
from bellwarden.policy.places import Path
from bellwarden.policy.problem import Problem, Severity, dotted
from bellwarden.policy.tables import CustomerTable, TrunkTable
from bellwarden.policy.work import Work

ROOTS = "stir.roots"  # name of the layer
ROOTS_BYTES_MAX = 1_000_000
WARN_DAYS = 30  # before a proof or a root ends


class OwnedProof(NamedTuple):
    """A proof, and where its numbers were written."""

    proof: Proof
    owned: list[Owned]


def build_stir(work: Work) -> Stir:
    table = work.tables.stir
    path: Path = ("stir",)
    if table.signs and not table.service_provider_code:
        work.log.error((*path, "service_provider_code"), "is missing; write the code that stands in your certificate")
    if table.signs and not table.certificate_url:
        reason = "is empty: calls are signed only once bellwarden stir cert knows where your certificate is published"
        work.log.warn((*path, "certificate_url"), reason)
    if table.verifies and not table.roots:
        reason = "is missing, so no certificate would be trusted and every signature called bad; write the file's name"
        work.log.error((*path, "roots"), reason)
    return Stir(
        signs=table.signs,
        service_provider_code=table.service_provider_code,
        certificate_url=table.certificate_url,
        own_numbers_only=table.own_numbers_only,
        verifies=table.verifies,
        freshness_s=table.freshness_s,
        future_skew_s=table.future_skew_s,
        wait_ms_max=table.wait_ms_max,
        roots_layer=_roots(work) if table.roots else "",
        crl_url=table.crl_url,
    )


def _roots(work: Work) -> str:
    """The layer's name; the file goes into the snapshot as it is."""
    path: Path = ("stir", "roots")
    source = work.sources.take(path, work.tables.stir.roots)
    if source is None:
        return ""
    name, data = source
    field = dotted(path)
    if len(data) > ROOTS_BYTES_MAX:
        work.log.put(Problem(name, 1, field, f"has {len(data):,} bytes, more than {ROOTS_BYTES_MAX:,}"))
        return ""
    try:
        roots = x509.load_pem_x509_certificates(data)
    except ValueError:
        reason = "holds no PEM certificates, or a damaged one; each begins with -----BEGIN CERTIFICATE-----"
        work.log.put(Problem(name, 1, field, reason))
        return ""
    for at, root in enumerate(roots, 1):
        left = (root.not_valid_after_utc.date() - work.around.today).days
        if left < WARN_DAYS:
            said = f"ends in {left} days" if left >= 0 else "has ended"
            reason = f"certificate {at}, {root.subject.rfc4514_string()[:80]}, {said}; fetch the list anew"
            work.log.put(Problem(name, 1, field, reason, Severity.WARNING))
    work.layers[ROOTS] = data
    return ROOTS


def signs_of(path: Path, table: TrunkTable, work: Work) -> Signs:
    """By role where nothing is written: 47 CFR 64.6301(a) for our customers' calls, 64.6302 for those of others."""
    originates = table.role is TrunkRole.CUSTOMER
    if table.signs is Signs.ALWAYS and not originates:
        reason = f'is "always", but calls of role {table.role.value} that others signed are passed on unaltered'
        work.log.error((*path, "signs"), f'{reason} (47 CFR 64.6302); write "unsigned" or "never"')
    if not work.tables.stir.signs:
        if table.signs not in (None, Signs.NEVER):
            work.log.warn((*path, "signs"), "has no effect: [stir] does not sign; write signs = true there")
        return Signs.NEVER
    signs = table.signs or (Signs.ALWAYS if originates else Signs.UNSIGNED)
    carrier = work.tables.carrier
    dialect = table.dialect or (carrier.dialect if carrier is not None else "")
    if (
        signs is not Signs.NEVER
        and dialect in work.around.carry_no_identity
        and table.continue_status not in (300, 302)
    ):
        reason = f"dialect {dialect} lets calls go on by an answer that carries no Identity"
        advice = 'write continue_status = 302, as its recipe says, or signs = "never"'
        work.log.error((*path, "continue_status"), f"{reason}; {advice}")
    return signs


def verifies_of(path: Path, table: TrunkTable, work: Work) -> bool:
    """By role where nothing is written: what other providers send us, 47 CFR 64.6301(a)(3)."""
    if not work.tables.stir.verifies:
        if table.verifies:
            work.log.warn((*path, "verifies"), "has no effect: [stir] does not verify; write verifies = true there")
        return False
    return table.role is not TrunkRole.CUSTOMER if table.verifies is None else table.verifies


def read_proofs(path: Path, table: CustomerTable, work: Work) -> list[OwnedProof]:
    found = []
    for at, one in enumerate(table.proof):
        here: Path = (*path, "proof", at)
        if not one.numbers and not one.numbers_file:
            work.log.error(here, "is about no number; write numbers or numbers_file")
        owned = read_owned(here, "numbers", one.numbers, one.numbers_file, work)
        left = (one.until - work.around.today).days
        if left < 0:
            work.log.warn((*here, "until"), f"{one.until} is over: calls with these numbers get level B, not A")
        elif left < WARN_DAYS:
            work.log.warn(
                (*here, "until"), f"{one.until} is in {left} days; afterwards these numbers get level B, not A"
            )
        proof = Proof(one.kind, numbers_of(owned), one.until.isoformat(), _end_of(one.until), one.reference)
        found.append(OwnedProof(proof, owned))
    return found


def _end_of(day: date) -> float:
    following = day + timedelta(days=1) if day < date.max else day
    return datetime(following.year, following.month, following.day, tzinfo=UTC).timestamp()


def third_party_of(path: Path, table: CustomerTable, work: Work) -> ThirdPartySigning | None:
    """The record without which nothing is signed by another's certificate."""
    written = table.third_party_signing
    if written is None:
        return None
    here: Path = (*path, "third_party_signing")
    if not table.upstream:
        reason = "is for a provider that signs by its own certificate; write upstream = true, or take it out"
        work.log.error(here, reason)
    if written.agreed > work.around.today:
        work.log.error((*here, "agreed"), f"{written.agreed} has not come yet; an agreement holds once it is made")
    if written.service_provider_code == work.tables.stir.service_provider_code:
        reason = "is your own code; calls signed for a provider carry that provider's code and certificate (FCC 24-120)"
        work.log.error((*here, "service_provider_code"), reason)
    return ThirdPartySigning(
        written.agreement, written.agreed.isoformat(), written.service_provider_code, written.certificate
    )
