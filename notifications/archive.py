"""The archived letters of a dossier, for the pages of its case."""

from grants.post_office import Archived
from notifications.models import Document


def archived(dossier_id: int) -> list[Archived]:
    """The letters whose PDF is there, the latest first."""
    made = Document.objects.filter(dossier=dossier_id, made_at__isnull=False, erased_at__isnull=True)
    return [
        Archived(
            number=document.number,
            title=document.title,
            url=document.get_absolute_url(),
            visible_from=document.visible_from,
            replaced_at=document.replaced_at,
        )
        for document in made
    ]
