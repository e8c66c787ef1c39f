"""What a browser fetches for the first page it sees, as it goes over the wire."""

import gzip
import re
from pathlib import Path

import pytest
from django.contrib.staticfiles import finders

from bellwarden.model.office.people import Role
from tests.web.people import Clients

FIRST_LOAD_MAX = 300_000  # bytes
# A page of the Latin alphabet fetches these of tokens.css; the others wait for letters or SIP text that need them.
FONTS = ("vendor/inter.woff2",)


def weight(name: str) -> int:
    found = finders.find(name)
    assert found, f"{name} is not there: make .venv/assets.stamp"
    content = Path(found).read_bytes()
    return len(content) if name.endswith("woff2") else len(gzip.compress(content))


@pytest.mark.parametrize("address", ["/", "/cases", "/more", "/login/"])
def test_the_first_load_is_light(client_of: Clients, address: str) -> None:
    page = client_of(Role.LEAD).get(address, headers={"Accept-Encoding": "gzip"}, follow=True)
    assert page["Content-Encoding"] == "gzip"
    text = gzip.decompress(page.content).decode()
    files = {name.partition("#")[0] for name in re.findall(r'(?:href|src)="/static/([^"]+)"', text)}
    assert {"vendor/tabler.min.css", "bellwarden/tokens.css"} <= files
    total = len(page.content) + sum(weight(name) for name in files | set(FONTS))
    assert total <= FIRST_LOAD_MAX, f"{address}: {total:,} bytes"
