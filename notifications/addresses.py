"""The addresses of the post office that pages below it show."""

from uuid import UUID

from django.conf import settings
from django.urls import reverse


def preview_url(public_id: UUID) -> str:
    """Where the Bescheid of a case is read as it would leave the house."""
    return reverse("notifications:preview", args=[public_id])


def places(sees_outbox: bool, sees_operation: bool) -> list[tuple[str, str]]:
    """The outbox and the house itself for whoever may see them; in a demonstration the mails for everybody else."""
    offered = [
        (sees_outbox, "outbox", "Postausgang"),
        (settings.DEMO and not sees_outbox, "mails", "E-Mails"),
        (sees_operation, "operation", "Betrieb"),
    ]
    return [(reverse(f"notifications:{name}"), label) for shown, name, label in offered if shown]
