"""Why a token is not accepted, finer than the five SIP codes that the standards have for it.

`MEANINGS` says of each reason which code and which verstat it stands for; docs/reference/stir.md is made of it.
"""

from enum import Enum
from typing import Final, NamedTuple

from bellwarden.model.stir import VerificationStatus


class StirReason(str, Enum):
    """The value is what records and answers show."""

    # no token
    NO_IDENTITY = "no_identity"
    NO_KNOWN_PASSPORT = "no_known_passport"
    NO_SHAKEN_PASSPORT = "no_shaken_passport"

    # the header
    IDENTITY_SYNTAX = "identity_syntax"
    IDENTITY_TOO_LONG = "identity_too_long"
    IDENTITY_PARAMETER_TWICE = "identity_parameter_twice"
    INFO_MISSING = "info_missing"
    INFO_UNREADABLE = "info_unreadable"
    INFO_MISMATCH = "info_mismatch"
    ALG_PARAMETER = "alg_parameter"
    PPT_MISMATCH = "ppt_mismatch"

    # the token's form
    TOKEN_FORM = "token_form"
    TOKEN_ENCODING = "token_encoding"
    COMPACT_FORM = "compact_form"
    JSON_INVALID = "json_invalid"
    JSON_DUPLICATE = "json_duplicate"
    NAME_CASE = "name_case"
    HEADER_MISSING = "header_missing"
    ALG_UNSUPPORTED = "alg_unsupported"
    TYP_WRONG = "typ_wrong"
    PPT_INVALID = "ppt_invalid"
    X5U_INVALID = "x5u_invalid"
    KEY_EMBEDDED = "key_embedded"
    CRIT_UNKNOWN = "crit_unknown"
    SIGNATURE_FORM = "signature_form"

    # its claims
    CLAIM_MISSING = "claim_missing"
    ORIG_INVALID = "orig_invalid"
    DEST_INVALID = "dest_invalid"
    IAT_INVALID = "iat_invalid"
    ATTEST_INVALID = "attest_invalid"
    ORIGID_INVALID = "origid_invalid"
    DIV_INVALID = "div_invalid"
    OPT_INVALID = "opt_invalid"
    RPH_INVALID = "rph_invalid"

    # its claims beside the call
    IAT_STALE = "iat_stale"
    IAT_FUTURE = "iat_future"
    DATE_STALE = "date_stale"
    DATE_FUTURE = "date_future"
    ORIG_MISMATCH = "orig_mismatch"
    DEST_MISMATCH = "dest_mismatch"
    DIV_ALONE = "div_alone"
    DIV_BROKEN = "div_broken"
    RPH_MISMATCH = "rph_mismatch"
    SIGNATURE_INVALID = "signature_invalid"
    NUMBER_NOT_AUTHORIZED = "number_not_authorized"
    REPLAY = "replay"

    # fetching its certificate
    CREDENTIAL_PENDING = "credential_pending"
    CREDENTIAL_UNREACHABLE = "credential_unreachable"
    URL_REFUSED = "url_refused"
    ADDRESS_REFUSED = "address_refused"
    RESPONSE_STATUS = "response_status"
    RESPONSE_TYPE = "response_type"
    RESPONSE_TOO_LARGE = "response_too_large"

    # the certificate
    CERTIFICATE_UNREADABLE = "certificate_unreadable"
    CERTIFICATE_KEY = "certificate_key"
    CERTIFICATE_ALGORITHM = "certificate_algorithm"
    CERTIFICATE_SELF_SIGNED = "certificate_self_signed"
    CERTIFICATE_NOT_YET_VALID = "certificate_not_yet_valid"
    CERTIFICATE_EXPIRED = "certificate_expired"
    CERTIFICATE_REVOKED = "certificate_revoked"
    REVOCATION_UNKNOWN = "revocation_unknown"
    CERTIFICATE_IS_CA = "certificate_is_ca"
    ISSUER_NOT_CA = "issuer_not_ca"
    PATH_TOO_LONG = "path_too_long"
    KEY_USAGE = "key_usage"
    CERTIFICATE_POLICY = "certificate_policy"
    CERTIFICATE_EXTENSION = "certificate_extension"
    CHAIN_TOO_LONG = "chain_too_long"
    CHAIN_ORDER = "chain_order"
    CHAIN_SIGNATURE = "chain_signature"
    CHAIN_UNTRUSTED = "chain_untrusted"
    TN_AUTH_LIST_MISSING = "tn_auth_list_missing"
    TN_AUTH_LIST_MALFORMED = "tn_auth_list_malformed"
    TN_AUTH_LIST_CONTENT = "tn_auth_list_content"
    TN_AUTH_LIST_EXCEEDED = "tn_auth_list_exceeded"


class Meaning(NamedTuple):
    """What a reason stands for outside: RFC 8224 section 6.2.2's code, the verstat of the call, and one sentence."""

    code: int  # 403, 428, 436, 437 or 438; 0: none of them says it
    status: VerificationStatus
    sentence: str


