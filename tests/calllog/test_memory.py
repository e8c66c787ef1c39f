"""A compressed file of any size is taken in with the same memory."""

import gzip
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest
import zstandard

from bellwarden.calllog.content import head_of
from tests.calllog.logs import DATA, call, table

ROWS = 8_000
# Pieces and rows waiting are made small, so that a file of some megabytes is to them what 20 million rows are to the
# real ones; says the rows taken in and the most memory in MB.
WORK = """
import re, sys
from pathlib import Path
from bellwarden.calllog import CallLog, importing, pieces
from tests.calllog.logs import take
pieces.PIECE = 1 << 18
importing.ROWS_IN_MEMORY = 10_000
done = take(CallLog(Path(sys.argv[1])), Path(sys.argv[2]))
# Not ru_maxrss: that begins with what the process had that started this one.
print(done.rows, int(re.search(r"VmHWM:\\s+(\\d+)", Path("/proc/self/status").read_text())[1]) >> 10)
"""


def taken(folder: Path, data: bytes, name: str) -> tuple[int, int]:
    path = folder / name
    path.write_bytes(data)
    command = [sys.executable, "-c", WORK, str(folder / f"log of {name}"), str(path)]
    rows, memory_mb = subprocess.run(command, capture_output=True, text=True, check=True).stdout.split()
    return int(rows), int(memory_mb)


@pytest.mark.slow
@pytest.mark.parametrize("pack", [gzip.compress, zstandard.compress])
def test_memory_does_not_grow_with_the_file(tmp_path: Path, pack: Callable[[bytes], bytes]) -> None:
    rows = "".join(call(n, name=f"{n * 7919:032x}") for n in range(ROWS)).encode()
    head = table().encode()
    days = [rows.replace(b"2026-05-30", b"2026-05-%02d" % day) for day in range(1, 29)]
    small_rows, small_mb = taken(tmp_path, pack(head + b"".join(days[:14])), "small")
    large_rows, large_mb = taken(tmp_path, pack(head + b"".join(days)), "large")
    assert (small_rows, large_rows) == (14 * ROWS, 28 * ROWS)
    # Measured: 131 MB for 7 days, 150 for 14, 168 for 28, 174 for 56, 182 for 112. What it takes is nearly reached with
    # the first pieces; the text alone would add 15 MB here, and several times that once it is read.
    assert large_mb < small_mb + 35


@pytest.mark.slow
def test_memory_does_not_grow_with_the_number_of_documents(tmp_path: Path) -> None:
    one = (DATA / "freeswitch_xml_one.cdr.xml").read_bytes()
    _, small_mb = taken(tmp_path, gzip.compress(one * 4_000), "small.xml")
    rows, large_mb = taken(tmp_path, gzip.compress(one * 16_000), "large.xml")
    assert rows == 16_000
    # Measured: 136 MB for 5,000, 153 for 20,000, 149 for 40,000. Four times the file is 21 MB more of text alone, and
    # several times that once it is parsed.
    assert large_mb < small_mb + 35


def test_a_first_look_reads_no_more_than_it_needs(tmp_path: Path) -> None:
    path = tmp_path / "large.gz"
    path.write_bytes(gzip.compress(bytes(200_000_000), 1))
    assert len(head_of(path)) == 1 << 16
