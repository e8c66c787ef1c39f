"""What stands behind acme2certifier in tests/e2e/test_acme.py: it issues certificates as ATIS-1000080 wants them.

acme2certifier loads this file into its own process (`handler_module`); its own OpenSSL handler leaves TNAuthList out of
what it issues. It compares the request with the order before it asks here.
"""

import base64
import datetime
import json
import os

from cryptography import x509
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.serialization import Encoding, load_pem_private_key

TN_AUTH_LIST = x509.ObjectIdentifier("1.3.6.1.5.5.7.1.26")
SHAKEN = x509.ObjectIdentifier("2.16.840.1.114569.1.1.3")


class CAhandler:
    """As acme2certifier calls it."""

    def __init__(self, _debug=False, logger=None):
        self.logger = logger

    def __enter__(self):
        return self

    def __exit__(self, *args):
        return None

    def handler_check(self):
        return None

    def enroll(self, csr):
        """Error, chain in PEM, certificate in base64, identifier to poll by."""
        with open(os.environ["SHAKEN_AUTHORITY"]) as file:
            said = json.load(file)
        key = load_pem_private_key(said["key"].encode(), None)
        issuer = x509.load_pem_x509_certificate(said["certificate"].encode())
        request = x509.load_der_x509_csr(base64.urlsafe_b64decode(csr + "=" * (-len(csr) % 4)))
        now = datetime.datetime.now(datetime.UTC)
        certificate = (
            x509.CertificateBuilder()
            .subject_name(request.subject)
            .issuer_name(issuer.subject)
            .public_key(request.public_key())
            .serial_number(x509.random_serial_number())
            .not_valid_before(now - datetime.timedelta(minutes=5))
            .not_valid_after(now + datetime.timedelta(days=said["days"]))
            .add_extension(x509.BasicConstraints(False, None), critical=True)
            .add_extension(_for_signatures(), critical=True)
            .add_extension(x509.CertificatePolicies([x509.PolicyInformation(SHAKEN, None)]), critical=False)
            .add_extension(request.extensions.get_extension_for_oid(TN_AUTH_LIST).value, critical=False)
            .sign(key, hashes.SHA256())
        )
        chain = certificate.public_bytes(Encoding.PEM).decode() + said["certificate"]
        return None, chain, base64.b64encode(certificate.public_bytes(Encoding.DER)).decode(), None

    def poll(self, cert_name, poll_identifier, csr):
        return "nothing to poll", None, None, poll_identifier, False

    def revoke(self, cert, reason, date):
        return 500, "urn:ietf:params:acme:error:serverInternal", "not here"


def _for_signatures():
    names = (
        "content_commitment key_encipherment data_encipherment key_agreement key_cert_sign crl_sign encipher_only "
        "decipher_only"
    )
    return x509.KeyUsage(digital_signature=True, **dict.fromkeys(names.split(), False))
