"""What is wrong with a token or a certificate, as a SIP code and a reason."""

from bellwarden.stir.reason import StirReason


class StirFault(Exception):
    """A token or a certificate that is not accepted. `code` is 403, 428, 436, 437 or 438 (RFC 8224 section 6.2.2).

    `detail` is for people: the value seen. It may hold text of strangers and is bounded by whoever raises it.
    """

    def __init__(self, code: int, reason: StirReason, detail: str = "") -> None:
        super().__init__(f"{code} {reason.value}: {detail}" if detail else f"{code} {reason.value}")
        self.code = code
        self.reason = reason
        self.detail = detail
