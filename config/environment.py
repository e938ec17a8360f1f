"""Reads the environment for the settings: texts, switches, lists and secrets."""

import os
import secrets
from collections.abc import Iterable
from pathlib import Path
from urllib.parse import urlsplit

from django.core.exceptions import ImproperlyConfigured

SHORTEST_TOKEN = 24
"""Characters."""


def text(name: str, default: str = "") -> str:
    """The variable ``name``, or the content of the file that ``<name>_FILE`` points to (Docker secrets)."""
    path = os.environ.get(f"{name}_FILE")
    if path:
        return Path(path).read_text(encoding="utf-8").strip()
    return os.environ.get(name, default)


def switch(name: str, default: bool = False) -> bool:
    """True for 1, true, yes, on; False for everything else that is said; ``default`` if nothing is said."""
    value = os.environ.get(name, "").strip().lower()
    return value in {"1", "true", "yes", "on", "ja"} if value else default


def words(name: str, default: str = "") -> list[str]:
    """A list that is written with commas."""
    return [word.strip() for word in text(name, default).split(",") if word.strip()]


def token(name: str) -> str:
    """A secret that a program sends, or ""; ``ImproperlyConfigured`` for one that can be guessed."""
    said = text(name)
    if said and (len(said) < SHORTEST_TOKEN or not said.isascii() or " " in said):
        raise ImproperlyConfigured(
            f"{name} braucht mindestens {SHORTEST_TOKEN} Zeichen, ohne Umlaute und Leerzeichen (openssl rand -hex 32)."
        )
    return said


def web_address(name: str) -> str:
    """An address of the web, or ""; ``ImproperlyConfigured`` for any other kind of address."""
    said = text(name)
    if said and urlsplit(said).scheme not in ("http", "https"):
        raise ImproperlyConfigured(f"{name} muss mit https:// (oder http://) beginnen.")
    return said


def quota(name: str, default: str) -> tuple[int, int]:
    """Files and bytes, written as files/megabytes; 0 is no limit. ImproperlyConfigured for anything else."""
    files, slash, megabytes = text(name, default).partition("/")
    if not (slash and files.strip().isdecimal() and megabytes.strip().isdecimal()):
        raise ImproperlyConfigured(f"{name} nennt Dateien und Megabyte, zum Beispiel {default}.")
    return int(files), int(megabytes) * 1024 * 1024


def secret_key(var: Path, *, trial: bool) -> str:
    """The secret that signs sessions and links.

    Production names its own in ``SECRET_KEY``; without one it gets an empty key, with which it does not start
    (:mod:`config.guard`). A trial (embedded, demo or debug) draws one at its first start and keeps it in ``var``, for
    its owner only.
    """
    return text("SECRET_KEY") or (_kept_key(var / "secret.key") if trial else "")


def refuse(reasons: Iterable[str]) -> None:
    """ImproperlyConfigured with every reason at once; nothing if there is none."""
    if lines := list(reasons):
        raise ImproperlyConfigured("Mittelweg startet so nicht:\n" + "\n".join(f"- {line}" for line in lines))


def _kept_key(path: Path) -> str:
    draft = path.with_name(f"{path.name}.{secrets.token_hex(4)}")
    if not path.exists():
        draft.touch(mode=0o600)
        draft.write_text(secrets.token_urlsafe(50), encoding="utf-8")
        try:
            os.link(draft, path)  # fails if another process was first: then its key counts, whole
        except FileExistsError:
            pass
        finally:
            draft.unlink()
    return path.read_text(encoding="utf-8")
