"""Turns what people can run into into pages: a database that takes nothing now, a refusal, an ended session, no factor.

None of these pages loses what was typed.
"""

import sys
from collections.abc import Callable
from typing import Any

from django.conf import settings
from django.contrib.auth.middleware import LoginRequiredMiddleware
from django.contrib.auth.models import AnonymousUser
from django.db import connection
from django.http import HttpRequest, HttpResponse, RawPostDataException
from django.http.response import HttpResponseBase
from django.shortcuts import render
from django.utils import timezone
from django.utils.cache import add_never_cache_headers
from django.views.defaults import server_error

from grants.faults import FULL_DISK, OUTAGE, Fault, fault_of
from grants.held import held_by
from grants.unsent import Typed, typed_in
from grants.views.too_large import too_large_page
from workflows.errors import MoveRefused

RETRY_AFTER = {Fault.BUSY: 5, Fault.AWAY: 20, Fault.FULL: 300}
"""Seconds."""
NO_MENU: dict[str, object] = {"navigation": [], "confirms_rights": False}
"""What a page says of its menu that may ask the database nothing, or leads nowhere yet."""


class Refusals:
    """503 for a database or a disk that takes nothing now, 409 with the sentence for a refused move.

    Anything else propagates.
    """

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]):
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        return self.get_response(request)

    def process_exception(self, request: HttpRequest, error: Exception) -> HttpResponse | None:
        """The page for an error that has a page."""
        if isinstance(error, MoveRefused):
            return render(request, "grants/refused.html", {"reasons": error.reasons}, status=409)
        fault = fault_of(error)
        return _not_now(request, fault, error) if fault else None


class TooLarge:
    """413 for a request that says it is larger than ``REQUEST_BYTES``, before anything of it is read."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]):
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        said = request.META.get("CONTENT_LENGTH") or "0"
        if said.isdecimal() and int(said) > settings.REQUEST_BYTES:
            return HttpResponse(too_large_page(), status=413)
        return self.get_response(request)


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


def mistake(request: HttpRequest) -> HttpResponse:
    """``handler500``: the page for what broke outside of any view: in the session, in a middleware, before or after."""
    error = sys.exc_info()[1]
    fault = fault_of(error)
    return _not_now(request, fault, error) if error and fault else server_error(request)


def _not_now(request: HttpRequest, fault: Fault, error: BaseException) -> HttpResponse:
    """The page with the posted answers in it, so that trying again loses nothing. It needs no query itself.

    All of them or none in the form: a list that lost its end would be saved as the whole list. What cannot be sent
    again so is there as text. The form is only offered for what came with a token of ours.
    """
    connection.close_if_unusable_or_obsolete()
    if fault is Fault.AWAY:
        OUTAGE.begin(error)
    elif fault is Fault.FULL:
        FULL_DISK.say("nothing can be written", error)
    try:
        typed = typed_in(request)
    except (OSError, RawPostDataException):  # the disk was full while it was read
        typed = Typed()
    may_repeat = typed.whole and getattr(request, "csrf_processing_done", False)
    context = {
        "retry_url": request.get_full_path(),
        "retry_fields": typed.fields if may_repeat else [],
        "typed": typed,
        "messages": [],
        "user": AnonymousUser(),
        **NO_MENU,
    }
    response = _private(render(request, f"503_{fault.value}.html", context, status=503))
    response["Retry-After"] = str(RETRY_AFTER[fault])
    return response


def _private(response: HttpResponse) -> HttpResponse:
    """No cache keeps what somebody typed."""
    add_never_cache_headers(response)
    return response
