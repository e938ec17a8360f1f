"""Turns two things that people can run into into pages: a busy database, and a refusal that no view has caught."""

from collections.abc import Callable, Iterable

from django.db import InterfaceError, OperationalError, connection
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from workflows.errors import MoveRefused

RETRY_AFTER = 5
"""Seconds."""
BUSY = ("database is locked", "database table is locked", "database is busy")
BUSY_STATES = ("40001", "40P01", "55P03", "57014", "53300")
"""PostgreSQL: serialization failure, deadlock, lock not available, query cancelled, too many connections."""
MOST_FIELDS = 200


class Refusals:
    """503 with Retry-After for a busy database, 409 with the sentence for a refused move; anything else propagates."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]):
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        return self.get_response(request)

    def process_exception(self, request: HttpRequest, error: Exception) -> HttpResponse | None:
        """The page for an error that has a page."""
        if isinstance(error, MoveRefused):
            return render(request, "grants/refused.html", {"reasons": error.reasons}, status=409)
        if isinstance(error, OperationalError | InterfaceError) and is_busy(error):
            return _busy(request)
        return None


def is_busy(error: Exception) -> bool:
    """True if the database only asks for patience: trying again can work."""
    state = getattr(error.__cause__, "sqlstate", None)
    return state in BUSY_STATES or any(words in str(error) for words in BUSY)


def _busy(request: HttpRequest) -> HttpResponse:
    """The page with the posted answers in it, so that trying again loses nothing. It needs no query itself."""
    connection.close_if_unusable_or_obsolete()
    typed = list(_typed(request)) if request.method == "POST" and not request.FILES else []
    context = {"retry_url": request.get_full_path(), "retry_fields": typed, "navigation": []}
    response = render(request, "503_busy.html", context, status=503)
    response["Retry-After"] = str(RETRY_AFTER)
    return response


def _typed(request: HttpRequest) -> Iterable[tuple[str, str]]:
    for name, values in list(request.POST.lists())[:MOST_FIELDS]:
        if name != "csrfmiddlewaretoken":
            yield from ((name, value) for value in values)
