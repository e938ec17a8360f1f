"""Finds or fetches what the letters need of the machine: Pango, which sets them, and a font for East Asian names."""

import ctypes
import os
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Callable
from pathlib import Path

LIBRARIES = ("libpango-1.0.so.0", "libpangoft2-1.0.so.0", "libharfbuzz-subset.so.0", "libfontconfig.so.1")
FONT = "usr/share/fonts/truetype/wqy/wqy-microhei.ttc"
"""Chinese, Japanese and Korean in one file. Letters do without it, but then cannot show such names."""
PACKAGES = (
    "libpango-1.0-0",
    "libpangoft2-1.0-0",
    "libharfbuzz-subset0",
    "libfontconfig1",
    "fonts-wqy-microhei",
)
APT = ("apt-get", "install", "-y", "--no-install-recommends", *PACKAGES)


def provide(local: Path, say: Callable[[str], None]) -> None:
    """Afterwards the libraries load, in this machine or from ``local``; SystemExit says what to type if not.

    Ways, in this order: they are there; apt as root; apt with a sudo that asks nothing; unpacked beside the code.
    """
    if not missing() and has_font(local):
        return
    say("Bibliotheken und eine Schrift für die Briefe installieren: " + " ".join(PACKAGES))
    by_apt()
    if missing() or not has_font(local):
        unpack_into(local)
    if missing():
        if missing(search=library_path(local)):
            sys.exit(f"Für die Briefe fehlen Bibliotheken. Bitte einmal eingeben: sudo {' '.join(APT)}")
        (local / "library-path").write_text(library_path(local), encoding="utf-8")
    if not has_font(local):
        say(f"Für chinesische, japanische und koreanische Namen fehlt eine Schrift: sudo {' '.join(APT)}")


def has_font(local: Path) -> bool:
    """True if the East Asian font is on this machine or was unpacked into ``local``."""
    return any((root / FONT).exists() for root in (Path("/"), local))


def missing(search: str = "") -> list[str]:
    """The libraries that a fresh process cannot load, with ``search`` as LD_LIBRARY_PATH."""
    if not search:
        return [name for name in LIBRARIES if not loads(name)]
    probe = "import ctypes,sys;[ctypes.CDLL(n) for n in sys.argv[1:]]"
    settings = {**os.environ, "LD_LIBRARY_PATH": search}
    done = subprocess.run(
        [sys.executable, "-c", probe, *LIBRARIES], env=settings, capture_output=True, check=False
    )
    return [] if done.returncode == 0 else list(LIBRARIES)


def loads(name: str) -> bool:
    try:
        ctypes.CDLL(name)
    except OSError:
        return False
    return True


def by_apt() -> None:
    """Tries apt as root, or through a sudo that asks no password; says nothing if neither is possible."""
    if not shutil.which("apt-get"):
        return
    prefix = [] if os.geteuid() == 0 else ["sudo", "-n"]
    if prefix and not (shutil.which("sudo") and quiet("sudo", "-n", "true")):
        return
    wait = ("-o", "DPkg::Lock::Timeout=300")
    command = [*prefix, APT[0], *wait, *APT[1:]]
    if not quiet(*command):
        quiet(*prefix, "apt-get", *wait, "update")
        quiet(*command)


def unpack_into(local: Path) -> None:
    """Downloads the packages and what they need, without root, and unpacks them into ``local``."""
    if not (shutil.which("apt-get") and shutil.which("dpkg")):
        return
    local.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory() as folder:
        subprocess.run(["apt-get", "download", *needed()], cwd=folder, capture_output=True, check=False)
        for package in Path(folder).glob("*.deb"):
            quiet("dpkg", "-x", package, local)


def needed() -> list[str]:
    """The packages with all that they depend on and the machine has not, by name."""
    listing = subprocess.run(
        ["apt-get", "install", "--simulate", "--no-install-recommends", *PACKAGES],
        capture_output=True, text=True, check=False,
    )  # fmt: skip
    found = [line.split()[1] for line in listing.stdout.splitlines() if line.startswith("Inst ")]
    return found or list(PACKAGES)


def library_path(local: Path) -> str:
    """The folders under ``local`` that hold libraries, as LD_LIBRARY_PATH wants them."""
    return ":".join(sorted({str(file.parent) for file in local.rglob("lib*.so.*")}))


def quiet(*command: object) -> bool:
    """True if the command succeeded; its output is nobody's business."""
    settings = {**os.environ, "DEBIAN_FRONTEND": "noninteractive"}
    done = subprocess.run([str(part) for part in command], env=settings, capture_output=True, check=False)
    return done.returncode == 0
