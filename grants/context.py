"""What every page knows: the navigation by role, who runs the site, and whether it is a demonstration."""

from typing import Any

from django.conf import settings
from django.http import HttpRequest
from django.urls import reverse
from django.utils import timezone
from django.utils.functional import SimpleLazyObject

from grants import post_office
from grants.held import Held, held_by


def site(request: HttpRequest) -> dict[str, Any]:
    """Context processor. Everything that needs a query is read only when a template asks for it."""
    return {
        "navigation": SimpleLazyObject(lambda: _navigation(request)),
        "confirms_rights": SimpleLazyObject(lambda: _confirms_rights(request)),
        "operator": settings.OPERATOR,
        "official_operator": settings.OFFICIAL_OPERATOR,
        "operator_imprint": settings.OPERATOR_IMPRINT,
        "demo": settings.DEMO,
    }


def _confirms_rights(request: HttpRequest) -> bool:
    user = getattr(request, "user", None)
    return bool(user and user.is_authenticated and held_by(user, timezone.localdate()).confirms_rights)


def _navigation(request: HttpRequest) -> list[tuple[str, str]]:
    """Address and label of every entry of the main menu."""
    user = getattr(request, "user", None)
    if user is None or not user.is_authenticated:
        return [(reverse("grants:home"), "Start"), (reverse("grants:funded"), "Gefördert")]
    return _places(held_by(user, timezone.localdate()))


def _places(held: Held) -> list[tuple[str, str]]:
    """Addresses and labels of the pages that this person works on."""
    cases = "Fälle" if held.is_office or held.is_member else "Meine Anträge"
    plans = held.sees_sittings
    places = [
        (True, "grants:home", "Start"),
        (held.sets_up, "grants:first_day", "Erster Tag"),
        (True, "grants:cases", cases),
        (held.is_member or plans, "grants:sittings", "Sitzungen"),
        (
            held.handles_money,
            "grants:mittelabrufe",
            "Mittelabrufe" if held.hears_calls_only else "Auszahlungen",
        ),
        (plans, "grants:measures", "Maßnahmen"),
        (plans, "grants:papers", "Ratsgremien"),
        (held.sees_pots, "grants:pots", "Töpfe"),
        (plans, "grants:bodies", "Gremien"),
        (True, "grants:rounds", "Runden"),
    ]
    own = [(reverse(name), label) for shown, name, label in places if shown]
    return own + post_office.places(held.sees_outbox, held.sees_operation)
