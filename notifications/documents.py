"""HTML becomes an archived letter here: PDF/A-2a and PDF/UA-1, the same bytes for the same text, nothing fetched."""

import atexit
import os
import tempfile
import urllib.request
import warnings
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date, datetime
from functools import lru_cache
from html import escape
from pathlib import Path
from threading import Lock
from urllib.parse import urlsplit

from django.conf import settings

from notifications.tagging import accessible

TEMPLATES = Path(__file__).parent / "templates" / "letters"
FACES = (
    ("Fira Sans", 400, "normal", "fira-sans/FiraSans-Regular.woff2"),
    ("Fira Sans", 400, "italic", "fira-sans/FiraSans-Italic.woff2"),
    ("Fira Sans", 600, "normal", "fira-sans/FiraSans-SemiBold.woff2"),
    ("Noto Sans", 400, "normal", "noto-sans/NotoSans-Regular.woff2"),
    ("Noto Sans", 700, "normal", "noto-sans/NotoSans-Bold.woff2"),
)
"""Family, weight, style and file below the font directory. Noto Sans fills in what Fira Sans does not have."""

_lock = Lock()


class FontsMissing(RuntimeError):
    """The letters' fonts are not installed; the sentence says how to get them."""


def render(html: str, *, number: str, title: str, made_at: date | datetime) -> bytes:
    """Return the letter as PDF bytes, the same ones for the same arguments in every process.

    ``number`` is the document number (also the file's identifier), ``title`` stands in the window's title bar,
    ``made_at`` is the day or the aware moment that the file bears as its date of making.
    Characters that no font of ours has come out as „?“ and invisible control characters are left out, because
    PDF/A and PDF/UA forbid empty glyphs. Raises :class:`FontsMissing`, ``FatalURLFetchingError`` for any address
    that is not ours.
    """
    from weasyprint import HTML  # loaded late: needs the system's Pango, which pages and moves do not

    with _lock:  # the shared font configuration is not made for two threads at once
        fonts, sheet, fetcher = _press()
        document = HTML(string=printable(html), url_fetcher=fetcher).render(
            font_config=fonts, stylesheets=[sheet], pdf_variant="pdf/a-2a"
        )
        document.metadata.title = title
        document.metadata.created = document.metadata.modified = _stamp(made_at)
        with warnings.catch_warnings():  # WeasyPrint 70 leaves its colour profile open
            warnings.filterwarnings("ignore", r"unclosed file .*\.icc", ResourceWarning)
            raw = document.write_pdf(pdf_variant="pdf/a-2a", pdf_identifier=number.encode())
    return accessible(raw)


def printable(text: str) -> str:
    """Return the text with what our fonts can show: others become „?“, control and direction marks vanish."""
    return "".join(_shown(char) for char in text)


@lru_cache(maxsize=4096)
def _shown(char: str) -> str:
    if char in "\n\t" or ord(char) in _covered():
        return "" if char in _INVISIBLE else char
    return "?" if char.isprintable() else ""


_INVISIBLE = frozenset(
    map(chr, (*range(0x200B, 0x2010), *range(0x202A, 0x202F), *range(0x2060, 0x2070), 0xFEFF))
)


@lru_cache(maxsize=1)
def _covered() -> frozenset[int]:
    from fontTools.ttLib import TTFont  # comes with WeasyPrint and is as slow to load

    covered: set[int] = set()
    for file in (face[3] for face in FACES if face[1:3] == (400, "normal")):
        with TTFont(_font(file), lazy=True) as font:
            covered |= set(font.getBestCmap())
    return frozenset(covered)


@lru_cache(maxsize=1)
def _press():
    """Return font configuration, style sheet and fetcher, made once a process."""
    from weasyprint import CSS  # loaded late, like above
    from weasyprint.text.fonts import FontConfiguration

    with _only_our_fonts():
        fonts = FontConfiguration()
    fetcher = _fetcher((_font_root(), TEMPLATES))
    text = _faces() + (TEMPLATES / "print.css").read_text(encoding="utf-8")
    atexit.register(_press.cache_clear)  # while WeasyPrint can still tidy up after its fonts
    return fonts, CSS(string=text, font_config=fonts, url_fetcher=fetcher), fetcher


def _fetcher(roots: tuple[Path, ...]):
    """Return a fetcher that opens ``data:`` and files below ``roots``; anything else stops the letter."""
    from weasyprint.urls import FatalURLFetchingError, URLFetcher  # loaded late, like above

    class LocalFetcher(URLFetcher):
        def __init__(self):
            urllib.request.OpenerDirector.__init__(
                self
            )  # not URLFetcher's own: it opens http, ftp and every file
            self.add_handler(urllib.request.DataHandler())
            self.add_handler(urllib.request.FileHandler())
            self._request, self._timeout, self._http_headers = None, 1, {}
            self._allowed_protocols, self._fail_on_errors = {"file", "data"}, True

        def fetch(self, url, headers=None):
            if not url.startswith("data:") and not _below(url, roots):
                raise FatalURLFetchingError(f"Ein Brief öffnet keine fremde Adresse: {url[:80]}")
            return super().fetch(url, headers)

    return LocalFetcher()


def _below(url: str, roots: tuple[Path, ...]) -> bool:
    """Say whether the address is a file of ours, with ``..`` and links followed first."""
    parts = urlsplit(url)
    if parts.scheme != "file" or parts.netloc:
        return False
    path = Path(urllib.request.url2pathname(parts.path)).resolve()
    return any(path.is_relative_to(root.resolve()) for root in roots)


def _font_root() -> Path:
    base = Path(getattr(settings, "BASE_DIR", "."))
    return Path(getattr(settings, "KERN_FONTS", base / "node_modules/@kern-ux/native/dist/fonts")).resolve()


def _font(file: str) -> Path:
    path = _font_root() / file
    if not path.is_file():
        raise FontsMissing(f"Die Schriften für Briefe fehlen ({path}). „npm ci“ holt sie.")
    return path


def _faces() -> str:
    return "".join(
        f'@font-face {{ font-family: "{family}"; font-weight: {weight}; font-style: {style};'
        f" src: url({_font(file).as_uri()}) }}\n"
        for family, weight, style, file in FACES
    )


@contextmanager
def _only_our_fonts() -> Iterator[None]:
    """Inside, fontconfig knows our directory only, so no font of the machine slips into a letter.

    Other programs that this process starts need theirs: a browser without its fonts falls over.
    """
    place = Path(tempfile.mkdtemp(prefix="letters-fonts-"))
    before, file = os.environ.get("FONTCONFIG_FILE"), place / "fonts.conf"
    file.write_text(
        '<?xml version="1.0"?><!DOCTYPE fontconfig SYSTEM "fonts.dtd"><fontconfig>'
        f"<dir>{escape(str(_font_root() / 'noto-sans'))}</dir><cachedir>{escape(str(place))}</cachedir></fontconfig>",
        encoding="utf-8",
    )
    os.environ["FONTCONFIG_FILE"] = str(file)
    try:
        yield
    finally:
        del os.environ["FONTCONFIG_FILE"]
        if before is not None:
            os.environ["FONTCONFIG_FILE"] = before


def _stamp(made_at: date | datetime) -> str:
    if isinstance(made_at, datetime):
        return made_at.isoformat(timespec="seconds")
    return f"{made_at.isoformat()}T00:00:00Z"
