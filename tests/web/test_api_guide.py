"""The guides do what they say: each request of api.md is sent, the receiver of webhooks.md tells what is genuine."""

import re
import shutil
import subprocess
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from bellwarden.flows.office.webhooks import signature
from bellwarden.home import Home
from bellwarden.model.office.integration import ApiKey, ApiScope

GUIDE = Path(__file__).parents[2] / "docs" / "guide"


def blocks(page: str, language: str) -> list[str]:
    return re.findall(rf"^```{language}\n(.*?)^```$", (GUIDE / page).read_text(), re.MULTILINE | re.DOTALL)


@pytest.mark.slow
@pytest.mark.skipif(shutil.which("curl") is None, reason="curl is not installed")
@pytest.mark.django_db(transaction=True)
def test_every_request_of_the_guide_is_answered(
    live_server: Any, api_key: Callable[..., tuple[ApiKey, str]], home: Home, tmp_path: Path, settings: Any
) -> None:
    settings.ALLOWED_HOSTS = ["*"]
    _, text = api_key(*ApiScope)
    written = "\n".join(blocks("api.md", "sh"))
    lines = [line for line in written.splitlines() if not line.startswith("export ")]
    assert sum(line.startswith("curl") for line in lines) >= 12
    script = "set -e\n" + "\n".join(lines)
    environment = {"OFFICE": f"{live_server.url}/api/v1", "KEY": text, "PATH": "/usr/bin:/bin"}
    done = subprocess.run(
        ["sh", "-c", script], env=environment, cwd=tmp_path, capture_output=True, text=True, timeout=50
    )
    assert done.returncode == 0, done.stdout[-2_000:] + done.stderr
    for told in ('"standing":"active"', '"state":"awaiting_approval"', '"whole":true', '"added":1', '"confirmed":0'):
        assert told in done.stdout, told


def test_the_receiver_of_the_guide_tells_genuine_from_forged() -> None:
    (example,) = blocks("webhooks.md", "python")
    found: dict[str, Any] = {}
    exec(example, found)  # the page's own code
    secret, body, at = "s" * 43, b'{"event": "customer.change"}', int(time.time())
    headers = {"Bellwarden-Timestamp": str(at), "Bellwarden-Signature": signature(secret, at, body)}
    assert found["is_genuine"](secret, headers, body)
    assert not found["is_genuine"](secret, headers, body + b" ")
    assert not found["is_genuine"]("t" * 43, headers, body)
    old = {"Bellwarden-Timestamp": str(at - 301), "Bellwarden-Signature": signature(secret, at - 301, body)}
    assert not found["is_genuine"](secret, old, body)


def test_the_guide_names_every_scope_and_every_wait() -> None:
    from bellwarden.flows.office.webhooks import WAITS_S

    page = (GUIDE / "api.md").read_text()
    assert [scope.value for scope in ApiScope if f"| `{scope.value}` |" not in page] == []
    assert WAITS_S == (10, 60, 300, 1_800, 7_200, 21_600, 43_200, 86_400)
    assert "10 s, 1 min, 5 min, 30 min, 2 h, 6 h,\n  12 h, 24 h" in (GUIDE / "webhooks.md").read_text()
