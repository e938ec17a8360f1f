"""Watches every request: gives it a name that all its lines of the log bear, counts it, writes one line about it."""

import logging
import re
import secrets
import time
from collections.abc import Callable
from typing import Any

from django.conf import settings
from django.core.signals import request_finished
from django.dispatch import receiver
from django.http import HttpRequest, HttpResponse

from config.logs import request_name
from config.metrics import count

logger = logging.getLogger(__name__)

HEADER = "X-Request-ID"
NAME = re.compile(r"[A-Za-z0-9][A-Za-z0-9._-]{7,63}")
METHODS = frozenset({"GET", "HEAD", "POST", "OPTIONS", "PUT", "PATCH", "DELETE"})
"""What else somebody sends as a method is counted as one."""

REFUSED = frozenset({403, 404, 409})
"""Not allowed, not theirs (which looks like not there), not possible now: who asked for it stands in the line."""


class Watched:
    """The outermost middleware: whatever the others answer passes here."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        """The answer bears the name too, so that who reports a fault can say which request it was."""
        began, name = time.monotonic(), name_of(request)
        request_name.set(name)
        answer = self.get_response(request)
        seconds = time.monotonic() - began
        view = request.resolver_match.view_name if request.resolver_match else ""
        method = request.method if request.method in METHODS else "other"
        count(view, str(method), answer.status_code, seconds)
        who = _account(request) if answer.status_code in REFUSED else None
        logger.log(
            logging.WARNING if who else logging.INFO,
            "%s %s %s %d ms%s",
            request.method,
            request.path,
            answer.status_code,
            seconds * 1000,
            f", refused to account {who}" if who else "",
            extra={"status": answer.status_code, "view": view, "milliseconds": round(seconds * 1000)},
        )
        answer[HEADER] = name
        return answer


def _account(request: HttpRequest) -> int | None:
    """The number of whoever is signed in, if somebody has asked for it already: this asks no database."""
    return getattr(getattr(request, "_cached_user", None), "pk", None)


@receiver(request_finished)
def forget_name(**said: Any) -> None:
    """What this thread does next is another's. Not before: Django itself logs an answer after all middleware."""
    request_name.set("")


def name_of(request: HttpRequest) -> str:
    """The name that our own proxy has given; else one of our own, for from others anything may come."""
    said = request.headers.get(HEADER, "") if settings.ALLAUTH_TRUSTED_PROXY_COUNT else ""
    return said if NAME.fullmatch(said) else secrets.token_hex(16)
