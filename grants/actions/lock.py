"""The lock that every writer begins with: the dossier's row."""

from typing import TypeVar, cast

from django.db import connection
from django.db.models import Case, Model, Q, When

from grants.cases.beside import ON_THE_AGENDA
from grants.cases.facts import applications
from grants.kinds import kind_of
from grants.models import Application, Dossier, Item, Record
from workflows.sentence import Sentence
from workflows.stages import BEFORE_A_BODY, CHECKS, SittingStage

Written = Record | Item
"""What is written on: a record, or an item of a sitting."""
Read = TypeVar("Read", bound=Written)
SENT_OTHERWISE = Sentence(
    "Diese Seite wurde schon abgeschickt, aber mit anderen Angaben. Bitte laden Sie sie neu."
)
"""The refusal of a key that stands for something else already."""
CHANGED = Sentence(
    "Der Vorgang hat sich geändert, seit Sie die Seite geöffnet haben. Bitte lesen Sie ihn neu."
)
"""The refusal of what was written on a page that has become old."""


def lock_all(record: Written) -> Dossier:
    """Lock everything that a write on ``record`` must not race with, sittings first, and return its own dossier.

    A case before a body shares its fate with the sitting: nobody closes, votes or excludes in between. SQLite lets only
    one writer in, so there is nothing to lock beside it.
    """
    own = record.dossier_id
    if connection.vendor != "postgresql" or record.case is not record or record.stage not in BEFORE_A_BODY:
        return lock(own)
    under_way = Item.objects.filter(application=record).exclude(sitting__stage=SittingStage.CLOSED)
    rows = Dossier.objects.filter(Q(pk=own) | Q(pk__in=under_way.values("sitting__dossier")))
    # One statement locks its rows in the order in which it sorts them.
    locked = rows.select_for_update(no_key=True).order_by(Case(When(pk=own, then=1), default=0), "pk")
    return list(locked)[-1]


def lock(dossier_id: int) -> Dossier:
    """Lock a dossier until the transaction ends and return it as it is now.

    ``no_key``: a plain FOR UPDATE would block every insert that refers to the row.
    """
    rows = Dossier.objects.filter(pk=dossier_id)
    if connection.vendor == "postgresql":
        rows = rows.select_for_update(no_key=True)
    return rows.get()


def _next_to(application: Application) -> tuple[str, ...]:
    """What a move out of this stage writes beside the case, or the facts of the next one ask for."""
    return ("drafts", *ON_THE_AGENDA) if application.stage in CHECKS else ()


def hold(record: Model) -> None:
    """Let nobody else pass here with the same row until the transaction ends: two births of one parent queue up.

    ``__class__`` and not ``type``: a request's user is a lazy stand-in for the row.
    """
    if connection.vendor == "postgresql":
        record.__class__._default_manager.select_for_update(no_key=True).get(pk=record.pk)


def raise_version(dossier: Dossier) -> None:
    """Every writer raises the version, so that older pages are known as stale."""
    dossier.version += 1
    dossier.save(update_fields=["version", "length", "head"])


def read_again(record: Read, dossier: Dossier) -> Read:
    """The record as the database has it under the lock, with its dossier."""
    if record.part_of is not record:
        item = Item.objects.select_related("sitting__body", "application").get(pk=record.pk)
        item.sitting.dossier = dossier
        return cast(Read, item)
    found = kind_of(record).rows().get(pk=record.pk)
    if kind_of(record).is_beside:
        found.application = applications().get(pk=found.application_id)
    owner = found.case or found
    owner.dossier = dossier
    if owner is found and found.case:
        found.kept = {}
        found.along = ("offices", *_next_to(found))  # most moves write a letter, and each letter has a sender
    return cast(Read, found)
