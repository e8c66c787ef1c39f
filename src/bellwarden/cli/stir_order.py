"""From a service provider code to a certificate that signs: key and request, order, publication, take-over.

Each step leaves what it made in HOME/stir/next, so that the same command, run again, goes on where the last one ended.
"""

import json
import os
import time
from pathlib import Path
from typing import Final, NamedTuple

from cryptography import x509
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.serialization import Encoding, NoEncryption, PrivateFormat

from bellwarden.cli.exits import CommandFault, Exit
from bellwarden.feeds.acme import TKAUTH, AcmeClient, AcmeFault, Order, tn_auth_list_identifier
from bellwarden.feeds.api_client import ApiClient, ApiFault
from bellwarden.feeds.jws import key_fingerprint
from bellwarden.feeds.sti_pa import StiPa, StiPaFault, read_spc_token
from bellwarden.home import HomeFault, StirKeys
from bellwarden.home.files import write_whole
from bellwarden.home.stir_keys import read_secret
from bellwarden.stir.own import TN_AUTH_LIST, OwnCredential, OwnFault, chain_to_publish, read_chain, read_key, read_own
from bellwarden.stir.tn_auth_list import CODE_MAX

KEY: Final = "key.pem"
REQUEST: Final = "request.csr"
CHAIN: Final = "chain.pem"
ORDER: Final = "order"
SETTINGS: Final = "settings.json"
ACCOUNT_KEY: Final = "account.key"
ACCOUNT: Final = "account"
PASSWORD: Final = "sti-pa.password"
OPEN: Final = ("pending", "ready", "processing", "valid")


class Ordering(NamedTuple):
    """How certificates are ordered: said once to `request`, remembered for `renew` and `rotate`."""

    code: str = ""
    organization: str = ""
    country: str = "US"
    acme: str = ""  # URL of the authority's directory; "" for an order by hand
    ca_file: str = ""  # who vouches for authority and policy administrator, where the system's CAs do not
    contact: str = ""
    padded: bool = False  # the TNAuthList as plain base64
    sti_pa: str = ""
    account: str = ""
    user: str = ""
    token_file: str = ""  # an SPC token got otherwise
    publish_dir: str = ""
    publish_url: str = ""


def load_ordering(keys: StirKeys) -> Ordering:
    """What was said to `request` the last time."""
    path = keys.acme / SETTINGS
    try:
        return Ordering(**json.loads(path.read_bytes()))
    except FileNotFoundError:
        return Ordering()
    except (ValueError, TypeError):
        raise HomeFault(f"{path} is damaged; say it again: bellwarden stir cert request") from None


def save_ordering(keys: StirKeys, ordering: Ordering) -> None:
    keys.make()
    write_whole(keys.acme / SETTINGS, json.dumps(ordering._asdict(), indent=1).encode() + b"\n")


def tn_auth_list_of(code: str) -> bytes:
    """DER of a TNAuthList of one service provider code (RFC 8226 section 9)."""
    if not code.isascii() or not code.isalnum() or len(code) > CODE_MAX:
        raise CommandFault(Exit.USAGE, f"{code!r} is no service provider code; letters and digits, like 823K")
    text = code.upper().encode()
    inner = bytes((0x16, len(text))) + text
    choice = bytes((0xA0, len(inner))) + inner
    return bytes((0x30, len(choice))) + choice


def make_request(keys: StirKeys, ordering: Ordering) -> bytes:
    """The certificate signing request, PEM, of a new key (ATIS-1000080); of the one in HOME/stir/next if it waits."""
    keys.make()
    key_path, request_path = keys.next / KEY, keys.next / REQUEST
    names = tn_auth_list_of(ordering.code)
    if key_path.exists():
        key = read_key(read_secret(key_path, keys.folder))
    else:
        key = ec.generate_private_key(ec.SECP256R1())
        write_whole(key_path, key.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption()))
    oid = x509.NameOID
    subject = [x509.NameAttribute(oid.COUNTRY_NAME, ordering.country)]
    if ordering.organization:
        subject.append(x509.NameAttribute(oid.ORGANIZATION_NAME, ordering.organization))
    subject.append(x509.NameAttribute(oid.COMMON_NAME, f"SHAKEN {ordering.code.upper()}"))
    request = (
        x509.CertificateSigningRequestBuilder()
        .subject_name(x509.Name(subject))
        .add_extension(x509.UnrecognizedExtension(TN_AUTH_LIST, names), critical=False)
        .sign(key, hashes.SHA256())
    )
    pem = request.public_bytes(Encoding.PEM)
    write_whole(request_path, pem)
    return pem


