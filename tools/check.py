"""``make check``: all that can be judged without running the program; goes on after a failure and fails at the end."""

import json
import os
import re
import secrets
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
BIN = Path(sys.executable).parent
BASE = ROOT / "requirements/base.lock"

ALLOWED = re.compile(
    r"MIT|BSD|Apache|ISC|MPL|Mozilla|PSF|Python Software Foundation|LGPL|Lesser General Public|EUPL|Unlicense|0BSD"
    r"|HPND|CC0|Zlib|Public Domain|ZPL|Zope|PostgreSQL",
    re.IGNORECASE,
)
"""Licences that a program under EUPL-1.2 may stand on. Everything else needs a line in EXCEPTIONS with its reason."""
EXCEPTIONS = {
    "djlint": "GPL-3: a tool of development, neither imported nor shipped",
    "pgserver": "Apache-2.0 (its LICENSE file); a test dependency",
    "text-unidecode": "Artistic or GPL-2+, as one likes (its METADATA); the GPL is named in the appendix of the EUPL",
    "django-viewflow": "AGPL-3 with library exception; only viewflow.fsm is used (docs/adr)",
}
"""Packages whose licence was read by a person, with what was found."""
UNREACHABLE = re.compile(
    r"ConnectionError|MaxRetryError|Failed to resolve|timed out|ServiceError|HTTPError|Proxy|SSL"
)


def main() -> None:
    """Runs every check; exits with the names of those that failed."""
    checks: dict[str, Callable[[], bool]] = {
        "Stil (ruff)": lambda: tool("ruff", "check", ".") & tool("ruff", "format", "--check", "--quiet", "."),
        "Typen (mypy)": lambda: tool("mypy"),
        "Importe (import-linter)": lambda: tool("lint-imports", quiet=True),
        "Vorlagen (djlint)": lambda: tool("djlint", "--lint", "--quiet", *templates()),
        "Einstellungen (check --deploy)": deploy,
        "Migrationen": lambda: manage("makemigrations", "--check", "--dry-run"),
        "Lizenzen": licences,
        "Bekannte Schwachstellen (pip-audit)": audit,
    }
    failed = []
    for name, check in checks.items():
        print(f"· {name}", flush=True)
        if not check():
            failed.append(name)
    if failed:
        sys.exit("Nicht in Ordnung: " + ", ".join(failed))
    print("Alles in Ordnung.")


def tool(name: str, *arguments: str, quiet: bool = False, **variables: str) -> bool:
    """True if the tool of the environment is content; ``quiet`` shows its output only if it is not."""
    done = subprocess.run(
        [BIN / name, *arguments],
        cwd=ROOT,
        env={**os.environ, **variables},
        capture_output=quiet,
        text=True,
        check=False,
    )
    if quiet and done.returncode:
        print(done.stdout, done.stderr)
    return done.returncode == 0


def manage(*arguments: str, **variables: str) -> bool:
    return tool("python", "-W", "ignore", "manage.py", *arguments, quiet=True, **variables)


def templates() -> list[str]:
    return [str(path) for path in sorted(ROOT.glob("*/templates")) if any(path.rglob("*.html"))]


def deploy() -> bool:
    """Production's settings under Django's own eye: every warning counts."""
    return manage(
        "check", "--deploy", "--fail-level", "WARNING",
        SECRET_KEY=secrets.token_urlsafe(50), CELERY_BROKER_URL="redis://127.0.0.1/0", DEBUG="", DEMO="",
        PUBLIC_URL="https://foerderung.example",
    )  # fmt: skip


def licences() -> bool:
    """True if every installed package has a licence from the list, or a line of its own in EXCEPTIONS."""
    listing = subprocess.run(
        [BIN / "pip-licenses", "--from=all", "--format=json"],
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=True,
    )
    unknown = [package for package in json.loads(listing.stdout) if not acceptable(package)]
    for package in unknown:
        print(f"  {package['Name']}: {licence_of(package)}")
    return not unknown


def acceptable(package: dict[str, str]) -> bool:
    return package["Name"].lower() in EXCEPTIONS or bool(ALLOWED.search(licence_of(package)))


def licence_of(package: dict[str, str]) -> str:
    """All that the package says about its licence; a licence text is cut to its first line."""
    said = [package.get(key, "") for key in ("License-Expression", "License-Classifier", "License-Metadata")]
    return "; ".join(word.strip().splitlines()[0] for word in said if word.strip() and word != "UNKNOWN")


def audit() -> bool:
    """False if a package of production has a known vulnerability; True, with a sentence, if nobody could be asked."""
    done = subprocess.run(
        [BIN / "pip-audit", "--disable-pip", "--require-hashes", "--progress-spinner=off", "-r", BASE],
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=False,
    )
    if done.returncode and UNREACHABLE.search(done.stderr) and "Found" not in done.stderr:
        print("  Die Liste der Schwachstellen ist von hier nicht erreichbar; das ist nicht geprüft.")
        return True
    if done.returncode:
        print(done.stdout, done.stderr)
    return done.returncode == 0


if __name__ == "__main__":
    main()
