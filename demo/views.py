"""The page of the stage: signing in as one of the invented people."""

from django.conf import settings
from django.contrib.auth import login
from django.contrib.auth.decorators import login_not_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.http import url_has_allowed_host_and_scheme

from demo.chooser import chosen

BACKEND = "allauth.account.auth_backends.AuthenticationBackend"


@login_not_required
def sign_in(request: HttpRequest) -> HttpResponse:
    """Sign in as an invented person; where ``settings.DEMO`` is off there is no such address."""
    if not settings.DEMO:
        raise Http404
    if request.method != "POST":
        return redirect("account_login")
    user = chosen(request.POST.get("persona", ""))
    if user is None:
        raise Http404
    login(request, user, backend=BACKEND)
    wanted = request.POST.get("next", "")
    safe = url_has_allowed_host_and_scheme(wanted, {request.get_host()}, request.is_secure())
    return redirect(wanted if safe else "grants:home")
