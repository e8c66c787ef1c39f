"""Why a token is not accepted, finer than the five SIP codes that the standards have for it."""

from enum import Enum


class StirReason(str, Enum):
    """One sentence each stands in `docs/reference/stir.md`; the value is what records and answers show."""

    NO_IDENTITY = "no_identity"  # the call brought no Identity header
    CREDENTIAL_PENDING = "credential_pending"  # the certificate is being fetched; no verdict in time
    CREDENTIAL_UNREACHABLE = "credential_unreachable"  # 436: it could not be fetched

    # of the certificate (437 where nothing else is said)
    CERTIFICATE_UNREADABLE = "certificate_unreadable"  # no PEM chain of X.509 certificates, or a damaged one
    CERTIFICATE_KEY = "certificate_key"  # a key that is not P-256
    CERTIFICATE_ALGORITHM = "certificate_algorithm"  # signed by something else than ecdsa-with-SHA256
    CERTIFICATE_SELF_SIGNED = "certificate_self_signed"  # the signer vouches for itself
    CERTIFICATE_NOT_YET_VALID = "certificate_not_yet_valid"  # one of the chain begins later
    CERTIFICATE_EXPIRED = "certificate_expired"  # one of the chain has ended
    CERTIFICATE_REVOKED = "certificate_revoked"  # one of the chain stands on the revocation list
    REVOCATION_UNKNOWN = "revocation_unknown"  # the revocation list is too old to say
    CERTIFICATE_IS_CA = "certificate_is_ca"  # an authority's own certificate signed the token
    ISSUER_NOT_CA = "issuer_not_ca"  # issued by a certificate that may issue none
    PATH_TOO_LONG = "path_too_long"  # more certificates in between than an issuer allows
    KEY_USAGE = "key_usage"  # a key used for what its certificate does not name
    CERTIFICATE_POLICY = "certificate_policy"  # not under the SHAKEN certificate policy
    CERTIFICATE_EXTENSION = "certificate_extension"  # an extension twice, damaged, or critical and unknown
    CHAIN_TOO_LONG = "chain_too_long"  # more certificates than we read
    CHAIN_ORDER = "chain_order"  # not the signer's first, each one followed by its issuer's
    CHAIN_SIGNATURE = "chain_signature"  # one was not signed by its issuer
    CHAIN_UNTRUSTED = "chain_untrusted"  # ends at no root of the trust list
    TN_AUTH_LIST_MISSING = "tn_auth_list_missing"  # the certificate does not say what it is for
    TN_AUTH_LIST_MALFORMED = "tn_auth_list_malformed"  # says it in no form that can be read for certain
    TN_AUTH_LIST_CONTENT = "tn_auth_list_content"  # other than one code, or numbers only
    TN_AUTH_LIST_EXCEEDED = "tn_auth_list_exceeded"  # names more than its issuer may give
    # of fetching it (436)
    URL_REFUSED = "url_refused"  # not https on port 443 or 8443 of a public host
    ADDRESS_REFUSED = "address_refused"  # its host has an address that is not public
    RESPONSE_STATUS = "response_status"  # answered with another status than 200
    RESPONSE_TYPE = "response_type"  # answered with something that is no certificate
    RESPONSE_TOO_LARGE = "response_too_large"  # more than 16 kB
