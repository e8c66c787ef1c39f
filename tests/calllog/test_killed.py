"""kill -9 while files are taken in: what was acknowledged is there, nothing is there twice, the log works on."""

import os
import random
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from bellwarden.calllog import CallLog, CallLogFault
from tests.calllog.logs import call, rows_of, table, take

KILLS = 10
FILES = 6
ROWS = 2_000
# Takes files in one after the other and says each time that one is done.
WORK = """
import sys
from pathlib import Path
from bellwarden.calllog import CallLog, CallLogFault
from tests.calllog.logs import take
for path in sys.argv[2:]:
    take(CallLog(Path(sys.argv[1])), Path(path))
    print(path, flush=True)
"""


# No file may grow beyond a few kilobytes: what a full disk is to whoever writes.
FULL = """
import resource, signal, sys
from pathlib import Path
from bellwarden.calllog import CallLog, CallLogFault
from tests.calllog.logs import take
signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
resource.setrlimit(resource.RLIMIT_FSIZE, (int(sys.argv[3]), int(sys.argv[3])))
try:
    take(CallLog(Path(sys.argv[1])), Path(sys.argv[2]))
except (CallLogFault, OSError) as error:
    sys.exit(f"told: {error}")
"""


@pytest.mark.parametrize("bytes_max", [200, 5_000, 150_000])
def test_a_full_disk_leaves_the_log_as_it_was(tmp_path: Path, bytes_max: int) -> None:
    log = CallLog(tmp_path / "calllog")
    first, second = tmp_path / "first.csv", tmp_path / "second.csv"
    first.write_text(table(*map(call, range(100))))
    second.write_text(table(*(call(n, name=f"{n * 7919:032x}") for n in range(5_000))))
    take(log, first)
    before = (log.folder / "manifest.json").read_bytes()
    command = [sys.executable, "-c", FULL, str(log.folder), str(second), str(bytes_max)]
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    assert done.returncode == 1
    assert done.stderr.startswith(f"told: {second} could not be taken in: the disk of {log.folder} is full; nothing")
    assert "Free some space" in done.stderr
    assert (log.folder / "manifest.json").read_bytes() == before
    assert take(log, second).rows == 5_000
    assert len(rows_of(log)) == 5_100


@pytest.fixture
def small_disk(tmp_path: Path) -> Iterator[Callable[[int], Path]]:
    """Mounts a disk of so many kilobytes; as root only."""
    folder = tmp_path / "disk"
    folder.mkdir()

    def mount(size_kb: int) -> Path:
        command = ["mount", "-t", "tmpfs", "-o", f"size={size_kb}k", "bellwarden-test", str(folder)]
        if os.getuid() != 0 or subprocess.run(command, capture_output=True, check=False).returncode != 0:
            pytest.skip("only root may mount a small disk")
        return folder

    yield mount
    subprocess.run(["umount", str(folder)], capture_output=True, check=False)


@pytest.mark.parametrize("size_kb", [300, 3_000])
def test_a_disk_that_is_full_changes_nothing_and_is_told(
    tmp_path: Path, small_disk: Callable[[int], Path], size_kb: int
) -> None:
    disk = small_disk(size_kb)
    log = CallLog(disk / "calllog")
    first, second = tmp_path / "first.csv", tmp_path / "second.csv"
    first.write_text(table(*map(call, range(100))))
    second.write_text(table(*(call(n, name=f"{n * 7919:032x}") for n in range(20_000))))
    take(log, first)
    before = (log.folder / "manifest.json").read_bytes()
    for _ in range(2):
        with pytest.raises(CallLogFault, match="is full; nothing in the log has changed"):
            take(log, second)
        assert (log.folder / "manifest.json").read_bytes() == before
        assert len(rows_of(log)) == 100
    subprocess.run(["mount", "-o", "remount,size=100m", str(disk)], check=True)
    assert take(log, second).rows == 20_000
    assert len(rows_of(log)) == 20_100


@pytest.mark.slow
@pytest.mark.timeout(240)
def test_nothing_acknowledged_is_lost_and_nothing_doubled(tmp_path: Path) -> None:
    draw = random.Random(5)
    log = CallLog(tmp_path / "calllog")
    acknowledged: set[str] = set()
    files = []
    for number in range(FILES):
        path = tmp_path / f"{number}.csv"
        path.write_text(table(*(call(number * 10_000 + n) for n in range(ROWS))))
        files.append(str(path))
    for _ in range(KILLS):
        command = [sys.executable, "-c", WORK, str(log.folder), *files]
        with subprocess.Popen(command, stdout=subprocess.PIPE, text=True) as child:
            time.sleep(draw.uniform(0.25, 1.6))
            child.send_signal(signal.SIGKILL)
            out, _ = child.communicate()
        acknowledged |= set(out.split())
        known = {one.name for one in log.manifest().sources}
        assert {Path(one).name for one in acknowledged} <= known
        assert len(rows_of(log)) == ROWS * len(known)
    for one in files:
        take(log, Path(one))
    assert len(rows_of(log)) == len(set(rows_of(log, "source, line"))) == ROWS * FILES
    named = {path for one in log.manifest().segments for path in (one.calls, one.by_called)}
    assert {path.relative_to(log.folder).as_posix() for path in log.folder.rglob("*.parquet")} == named
    assert not list((log.folder).glob(".new-*"))
