"""The pages about one's own account: the name, and whether one is signed in at all."""

from django.contrib import messages
from django.contrib.auth.decorators import login_not_required
from django.http import HttpResponse, HttpResponseNotAllowed, JsonResponse
from django.middleware.csrf import get_token
from django.shortcuts import redirect, render
from django.views.decorators.cache import never_cache

from grants.forms.people import ProfileForm
from grants.held import held_by
from grants.views.acting import SignedIn, sent
from grants.views.finding import today

KEPT = "Ihren Namen trägt die Verwaltung ein, denn er steht unter dem, was Sie für sie schreiben und entscheiden."


def profile(request: SignedIn) -> HttpResponse:
    """One's own name; POST keeps another. Whoever acts for the office is called what the office says."""
    if request.method not in ("GET", "HEAD", "POST"):
        return HttpResponseNotAllowed(["GET", "HEAD", "POST"])
    form = ProfileForm(sent(request), initial={"name": request.user.name})
    kept = held_by(request.user, today()).name_is_kept
    if kept:
        if request.method == "POST":
            messages.error(request, KEPT)
            return redirect("grants:profile")
        return render(request, "grants/profile.html", {"kept": KEPT})
    if request.method == "POST" and form.is_valid():
        request.user.name = form.cleaned_data["name"]
        request.user.save(update_fields=["name"])
        messages.success(request, "Ihr Name ist gespeichert.")
        return redirect("grants:profile")
    return render(request, "grants/profile.html", {"form": form}, status=422 if form.errors else 200)


@login_not_required
@never_cache
def signed_in(request: SignedIn) -> HttpResponse:
    """Whether somebody is signed in: a page to come back to after signing in in a second window.

    To scripts (``Accept: application/json``) also a fresh token for the forms of the first window. Other sites
    cannot read it: the browser gives them no answer of ours.
    """
    if request.method not in ("GET", "HEAD"):
        return HttpResponseNotAllowed(["GET", "HEAD"])
    if request.headers.get("Accept") == "application/json":
        said = {"signed_in": request.user.is_authenticated, "token": get_token(request)}
        return JsonResponse(said)
    return render(request, "grants/signed_in.html")
