"""Outside lists: other signers' certificates and the revocation list, fetched by a process of their own."""
