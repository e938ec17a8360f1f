"""What every page knows: the navigation by role, who runs the site, and the people of the demonstration."""

from typing import Any

from django.conf import settings
from django.http import HttpRequest
from django.urls import NoReverseMatch, reverse
from django.utils import timezone
from django.utils.functional import SimpleLazyObject

from grants.demonstration import personas
from grants.roles import Standing, standing_of
from workflows.case import Role


def site(request: HttpRequest) -> dict[str, Any]:
    """Context processor. Everything that needs a query is read only when a template asks for it."""
    return {
        "navigation": SimpleLazyObject(lambda: _navigation(request)),
        "operator": settings.OPERATOR,
        "official_operator": settings.OFFICIAL_OPERATOR,
        "operator_imprint": settings.OPERATOR_IMPRINT,
        "demo": settings.DEMO,
        "demo_url": reverse("grants:demo_login") if settings.DEMO else "",
        "personas": SimpleLazyObject(personas) if settings.DEMO else [],
    }


def _navigation(request: HttpRequest) -> list[tuple[str, str, int]]:
    """Address, label and count of every entry of the main menu."""
    user = getattr(request, "user", None)
    if user is None or not user.is_authenticated:
        return _entries(("home", "Start"), ("funded", "Gefördert"))
    standing = standing_of(user, timezone.localdate())
    return [*_entries(("home", "Start"), *_places(standing)), *_outbox(standing)]


def _places(standing: Standing) -> list[tuple[str, str]]:
    """Names of the pages that this person works on."""
    places = [("cases", "Fälle" if standing.is_office or standing.is_member else "Meine Anträge")]
    if standing.is_member or standing.plans_sittings:
        places.append(("sittings", "Sitzungen"))
    if standing.handles_money:
        places.append(("funds_calls", "Mittelabrufe"))
    if standing.plans_sittings:
        places += [("measures", "Maßnahmen"), ("papers", "Ratsgremien")]
    if Role.LEAD in standing.roles:
        places += [("pots", "Töpfe")] * standing.sees_pots + [("bodies", "Gremien")]
    return [*places, ("calls", "Runden")]


def _entries(*places: tuple[str, str]) -> list[tuple[str, str, int]]:
    return [(reverse(f"grants:{name}"), label, 0) for name, label in places]


def _outbox(standing: Standing) -> list[tuple[str, str, int]]:
    if not (settings.DEMO or standing.roles & {Role.OFFICE, Role.LEAD}):
        return []
    try:
        return [(reverse("notifications:outbox"), "Postausgang", 0)]
    except NoReverseMatch:  # the post office has not opened yet
        return []
