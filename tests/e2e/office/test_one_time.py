import base64

import pytest

from tests.e2e.office.one_time import code


@pytest.mark.parametrize(("now", "expected"), [(59, "287082"), (1111111109, "081804"), (20000000000, "353130")])
def test_codes_are_those_of_the_standard(now: int, expected: str) -> None:
    # RFC 6238 appendix B, the last six of its eight digits.
    assert code(base64.b32encode(b"12345678901234567890").decode(), now) == expected
