"""The press: HTML becomes a letter's PDF here, PDF/A-2a and PDF/UA-1, nothing fetched, in a process of its own.

WeasyPrint logs errors that it could raise, and inside a picture it swallows whatever interrupts it: a letter comes out
without its picture, and nobody learns of it. So this module runs as a process that no signal of the work around it
reaches (``python -m notifications.printing``; :mod:`notifications.documents` starts and asks it), and whatever
WeasyPrint logs from a warning up makes the letter fail.
"""

import atexit
import logging
import os
import select
import shutil
import sys
import tempfile
import traceback
import urllib.request
import warnings
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from functools import lru_cache
from html import escape
from multiprocessing.connection import Connection
from pathlib import Path
from threading import Thread
from types import TracebackType
from urllib.parse import urlsplit

from django.conf import settings

from notifications import fonts
from notifications.tagging import accessible

TEMPLATES = Path(__file__).parent / "templates" / "letters"


class Incomplete(RuntimeError):
    """WeasyPrint has left something out of a letter; the sentence says what it logged."""


def main() -> None:
    """Print what is ordered until the process that orders has ended.

    The arguments are the number of the socket, then BASE_DIR, VAR_DIR and the LETTER_FONT_ROOTS. Each order is four
    messages: HTML, number, title, date. Each answer is two: what went wrong (empty if nothing did), and the PDF. After
    an error this process ends: the next order goes to a fresh one.
    """
    line, base, var, *roots = sys.argv[1:]
    settings.configure(BASE_DIR=Path(base), VAR_DIR=Path(var), LETTER_FONT_ROOTS=roots)
    orders = Connection(int(line))
    Thread(target=_end_with, args=[orders.fileno()], daemon=True).start()

    def tell(kind: type[BaseException], error: BaseException, trace: TracebackType | None) -> None:
        with suppress(OSError):  # perhaps nobody is there any more
            orders.send_bytes(f"{kind.__name__}: {error}".encode())
            orders.send_bytes("".join(traceback.format_exception(kind, error, trace)).encode())
        _end()

    sys.excepthook = tell
    while True:
        html, number, title, made_at = (orders.recv_bytes().decode() for _ in range(4))
        pdf = render(html, number=number, title=title, made_at=made_at)
        orders.send_bytes(b"")
        orders.send_bytes(pdf)


def _end_with(line: int) -> None:
    """End this process as soon as nobody holds the other end of the line."""
    watch = select.poll()
    watch.register(line, 0)  # of a hang-up poll tells in any case
    watch.poll()
    _end()


def _end() -> None:
    """End at once, and take the scratch files along."""
    shutil.rmtree(tempfile.gettempdir(), ignore_errors=True)
    os._exit(0)


def render(html: str, *, number: str, title: str, made_at: str) -> bytes:
    """Return the letter as PDF bytes, the same ones for the same arguments in every process.

    ``number`` is the document number (also the file's identifier), ``title`` stands in the window's title bar,
    ``made_at`` is what the file bears as its date of making (ISO 8601).
    Signs that no font of ours has are spelled in Latin, see :func:`notifications.fonts.printable`.
    Raises :class:`notifications.fonts.FontsMissing`, :class:`Incomplete`, and ``FatalURLFetchingError`` for any address
    that is not ours.
    """
    from weasyprint import HTML  # loaded late: needs the system's Pango, which tests of other things do not

    with _nothing_left_out():
        config, sheet, fetcher = _press()
        document = HTML(string=fonts.printable(_with_note(html)), url_fetcher=fetcher).render(
            font_config=config, stylesheets=[sheet], pdf_variant="pdf/a-2a"
        )
        document.metadata.title = title
        document.metadata.created = document.metadata.modified = made_at
        with warnings.catch_warnings():  # WeasyPrint 70 leaves its colour profile open
            warnings.filterwarnings("ignore", r"unclosed file .*\.icc", ResourceWarning)
            raw = document.write_pdf(
                pdf_variant="pdf/a-2a", pdf_identifier=number.encode(), uncompressed_pdf=True
            )
    return accessible(raw, [text for page in document.pages for text in _texts(page._page_box)])


class _Complaints(logging.Handler):
    """Keeps what WeasyPrint logs from a warning up."""

    def __init__(self) -> None:
        super().__init__(logging.WARNING)
        self.messages: list[str] = []

    def emit(self, record: logging.LogRecord) -> None:
        self.messages.append(record.getMessage()[:200])


@contextmanager
def _nothing_left_out() -> Iterator[None]:
    """Raise Incomplete at the end if WeasyPrint has complained inside."""
    complaints, logger = _Complaints(), logging.getLogger("weasyprint")
    logger.addHandler(complaints)
    try:
        yield
    finally:
        logger.removeHandler(complaints)
    if complaints.messages:
        raise Incomplete(" | ".join(complaints.messages)[:1000])


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


if __name__ == "__main__":
    main()