_FAILED: Final = VerificationStatus.FAILED
# 3GPP TS 24.229 section 7.2A.20: No-TN-Validation says that no validation was made, so whatever kept us from making one
# is never told as a failure of the caller's.
_NONE: Final = VerificationStatus.NONE
_R: Final = StirReason

MEANINGS: Final[dict[StirReason, Meaning]] = {
    # RFC 8224 section 6.2.2: 428 only where an Identity is required; without that these have no code at all.
    _R.NO_IDENTITY: Meaning(428, _NONE, "The call brought no Identity header."),
    _R.NO_KNOWN_PASSPORT: Meaning(428, _NONE, "Its Identity headers are all of kinds (ppt) that we do not know."),
    _R.NO_SHAKEN_PASSPORT: Meaning(428, _NONE, "Its tokens are good and none of them vouches for the caller's number."),
    _R.IDENTITY_SYNTAX: Meaning(438, _FAILED, "The Identity header is not written as RFC 8224 section 4 says."),
    _R.IDENTITY_TOO_LONG: Meaning(438, _FAILED, "The Identity header is longer than 8,000 octets."),
    _R.IDENTITY_PARAMETER_TWICE: Meaning(438, _FAILED, "A parameter of the Identity header came twice."),
    # ATIS-1000082's table of errors: whatever is wrong with `info` is 436.
    _R.INFO_MISSING: Meaning(436, _NONE, "The Identity header has no info parameter."),
    _R.INFO_UNREADABLE: Meaning(436, _NONE, "The info parameter is no URI in angle brackets."),
    _R.INFO_MISMATCH: Meaning(436, _NONE, "The info parameter and the token's x5u name different certificates."),
    _R.ALG_PARAMETER: Meaning(437, _FAILED, "The alg parameter of the Identity header is not ES256."),
    _R.PPT_MISMATCH: Meaning(438, _FAILED, "The ppt parameter and the token's ppt differ."),
    _R.TOKEN_FORM: Meaning(438, _FAILED, "The token is not made of three parts of base64url with dots between."),
    _R.TOKEN_ENCODING: Meaning(438, _FAILED, "A part of the token is base64url that could be written otherwise."),
    _R.COMPACT_FORM: Meaning(438, _FAILED, "The token is in compact form and its claims can't be rebuilt."),
    _R.JSON_INVALID: Meaning(438, _FAILED, "Header or claims are no JSON object in UTF-8."),
    _R.JSON_DUPLICATE: Meaning(438, _FAILED, "A name stands twice in one JSON object."),
    _R.NAME_CASE: Meaning(438, _FAILED, "A known name is spelt with other capitals."),
    _R.HEADER_MISSING: Meaning(438, _FAILED, "The token's header lacks alg, typ, ppt or x5u."),
    # RFC 8224 section 6.2.2 has 437 for an algorithm that is not supported, ATIS-1000082 for this very claim.
    _R.ALG_UNSUPPORTED: Meaning(437, _FAILED, "The token is signed by something else than ES256."),
    _R.TYP_WRONG: Meaning(438, _FAILED, "The token's typ is not passport."),
    _R.PPT_INVALID: Meaning(438, _FAILED, "The token's ppt is no text."),
    _R.X5U_INVALID: Meaning(438, _FAILED, "The token's x5u is no text."),
    _R.KEY_EMBEDDED: Meaning(438, _FAILED, "The token brings a key of its own."),
    _R.CRIT_UNKNOWN: Meaning(438, _FAILED, "The token demands an extension that we do not know."),
    _R.SIGNATURE_FORM: Meaning(438, _FAILED, "The signature is not r and s in 64 octets."),
    _R.CLAIM_MISSING: Meaning(438, _FAILED, "A claim is missing that a token of its kind must have."),
    _R.ORIG_INVALID: Meaning(438, _FAILED, "The orig claim is not one number in canonical form."),
    _R.DEST_INVALID: Meaning(438, _FAILED, "The dest claim is no list of numbers in canonical form, or of URIs."),
    _R.IAT_INVALID: Meaning(438, _FAILED, "The iat claim is no whole number of seconds."),
    _R.ATTEST_INVALID: Meaning(438, _FAILED, "The attest claim is not A, B or C."),
    _R.ORIGID_INVALID: Meaning(438, _FAILED, "The origid claim is no UUID."),
    _R.DIV_INVALID: Meaning(438, _FAILED, "The div claim is not one number in canonical form, or one URI."),
    _R.OPT_INVALID: Meaning(438, _FAILED, "The opt claim is no token in full form."),
    _R.RPH_INVALID: Meaning(438, _FAILED, "The rph claim names no resource priority."),
    _R.IAT_STALE: Meaning(403, _FAILED, "The token was made too long ago."),
    _R.IAT_FUTURE: Meaning(403, _FAILED, "The token was made in the future."),
    _R.DATE_STALE: Meaning(403, _FAILED, "The call's Date header is too old."),
    _R.DATE_FUTURE: Meaning(403, _FAILED, "The call's Date header is in the future."),
    _R.ORIG_MISMATCH: Meaning(438, _FAILED, "The token speaks of another caller."),
    _R.DEST_MISMATCH: Meaning(438, _FAILED, "The token was made for another called number."),
    _R.DIV_ALONE: Meaning(438, _FAILED, "A diversion token came without the token of the call that was diverted."),
    _R.DIV_BROKEN: Meaning(438, _FAILED, "The diversion tokens do not lead from the first called number to this one."),
    _R.RPH_MISMATCH: Meaning(438, _FAILED, "The token vouches for another Resource-Priority."),
    _R.SIGNATURE_INVALID: Meaning(438, _FAILED, "The signature is not the signer's, or the token was changed."),
    # RFC 8226 section 9: the certificate says for which numbers its holder may speak.
    _R.NUMBER_NOT_AUTHORIZED: Meaning(437, _FAILED, "The signer's certificate does not cover the number."),
    _R.REPLAY: Meaning(438, _FAILED, "The token was already seen with another call."),
    _R.CREDENTIAL_PENDING: Meaning(0, _NONE, "The certificate is being fetched and did not come in time."),
    _R.CREDENTIAL_UNREACHABLE: Meaning(436, _NONE, "The certificate could not be fetched."),
    _R.URL_REFUSED: Meaning(436, _NONE, "The URL is not https on port 443 or 8443 of a host, or has more than a path."),
    _R.ADDRESS_REFUSED: Meaning(436, _NONE, "The certificate's host has an address that is not public."),
    _R.RESPONSE_STATUS: Meaning(436, _NONE, "The certificate's host answered with another status than 200."),
    _R.RESPONSE_TYPE: Meaning(436, _NONE, "The certificate's host answered with something that is no certificate."),
    _R.RESPONSE_TOO_LARGE: Meaning(436, _NONE, "The certificate's host answered with more than 16 kB."),
    _R.CERTIFICATE_UNREADABLE: Meaning(437, _FAILED, "No PEM chain of X.509 certificates, or a damaged one."),
    _R.CERTIFICATE_KEY: Meaning(437, _FAILED, "A certificate of the chain has a key that is not P-256."),
    _R.CERTIFICATE_ALGORITHM: Meaning(437, _FAILED, "A certificate was not signed with ECDSA and SHA-256."),
    _R.CERTIFICATE_SELF_SIGNED: Meaning(437, _FAILED, "The signer vouches for itself."),
    _R.CERTIFICATE_NOT_YET_VALID: Meaning(437, _FAILED, "A certificate of the chain begins later."),
    _R.CERTIFICATE_EXPIRED: Meaning(437, _FAILED, "A certificate of the chain has ended."),
    _R.CERTIFICATE_REVOKED: Meaning(437, _FAILED, "A certificate of the chain stands on the revocation list."),
    _R.REVOCATION_UNKNOWN: Meaning(437, _NONE, "The revocation list is too old to say whether the certificate holds."),
    _R.CERTIFICATE_IS_CA: Meaning(437, _FAILED, "An authority's own certificate signed the token."),
    _R.ISSUER_NOT_CA: Meaning(437, _FAILED, "The chain has a certificate issued by one that may issue none."),
    _R.PATH_TOO_LONG: Meaning(437, _FAILED, "There are more certificates in between than an issuer allows."),
    _R.KEY_USAGE: Meaning(437, _FAILED, "A key was used for what its certificate does not name."),
    _R.CERTIFICATE_POLICY: Meaning(437, _FAILED, "The certificate is not under the SHAKEN certificate policy."),
    _R.CERTIFICATE_EXTENSION: Meaning(437, _FAILED, "An extension stands twice, is damaged, or critical and unknown."),
    _R.CHAIN_TOO_LONG: Meaning(437, _FAILED, "The chain has more certificates than we read."),
    _R.CHAIN_ORDER: Meaning(437, _FAILED, "The chain is not the signer's certificate and then each one's issuer."),
    _R.CHAIN_SIGNATURE: Meaning(437, _FAILED, "A certificate of the chain was not signed by its issuer."),
    _R.CHAIN_UNTRUSTED: Meaning(437, _FAILED, "The chain ends at no root of the trust list."),
    _R.TN_AUTH_LIST_MISSING: Meaning(437, _FAILED, "The certificate does not say for which numbers it speaks."),
    _R.TN_AUTH_LIST_MALFORMED: Meaning(437, _FAILED, "The certificate's list of numbers can't be read for certain."),
    _R.TN_AUTH_LIST_CONTENT: Meaning(437, _FAILED, "The certificate names other than one code, or other than numbers."),
    _R.TN_AUTH_LIST_EXCEEDED: Meaning(437, _FAILED, "The certificate names more than its issuer may give."),
}
