"""Any bytes as a token's JSON: what is read, every reader of JSON reads alike; and the quick reading of claims agrees
with the careful one."""

import json

from bellwarden.stir.claims import _read, read_claims
from bellwarden.stir.fault import StirFault
from bellwarden.stir.json_text import read_object


def one(data: bytes) -> None:
    found = None
    try:
        found = read_object(data)
    except StirFault as fault:
        assert fault.code == 438
        assert len(fault.detail) <= 200
        fault.detail.encode()
    else:
        assert json.loads(data.decode()) == found
        # It can be written down again and is the same then: no half characters, no NaN, no name twice.
        again = json.dumps(found, ensure_ascii=False, allow_nan=False).encode()
        assert read_object(again) == found
    for ppt in ("shaken", "div", "div-o", "rph", ""):
        try:
            claims = read_claims(data, ppt)
        except StirFault as fault:
            assert fault.code == 438
            continue
        assert found is not None
        assert claims == _read(found, ppt)


if __name__ == "__main__":
    from kit import fuzz

    fuzz("fuzz_json", "stir/json")
