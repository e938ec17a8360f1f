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

from notifications import fonts
from notifications.tagging import accessible

TEMPLATES = Path(__file__).parent / "templates" / "letters"
_lock = Lock()


def render(html: str, *, number: str, title: str, made_at: date | datetime) -> bytes:
    """Return the letter as PDF bytes, the same ones for the same arguments in every process.

    ``number`` is the document number (also the file's identifier), ``title`` stands in the window's title bar,
    ``made_at`` is the day or the aware moment that the file bears as its date of making.
    Signs that no font of ours has are spelled in Latin, see :func:`notifications.fonts.printable`.
    Raises :class:`notifications.fonts.FontsMissing`, ``FatalURLFetchingError`` for any address that is not ours.
    """
    from weasyprint import HTML  # loaded late: needs the system's Pango, which pages and moves do not

    with _lock:  # the shared font configuration is not made for two threads at once
        config, sheet, fetcher = _press()
        document = HTML(string=fonts.printable(_with_note(html)), url_fetcher=fetcher).render(
            font_config=config, stylesheets=[sheet], pdf_variant="pdf/a-2a"
        )
        document.metadata.title = title
        document.metadata.created = document.metadata.modified = _stamp(made_at)
        with warnings.catch_warnings():  # WeasyPrint 70 leaves its colour profile open
            warnings.filterwarnings("ignore", r"unclosed file .*\.icc", ResourceWarning)
            raw = document.write_pdf(pdf_variant="pdf/a-2a", pdf_identifier=number.encode())
    return accessible(raw, [text for page in document.pages for text in _texts(page._page_box)])


def _with_note(html: str) -> str:
    """Return the letter with a sentence at its end about the signs that no font has, if there are such."""
    note = fonts.missing_note(html)
    return html.replace("</main>", f'<p class="hinweis">{escape(note)}</p></main>') if note else html


def _texts(box) -> list[str]:
    """Return the pieces of text of a page in the order of its structure tree; running headers are not in it."""
    from weasyprint.formatting_structure import boxes  # loaded late, like WeasyPrint itself

    if isinstance(box, boxes.MarginBox):
        return []
    if isinstance(box, boxes.TextBox):
        return [box.text]
    placed = getattr(box, "_box", box)  # what stands at a fixed place is wrapped
    return [text for child in getattr(placed, "children", ()) for text in _texts(child)]


@lru_cache(maxsize=1)
def _press():
    """Return font configuration, style sheet and fetcher, made once a process."""
    from weasyprint import CSS  # loaded late, like above
    from weasyprint.text.fonts import FontConfiguration

    with _only_our_fonts():
        config = FontConfiguration()
    fetcher = _fetcher((*fonts.folders(), TEMPLATES))
    text = (TEMPLATES / "print.css").read_text(encoding="utf-8").replace("var(--schriften)", fonts.families())
    text = "".join(face.rule for face in fonts.faces()) + text
    atexit.register(_press.cache_clear)  # while WeasyPrint can still tidy up after its fonts
    return config, CSS(string=text, font_config=config, url_fetcher=fetcher), fetcher


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


@contextmanager
def _only_our_fonts() -> Iterator[None]:
    """Inside, fontconfig knows our directory only, so no font of the machine slips into a letter.

    Other programs that this process starts need theirs: a browser without its fonts falls over.
    """
    place = Path(tempfile.mkdtemp(prefix="letters-fonts-"))
    before, file = os.environ.get("FONTCONFIG_FILE"), place / "fonts.conf"
    file.write_text(
        '<?xml version="1.0"?><!DOCTYPE fontconfig SYSTEM "fonts.dtd"><fontconfig>'
        f"<dir>{escape(str(fonts.fallback_folder()))}</dir><cachedir>{escape(str(place))}</cachedir></fontconfig>",
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
