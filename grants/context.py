"""What every page knows: the navigation by role, who runs the site, and whether it is a demonstration."""

from typing import Any

from django.conf import settings
from django.http import HttpRequest
from django.urls import reverse
from django.utils import timezone
from django.utils.functional import SimpleLazyObject

from grants.held import Held, held_by


def site(request: HttpRequest) -> dict[str, Any]:
    """Context processor. Everything that needs a query is read only when a template asks for it."""
    return {
        "navigation": SimpleLazyObject(lambda: _navigation(request)),
        "operator": settings.OPERATOR,
        "official_operator": settings.OFFICIAL_OPERATOR,
        "operator_imprint": settings.OPERATOR_IMPRINT,
        "demo": settings.DEMO,
    }


def _navigation(request: HttpRequest) -> list[tuple[str, str]]:
    """Address and label of every entry of the main menu."""
    user = getattr(request, "user", None)
    if user is None or not user.is_authenticated:
        places = [("grants:home", "Start"), ("grants:funded", "Gefördert")]
    else:
        places = _places(held_by(user, timezone.localdate()))
    return [(reverse(name), label) for name, label in places]


def _places(held: Held) -> list[tuple[str, str]]:
    """Names and labels of the pages that this person works on."""
    cases = "Fälle" if held.is_office or held.is_member else "Meine Anträge"
    plans = held.sees_sittings
    places = [
        (True, "grants:home", "Start"),
        (True, "grants:cases", cases),
        (held.is_member or plans, "grants:sittings", "Sitzungen"),
        (held.handles_money, "grants:mittelabrufe", "Mittelabrufe"),
        (plans, "grants:measures", "Maßnahmen"),
        (plans, "grants:papers", "Ratsgremien"),
        (held.sees_pots, "grants:pots", "Töpfe"),
        (plans, "grants:bodies", "Gremien"),
        (True, "grants:rounds", "Runden"),
        (held.sees_outbox, "notifications:outbox", "Postausgang"),
        (settings.DEMO and not held.sees_outbox, "notifications:mails", "E-Mails"),
    ]
    return [(name, label) for shown, name, label in places if shown]
