"""STIR/SHAKEN without I/O: PASSporT, Identity header, TNAuthList, certificate chain, sign, verify, attestation."""
