"""The lock that every writer begins with: the dossier's row."""

from typing import Any

from django.db import connection

from grants.cases.facts import applications
from grants.models import Application, Beside, Dossier, Item, Measure, Sitting
from workflows.stages import BEFORE_A_BODY, SittingStage

SENT_OTHERWISE = "Diese Seite wurde schon abgeschickt, aber mit anderen Angaben. Bitte laden Sie sie neu."
"""The refusal of a key that stands for something else already."""


def dossier_of(record: Any) -> int:
    """The id of the dossier that a record belongs to."""
    match record:
        case Application() | Sitting() | Beside() | Measure():
            return record.dossier_id
        case Item():
            return record.sitting.dossier_id
    raise TypeError(f"{type(record).__name__} belongs to no dossier")


def lock_all(record: Any) -> Dossier:
    """Lock everything that a write on ``record`` must not race with, sittings first, and return its own dossier."""
    _lock_sittings_beside(record)
    return lock(dossier_of(record))


def lock(dossier_id: int) -> Dossier:
    """Lock a dossier until the transaction ends and return it as it is now.

    ``no_key``: a plain FOR UPDATE would block every insert that refers to the row.
    """
    rows = Dossier.objects.filter(pk=dossier_id)
    if connection.vendor == "postgresql":
        rows = rows.select_for_update(no_key=True)
    return rows.get()


def _lock_sittings_beside(record: Any) -> None:
    """A case before a body shares its fate with the sitting: nobody closes, votes or excludes in between.

    SQLite lets only one writer in, so there is nothing to lock.
    """
    if connection.vendor != "postgresql" or not isinstance(record, Application):
        return
    if record.stage in BEFORE_A_BODY:
        under_way = Item.objects.filter(application=record).exclude(sitting__stage=SittingStage.CLOSED)
        beside = Dossier.objects.filter(pk__in=under_way.values("sitting__dossier"))
        list(beside.select_for_update(no_key=True).order_by("pk"))


def hold(record: Any) -> None:
    """Let nobody else pass here with the same row until the transaction ends: two births of one parent queue up.

    ``__class__`` and not ``type``: a request's user is a lazy stand-in for the row.
    """
    if connection.vendor == "postgresql":
        record.__class__._default_manager.select_for_update(no_key=True).get(pk=record.pk)


def raise_version(dossier: Dossier) -> None:
    """Every writer raises the version, so that older pages are known as stale."""
    dossier.version += 1
    dossier.save(update_fields=["version", "length", "head"])


def read_again(record: Any, dossier: Dossier) -> Any:
    """The record as the database has it under the lock, with its dossier."""
    match record:
        case Application():
            record = applications().get(pk=record.pk)
            record.kept = {}
        case Beside():
            record = type(record)._default_manager.get(pk=record.pk)  # type: ignore[attr-defined]
            record.application = applications().get(pk=record.application_id)
            record.application.dossier = dossier
            return record
        case Sitting():
            record = Sitting.objects.select_related("body").get(pk=record.pk)
        case Measure():
            record = Measure.objects.get(pk=record.pk)
        case Item():
            record = Item.objects.select_related("sitting__body", "application").get(pk=record.pk)
            record.sitting.dossier = dossier
            return record
    record.dossier = dossier
    return record
