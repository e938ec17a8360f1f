"""The third beat of every page: do what the form says, or show at its fields why not."""

from collections.abc import Callable
from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse, QueryDict
from django.shortcuts import redirect

from grants.forms.kept import Refused
from grants.models import User
from workflows.acts import insist
from workflows.case import Actor
from workflows.errors import MoveRefused, NotHere, NotYours

Cleaned = dict[str, Any]
"""The answers of a form as Django keeps them: each of the type that its field reads."""


class SignedIn(HttpRequest):
    """A request of somebody who signed in; the middleware lets nobody else come this far."""

    user: User


def sent(request: HttpRequest) -> QueryDict | None:
    """What was sent, even if it is empty; None for a page that is only looked at."""
    return request.POST if request.method == "POST" else None


def act_on(
    request: HttpRequest, form: Refused, do: Callable[[Cleaned], object], *, done: str, to: str
) -> HttpResponse | None:
    """Do the act if the form was sent and is whole: the way onward, or None with the reasons in the form.

    A page that only asked to be reckoned anew (``compute``) does nothing.
    """
    if request.method != "POST" or "compute" in request.POST or not form.is_valid():
        return None
    try:
        do(form.cleaned_data)
    except MoveRefused as refusal:
        form.refuse(refusal)
        return None
    messages.success(request, done)
    return redirect(to)


def press(request: HttpRequest, do: Callable[[], object], *, done: str, to: str) -> HttpResponse:
    """Do an act that is a single button; a refusal is told on the page that the button stands on."""
    try:
        do()
    except MoveRefused as refusal:
        for reason in refusal.reasons:
            messages.error(request, reason)
    else:
        messages.success(request, done)
    return redirect(to)


def closed(act: str, actor: Actor, stage: str) -> str:
    """Why ``act`` is not possible here, as a sentence; "" if it is. Http404 to whom it does not belong."""
    try:
        insist(act, actor, stage)
    except NotYours:
        raise Http404 from None
    except NotHere as refusal:
        return refusal.reasons[0]
    return ""