def order_certificate(keys: StirKeys, ordering: Ordering, request: bytes) -> bytes:
    """The chain, PEM, that the authority issues for a request; an order under way is gone on with."""
    try:
        server = ApiClient(ordering.acme, Path(ordering.ca_file) if ordering.ca_file else None)
        account_key = _account_key(keys)
        client = AcmeClient(ordering.acme, account_key, server, _read_text(keys.acme / ACCOUNT))
        if not client.account:
            contact = [f"mailto:{ordering.contact}"] if ordering.contact else []
            client.register(contact, agrees=True)
            write_whole(keys.acme / ACCOUNT, client.account.encode())
        identifier = tn_auth_list_identifier(tn_auth_list_of(ordering.code), ordering.padded)
        order = _order_under_way(keys, client) or client.order([identifier])
        write_whole(keys.next / ORDER, order.url.encode())
        if order.status == "pending":
            token = spc_token(keys, ordering, key_fingerprint(account_key.public_key()))
            # RFC 9447 section 4 names it tkauth; authorities built by its drafts look for atc.
            client.prove(order, TKAUTH, lambda challenge: {"tkauth": token, "atc": token})
            order = client.look(order.url)
        chain = client.finish(order, x509.load_pem_x509_csr(request).public_bytes(Encoding.DER))
    except (ApiFault, AcmeFault, StiPaFault) as fault:
        raise CommandFault(Exit.NO, str(fault)) from None
    write_whole(keys.next / CHAIN, chain, 0o644)
    return chain


def spc_token(keys: StirKeys, ordering: Ordering, fingerprint: str) -> str:
    """The token that proves our code to the authority: from a file, else from the policy administrator."""
    if ordering.token_file:
        return read_spc_token(_read_text(Path(ordering.token_file)), fingerprint).text
    if not ordering.sti_pa:
        raise CommandFault(
            Exit.USAGE,
            f"the authority wants an SPC token for the account key {fingerprint}; name --sti-pa or --token-file",
        )
    password = os.environ.get("BELLWARDEN_STI_PA_PASSWORD", "")
    path = keys.acme / PASSWORD
    if not password and not path.exists():
        raise CommandFault(Exit.USAGE, f"write the password of {ordering.user} at the policy administrator into {path}")
    password = password or read_secret(path, keys.folder).decode("utf-8", "replace").strip()
    ca_file = Path(ordering.ca_file) if ordering.ca_file else None
    administrator = StiPa(ordering.sti_pa, ApiClient(ordering.sti_pa, ca_file))
    administrator.login(ordering.user, password)
    return administrator.spc_token(ordering.account, tn_auth_list_of(ordering.code), fingerprint).text


def take_over(keys: StirKeys, ordering: Ordering, chain: bytes, url: str = "") -> OwnCredential:
    """Sign by the key in HOME/stir/next from now on: checked first, published second, put in force last."""
    return install(keys, ordering, read_secret(keys.next / KEY, keys.folder), chain, url)


def install(keys: StirKeys, ordering: Ordering, key: bytes, chain: bytes, url: str = "") -> OwnCredential:
    """Sign by this key from now on. CommandFault names what is wrong, and the key of before stays."""
    now = time.time()
    try:
        own = read_own(key, chain, now)
    except OwnFault as fault:
        raise CommandFault(Exit.TLS, f"{fault}; what was in force stays") from None
    if ordering.code and own.codes[0] != ordering.code.upper():
        raise CommandFault(
            Exit.TLS, f"the certificate is for {own.codes[0]}, not for {ordering.code.upper()}; what was in force stays"
        )
    url = url or _publish(ordering, own)
    installed = keys.install(key, chain, now, url)
    keys.drop_next()
    return installed


def _publish(ordering: Ordering, own: OwnCredential) -> str:
    """Put the chain where the web server takes it from; its URL. The ones of before stay there."""
    if not ordering.publish_dir:
        return ""
    name = f"{own.codes[0].lower()}-{own.fingerprint[:16]}.pem"
    folder = Path(ordering.publish_dir)
    if not folder.is_dir():
        raise CommandFault(Exit.NOT_FOUND, f"there is no folder {folder} to publish in; what was in force stays")
    write_whole(folder / name, chain_to_publish(own.chain), 0o644)
    return f"{ordering.publish_url.rstrip('/')}/{name}"


def check_published(url: str, fingerprint: str, ca_file: str = "") -> str:
    """What is wrong with what lies at an x5u, or "": others will fetch it just so."""
    try:
        answer = ApiClient(url, Path(ca_file) if ca_file else None, 5.0).request("GET", url)
        if answer.status != 200:
            return f"status {answer.status}"
        found = read_chain(answer.body)[0].fingerprint(hashes.SHA256()).hex()
    except (ApiFault, OwnFault) as fault:
        return str(fault)
    return "" if found == fingerprint else "another certificate lies there"


def _account_key(keys: StirKeys) -> ec.EllipticCurvePrivateKey:
    path = keys.acme / ACCOUNT_KEY
    if not path.exists():
        made = ec.generate_private_key(ec.SECP256R1())
        write_whole(path, made.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption()))
    return read_key(read_secret(path, keys.folder))


def account_fingerprint(keys: StirKeys) -> str:
    """What an SPC token for this home has to name (RFC 9447 section 3.3)."""
    keys.make()
    return key_fingerprint(_account_key(keys).public_key())


def _order_under_way(keys: StirKeys, client: AcmeClient) -> Order | None:
    """The order of last time, unless it is over."""
    url = _read_text(keys.next / ORDER)
    if not url:
        return None
    try:
        order = client.look(url)
    except AcmeFault:  # the authority has forgotten it
        return None
    return order if order.status in OPEN else None


def _read_text(path: Path) -> str:
    try:
        return path.read_text(encoding="ascii").strip()
    except FileNotFoundError:
        return ""
    except (OSError, UnicodeDecodeError) as error:
        raise HomeFault(f"{path} can't be read: {error}") from None
