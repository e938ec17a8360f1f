"""Erasure at the post office: files and texts of letters and mails go, what proves that they were sent stays.

Number, day, size and SHA-256 of a letter stay, so that the log still says what it said (Art. 17 DSGVO).
"""

from django.core.files.storage import default_storage
from django.db import transaction
from django.db.models import Exists, OuterRef, Q, QuerySet

from grants.clock import database_now
from grants.models import Application, Dossier
from grants.models.dossier import ERASED
from notifications.models import Document, Mail, Post, Unmade, Unreachable


def forget(case_id: int) -> None:
    """Remove what the post office holds of an erased case, and the words of mails about its sittings.

    Harmless when made again: each file goes before its row says so, and the hourly task calls this for each case that
    :func:`left` names. Application.DoesNotExist if the case is not erased.
    """
    case = Application.objects.get(pk=case_id, erased_on__isnull=False)
    for document in _documents().filter(dossier=case.dossier_id):
        default_storage.delete(str(document.file.name))
        Document.objects.filter(pk=document.pk).update(file="", title=ERASED, erased_at=database_now())
    with transaction.atomic(durable=True):
        Mail.objects.filter(post__dossier=case.dossier_id).delete()
        Unmade.objects.filter(transition__dossier=case.dossier_id).delete()
        rows = _rows().filter(dossier=case.dossier_id)
        Unreachable.objects.filter(
            address__in=[a.lower() for a in rows.values_list("address", flat=True)]
        ).delete()
        _close(rows.exclude(state__in=[Post.State.DONE, Post.State.CONFIRMED]))
        rows.update(address=ERASED, user=None, note="", error="")
        Mail.objects.filter(post__dossier__in=_sittings(case_id)).update(body=ERASED)


def left() -> list[int]:
    """The ids of erased cases of which the post office still holds something."""
    mine = {"dossier": OuterRef("dossier")}
    sittings = Dossier.objects.filter(sitting__items__application=OuterRef(OuterRef("pk")))
    spoken = Mail.objects.filter(post__dossier__in=sittings).exclude(body=ERASED)
    found = (
        Q(Exists(_documents().filter(**mine)))
        | Q(Exists(_rows().filter(**mine)))
        | Q(Exists(Mail.objects.filter(post__dossier=OuterRef("dossier"))))
        | Q(Exists(Unmade.objects.filter(transition__dossier=OuterRef("dossier"))))
        | Q(Exists(spoken))
    )
    erased = Application.objects.filter(found, erased_on__isnull=False)
    return list(erased.order_by("pk").values_list("pk", flat=True))


def _documents() -> QuerySet[Document]:
    return Document.objects.filter(made_at__isnull=False, erased_at__isnull=True)


def _rows() -> QuerySet[Post]:
    """Rows that still say to whom something went, or what went wrong."""
    said = ~Q(address__in=["", ERASED]) | Q(user__isnull=False) | ~Q(note="") | ~Q(error="")
    return Post.objects.filter(said)


def _close(rows: QuerySet[Post]) -> None:
    """Nothing of an erased case goes out any more."""
    rows.update(state=Post.State.DONE, finished_at=database_now(), token="", lease_until=None)


def _sittings(case_id: int) -> QuerySet[Dossier]:
    return Dossier.objects.filter(sitting__items__application=case_id)
