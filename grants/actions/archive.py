"""Telling the records that the PDF of a released Bescheid lies in the archive."""

from datetime import datetime

from django.db.models import Model, QuerySet

from grants.actions.lock import lock, raise_version
from grants.actions.log import append
from grants.kinds import kind_named, public_id_in
from grants.models import Application, Claim, Dossier, Draft, Record, Transition
from workflows.case import CLOCK
from workflows.declared import steps_that_mean
from workflows.meaning import Meaning
from workflows.roles import Role
from workflows.stages import Stage


def note_bescheid(release: Transition, *, number: str, sha256: str, now: datetime) -> bool:
    """Log that the Bescheid of the move ``release`` lies in the archive as a PDF, and say so in what it was made of.

    Runs inside the caller's short transaction, so that archive and records agree; locks the dossier first. Says
    False and changes nothing if the release was taken back meanwhile: then another draft is or will be the current
    one, and its own release makes its own letter.
    """
    dossier = lock(release.dossier_id)
    record, made_of = _made_of(release, dossier)
    if not made_of.update(made_at=now):
        return False
    append(
        dossier,
        record=record,
        move="archive_bescheid",
        source=record.stage,
        target=record.stage,
        at=now,
        actor=CLOCK,
        role=Role.CLOCK.value,
        facts={"document": number, "sha256": sha256},
        private={},
        posted_at=now,
    )
    raise_version(dossier)
    return True


def _made_of(release: Transition, dossier: Dossier) -> tuple[Record, QuerySet[Model]]:
    """The record of the release, and the row that waits for its PDF: a change, a call, a claim, or a draft."""
    kind = kind_named(release.record)
    if kind.is_beside:
        rows = kind.rows().filter(public_id=public_id_in(release.record))
        return rows.get(), rows.filter(made_at=None)
    application = Application.objects.get(dossier=dossier)
    if release.source == Stage.HEARING:
        later = dossier.transitions.filter(sequence__gt=release.sequence)
        if later.filter(move__in=steps_that_mean(Meaning.TAKES_BACK_A_RELEASE)).exists():
            return application, Claim.objects.none()
        claims = Claim.objects.filter(application=application, current=True, made_at=None)
        return application, claims.filter(released_on__isnull=False)
    drafts = Draft.objects.filter(
        application=application, current=True, made_at=None, drafted_at__lte=release.at
    )
    return application, drafts if application.released_by_id else drafts.none()
