"""The verification service of RFC 8224 section 6.2 and ATIS-1000074 section 5.3: what a call's tokens are worth.

Order of a token's checks: form, freshness, caller, called, certificate, signature, replay. The cheap ones come first,
so that a token that fails them costs no signature and causes no fetch.
"""

from collections.abc import Callable
from hashlib import sha256
from typing import Final, NamedTuple

from cryptography.exceptions import InvalidSignature

from bellwarden.model.stir import Presented, Verification, VerificationStatus
from bellwarden.stir.credential import Credential
from bellwarden.stir.date import read_date
from bellwarden.stir.diversion import names, route
from bellwarden.stir.fault import StirFault
from bellwarden.stir.identity import split_identity, url_fault
from bellwarden.stir.numbers import canonical
from bellwarden.stir.passport import DIV, DIV_O, KNOWN_PPT, RPH, SHAKEN, Passport, complete, is_compact, peek_ppt
from bellwarden.stir.passport import read_passport as _read_passport
from bellwarden.stir.reason import MEANINGS, StirReason
from bellwarden.stir.signature import ES256, der_signature, one_form

Find = Callable[[str, float], Credential | StirFault | None]

IDENTITIES_MAX: Final = 16  # more are not looked at: each may cost a signature
NESTED_MAX: Final = 4

_new_tuple: Final = tuple.__new__
_DIVERTED: Final = (DIV, DIV_O)


class Terms(NamedTuple):
    """By what a verification is made; the policy's [stir]."""

    freshness_s: float = 60  # RFC 8224 section 4.1: sixty seconds are recommended
    future_skew_s: float = 5
    requires_identity: bool = False  # RFC 8224 section 6.2.2: a call without token gets 428
    checks_date: bool = True  # RFC 8224 section 6.2, step 4: a stale Date header is a stale call


class _Call(NamedTuple):
    """What a token is held against."""

    calling: str  # texts as received
    shown: str
    called: str
    to: str
    country: str
    at: float
    terms: Terms
    find: Find
    is_replay: Callable[[bytes], bool] | None

    @property
    def caller(self) -> str:
        """Canonical digits of the number that is asserted, else shown."""
        number = canonical(self.calling, self.country)
        if self.shown and not number.isdigit():  # an asserted identity that is no number: From may have one
            number = canonical(self.shown, self.country)
        return number

    @property
    def targets(self) -> tuple[str, str]:
        """Canonical digits of the called number and of To's."""
        return canonical(self.called, self.country), canonical(self.to, self.country)


class _Tokens(NamedTuple):
    """The tokens of a call by kind, and what could not be read."""

    shaken: list[Passport]
    diversions: list[Passport]
    priorities: list[Passport]
    faults: list[StirFault]
    diversion_faults: list[StirFault]


_NO_OTHERS: Final = _Tokens([], [], [], [], [])


def certificate_urls(presented: Presented) -> tuple[str, ...]:
    """The URLs that `verify` will ask `find` for, as far as the headers' parameters tell. Cheap; never raises."""
    urls: list[str] = []
    for value in presented.identities[:IDENTITIES_MAX]:
        try:
            token, parameters = split_identity(value)
            if parameters.fault is None and (not parameters.ppt or parameters.ppt in KNOWN_PPT):
                urls.append(parameters.info)
                if parameters.ppt == DIV_O:
                    urls += _nested_urls(token)
        except StirFault:
            continue
    return tuple(dict.fromkeys(urls))


def _nested_urls(token: bytes) -> list[str]:
    """Those of the tokens inside a div-o (RFC 8946 section 5). Raises StirFault for whatever verify would refuse."""
    urls: list[str] = []
    passport = _read_passport(token)
    while passport.ppt == DIV_O and len(urls) < NESTED_MAX:
        passport = _read_passport(passport.claims.opt.encode())
        if url_fault(passport.x5u) is None:
            urls.append(passport.x5u)
    return urls


