"""What commands about our signing certificate and the trusted roots answer with --json."""

from typing import Annotated

from msgspec import Meta, Struct


class StirCertJson(Struct):
    """Key and certificate that our calls are signed with."""

    code: Annotated[str, Meta(description="service provider code of its TNAuthList")]
    subject: str
    issuer: str
    serial: Annotated[str, Meta(description="hexadecimal")]
    certificate: Annotated[str, Meta(description="SHA-256 of its DER, hexadecimal")]
    key_file: str
    chain_file: str
    chain_certificates: int
    valid_from: Annotated[str, Meta(description="ISO 8601, UTC")]
    until: Annotated[str, Meta(description="when it or an issuer of it ends, ISO 8601, UTC")]
    days: float
    url: Annotated[str, Meta(description="where it is published (x5u), or empty")]
    earlier: Annotated[int, Meta(description="certificates of before, which have to stay published")]
    request_waits: Annotated[bool, Meta(description="whether a key waits for its certificate")]
    to_do: Annotated[list[str], Meta(description="what is amiss, most pressing first")]


class StirRequestJson(Struct):
    """A certificate signing request, and the certificate where an authority was asked for it."""

    request: Annotated[str, Meta(description="PEM")]
    request_file: str
    key_file: Annotated[str, Meta(description="where its key waited for the certificate")]
    account_key: Annotated[str, Meta(description="fingerprint that an SPC token has to name")]
    in_force: Annotated[StirCertJson | None, Meta(description="null while the certificate is to come by hand")]


class RootJson(Struct):
    """A trusted root."""

    subject: str
    certificate: Annotated[str, Meta(description="SHA-256 of its DER, hexadecimal")]
    until: Annotated[str, Meta(description="when it ends, ISO 8601, UTC")]


class RootsJson(Struct):
    """What became of the policy's list of roots."""

    file: str
    roots: Annotated[int, Meta(description="on the administrator's list")]
    changed: Annotated[bool, Meta(description="the file was written anew")]
    added: list[RootJson]
    removed: list[RootJson]


ANSWERS: dict[str, type[Struct]] = {
    "stir cert import": StirCertJson,
    "stir cert renew": StirCertJson,
    "stir cert request": StirRequestJson,
    "stir cert rotate": StirCertJson,
    "stir cert status": StirCertJson,
    "stir roots": RootsJson,
}
