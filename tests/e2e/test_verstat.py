"""What the gate found about a token reaches the called side through Kamailio, by both recipes; a claim does not."""

import time
from collections.abc import Iterator
from shutil import copytree

import pytest
from cryptography.hazmat.primitives.serialization import Encoding

from tests.e2e import kit
from tests.e2e.reasons import CUSTOMERS, OAK, OWN, POLICY
from tests.stir.pki import DAY, root

pytestmark = [pytest.mark.e2e, kit.needs_kamailio]
FROM = f"From: <sip:+{OWN}@127.0.0.1>;tag=1"
CLAIMED = f"P-Asserted-Identity: <sip:+{OWN};verstat=TN-Validation-Passed@127.0.0.1;user=phone>"


@pytest.fixture(scope="module", params=["kamailio-sip.cfg", "kamailio-http.cfg"])
def line(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[int, kit.Carrier]]:
    folder = tmp_path_factory.mktemp("verstat")
    policy = copytree(POLICY, folder / "policy")
    now = time.time()
    trusted = root(not_before=now - DAY, not_after=now + DAY).certificate
    (policy / "roots.pem").write_bytes(trusted.public_bytes(Encoding.PEM))
    (policy / "stir.toml").write_text('[stir]\nverifies = true\nroots = "roots.pem"\n')
    trunks = policy / "trunks.toml"
    trunks.write_text(trunks.read_text().replace("addresses =", "verifies = true\naddresses ="))
    with (
        kit.Carrier() as carrier,
        kit.gate(folder / "home", policy) as gate,
        kit.kamailio(request.param, folder, gate, [carrier.port], CUSTOMERS) as sbc,
    ):
        yield sbc.port, carrier


@pytest.mark.parametrize(
    ("called", "headers"),
    [
        ("14462001301", (CLAIMED,)),
        ("14462001302", (CLAIMED, "Identity: a.b.c;info=<https://x.example/y.pem>;alg=ES256;ppt=shaken")),
    ],
)
def test_what_a_caller_claims_of_itself_is_not_what_the_called_side_reads(
    line: tuple[int, kit.Carrier], called: str, headers: tuple[str, ...]
) -> None:
    port, carrier = line
    assert kit.send_invite(port, OAK, called, FROM, *headers) == "200 OK"
    values = carrier.calls()[called].header("P-Asserted-Identity")
    assert len(values) == 1
    assert OWN in values[0]
    assert "TN-Validation-Passed" not in values[0]


def test_what_the_gate_found_is_what_the_called_side_reads(line: tuple[int, kit.Carrier]) -> None:
    port, carrier = line
    forged = "Identity: a.b.c;info=<https://x.example/y.pem>;alg=ES256;ppt=shaken"
    assert kit.send_invite(port, OAK, "14462001303", FROM, CLAIMED, forged) == "200 OK"
    (value,) = carrier.calls()["14462001303"].header("P-Asserted-Identity")
    assert f"<sip:+{OWN};verstat=TN-Validation-Failed@" in value
