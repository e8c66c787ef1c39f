"""HOME/state/built: the layers of the last build, so that a list that has not changed is not built again."""

from collections.abc import Iterator, Mapping
from hashlib import sha256
from pathlib import Path
from typing import Final

from bellwarden.home.files import write_whole

FOLDER: Final = "built"  # below HOME/state


class KeptLayers(Mapping[str, bytes]):
    """Built layers of the last build, read when asked for. A cache: whatever is wrong with it costs time only."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder

    def __getitem__(self, key: str) -> bytes:
        try:
            return self._path(key).read_bytes()
        except OSError:
            raise KeyError(key) from None

    def __iter__(self) -> Iterator[str]:
        return iter(())  # what the files stand for is known to who asks

    def __len__(self) -> int:
        return len(list(self._folder.glob("*"))) if self._folder.is_dir() else 0

    def keep(self, layers: Mapping[str, bytes]) -> None:
        """Keep these and forget all others."""
        self._folder.mkdir(mode=0o700, exist_ok=True)
        wanted = {self._path(key): data for key, data in layers.items()}
        for path in self._folder.iterdir():
            if path not in wanted:
                path.unlink(missing_ok=True)
        for path, data in wanted.items():
            if not path.exists():
                write_whole(path, data)

    def _path(self, key: str) -> Path:
        return self._folder / sha256(key.encode()).hexdigest()
