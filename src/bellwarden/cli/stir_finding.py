"""The search behind `bellwarden stir find`: what a token says, the calls it was with, and whose it is without one."""

import re
from base64 import urlsafe_b64decode
from contextlib import suppress
from datetime import datetime
from enum import Enum
from hashlib import sha256
from pathlib import Path
from typing import Final, NamedTuple

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ec import ECDSA, EllipticCurvePublicKey
from cryptography.hazmat.primitives.hashes import SHA256

from bellwarden.cli.console import clock, columns, emit_line, number, say, visible
from bellwarden.cli.exits import CommandFault, Exit
from bellwarden.cli.homes import open_home
from bellwarden.cli.shapes import StirFindJson, TokenJson
from bellwarden.cli.stir_calls import FoundCall, KeptCalls
from bellwarden.home import Home, HomeFault
from bellwarden.sip.fault import SipFault
from bellwarden.sip.message import read_request
from bellwarden.stir.fault import StirFault
from bellwarden.stir.identity import split_identity
from bellwarden.stir.own import OwnFault, read_chain
from bellwarden.stir.passport import Passport, read_passport
from bellwarden.stir.signature import der_signature

CALLS_SHOWN: Final = 20
TOKENS_MAX: Final = 16
CHAINS_MAX: Final = 1_000
_ES256: Final = ECDSA(SHA256())
_TOKEN: Final = re.compile(rb"[A-Za-z0-9_-]*\.[A-Za-z0-9_-]*\.[A-Za-z0-9_-]+")
_HEADER: Final = re.compile(rb"^(?:identity|y)[ \t]*:[ \t]*", re.IGNORECASE)


class Whose(str, Enum):
    """Whose a token is, as far as this home can tell."""

    SIGNED = "signed"  # we made it, for a call that is kept
    SEEN = "seen"  # another's; it came to us with a call that is kept
    ALTERED = "altered"  # no such token is ours, but one with its origid is: this one was changed or made up
    NOT_KEPT = "not_kept"  # our key made it; its call is not kept any more, or was never recorded
    NEVER = "never"  # nothing of ours


SAID: Final = {
    Whose.SIGNED: "We signed this token.",
    Whose.SEEN: "This token is another provider's; it came to us with a call.",
    Whose.ALTERED: "We signed a token with this origid, and this is not it: it was changed or made up.",
    Whose.NOT_KEPT: "Our key made this token, but its call is not among the decisions that are kept.",
    Whose.NEVER: "This token was never ours.",
}


class Token(NamedTuple):
    """What was handed in."""

    signature: str  # SHA-256 of its octets, hex; "" where only an origid is known
    origid: str
    passport: Passport | None  # None where it can't be read
    fault: str = ""


class _Answer(NamedTuple):
    whose: Whose
    calls: list[FoundCall]
    note: str


def find_token(place: Path, origid: str, identity: str, as_json: bool) -> Exit:
    """Search, and tell. Exit.NO: no call was found."""
    home = open_home(place)
    tokens = [Token("", origid, None)] if origid else _tokens_in(identity)
    answers = [(token, _answer(home, token)) for token in tokens]
    if as_json:
        for token, answer in answers:
            emit_line(_json(token, answer))
    else:
        for at, (token, answer) in enumerate(answers):
            if at:
                say()
            _show(token, answer)
    return Exit.DONE if any(answer.calls for _, answer in answers) else Exit.NO


def _tokens_in(name: str) -> list[Token]:
    from bellwarden.cli.questions import read_input  # here: with an origid there is nothing to read

    return read_tokens(read_input(name), name)


def read_tokens(data: bytes, name: str) -> list[Token]:
    """The tokens in a file: a SIP message, Identity headers one a line, or a bare token. CommandFault for none."""
    values = _values(data.strip())
    tokens = [_token(value) for value in values[:TOKENS_MAX]]
    found = [one for one in tokens if one is not None]
    if not found:
        where = "standard input" if name == "-" else name
        raise CommandFault(
            Exit.USAGE, f"{where} holds no token; give an INVITE, an Identity header, or the token itself (a.b.c)"
        )
    return found


def _values(data: bytes) -> list[bytes]:
    if re.match(rb"[A-Z]+ \S+ SIP/2\.0\r?\n", data):
        lines = data if b"\r\n" in data else data.replace(b"\n", b"\r\n")
        try:
            return read_request(lines + b"\r\n\r\n").identities
        except SipFault:
            pass  # what can't be read as a message may still hold a token
    lines = re.sub(rb"\r?\n[ \t]+", b" ", data)  # RFC 3261 section 7.3.1: folded lines
    values = [_HEADER.sub(b"", line.strip()) for line in lines.splitlines()]
    return [value for value in values if _TOKEN.match(value)]