def verify(
    presented: Presented,
    calling: str,
    shown: str,
    called: str,
    at: float,
    terms: Terms,
    find: Find,
    is_replay: Callable[[bytes], bool] | None = None,
    country: str = "US",
) -> Verification:
    """What a call's tokens are worth at `at` (seconds since 1970, UTC). Total: never raises for anything presented.

    `calling` is the text of P-Asserted-Identity where it came and is trusted, else of From: ATIS-1000074 section 5.3.1
    has orig checked against the one, and against the other only where it is missing. `shown` is From's where it
    differs. Texts are as received and are read as a subscriber of `country` would dial them (RFC 8224 section 8.3).
    `find` is asked for x5u URLs; None means that the certificate is not here yet. `is_replay` is asked last, with the
    signature in its one form of two (s below half the order), so that turning a signature over makes no new token.
    """
    identities = presented.identities
    if not identities:
        return _nothing(StirReason.NO_IDENTITY, terms)
    call = _new_tuple(_Call, (calling, shown, called, presented.to, country, at, terms, find, is_replay))
    if len(identities) == 1:
        passport = _only_shaken(identities[0])
        if passport is not None:
            try:
                return _judge(passport, _NO_OTHERS, presented, call)
            except StirFault as fault:
                return _failed(fault, passport)
    tokens = _read(presented, call)
    if tokens.shaken:
        return _judge_shaken(tokens.shaken, tokens, presented, call)
    if tokens.faults:
        return _failed(_telling(tokens.faults), None)
    if tokens.diversions or tokens.diversion_faults:
        return _diversions_alone(tokens)
    if tokens.priorities:
        return _judge_priorities(tokens.priorities, presented, call)
    return _nothing(StirReason.NO_KNOWN_PASSPORT, terms)


def _only_shaken(value: bytes) -> Passport | None:
    """What nearly every call has: one shaken token without a fault. None: it is to be read with care."""
    try:
        token, parameters = split_identity(value)
        if parameters.ppt != SHAKEN or parameters.fault is not None:
            return None
        passport = _read_passport(token)
    except StirFault:
        return None
    return passport if passport.ppt == SHAKEN and passport.x5u == parameters.info else None


def _read(presented: Presented, call: _Call) -> _Tokens:
    tokens = _Tokens([], [], [], [], [])
    for value in presented.identities[:IDENTITIES_MAX]:
        ppt = ""
        try:
            token, parameters = split_identity(value)
            ppt = parameters.ppt
            if ppt and ppt not in KNOWN_PPT:
                continue  # RFC 8224 section 6.2, step 1: one that we do not support is ignored
            if not ppt and not is_compact(token):
                said = peek_ppt(token)
                if said and said not in KNOWN_PPT:
                    continue
            _sort(_token(token, parameters.info, parameters.fault, ppt, presented, call), tokens, NESTED_MAX)
        except StirFault as fault:
            (tokens.diversion_faults if ppt in _DIVERTED else tokens.faults).append(fault)
    return tokens


def _token(
    token: bytes,
    info: str,
    info_fault: tuple[int, StirReason, str] | None,
    ppt: str,
    presented: Presented,
    call: _Call,
) -> Passport:
    if is_compact(token):
        if info_fault is not None:
            raise StirFault(*info_fault)
        if ppt:
            # ATIS-1000074 section 5.2.1 and ATIS-1000082: SHAKEN takes the full form only.
            raise StirFault(438, StirReason.COMPACT_FORM, ppt)
        iat = read_date(presented.date)
        called, to = call.targets
        return complete(token, info, call.caller, to or called, 0 if iat is None else int(iat))
    passport = _read_passport(token)
    if info_fault is not None:
        raise StirFault(*info_fault)
    if ppt and passport.ppt != ppt:
        raise StirFault(438, StirReason.PPT_MISMATCH, f"{ppt}, {passport.ppt}"[:100])
    if passport.x5u != info:
        # Two readers would fetch two certificates. ATIS-1000082's table of errors has 436 for it.
        raise StirFault(436, StirReason.INFO_MISMATCH, passport.x5u[:100])
    return passport


def _sort(passport: Passport, tokens: _Tokens, nested: int) -> None:
    ppt = passport.ppt
    if ppt == SHAKEN or not ppt:
        tokens.shaken.append(passport)
    elif ppt == RPH:
        tokens.priorities.append(passport)
    elif ppt in _DIVERTED:
        tokens.diversions.append(passport)
        if ppt == DIV_O:
            _sort_nested(passport, tokens, nested - 1)
    else:
        raise StirFault(438, StirReason.PPT_MISMATCH, ppt[:100])


