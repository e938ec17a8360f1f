"""The headers of the proxy: where one is missing, a sentence instead of pages that lead to themselves."""

import logging
import re
from collections.abc import Callable

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase

log = logging.getLogger(__name__)
UNSAID = (
    "Der Proxy vor dieser Seite sagt nicht, ob mit TLS gesprochen wurde: Er muss X-Forwarded-Proto senden "
    "(BEHIND_PROXY={count}, docs/operations.md). Ohne diese Angabe führte jede Seite nur zu sich selbst."
)
UNKNOWN = (
    "Vor dieser Seite steht ein Proxy, von dem sie nichts weiß: BEHIND_PROXY ist 0 (docs/operations.md). "
    "So führte jede Seite nur zu sich selbst."
)


class ProxyHeaders:
    """500 with a sentence for the operator where the redirect to TLS would go round in a circle.

    Only where that redirect is on, and not for the health check, which comes from inside of the machine.
    """

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponseBase]):
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        wrong = what_is_wrong(request)
        if not wrong:
            return self.get_response(request)
        log.warning(wrong)
        return HttpResponse(wrong, status=500, content_type="text/plain; charset=utf-8")


def what_is_wrong(request: HttpRequest) -> str:
    """The sentence, or "" if the redirect would lead somewhere."""
    asked_from_inside = any(
        re.match(path, request.path.lstrip("/")) for path in settings.SECURE_REDIRECT_EXEMPT
    )
    if not settings.SECURE_SSL_REDIRECT or request.is_secure() or asked_from_inside:
        return ""
    if not settings.ALLAUTH_TRUSTED_PROXY_COUNT:
        return UNKNOWN if "X-Forwarded-Proto" in request.headers else ""
    if "X-Forwarded-Proto" in request.headers:
        return ""
    return UNSAID.format(count=settings.ALLAUTH_TRUSTED_PROXY_COUNT)