def _token(value: bytes) -> Token | None:
    """A header value or a bare token; it is searched for by its signature even where nothing else can be read."""
    try:
        octets = split_identity(value)[0]
    except StirFault:
        octets = value.partition(b";")[0].strip()
    if not _TOKEN.fullmatch(octets):
        return None
    text = octets.rpartition(b".")[2]
    signature = urlsafe_b64decode(text + b"=" * (-len(text) % 4)) if len(text) % 4 != 1 else b""
    digest = sha256(signature).hexdigest()
    try:
        passport = read_passport(octets)
    except StirFault as fault:
        return Token(digest, "", None, str(fault))
    return Token(digest, passport.claims.origid, passport)


def _answer(home: Home, token: Token) -> _Answer:
    kept = KeptCalls(home, CALLS_SHOWN)
    if token.signature:
        calls = kept.of_signature(token.signature)
        if calls:
            return _Answer(Whose.SIGNED if any(one.ours for one in calls) else Whose.SEEN, calls, "")
    if token.origid:
        calls = kept.of_origid(token.origid)
        ours = any(one.ours for one in calls)
        if calls and not token.signature:
            return _Answer(Whose.SIGNED if ours else Whose.SEEN, calls, "")
        if ours and not _is_ours(home, token):
            return _Answer(Whose.ALTERED, calls, "")
    since = kept.since()
    if _is_ours(home, token):
        return _Answer(Whose.NOT_KEPT, [], since)
    if token.passport is None and token.signature:
        return _Answer(Whose.NEVER, [], f"it can't be read ({token.fault}); {since}")
    if not token.signature:
        return _Answer(Whose.NEVER, [], f"no kept call has this origid; {since}")
    if token.passport is not None and token.passport.x5u in _our_urls(home):
        return _Answer(Whose.NEVER, [], f"it names our certificate, but no key of ours made its signature; {since}")
    return _Answer(Whose.NEVER, [], f"none of our certificates made its signature; {since}")


def _is_ours(home: Home, token: Token) -> bool:
    """Whether the signature was made by a key of ours, now or before."""
    passport = token.passport
    if passport is None:
        return False
    signature = der_signature(passport.signature)
    for key in _our_keys(home):
        try:
            key.verify(signature, passport.signing_input, _ES256)
        except InvalidSignature:
            continue
        return True
    return False


def _our_urls(home: Home) -> set[str]:
    with suppress(HomeFault, OSError):
        return set(home.stir_keys().urls().values())
    return set()


def _our_keys(home: Home) -> list[EllipticCurvePublicKey]:
    """Of all certificates that this home has had."""
    keys = home.stir_keys()
    chains = []
    with suppress(HomeFault, OSError):  # none is here now; there may be earlier ones
        chains.append(keys.read_chain())
    for path in keys.earlier()[-CHAINS_MAX:]:
        try:
            chains.append(path.read_bytes())
        except OSError:
            continue
    found = []
    for chain in chains:
        try:
            key = read_chain(chain)[0].public_key()
        except OwnFault:
            continue
        if isinstance(key, EllipticCurvePublicKey):
            found.append(key)
    return found


def _json(token: Token, answer: _Answer) -> StirFindJson:
    passport = token.passport
    told = None
    if passport is not None:
        claims = passport.claims
        told = TokenJson(passport.ppt, claims.orig, list(claims.dest), claims.iat, claims.attest, passport.x5u)
    return StirFindJson(
        whose=answer.whose.value,
        sentence=" ".join(part for part in (SAID[answer.whose], answer.note) if part),
        origid=token.origid,
        signature=token.signature,
        token=told,
        calls=[one.shown for one in answer.calls],
    )


def _show(token: Token, answer: _Answer) -> None:
    say(SAID[answer.whose] + (f" ({answer.note})" if answer.note else ""))
    rows = []
    if token.origid:
        rows.append(("origid", visible(token.origid)))
    if token.passport is not None:
        claims = token.passport.claims
        rows.append(
            ("token", f"{claims.attest or '-'} for {claims.orig} → {', '.join(claims.dest)}, {clock(claims.iat)}")
        )
        rows.append(("certificate", visible(token.passport.x5u, 200)))
    for line in columns(rows):
        say(f"  {line}")
    for call in (one.shown for one in answer.calls):
        said = [("customer", visible(call.customer) or "nobody of the policy"), ("trunk", visible(call.trunk))]
        said += [("signed", visible(call.signed, 200))] if call.signed else []
        said += [("verified", visible(call.verified, 200))] if call.verified else []
        said += [("Call-ID", visible(call.call_id))] if call.call_id else []
        # What only the call log has, `explain` can't judge again.
        said.append(
            (
                "decision",
                f"{call.decision_id}  (bellwarden explain {call.decision_id})" if call.policy else call.decision_id,
            )
        )
        say()
        numbers = ((call.calling_number, call.calling_received), (call.called_number, call.called_received))
        way = " → ".join(number(*one) for one in numbers)
        say(f"{clock(datetime.fromisoformat(call.at).timestamp())}  {way}")
        for line in columns(said):
            say(f"  {line}")
