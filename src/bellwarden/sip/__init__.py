"""SIP for a redirect server: request reader, answers, transactions, stream framing. No socket, no clock; RFC 3261."""
