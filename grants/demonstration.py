"""The people of the demonstration, who sign in with one click. Only where settings.DEMO is on."""

from dataclasses import dataclass
from uuid import UUID

from django.conf import settings
from django.db.models import Prefetch

from grants.models import Function, Membership, Seat, User
from grants.stories.ground import DOMAIN
from grants.stories.personas import PERSONAS
from workflows.case import ROLE_LABELS, Role

CAN = {told.email: told.can for group in PERSONAS.values() for told in group}
"""Address → what this person can do, in one line. Only these are shown; the stories know many more."""
ORDER = {email: place for place, email in enumerate(CAN)}


@dataclass(frozen=True)
class Persona:
    """One invented person, as the chooser shows them: ``role`` says who they are and what they can do."""

    key: str
    name: str
    role: str


def personas() -> list[Persona]:
    """Applicants first, then the office, then the body."""
    people = _people().prefetch_related(
        Prefetch("memberships", Membership.objects.select_related("organisation")),
        Prefetch("functions", Function.objects.order_by("id")),
        Prefetch("seats", Seat.objects.select_related("body")),
    )
    shown = sorted((user for user in people if user.email in CAN), key=lambda user: ORDER[user.email])
    return [
        Persona(str(user.public_id), user.name, f"{_described(user)}: {CAN[user.email]}") for user in shown
    ]


def persona(key: str) -> User | None:
    """The invented person of a key; None for anybody real, and outside the demonstration."""
    try:
        public_id = UUID(key)
    except ValueError:
        return None
    user = _people().filter(public_id=public_id).first() if settings.DEMO else None
    return user if user and not user.has_usable_password() else None


def _people():
    invented = User.objects.filter(email__endswith=f"@{DOMAIN}", is_active=True)
    # Replayed rounds name real organisations: nobody signs in for them.
    invented = invented.exclude(memberships__organisation__fictitious=False)
    return invented.filter(is_staff=False, is_superuser=False).order_by("id")


def _described(user: User) -> str:
    for membership in user.memberships.all():
        return f"Antragsteller*in, {membership.organisation.name}"
    functions = [ROLE_LABELS[Role(function.role)] for function in user.functions.all()]
    seats = [f"{'Vorsitz' if seat.chair else 'Mitglied'}, {seat.body.name}" for seat in user.seats.all()]
    return ", ".join(functions + seats)
