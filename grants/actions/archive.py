"""Telling the records that the PDF of a released Bescheid lies in the archive."""

from datetime import datetime

from grants.actions.lock import lock, raise_version
from grants.actions.log import append
from grants.models import Application, Draft, Transition
from workflows.case import CLOCK, Role


def note_bescheid(release: Transition, *, number: str, sha256: str, now: datetime) -> bool:
    """Log that the Bescheid of the move ``release`` lies in the archive as a PDF, and say so in its draft.

    Runs inside the caller's short transaction, so that archive and records agree; locks the dossier first. Says
    False and changes nothing if the release was taken back meanwhile: then another draft is or will be the current
    one, and its own release makes its own letter.
    """
    dossier = lock(release.dossier_id)
    application = Application.objects.get(dossier=dossier)
    drafts = Draft.objects.filter(
        application=application, current=True, made_at=None, drafted_at__lte=release.at
    )
    if application.released_by_id is None or not drafts.update(made_at=now):
        return False
    append(
        dossier,
        record=application,
        move="archive_bescheid",
        source=application.stage,
        target=application.stage,
        at=now,
        actor=CLOCK,
        role=Role.CLOCK.value,
        facts={"document": number, "sha256": sha256},
        private={},
        posted_at=now,
    )
    raise_version(dossier)
    return True
