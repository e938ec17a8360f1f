"""Whom the sign-in page of a demonstration offers: invented people who sign in with one click, without a password."""

from dataclasses import dataclass
from uuid import UUID

from django.conf import settings
from django.db.models import Prefetch

from demo.personas import PERSONAS
from demo.stories.ground import DOMAIN
from grants.models import Function, Membership, Seat, User
from workflows.roles import Role

MOST_APPLICANTS = 12
CAN = {persona.email: persona.can for group in PERSONAS.values() for persona in group}
"""Address → what this person can do, for those whom the demonstration introduces."""


@dataclass(frozen=True)
class Choice:
    """One invented person, as the chooser shows them."""

    key: str
    name: str
    role: str


def choices() -> list[Choice]:
    """Applicants first, then the office, then the body."""
    people = _people().prefetch_related(
        Prefetch("memberships", Membership.objects.select_related("organisation")),
        Prefetch("functions", Function.objects.order_by("id")),
        Prefetch("seats", Seat.objects.select_related("body")),
    )
    rows = [(_place(user), Choice(str(user.public_id), user.name, _described(user))) for user in people]
    rows = sorted((row for row in rows if row[1].role), key=lambda row: row[0])
    applicants = [choice for (place, _), choice in rows if place == 0]
    return applicants[:MOST_APPLICANTS] + [choice for (place, _), choice in rows if place]


def chosen(key: str) -> User | None:
    """The invented person of a key; None for anybody real, and where ``settings.DEMO`` is off."""
    try:
        public_id = UUID(key)
    except ValueError:
        return None
    user = _people().filter(public_id=public_id).first() if settings.DEMO else None
    return user if user and not user.has_usable_password() else None


def _people():
    invented = User.objects.filter(email__endswith=f"@{DOMAIN}", is_active=True)
    return invented.filter(is_staff=False, is_superuser=False).order_by("id")


def _place(user: User) -> tuple[int, bool]:
    """Applicants, office, body; in each of them first those whom the demonstration introduces."""
    return 0 if user.memberships.all() else 1 if user.functions.all() else 2, user.email not in CAN


def _described(user: User) -> str:
    if user.email in CAN:
        return CAN[user.email]
    for membership in user.memberships.all():
        return f"Antragsteller*in, {membership.organisation.name}"
    functions = [Role(function.role).label for function in user.functions.all()]
    seats = [f"{'Vorsitz' if seat.chair else 'Mitglied'}, {seat.body.name}" for seat in user.seats.all()]
    return ", ".join(functions + seats)
