"""The case table of tests/data/stir/cases/: what each row changes about a good call, made into a raw INVITE.

A row names what differs from `GOOD`; everything is signed after the change, unless it says `tamper`. Keys, certificates
and tokens are made anew in each run: the rows are the table, the octets are not.
"""

import json
import tomllib
from base64 import urlsafe_b64encode
from pathlib import Path
from typing import Any, NamedTuple

from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec

from tests.stir import pki

FOLDER = Path(__file__).parent.parent / "data" / "stir" / "cases"
AT = int(pki.NOW)
URL = "https://certs.bellwarden.example/{}.pem"
CALLING, CALLED, THIRD, FOURTH = "14462000100", "12382000101", "12382000102", "12382000103"
ORIGID = "4aec94e2-508c-4c1c-907b-3737bac0a80e"
ORDER = 0xFFFFFFFF00000000FFFFFFFFFFFFFFFFBCE6FAADA7179E84F3B9CAC2FC632551


class Case(NamedTuple):
    name: str
    clause: str
    what: str
    expected: dict[str, object]
    row: dict[str, Any]

    @property
    def options(self) -> tuple[str, ...]:
        return tuple(self.row.get("options", ()))


def read_cases() -> list[Case]:
    """Every row of the table, in the order of its files."""
    found = []
    for file in sorted(FOLDER.glob("*.toml")):
        for row in tomllib.loads(file.read_text())["case"]:
            verdict, code, reason, verstat = row["expect"].split()
            expected = {
                "id": row["name"],
                "verdict": verdict,
                "code": None if code == "-" else int(code),
                "reason": None if reason == "-" else reason,
                "verstat": verstat,
            }
            found.append(Case(row["name"], row["clause"], row["what"], expected, row))
    return found


class World:
    """The signers that rows name, and their files."""

    def __init__(self) -> None:
        self.root = pki.root()
        self.middle = self.root.authority("Middle")
        strange = pki.root("Strange")
        middle = self.middle
        no_ca = middle.authority("Not an authority", ca=False)
        self.signers: dict[str, pki.Signer] = {
            "spc": middle.signer("B100"),
            "other": middle.signer("B200"),
            "from_root": self.root.signer("B100"),
            "number": middle.signer(tn_auth_list=pki.tn_auth_list("+" + CALLING)),
            "other_number": middle.signer(tn_auth_list=pki.tn_auth_list("+14462000199")),
            "range": middle.signer(tn_auth_list=pki.tn_auth_list(("14462000000", 101))),
            "range_before": middle.signer(tn_auth_list=pki.tn_auth_list(("14462000000", 100))),
            "diverting": middle.signer(tn_auth_list=pki.tn_auth_list("+" + CALLED)),
            "expired": middle.signer(not_after=pki.NOW - 1),
            "future": middle.signer(not_before=pki.NOW + 60),
            "revoked": middle.signer(),
            "self_signed": pki.self_signed(),
            "strange_root": strange.signer(),
            "p384": middle.signer(curve=ec.SECP384R1),
            "rsa": middle.signer(curve=None),
            "issued_sha384": middle.signer(hash=hashes.SHA384),
            "no_policy": middle.signer(policies=None),
            "web_policy": middle.signer(policies=("2.23.140.1.2.1",)),
            "policy_1": middle.signer(policies=("2.16.840.1.114569.1.1.1",)),
            "policy_4": middle.signer(policies=("2.16.840.1.114569.1.1.4",)),
            "no_tn_auth_list": middle.signer(tn_auth_list=None),
            "empty_tn_auth_list": middle.signer(tn_auth_list=b"\x30\x00"),
            "broken_tn_auth_list": middle.signer(tn_auth_list=b"\x30\x7f"),
            "two_codes": middle.signer(tn_auth_list=pki.tn_auth_list("B100", "B200")),
            "no_key_usage": middle.signer(usage=None),
            "wrong_key_usage": middle.signer(usage=("key_agreement",)),
            "authority": middle.signer(ca=True, usage=("digital_signature", "key_cert_sign")),
            "below_no_authority": no_ca.signer(),
        }
        # A chain without the authority in between, and one whose authority is another's.
        spc = self.signers["spc"]
        self.pems = {name: signer.pem for name, signer in self.signers.items()}
        self.pems["chain_missing"] = pki.pem(spc.certificate)
        self.pems["chain_reversed"] = pki.pem(*spc.above, spc.certificate)
        self.pems["chain_with_root"] = pki.pem(spc.certificate, *spc.above, self.root.certificate)
        self.pems["no_pem"] = b"<html>not found</html>"
        self.pems["empty"] = b""
        self.pems["too_large"] = spc.pem + b"\n" * 17_000
        self.crl = self.middle.crl([self.signers["revoked"]])
        self.replayed = ""

    def signer(self, name: str) -> pki.Signer:
        return self.signers.get(name, self.signers["spc"])

    def write(self, folder: Path) -> list[str]:
        """The files in `folder`, and the options of the command that name them."""
        served: dict[str, object] = {}
        for name, pem in self.pems.items():
            (folder / f"{name}.pem").write_bytes(pem)
            served[URL.format(name)] = f"{name}.pem"
        served[URL.format("status_404")] = {"status": 404}
        served[URL.format("status_301")] = {"status": 301}
        served[URL.format("html")] = {"status": 200, "content_type": "text/html", "size": 512}
        served[URL.format("huge")] = {"status": 200, "content_type": "application/pem-certificate-chain", "size": 10**9}
        for odd in ("https://certs.bellwarden.example:8443/spc.pem", "https://certs.bellwarden.example:443/spc.pem"):
            served[odd] = "spc.pem"
        for refused in ("http://", "https://user@", "ftp://"):
            served[f"{refused}certs.bellwarden.example/spc.pem"] = "spc.pem"
        for tail in (":8080/spc.pem", "/spc.pem?a=b", "/spc.pem#a"):
            served[f"https://certs.bellwarden.example{tail}"] = "spc.pem"
        (folder / "map.json").write_text(json.dumps(served))
        (folder / "roots.pem").write_bytes(self.root.pem)
        (folder / "revocations.crl").write_bytes(self.crl)
        where = [("--roots", "roots.pem"), ("--crl", "revocations.crl"), ("--certificates", "map.json")]
        return [part for option, file in where for part in (option, str(folder / file))] + ["--at", str(AT)]


