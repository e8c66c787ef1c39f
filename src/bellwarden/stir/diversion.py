"""Diverted calls: from the number that a token was made for to the one that rings, RFC 8946."""

from collections.abc import Sequence

from bellwarden.stir.claims import Claims
from bellwarden.stir.numbers import canonical
from bellwarden.stir.passport import Passport


def names(claims: Claims, target: str) -> bool:
    """Whether `dest` names this number (canonical digits) or, in lower case, this URI.

    RFC 8224 section 8.3: a URI that holds a telephone number is compared as the number.
    """
    if not target:
        return False
    return target in claims.dest or any(uri_key(uri) == target for uri in claims.dest_uris)


def uri_key(uri: str) -> str:
    """A URI as it is compared: the number that it holds, else its own text in lower case.

    A number in a token has its country code (RFC 8224 section 8.3), so where it was dialled plays no part.
    """
    key = canonical(uri, "US")
    return key if key.isdigit() or key == "sos" else uri.lower()


def route(origin: Passport, diversions: Sequence[Passport], target: str) -> tuple[Passport, ...]:
    """The diversions that lead from the numbers of `origin` to `target`, the first one first; () when none do.

    RFC 8946 section 4.2: each has the orig of the first token, its `div` is a dest of the one before, and the last
    one's dest is where the call goes now. The headers come in any order. No token is used twice, so that it ends.
    """
    claims = origin.claims
    same = [link for link in diversions if link.claims.orig == claims.orig and link.claims.orig_uri == claims.orig_uri]
    ways: list[tuple[str, tuple[Passport, ...]]] = [(target, ())]
    for place, way in ways:  # grows while it is walked, by at most one for each token
        for link in tuple(same):
            if not names(link.claims, place):
                continue
            same.remove(link)
            before = link.claims.div or uri_key(link.claims.div_uri)
            longer = (link, *way)
            if names(claims, before):
                return longer
            ways.append((before, longer))
    return ()
