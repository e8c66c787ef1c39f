"""Two readers, one message: we and `sipmessage`, an independent implementation, must see the same caller and called.

BELLWARDEN_FULL=1 compares 100,000 messages instead of 3,000.
"""

import os
from random import Random
from urllib.parse import unquote

import sipmessage

from bellwarden.sip.headers import name_address
from bellwarden.sip.message import parse_request
from bellwarden.sip.uri import Uri, parse_uri
from bellwarden.sip.via import read_via
from tests.sip.generated import sane_request
from tests.sip.messages import exchange

MESSAGES = 100_000 if os.environ.get("BELLWARDEN_FULL") else 3_000


def of_uri(uri: Uri) -> tuple[object, ...]:
    params = {name.lower(): value for name, value in uri.params.items()}
    return uri.scheme, uri.user, uri.host, uri.port, params


def of_their_uri(uri: sipmessage.URI) -> tuple[object, ...]:
    params = {name.lower(): value or "" for name, value in uri.parameters.items()}
    return uri.scheme, uri.user or "", uri.host.lower().strip("[]"), uri.port or 0, params


def of_address(value: bytes) -> tuple[object, ...]:
    address = name_address(value)
    # The other library makes one blank of several, and undoes %-escapes in header parameters, where RFC 3261 section
    # 25.1 has none.
    shown = " ".join(address.display_name.split())
    return shown, of_uri(parse_uri(address.uri)), unquote(address.params.get("tag", ""))


def of_their_address(address: sipmessage.Address) -> tuple[object, ...]:
    return " ".join(address.name.split()), of_their_uri(address.uri), address.parameters.get("tag") or ""


def ours(data: bytes) -> dict[str, object]:
    request = parse_request(data)
    assert request.target is not None
    vias = [read_via(value) for value in request.vias]
    return {
        "called": of_uri(request.target),
        "from": of_address(request.from_),
        "to": of_address(request.to),
        "asserted": [of_address(value) for value in request.asserted],
        "call_id": request.call_id.decode(),
        "cseq": (int(request.cseq_digits), request.method.decode()),
        "max_forwards": request.max_forwards,
        "content_length": request.content_length,
        "vias": [(via.host, via.port, unquote(via.branch.decode()), via.rport) for via in vias],
    }


def theirs(data: bytes) -> dict[str, object]:
    request = sipmessage.Message.parse(data)
    assert isinstance(request, sipmessage.Request)
    asserted = request.headers.getlist("P-Asserted-Identity")
    return {
        "called": of_their_uri(request.uri),
        "from": of_their_address(request.from_address),
        "to": of_their_address(request.to_address),
        "asserted": [of_their_address(one) for value in asserted for one in sipmessage.Address.parse_many(value)],
        "call_id": request.call_id,
        "cseq": (request.cseq.sequence, request.cseq.method),
        "max_forwards": request.max_forwards,
        "content_length": request.content_length,
        "vias": [
            (
                via.host.lower().strip("[]"),
                via.port or 0,
                via.parameters.get("branch"),
                "rport" in via.parameters,
            )
            for via in request.via
        ],
    }


def test_two_readers_agree_on_every_sane_message() -> None:
    for seed in range(MESSAGES):
        data = sane_request(Random(seed))
        assert ours(data) == theirs(data), (seed, data)


def test_two_readers_agree_on_our_answers() -> None:
    for seed in range(MESSAGES // 10):
        data = sane_request(Random(seed), "OPTIONS")
        done = exchange(data)
        asked, told = sipmessage.Message.parse(data), sipmessage.Message.parse(done.sent[0][0])
        assert isinstance(told, sipmessage.Response)
        assert (told.code, told.cseq, told.call_id) == (200, asked.cseq, asked.call_id)
        assert told.from_address == asked.from_address
        assert told.to_address.uri == asked.to_address.uri
        assert len(told.via) == len(asked.via)