def line(case: Case, world: World) -> str:
    """The row as a line of the command's input."""
    if "line" in case.row:
        return str(case.row["line"])
    return json.dumps({"id": case.name, "sip": invite(case.row, world)})


def invite(row: dict[str, Any], world: World) -> str:
    call = row.get("call", {})
    uri = call.get("uri", f"sip:+{CALLED}@gate.example;user=phone")
    headers = [
        "Via: SIP/2.0/UDP 192.0.2.1:5060;branch=z9hG4bK74bf9",
        "Max-Forwards: 70",
        f"From: {call.get('from', f'<sip:+{CALLING}@carrier.example;user=phone>')};tag=9fxced76sl",
        f"To: {call.get('to', f'<{uri}>')}",
        f"Call-ID: {call.get('call_id', row['name'])}@carrier.example",
        "CSeq: 1 INVITE",
        "Contact: <sip:192.0.2.1>",
    ]
    headers += [f"P-Asserted-Identity: {value}" for value in call.get("asserted", ())]
    if "date_age_s" in call:
        headers.append(f"Date: {sip_date(AT - call['date_age_s'])}")
    headers += call.get("headers", ())
    for one in row.get("identities", [row]):
        if one.get("identity", True):
            headers.append(f"{one.get('header_name', 'Identity')}: {identity(one, world, call)}")
    return "\r\n".join((f"INVITE {uri} SIP/2.0", *headers, "Content-Length: 0", "", ""))


def identity(row: dict[str, Any], world: World, call: dict[str, Any]) -> str:
    """The value of one Identity header."""
    url = row.get("url", URL.format(row.get("signer", "spc")))
    ppt = row.get("ppt", "shaken")
    token = make_token(row, world, url, ppt, call)
    form = row.get("value", "{token};info=<{url}>;alg=ES256;ppt={ppt}")
    value = form.replace("{token}", token).replace("{url}", row.get("info", url)).replace("{ppt}", ppt)
    if "{replayed}" in value:  # the token of the first row that has it
        value = value.replace("{replayed}", world.replayed or token)
        world.replayed = world.replayed or token
    header, claims, signature = [*token.split("."), "", ""][:3]
    value = value.replace("{header}", header).replace("{claims}", claims).replace("{signature}", signature)
    return value.replace("{long}", "A" * 9_000)


