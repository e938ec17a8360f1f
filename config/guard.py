"""What a site must not start with: every reason at once, each as a sentence that says what to set instead."""

import math
import os
from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from itertools import pairwise
from pathlib import Path
from urllib.parse import urlsplit

EXAMPLE_SECRETS = frozenset({"", "change-me", "changeme", "secret", "insecure", "bitte-aendern"})
"""Values that stand in examples and manuals; nobody may go into production with one."""
SHORTEST_SECRET = 40
"""Characters; Django's own check asks for 50, a hex key of 20 bytes has 40."""
FEWEST_BITS = 128
"""Of what somebody would have to guess."""
BITS_IN_WORDS = 2.0
"""A letter of a sentence is guessed from those before it."""
LOCAL = frozenset({"localhost", "127.0.0.1", "::1"})
"""Names under which only this machine is reached."""


@dataclass(frozen=True)
class Site:
    """What the settings have read, as far as a start is refused for it."""

    embedded: bool
    debug: bool
    demo: bool
    secret_key: str
    public_url: str
    hosts: tuple[str, ...]
    proxies: int
    mail_user: str
    mail_tls: bool
    var: Path

    @property
    def is_open(self) -> bool:
        """Others than this machine can come to it."""
        named = [urlsplit(self.public_url).hostname or "", *self.hosts]
        return bool(self.proxies) or not LOCAL.issuperset(named)

    @property
    def is_trial(self) -> bool:
        """Nothing in it is real, or it is being worked on."""
        return self.debug or self.demo


def is_local(url: str) -> bool:
    """Whether an address leads to this machine itself."""
    return urlsplit(url).hostname in LOCAL


def bits(key: str) -> float:
    """How many bits somebody would have to guess, at most: repetitions, runs and words count for little."""
    unit = key[: (key + key).find(key, 1)] if key else ""
    steps = [ord(after) - ord(before) for before, after in pairwise(unit)]
    found = min(_surprise(unit), _surprise(steps))
    is_words = not any(sign.isdigit() or sign.isupper() for sign in unit)
    return min(found, BITS_IN_WORDS * len(unit)) if is_words else found


def _surprise(signs: Iterable[object]) -> float:
    counts = Counter(signs)
    total = counts.total()
    return -sum(n * math.log2(n / total) for n in counts.values())


def objections(site: Site) -> Iterator[str]:
    """Each reason not to start; none for a site that may."""
    if site.is_open and not site.embedded:
        yield from _unreal(site)
    elif site.is_open and site.debug:
        yield _DEBUG
    if "*" in site.hosts:
        yield "ALLOWED_HOSTS enthält *. Nennen Sie die Namen, unter denen die Seite zu erreichen ist."
    if not (site.is_trial or site.embedded) or site.secret_key:
        yield from _weak(site.secret_key)
    if not site.is_trial:
        yield from _in_the_clear(site)
    if not _can_be_written(site.var):
        yield f"VAR_DIR: In {site.var} lässt sich nicht schreiben. Dort liegen Anlagen, Briefe und Schlüssel."


_DEBUG = "DEBUG ist an. Fehlerseiten zeigen dann jedem den Quelltext und die Einstellungen."


def _unreal(site: Site) -> Iterator[str]:
    if site.debug:
        yield _DEBUG
    if site.demo:
        yield "DEMO ist an. Jeder kann sich dann ohne Passwort als jede Person anmelden."


def _weak(key: str) -> Iterator[str]:
    how = "Einen eigenen Schlüssel erzeugt: python3 -c 'import secrets; print(secrets.token_urlsafe(50))'"
    if key.lower() in EXAMPLE_SECRETS or len(key) < SHORTEST_SECRET:
        yield (
            f"SECRET_KEY fehlt, steht in einem Beispiel oder hat weniger als {SHORTEST_SECRET} Zeichen. {how}"
        )
    elif key.startswith("django-insecure-") or bits(key) < FEWEST_BITS:
        yield f"SECRET_KEY ist zu leicht zu erraten: Muster, Wörter oder wenige verschiedene Zeichen. {how}"


def _in_the_clear(site: Site) -> Iterator[str]:
    if not site.public_url.startswith("https://") and not (site.embedded and is_local(site.public_url)):
        yield f"PUBLIC_URL ist {site.public_url}. Sie muss mit https:// beginnen."
    if site.mail_user and not site.mail_tls:
        yield "EMAIL_HOST_USER ist gesetzt, EMAIL_USE_TLS ist aus: Das Passwort ginge unverschlüsselt hinaus."


def _can_be_written(folder: Path) -> bool:
    try:
        folder.mkdir(parents=True, exist_ok=True)
    except OSError:
        return False
    return os.access(folder, os.W_OK | os.X_OK)
