"""Erasing personal data: texts go, digests stay, the chain holds. The erasure is itself an entry."""

from typing import Any

from grants.models import Application, CaseMessage, ConsultationNote, Dossier, Transition

ERASED = "gelöscht"


def redact(application: Application, dossier: Dossier) -> None:
    """Remove every personal text of an archived case and of the log of its dossier (Art. 17 DSGVO).

    Runs inside the transaction of the move that says so; the entry of that move keeps its own ``private`` text.
    """
    entries = Transition.objects.filter(dossier=dossier, sequence__lt=dossier.length)
    entries.update(private=None, private_salt=None)
    application.versions.update(text=ERASED)
    application.drafts.update(reasons="", purpose="", duties="", condition="")
    CaseMessage.objects.filter(application=application).update(text=ERASED)
    ConsultationNote.objects.filter(application=application).update(advice=ERASED, topics=ERASED)
    _empty(application.project)


def _empty(project: Any) -> None:
    for name in ("contact_name", "contact_phone", "contact_email", "other_applications", "low_share_reason"):
        setattr(project, name, "")
    project.save()
    project.milestones.update(title=ERASED, place="")