def _sort_nested(outer: Passport, tokens: _Tokens, nested: int) -> None:
    """RFC 8946 section 5: the token of the call before its diversion stands inside."""
    inner = _read_passport(outer.claims.opt.encode())
    if nested < 0 or inner.ppt not in (SHAKEN, DIV_O):
        raise StirFault(438, StirReason.OPT_INVALID, inner.ppt[:100])
    fault = url_fault(inner.x5u)
    if fault is not None:
        raise StirFault(*fault)
    _sort(inner, tokens, nested)


def _judge_shaken(shaken: list[Passport], others: _Tokens, presented: Presented, call: _Call) -> Verification:
    """One good token suffices: RFC 8224 section 6.2.2 has 438 where no header has a valid one."""
    faults: list[StirFault] = []
    for passport in shaken:
        try:
            return _judge(passport, others, presented, call)
        except StirFault as fault:
            faults.append(fault)
    telling = _telling(faults)
    return _failed(telling, shaken[faults.index(telling)])


def _judge(passport: Passport, others: _Tokens, presented: Presented, call: _Call) -> Verification:
    claims = passport.claims
    orig, dest = claims.orig, claims.dest
    _check_times(claims.iat, presented.date, call)
    # Most texts are a plus sign and the very digits of the token; all others are read as numbers.
    if (call.calling[1:] != orig or call.calling[0] != "+") and call.caller != orig:
        raise StirFault(438, StirReason.ORIG_MISMATCH, f"{orig}, {call.caller}"[:100])
    chain: tuple[Passport, ...] = ()
    if call.called[1:] != dest[0] or call.called[0] != "+" if dest and call.called else True:
        chain = _chain(passport, others, call)
    credential = _check_signature(passport, claims.orig, call)
    for diversion in chain:
        _check_times(diversion.claims.iat, "", call)
        _check_signature(diversion, diversion.claims.div, call)
    signature = passport.signature
    if call.is_replay is not None and call.is_replay(one_form(signature)):
        raise StirFault(438, StirReason.REPLAY)
    diverted = tuple([link.claims.div or link.claims.div_uri for link in chain]) if chain else ()
    return _new_tuple(
        Verification,
        (
            VerificationStatus.PASSED,
            0,
            "",
            claims.attest,
            claims.origid,
            credential.codes[0] if credential.codes else "",
            passport.x5u,
            credential.fingerprint,
            sha256(signature).hexdigest(),
            claims.orig,
            claims.dest or claims.dest_uris,
            claims.iat,
            diverted,
        ),
    )


def _chain(passport: Passport, tokens: _Tokens, call: _Call) -> tuple[Passport, ...]:
    """The diversions from the number that the token was made for to the one that is called, the first one first.

    Without diversion tokens the To header may name the number (ATIS-1000074 section 5.3.1): what a call was diverted by
    nobody need sign. Where somebody did, the way must be whole (RFC 8946 section 4.2).
    """
    called, to = call.targets
    if names(passport.claims, called):
        return ()
    if tokens.diversion_faults:
        raise tokens.diversion_faults[0]
    if not tokens.diversions:
        if names(passport.claims, to):
            return ()
        shown = ", ".join((*passport.claims.dest, *passport.claims.dest_uris))
        raise StirFault(438, StirReason.DEST_MISMATCH, f"{shown}; {called}"[:100])
    for target in (called, to):
        chain = route(passport, tokens.diversions, target)
        if chain:
            return chain
    raise StirFault(438, StirReason.DIV_BROKEN, called[:100])


def _check_times(iat: int, date: str, call: _Call) -> None:
    terms = call.terms
    age_s = call.at - iat
    if age_s > terms.freshness_s:
        raise StirFault(403, StirReason.IAT_STALE, f"{age_s:.0f} s")
    if -age_s > terms.future_skew_s:
        raise StirFault(403, StirReason.IAT_FUTURE, f"{-age_s:.0f} s")
    if date and terms.checks_date:
        # RFC 8224 section 6.2, step 4. One that can't be read says nothing; iat, which is signed, says enough.
        sent = read_date(date)
        if sent is not None:
            if call.at - sent > terms.freshness_s:
                raise StirFault(403, StirReason.DATE_STALE, f"{call.at - sent:.0f} s")
            if sent - call.at > terms.future_skew_s:
                raise StirFault(403, StirReason.DATE_FUTURE, f"{sent - call.at:.0f} s")


