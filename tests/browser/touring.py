"""Going from page to page of the demonstration as one of its people, and judging each at both widths."""

from collections.abc import Mapping, Sequence
from functools import partial
from typing import Any

from django.conf import settings as project
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from demo.stories.ground import DOMAIN
from grants.access import (
    applications_visible_to,
    beside_visible_to,
    measures_visible_to,
    mittelabrufe_visible_to,
    sittings_visible_to,
)
from grants.held import held_by
from grants.models import ChangeRequest, Claim, Draft, InterimProof, Mittelabruf, Refund, User
from tests.browser.looking import WIDTHS, Looking
from workflows.stages import MittelabrufStage

Pages = Mapping[str, Sequence[str]]
"""Person (nobody first) → pages: ``name.argument``, or a key of VISIBLE . stage . name . arguments."""
VISIBLE = {
    "fall": applications_visible_to,
    "abruf": mittelabrufe_visible_to,
    "sitzung": sittings_visible_to,
    "massnahme": measures_visible_to,
    "aenderung": partial(beside_visible_to, ChangeRequest),
    "zwischennachweis": partial(beside_visible_to, InterimProof),
    "erstattung": partial(beside_visible_to, Refund),
}


def made() -> None:
    """Stands for the post office."""
    released = Draft.objects.filter(current=True, made_at=None, application__released_by__isnull=False)
    released.update(made_at=timezone.now())
    Claim.objects.filter(made_at=None, released_by__isnull=False).update(made_at=timezone.now())
    Mittelabruf.objects.filter(made_at=None, stage=MittelabrufStage.REFUSED).update(made_at=timezone.now())


def person(key: str) -> User:
    """A person of the demonstration."""
    return User.objects.get(email=f"{key}@{DOMAIN}")


def become(page: Any, live_server: Any, user: User) -> None:
    """The browser now belongs to this person, signed in."""
    client, name = Client(), project.SESSION_COOKIE_NAME
    client.force_login(user)
    page.context.clear_cookies()
    page.context.add_cookies([{"name": name, "value": client.cookies[name].value, "url": live_server.url}])


def address_of(spec: str, user: User | None = None) -> str:
    """The address of a page of the table; its record is the oldest one in that stage that the person may see."""
    path, _, query = spec.partition("?")
    kind, *words = path.split(".")
    if kind in VISIBLE:
        stage, kind, *words = words
        record = VISIBLE[path.partition(".")[0]](held_by(user, timezone.localdate())).filter(stage=stage)
        words = [record.order_by("pk")[0].public_id, *words]
    plain = ":" in kind or kind.startswith(("account_", "mfa_"))
    return reverse(kind if plain else f"grants:{kind}", args=words) + (f"?{query}" if query else "")


def visit(look: Looking, who: str, spec: str, user: User | None) -> None:
    """Open a page and judge it at both widths."""
    answer = look.page.goto(address_of(spec, user))
    if answer.status == 200:
        look.at(f"{who[:12] or 'anonym'} {spec}", *WIDTHS)
    else:
        look.complaints.append(f"{who}: {spec}: {answer.status}")


def tour(page: Any, axe: Any, live_server: Any, pages: Pages) -> list[str]:
    """Visit every page as its person; return what is wrong with them."""
    look = Looking(page, axe)
    for who, specs in pages.items():
        user = person(who) if who else None
        if user:
            become(page, live_server, user)
        for spec in specs:
            visit(look, who, spec, user)
    return look.complaints
