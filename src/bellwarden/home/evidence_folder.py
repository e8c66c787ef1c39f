"""HOME/evidence: bytes by their hash, written once, and looked at again before they are believed."""

from hashlib import sha256
from pathlib import Path

from bellwarden.home.fault import HomeFault
from bellwarden.home.files import write_whole


class EvidenceFolder:
    """`evidence/ab/abcdef…`: the first two digits are a folder, so that none has too many names."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder

    def keep(self, content: bytes) -> str:
        """On disk when this returns; kept twice, it lies there once. The SHA-256, hex."""
        digest = sha256(content).hexdigest()
        path = self._path(digest)
        path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
        if not path.exists():
            write_whole(path, content, 0o400)  # never a part of it under its name, whenever the power fails
        return digest

    def read(self, digest: str) -> bytes:
        """HomeFault when it is gone, or is not what was kept."""
        try:
            content = self._path(digest).read_bytes()
        except OSError:
            raise HomeFault(f"the evidence {digest[:12]} is not in {self._folder}") from None
        if sha256(content).hexdigest() != digest:
            raise HomeFault(f"the evidence {digest[:12]} is not what was kept: its file was changed")
        return content

    def forget(self, digest: str) -> None:
        """Throw the bytes away; nothing is there to be thrown away twice."""
        self._path(digest).unlink(missing_ok=True)

    def _path(self, digest: str) -> Path:
        return self._folder / digest[:2] / digest
