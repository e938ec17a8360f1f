"""Erasing personal data: texts go, digests stay, the chain holds. The erasure is itself an entry.

What stays is what proves and what counts: stages, days, amounts, digests, votes, and who acted (by user id). Accounts
are not part of a file and end on their own; what the post office made (letters, mails) it removes itself when it hears
of the erasure, and every hour whatever a crash has left.
"""

from collections.abc import Collection
from functools import partial

from django.core.files.storage import default_storage
from django.db import transaction
from django.db.models import CharField, Exists, Model, OuterRef, QuerySet, TextField

from grants.actions.lock import lock, raise_version
from grants.actions.log import append
from grants.actions.relisting import list_again
from grants.cases.answers import form_of
from grants.clock import database_now
from grants.kinds import BESIDE, KINDS, name_of
from grants.models import (
    AccountChange,
    Application,
    Attachment,
    CaseMessage,
    Claim,
    ConsultationNote,
    Dossier,
    Draft,
    Exclusion,
    Item,
    Organisation,
    PaymentRun,
    PaymentRunRow,
    PlanLine,
    ProofLine,
    ProofOfUse,
    Receipt,
    Review,
    Sitting,
    Transition,
)
from grants.models.dossier import ERASED
from workflows.case import Actor
from workflows.declared import steps_that_mean
from workflows.meaning import Meaning
from workflows.questions import Kind, Owner
from workflows.roles import Role

KEPT: dict[type[Model], Collection[str]] = {
    **{kind.model: kind.kept_texts for kind in KINDS.values()},
    Organisation: {"kind", "input_tax"},
    PlanLine: {"side", "category", "third_party_status"},
    Attachment: {"kind", "content_type", "sha256"},
    Draft: {"kind"},
    Claim: {"ground"},
    PaymentRunRow: {"reference"},
}
"""Texts that the program or the law chose; everything else in these records was written by or about somebody."""
ERASING = steps_that_mean(Meaning.ERASES)
COUNTED = frozenset({Kind.CHOICE, Kind.CHOICES, Kind.NUMBER, Kind.YES_NO})
"""Kinds of answers that stay for the statistics."""
NATURAL = {Organisation.Kind.PERSON, Organisation.Kind.INITIATIVE, ""}
"""Kinds of applicants whose name is the name of people."""


def redact(application: Application, dossier: Dossier) -> None:
    """Remove every personal text of an archived case and of the log of its dossier (Art. 17 DSGVO).

    Runs inside the transaction of the move that says so, after its entry is written; that entry repeats nothing of
    what goes. Files go after the commit (:func:`forget_rest`).
    """
    entries = Transition.objects.filter(dossier=dossier, sequence__lt=dossier.length)
    entries.update(private=None, private_salt=None, data_digest="")
    application.project.declarations = []
    application.project.answers = _counted(application)
    for record in (application, application.project, getattr(application, "proof", None)):
        if record is not None:
            _empty(record)
    for rows in _rows(application):
        rows.update(**_emptied(rows.model))
    application.versions.update(text=ERASED)
    _forget_runs(application)
    _forget_applicant(application)
    transaction.on_commit(partial(forget_rest, application.pk), robust=True)


def _forget_runs(application: Application) -> None:
    """The files of payment runs name payee and account: they go, their sums and digests stay."""
    runs = PaymentRun.objects.filter(rows__call__application=application).exclude(content="")
    runs.update(content="", erased_at=database_now())


def forget_rest(application_id: int) -> None:
    """Remove what an erased case has left in other places: its files, and the log of its sittings.

    Runs after the commit, because a file cannot be brought back and a sitting is locked before its cases. Harmless
    when made again; after a crash ``grants.tasks.forget_the_rest`` calls it for each case that :func:`rest_left` names.
    """
    application = Application.objects.get(pk=application_id, erased_on__isnull=False)
    for attachment in application.attachments.exclude(file=""):
        default_storage.delete(str(attachment.file.name))
        Attachment.objects.filter(pk=attachment.pk).update(file="")
    for sitting in Sitting.objects.filter(items__application=application):
        _redact_sitting(sitting, application)


