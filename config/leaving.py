"""What a browser forgets when somebody signs out."""

from collections.abc import Callable

from django.http import HttpRequest
from django.http.response import HttpResponseBase
from django.urls import reverse

FORGOTTEN = '"cache", "storage"'
"""Pages and what scripts may keep; cookies are ended by the session itself."""


class Forget:
    """After signing out the browser is asked to forget the pages of the person (``Clear-Site-Data``)."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponseBase]):
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        response = self.get_response(request)
        if (
            request.method == "POST"
            and request.path == reverse("account_logout")
            and response.status_code == 302
        ):
            response["Clear-Site-Data"] = FORGOTTEN
        return response
