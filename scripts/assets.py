"""What the browser loads that others wrote: fetched by npm as locked, and the few files used put in place.

Run at set-up by way of make. npm compares each package with the hash in package-lock.json; what it unpacks is read,
never executed (--ignore-scripts). Nothing is done, and nothing fetched, where the files are there and belong to this
lock file.
"""

import gzip
import hashlib
import re
import shutil
import subprocess
import sys
from pathlib import Path
from typing import Final

ROOT: Final = Path(__file__).resolve().parents[1]
ASSETS: Final = ROOT / "src/bellwarden/web/browser"
VENDOR: Final = ROOT / "src/bellwarden/web/static/vendor"
PACKAGES: Final = ROOT / "build/browser"
STAMP: Final = VENDOR / "made-from.txt"

# Place in the package → name in static/vendor.
FILES: Final = {
    "@tabler/core/dist/css/tabler.min.css": "tabler.min.css",
    "altcha/dist/workers/pbkdf2.js": "altcha-pbkdf2.js",
    "htmx.org/dist/htmx.min.js": "htmx.min.js",
    "uplot/dist/uPlot.iife.min.js": "uplot.min.js",
    "uplot/dist/uPlot.min.css": "uplot.min.css",
    "@fontsource-variable/inter/files/inter-latin-wght-normal.woff2": "inter.woff2",
    "@fontsource-variable/inter/files/inter-latin-ext-wght-normal.woff2": "inter-ext.woff2",
    "@fontsource-variable/jetbrains-mono/files/jetbrains-mono-latin-wght-normal.woff2": "jetbrains-mono.woff2",
}
AXE: Final = "axe-core/axe.min.js"  # for the tests: no page names it, so it lies in build/
# A browser's tools would ask for the map, and the store of hashed names insists on it.
SOURCE_MAP: Final = re.compile(rb"(/\*#|//#) sourceMappingURL=[^\n]*")


def digest() -> str:
    """Of everything the files are made from."""
    parts = (ASSETS / "package-lock.json", ASSETS / "icons.txt", ASSETS / "own-icons.svg", Path(__file__))
    return hashlib.sha256(b"".join(part.read_bytes() for part in parts)).hexdigest()


def fetch() -> None:
    """npm ci in build/browser, with the npm of the virtual environment."""
    PACKAGES.mkdir(parents=True, exist_ok=True)
    for name in ("package.json", "package-lock.json"):
        shutil.copy(ASSETS / name, PACKAGES / name)
    npm = Path(sys.executable).parent / "npm"
    command = [str(npm), "ci", "--ignore-scripts", "--no-audit", "--no-fund", "--loglevel=error"]
    subprocess.run(command, cwd=PACKAGES, check=True)


def icon(name: str) -> str:
    """One symbol of the sprite: `bell`, or `filled/bell` (then called `bell-filled`)."""
    style, _, plain = name.rpartition("/")
    style = style or "outline"
    svg = (PACKAGES / "node_modules/@tabler/icons/icons" / style / f"{plain}.svg").read_text()
    body = re.search(r"<svg[^>]*>(.*)</svg>", svg, re.DOTALL)
    if body is None:
        raise SystemExit(f"the icon {name} is no SVG")
    paint = 'fill="currentColor"' if style == "filled" else 'fill="none" stroke="currentColor" stroke-width="1.75"'
    key = f"{plain}-filled" if style == "filled" else plain
    inner = " ".join(body[1].split())
    round_ends = 'stroke-linecap="round" stroke-linejoin="round"'
    return f'<symbol id="{key}" viewBox="0 0 24 24" {paint} {round_ends}>{inner}</symbol>'


def sprite() -> str:
    """All icons of icons.txt and our own in one file."""
    names = [line for line in (ASSETS / "icons.txt").read_text().split() if line]
    own = re.search(r"<svg[^>]*>(.*)</svg>", (ASSETS / "own-icons.svg").read_text(), re.DOTALL)
    symbols = "\n".join(map(icon, names)) + (own[1] if own else "")
    return f'<svg xmlns="http://www.w3.org/2000/svg">\n{symbols}</svg>\n'


def place() -> None:
    VENDOR.mkdir(parents=True, exist_ok=True)
    for source, name in FILES.items():
        content = (PACKAGES / "node_modules" / source).read_bytes()
        (VENDOR / name).write_bytes(SOURCE_MAP.sub(b"", content) if name.endswith(("css", "js")) else content)
    (VENDOR / "icons.svg").write_text(sprite())
    shutil.copy(PACKAGES / "node_modules" / AXE, ROOT / "build/axe.min.js")


def main() -> None:
    wanted = digest()
    there = all(
        path.is_file() for path in (STAMP, ROOT / "build/axe.min.js", *(VENDOR / name for name in FILES.values()))
    )
    if there and STAMP.read_text() == wanted:
        return
    print("Fetching what the browser loads (once)")
    fetch()
    place()
    shutil.rmtree(PACKAGES, ignore_errors=True)
    STAMP.write_text(wanted)
    for path in sorted(VENDOR.iterdir()):
        content = path.read_bytes()
        print(f"  {path.name:22} {len(content):8,} B, {len(gzip.compress(content)):7,} B gzip")


if __name__ == "__main__":
    main()