def make_token(row: dict[str, Any], world: World, url: str, ppt: str, call: dict[str, Any]) -> str:
    header = {"alg": "ES256", "ppt": ppt, "typ": "passport", "x5u": url} | row.get("header", {})
    claims = {
        "dest": {"tn": [CALLED]},
        "iat": AT - row.get("age_s", 2),
        "orig": {"tn": CALLING},
    }
    if ppt == "shaken":
        claims |= {"attest": "A", "origid": ORIGID}
    claims |= row.get("claims", {})
    if "nested" in row:
        inner = row["nested"]
        claims["opt"] = make_token(inner, world, URL.format(inner.get("signer", "spc")), inner.get("ppt", "shaken"), {})
    if row.get("compact"):
        header = {"alg": "ES256", "typ": "passport", "x5u": url}
        claims = {"dest": {"tn": [CALLED]}, "iat": AT - call.get("date_age_s", 0), "orig": {"tn": CALLING}}
    head = row.get("header_text", as_json(_without(header, row.get("header_without", ()))))
    body = row.get("claims_text", as_json(_without(claims, row.get("claims_without", ()))))
    body = body.replace("{iat}", str(AT - row.get("age_s", 2))).replace("{url}", url)
    head = head.replace("{url}", url)
    first, second = _octets(head, row), _octets(body, row)
    signature = _signature(row.get("signature", ""), world.signer(row.get("signer", "spc")), first + b"." + second)
    if "tamper" in row:
        second = encode(as_json({**claims, **row["tamper"]}).encode())
    if "tamper_header" in row:
        first = encode(as_json({**header, **row["tamper_header"]}).encode())
    if row.get("compact"):
        return f"..{signature.decode()}"
    return b".".join((first, second, signature)).decode()


def as_json(value: object) -> str:
    return json.dumps(value, separators=(",", ":"), sort_keys=True)


def encode(octets: bytes) -> bytes:
    return urlsafe_b64encode(octets).rstrip(b"=")


def sip_date(at: int) -> str:
    from email.utils import formatdate

    return formatdate(at, usegmt=True)


def _without(found: dict[str, Any], names: Any) -> dict[str, Any]:
    return {name: value for name, value in found.items() if name not in names}


def _octets(text: str, row: dict[str, Any]) -> bytes:
    octets = {"bom": b"\xef\xbb\xbf", "utf16": b""}.get(row.get("octets", ""), b"") + text.encode(
        "utf-16" if row.get("octets") == "utf16" else "latin-1" if row.get("octets") == "latin1" else "utf-8",
        "surrogatepass" if row.get("octets") != "latin1" else "strict",
    )
    way = row.get("encoding", "")
    if way == "padded":
        return urlsafe_b64encode(octets)
    encoded = encode(octets)
    if way == "trailing_bits":  # a blank more, so that the last letter has bits that are thrown away
        while len(encoded) % 4 not in (2, 3):
            octets += b" "
            encoded = encode(octets)
        return encoded[:-1] + bytes([encoded[-1] + 1])
    return encoded


def _signature(way: str, signer: pki.Signer, octets: bytes) -> bytes:
    if not isinstance(signer.key.public_key(), ec.EllipticCurvePublicKey) or signer.key.curve.name != "secp256r1":
        return encode(bytes(range(64)))
    if way == "der":
        return encode(signer.key.sign(octets, ec.ECDSA(hashes.SHA256())))
    raw = signer.sign(octets)
    r, s = raw[:32], int.from_bytes(raw[32:], "big")
    made = {
        "": raw,
        "empty": b"",
        "short": raw[:63],
        "long": raw + b"\0",
        "zero": bytes(64),
        "r_zero": bytes(32) + raw[32:],
        "order": ORDER.to_bytes(32, "big") * 2,
        "one_bit": raw[:63] + bytes([raw[63] ^ 1]),
        "other_s": r + (ORDER - s).to_bytes(32, "big"),
        "swapped": raw[32:] + raw[:32],
    }
    if way == "trailing_bits":
        encoded = encode(raw)
        return encoded[:-1] + bytes([encoded[-1] + 1])
    return encode(made[way])
