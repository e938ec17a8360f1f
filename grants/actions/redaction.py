"""Erasing personal data: texts go, digests stay, the chain holds. The erasure is itself an entry."""

from functools import partial
from typing import Any

from django.core.files.storage import default_storage
from django.db import transaction

from grants.models import (
    Application,
    CaseMessage,
    ConsultationNote,
    Dossier,
    ProofLine,
    ProofOfUse,
    Receipt,
    Review,
    Transition,
)

ERASED = "gelöscht"


def redact(application: Application, dossier: Dossier) -> None:
    """Remove every personal text of an archived case and of the log of its dossier (Art. 17 DSGVO).

    Runs inside the transaction of the move that says so; the entry of that move keeps its own ``private`` text.
    """
    entries = Transition.objects.filter(dossier=dossier, sequence__lt=dossier.length)
    # The digest of the form's input has no salt: short answers could be guessed from it. It is outside the hash.
    entries.update(private=None, private_salt=None, data_digest="")
    application.versions.update(text=ERASED)
    application.drafts.update(reasons="", purpose="", duties="", condition="")
    CaseMessage.objects.filter(application=application).update(text=ERASED)
    ConsultationNote.objects.filter(application=application).update(advice=ERASED, topics=ERASED)
    _empty(application.project)
    _empty_proof(application)
    _remove_files(application)
    application.exclusions.update(ground=ERASED)
    application.items.update(motion=ERASED)
    application.funds_calls.update(
        iban=ERASED, account_holder=ERASED, need=ERASED, certified_note="", returned_reason=""
    )
    Review.objects.filter(application=application).update(assessment=ERASED, low_share_reason="")
    for name in ("outcome_reason", "documents_requested", "condition_open"):
        setattr(application, name, "")


def _empty_proof(application: Application) -> None:
    proofs = ProofOfUse.objects.filter(application=application)
    proofs.update(report=ERASED, goals_reached=ERASED, publicity="", check_note=ERASED)
    ProofLine.objects.filter(proof__in=proofs).update(note="")
    Receipt.objects.filter(proof__in=proofs).update(payee=ERASED, reason=ERASED)


def _remove_files(application: Application) -> None:
    """The names go with the transaction, the files after it: nothing is lost if it fails."""
    stored = list(application.attachments.values_list("file", flat=True))
    application.attachments.update(name=ERASED)
    for name in stored:
        transaction.on_commit(partial(default_storage.delete, name), robust=True)


def _empty(project: Any) -> None:
    for name in ("contact_name", "contact_phone", "contact_email", "other_applications", "low_share_reason"):
        setattr(project, name, "")
    project.save()
    project.milestones.update(title=ERASED, place="")
