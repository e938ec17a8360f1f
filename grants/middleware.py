"""Turns what people can run into into pages: a busy database, a refusal, an ended session, a missing second factor.

None of these pages loses what was typed.
"""

from collections.abc import Callable
from typing import Any

from django.conf import settings
from django.contrib.auth.middleware import LoginRequiredMiddleware
from django.db import InterfaceError, OperationalError, connection
from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import render
from django.utils import timezone
from django.utils.cache import add_never_cache_headers

from grants.held import held_by
from grants.unsent import typed_in
from workflows.errors import MoveRefused

RETRY_AFTER = 5
"""Seconds."""
NO_MENU: dict[str, object] = {"navigation": [], "confirms_rights": False}
"""What a page says of its menu that may ask the database nothing, or leads nowhere yet."""
BUSY = ("database is locked", "database table is locked", "database is busy")
BUSY_STATES = ("40001", "40P01", "55P03", "57014", "53300")
"""PostgreSQL: serialization failure, deadlock, lock not available, query cancelled, too many connections."""


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


class SignedInOnly(LoginRequiredMiddleware):
    """Leads to the login whoever is not signed in; a form that was sent is kept on a page of its own."""

    def process_view(self, request: HttpRequest, *view: Any) -> HttpResponseBase | None:
        """What somebody holds is asked once in a request."""
        if request.user.is_authenticated:
            request.user.remembered = {}
            if self.has_to_wait(request, view[0]):
                return _second_factor_first(request)
        return super().process_view(request, *view)

    def has_to_wait(self, request: HttpRequest, view: Any) -> bool:
        """Whether a password alone is too little for this page: all but those of the own account and for everybody."""
        if not settings.SECOND_FACTOR or request.path.startswith("/konto/"):
            return False
        is_public = not getattr(view, "login_required", True) and request.path != "/"
        return not is_public and held_by(request.user, timezone.localdate()).needs_second_factor

    def handle_no_permission(  # type: ignore[override]  # a page here, where the frame only redirects
        self, request: HttpRequest, view_func: Callable[..., Any]
    ) -> HttpResponse:
        """The login, or the page with what was typed, to be sent again by a press after signing in.

        The form on it is safe: it only comes as an answer to a form of ours, for its token was checked before.
        """
        typed = typed_in(request)
        if not typed.values:
            return super().handle_no_permission(request, view_func)
        context = {"typed": typed, "again": request.get_full_path(), "files": bool(request.FILES)}
        return _private(render(request, "signed_out.html", context, status=403))


def _second_factor_first(request: HttpRequest) -> HttpResponse:
    typed = typed_in(request)
    return _private(render(request, "second_factor.html", {"typed": typed, **NO_MENU}, status=403))


def refused_token(request: HttpRequest, reason: str = "") -> HttpResponse:
    """The page for a form whose token is missing or too old (``CSRF_FAILURE_VIEW``).

    It shows what was typed as text to copy, and offers no form that sends it again. A form here would carry a fresh
    token for fields that perhaps another site has made up, and one press would undo the protection.
    """
    context = {"typed": typed_in(request), "reason": reason}
    return _private(render(request, "403_csrf.html", context, status=403))


def is_busy(error: Exception) -> bool:
    """True if the database only asks for patience: trying again can work."""
    state = getattr(error.__cause__, "sqlstate", None)
    return state in BUSY_STATES or any(words in str(error) for words in BUSY)


def _busy(request: HttpRequest) -> HttpResponse:
    """The page with the posted answers in it, so that trying again loses nothing. It needs no query itself.

    All of them or none: a list that lost its end would be saved as the whole list.
    """
    connection.close_if_unusable_or_obsolete()
    typed = typed_in(request)
    context = {
        "retry_url": request.get_full_path(),
        "retry_fields": typed.fields if typed.whole else [],
        **NO_MENU,
    }
    response = _private(render(request, "503_busy.html", context, status=503))
    response["Retry-After"] = str(RETRY_AFTER)
    return response


def _private(response: HttpResponse) -> HttpResponse:
    """No cache keeps what somebody typed."""
    add_never_cache_headers(response)
    return response