def rest_left() -> list[int]:
    """The ids of erased cases for which :func:`forget_rest` has still something to do."""
    erased = Application.objects.filter(erased_on__isnull=False)
    spoken = _spoken().filter(dossier__sitting__items__application=OuterRef("pk"))
    left = Attachment.objects.filter(application=OuterRef("pk")).exclude(file="")
    return list(erased.filter(Exists(left) | Exists(spoken)).order_by("pk").values_list("pk", flat=True))


def _spoken() -> QuerySet[Transition]:
    """Entries that still say something personal."""
    return Transition.objects.filter(private__isnull=False).exclude(move__in=ERASING)


def _redact_sitting(sitting: Sitting, application: Application) -> None:
    """Invitations name the items by their titles: the sitting's log loses its private texts, and says so."""
    erasure = Transition.objects.select_related("user").get(dossier=application.dossier_id, move__in=ERASING)
    with transaction.atomic(durable=True):
        dossier = lock(sitting.dossier_id)
        if not _spoken().filter(dossier=dossier).update(private=None, private_salt=None, data_digest=""):
            return
        append(
            dossier,
            record=sitting,
            move=erasure.move,
            source=sitting.stage,
            target=sitting.stage,
            at=erasure.at,
            actor=Actor(str(erasure.user), frozenset({Role.DPO}), erasure.user_id),
            role=erasure.role,
            facts={"erased_with": name_of(application)},
            private={},
            posted_at=erasure.at,
        )
        raise_version(dossier)


def _rows(application: Application) -> list[QuerySet[Model]]:
    """Everything that hangs on a case and holds words."""
    kinds: list[type[Model]] = [Review, CaseMessage, ConsultationNote, Attachment, Exclusion, Item]
    kinds += [AccountChange, Claim, *(kind.model for kind in BESIDE)]
    project, proof = application.project, ProofOfUse.objects.filter(application=application)
    return [
        *(kind._default_manager.filter(application=application) for kind in kinds),
        application.drafts.all(),
        project.milestones.all(),
        project.plan_lines.all(),
        ProofLine.objects.filter(proof__in=proof),
        Receipt.objects.filter(proof__in=proof),
        PaymentRunRow.objects.filter(call__application=application),
    ]


def _counted(application: Application) -> dict[str, object]:
    """The answers that are figures or choices: they count, and say nothing about anybody."""
    kept = application.project.answers
    asked = form_of(application).kept_in(Owner.ANSWERS)
    counted = [question.key for question in asked if question.kind in COUNTED]
    return {key: kept[key] for key in counted if key in kept and not isinstance(kept[key], dict)}


def _emptied(model: type[Model]) -> dict[str, str]:
    """Every text column of a model with the word that replaces it: a note where something must stand, else nothing."""
    kept = KEPT.get(model, ())
    texts = [
        f for f in model._meta.concrete_fields if isinstance(f, CharField | TextField) and f.name not in kept
    ]
    return {f.name: "" if f.blank else ERASED[: f.max_length] for f in texts}


def _empty(record: Model) -> None:
    for name, text in _emptied(type(record)).items():
        setattr(record, name, text)
    record.save()


def _forget_applicant(application: Application) -> None:
    """Addresses, people and bank data of an applicant go with the last of its cases; so does the name of people."""
    organisation = application.organisation
    others = Application.objects.filter(organisation=organisation, erased_on__isnull=True)
    if others.exclude(pk=application.pk).exists():
        return
    organisation.iban_verified_at = organisation.iban_verified_by = organisation.birth_date = None
    name = ERASED if organisation.kind in NATURAL else organisation.name
    _empty(organisation)
    organisation.name = name
    organisation.save()
    list_again(Application.objects.filter(organisation=organisation).exclude(pk=application.pk))
