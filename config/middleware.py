"""What holds for every request and answer: one address in all that leaves the house, nothing private in a cache."""

from collections.abc import Callable
from urllib.parse import urljoin

from django.conf import settings
from django.core.exceptions import BadRequest
from django.http import HttpRequest
from django.http.response import HttpResponseBase

Handler = Callable[[HttpRequest], HttpResponseBase]
UNREADABLE = "mittelweg.unreadable"
"""In the environment of a request: what it said about its content, and what nobody here can read."""


class PublicAddress:
    """Whole addresses begin with ``PUBLIC_URL``, whatever the request says about the host.

    Links in mails are made of them: with the header ``Host`` somebody could send another a link to a site of theirs.
    """

    def __init__(self, get_response: Handler):
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        def absolute(location: str | None = None) -> str:
            return urljoin(f"{settings.PUBLIC_URL}/", location or request.get_full_path())

        request.build_absolute_uri = absolute  # type: ignore[method-assign]
        return self.get_response(request)


class NotKept:
    """No cache and no browser keeps a page of somebody, a page about accounts, or a mistake (``no-store``)."""

    def __init__(self, get_response: Handler):
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        response = self.get_response(request)
        if self.is_private(request, response):
            response["Cache-Control"] = "private, no-store"
        return response

    def is_private(self, request: HttpRequest, response: HttpResponseBase) -> bool:
        """Whether it may say something that is only for the one who asked."""
        knows = settings.SESSION_COOKIE_NAME in request.COOKIES or bool(response.cookies)
        return knows or response.status_code >= 400 or request.path.startswith(("/konto/", "/admin/"))


class Readable:
    """400 for a request whose content nobody can read: marked as such at the door (:mod:`config.wsgi`)."""

    def __init__(self, get_response: Handler):
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        if UNREADABLE in request.META:
            raise BadRequest(f"content type {request.META[UNREADABLE]!r}")
        return self.get_response(request)
