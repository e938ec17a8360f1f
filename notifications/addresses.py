"""The addresses of the post office that pages below it show."""

from uuid import UUID

from django.conf import settings
from django.urls import reverse


def preview_url(public_id: UUID) -> str:
    """Where the Bescheid of a case is read as it would leave the house."""
    return reverse("notifications:preview", args=[public_id])


def places(sees_outbox: bool) -> list[tuple[str, str]]:
    """The outbox for whoever may see it; in a demonstration the mails for everybody else."""
    if sees_outbox:
        return [(reverse("notifications:outbox"), "Postausgang")]
    return [(reverse("notifications:mails"), "E-Mails")] if settings.DEMO else []