def _check_signature(passport: Passport, speaks_of: str, call: _Call) -> Credential:
    """The signer's certificate, which holds now and covers the number, and whose key made the signature."""
    credential = call.find(passport.x5u, call.at)
    if credential is None:
        raise StirFault(0, StirReason.CREDENTIAL_PENDING, passport.x5u[:100])
    if isinstance(credential, StirFault):
        # A new one: whoever remembers faults raises each many times, and each time would add to its traceback.
        raise StirFault(credential.code, credential.reason, credential.detail)
    # RFC 8224 section 6.2, step 4: within the validity of the credential.
    if not credential.from_s <= call.at <= credential.until_s:
        late = call.at > credential.until_s
        reason = StirReason.CERTIFICATE_EXPIRED if late else StirReason.CERTIFICATE_NOT_YET_VALID
        raise StirFault(437, reason, passport.x5u[:100])
    if not credential.codes and speaks_of and not covers(credential, speaks_of):
        raise StirFault(437, StirReason.NUMBER_NOT_AUTHORIZED, speaks_of)
    try:
        credential.key.verify(der_signature(passport.signature), passport.signing_input, ES256)
    except InvalidSignature:
        raise StirFault(438, StirReason.SIGNATURE_INVALID) from None
    return credential


def covers(credential: Credential, number: str) -> bool:
    """RFC 8226 section 9: whether single numbers or ranges of a certificate have this one. Codes are not looked at."""
    if number in credential.numbers:
        return True
    for first, count in credential.ranges:
        if len(first) == len(number) and number.isdigit() and 0 <= int(number) - int(first) < count:
            return True
    return False


def _judge_priorities(priorities: list[Passport], presented: Presented, call: _Call) -> Verification:
    """RFC 8443 section 4: good or not, a priority says nothing of the caller's number."""
    faults: list[StirFault] = []
    called, to = call.targets
    for passport in priorities:
        try:
            _check_times(passport.claims.iat, presented.date, call)
            if passport.claims.orig and passport.claims.orig != call.caller:
                raise StirFault(438, StirReason.ORIG_MISMATCH, f"{passport.claims.orig}, {call.caller}"[:100])
            if not names(passport.claims, called) and not names(passport.claims, to):
                raise StirFault(438, StirReason.DEST_MISMATCH, called[:100])
            asked = {value.strip().lower() for text in presented.priorities for value in text.split(",")}
            if not asked <= {*passport.claims.rph}:
                raise StirFault(438, StirReason.RPH_MISMATCH, ", ".join(sorted(asked))[:100])
            credential = _check_signature(passport, "", call)
        except StirFault as fault:
            faults.append(fault)
            continue
        return _told(_nothing(StirReason.NO_SHAKEN_PASSPORT, call.terms), passport, credential)
    telling = _telling(faults)
    return _failed(telling, priorities[faults.index(telling)])


def _diversions_alone(tokens: _Tokens) -> Verification:
    if tokens.diversion_faults:
        return _failed(tokens.diversion_faults[0], None)
    return _failed(StirFault(438, StirReason.DIV_ALONE), tokens.diversions[0])


def _nothing(reason: StirReason, terms: Terms) -> Verification:
    return Verification(VerificationStatus.NONE, 428 if terms.requires_identity else 0, reason.value)


def _telling(faults: list[StirFault]) -> StirFault:
    """Of several tokens' faults the one that is told. RFC 8224 section 6.2.2: 436 only where no certificate of any
    could be had; a certificate that is still on its way may yet make the call good."""
    for fault in faults:
        if fault.reason is StirReason.CREDENTIAL_PENDING:
            return fault
    for fault in faults:
        if fault.code != 436:
            return fault
    return faults[0]


def _failed(fault: StirFault, passport: Passport | None) -> Verification:
    meaning = MEANINGS[fault.reason]
    outcome = Verification(meaning.status, meaning.code, fault.reason.value)
    return outcome if passport is None else _told(outcome, passport, None)


def _told(outcome: Verification, passport: Passport, credential: Credential | None) -> Verification:
    claims = passport.claims
    return outcome._replace(
        attestation=claims.attest,
        origid=claims.origid,
        signer=credential.codes[0] if credential is not None and credential.codes else "",
        x5u=passport.x5u,
        certificate=credential.fingerprint if credential is not None else "",
        signature=sha256(passport.signature).hexdigest(),
        orig=claims.orig or claims.orig_uri,
        dest=claims.dest or claims.dest_uris,
        iat=claims.iat,
    )
