"""Who sees what: one rule per kind of record. What holds for a page holds for everything derived from it."""

from collections.abc import Collection
from datetime import date
from typing import Any

from django.db.models import Exists, OuterRef, Q, QuerySet

from grants.models import (
    Application,
    Attachment,
    Body,
    CaseMessage,
    ConsultationNote,
    Exclusion,
    Function,
    FundsCall,
    Item,
    Measure,
    Membership,
    Pot,
    Seat,
    Sitting,
    User,
)
from grants.models.kuratorium import SUMMONED
from grants.models.user import DESK, MONEY, valid_on
from workflows.case import APPLICANTS, Actor, Role
from workflows.procedures.sitzung import OFFICE
from workflows.programmes import PROGRAMMES
from workflows.stages import Stage

FOR_MEMBERS = (
    Attachment.Kind.SATZUNG,
    Attachment.Kind.KONZEPT,
    Attachment.Kind.KOOPERATION,
    Attachment.Kind.DRITTMITTEL,
    Attachment.Kind.ANGEBOT,
)
"""Members of a body see no bank data and no private addresses, which the other kinds of files often show."""


def _member(user: User) -> Exists:
    return Exists(Membership.objects.filter(user=user, organisation=OuterRef("organisation")))


def _function(user: User, today: date, roles: Collection[Role]) -> Exists:
    held = Function.objects.filter(valid_on(today), user=user, role__in=roles)
    return Exists(held.filter(Q(programme="") | Q(programme=OuterRef("programme"))))


def _seated(user: User, today: date) -> Exists:
    """A seat in the body of a summoned sitting that has the case on its agenda."""
    items = Item.objects.filter(application=OuterRef("pk"), sitting__stage__in=SUMMONED)
    seats = Seat.objects.filter(valid_on(today), user=user).values("body")
    return Exists(items.filter(sitting__body__in=seats))


def _excluded(user: User) -> Exists:
    return Exists(Exclusion.objects.filter(application=OuterRef("pk"), seat__user=user))


def applications_visible_to(user: User, today: date) -> QuerySet[Application]:
    """The cases that ``user`` may open.

    The applicant sees their own; the desk what was sent (a draft belongs to the applicant alone); the money roles what
    was awarded; data protection whatever is archived (a draft too is erased one day); a body what is on the agenda of
    a summoned sitting. Who is excluded from a case sees nothing of it.
    """
    if not user.is_authenticated or not user.is_active:
        return Application.objects.none()
    known = Q(stage=Stage.CONSULTATION) | Q(submitted_on__isnull=False)
    others = (
        (known & Q(_function(user, today, DESK)))
        | (Q(stage=Stage.ARCHIVED) & Q(_function(user, today, (Role.DPO,))))
        | (Q(posted_on__isnull=False, awarded_cents__isnull=False) & Q(_function(user, today, MONEY)))
        | Q(_seated(user, today))
    )
    return Application.objects.filter(Q(_member(user)) | (others & ~Q(_excluded(user))))


def own_cases(user: User, today: date) -> QuerySet[Application]:
    """The cases of the organisations that ``user`` belongs to."""
    return applications_visible_to(user, today).filter(_member(user))


def cases_worked_by(user: User, today: date, *roles: Role) -> QuerySet[Application]:
    """The cases that ``user`` sees by holding one of these functions; none of their own organisations."""
    return applications_visible_to(user, today).filter(~Q(_member(user)), _function(user, today, roles))


def funds_calls_visible_to(user: User, today: date) -> QuerySet[FundsCall]:
    """The calls for funds of cases that one may open, without the body's members (they see no bank data)."""
    return beside_visible_to(FundsCall, user, today)


def beside_visible_to(kind: type[Any], user: User, today: date) -> QuerySet[Any]:
    """Records beside a case (changes, interim proofs, refunds): for whom its calls for funds are."""
    mine = applications_visible_to(user, today).filter(
        Q(_member(user)) | Q(_function(user, today, (*DESK, *MONEY)))
    )
    return kind._default_manager.filter(application__in=mine)


def attachments_visible_to(user: User, today: date) -> QuerySet[Attachment]:
    """The files of cases that one may open; a body sees what a project is judged by, nothing private.

    With the personal data of a case its files are gone: what is left of them is a digest.
    """
    cases = applications_visible_to(user, today)
    inner = cases.filter(Q(_member(user)) | Q(_function(user, today, (*DESK, *MONEY))))
    there = Attachment.objects.filter(removed_at__isnull=True, application__erased_on__isnull=True)
    return there.filter(Q(application__in=inner) | Q(application__in=cases, kind__in=FOR_MEMBERS))


def _office_of(user: User, today: date, body: str) -> Q:
    """A function of the office for a programme of the body whose key is the field ``body``."""
    held = Function.objects.filter(valid_on(today), user=user, role__in=OFFICE)
    rule = Q(Exists(held.filter(programme="")))
    for slug, programme in PROGRAMMES.items():
        rule |= Q(Exists(held.filter(programme=slug)), **{body: programme.body})
    return rule


def sittings_visible_to(user: User, today: date) -> QuerySet[Sitting]:
    """The office sees every sitting of its programmes' bodies; members those of their body, once they are summoned."""
    if not user.is_authenticated or not user.is_active:
        return Sitting.objects.none()
    office = _office_of(user, today, "body__key")
    bodies = Seat.objects.filter(valid_on(today), user=user).values("body")
    return Sitting.objects.filter(office | Q(body__in=bodies, stage__in=SUMMONED))


def items_visible_to(user: User, today: date) -> QuerySet[Item]:
    """The papers of a sitting item by item: of sittings that one may see, not of one's own or an excluded case."""
    theirs = Application.objects.filter(pk=OuterRef("application"))
    barred = theirs.filter(Q(_excluded(user)) | Q(_member(user)))
    return Item.objects.filter(~Exists(barred), sitting__in=sittings_visible_to(user, today))


def pots_visible_to(user: User, today: date) -> QuerySet[Pot]:
    """The pots of the programmes that one has a function for at the desk or with the money."""
    held = Function.objects.filter(valid_on(today), user=user, role__in=(*DESK, *MONEY))
    mine = held.filter(Q(programme="") | Q(programme=OuterRef("programme")))
    return Pot.objects.filter(Exists(mine))


def measures_visible_to(user: User, today: date) -> QuerySet[Measure]:
    """The office sees the measures of its programmes, selected or not."""
    if not user.is_authenticated or not user.is_active:
        return Measure.objects.none()
    return Measure.objects.filter(_function(user, today, OFFICE))


def bodies_visible_to(user: User, today: date) -> QuerySet[Body]:
    """The office sees the bodies of its programmes with their rules of procedure."""
    return Body.objects.filter(_office_of(user, today, "key"))


def holds(user: User, today: date, *roles: Role) -> bool:
    """Whether ``user`` holds one of these functions today, for any programme."""
    return Function.objects.filter(valid_on(today), user=user, role__in=roles).exists()


def leads(user: User, today: date, programmes: Collection[str]) -> bool:
    """Whether ``user`` leads one of these programmes today; a lead of all programmes leads each."""
    held = Function.objects.filter(valid_on(today), user=user, role=Role.LEAD)
    return held.filter(programme__in=["", *programmes]).exists()


def functions_of(user: User, today: date) -> set[Role]:
    """The functions that ``user`` holds today, for any programme."""
    held = Function.objects.filter(valid_on(today), user=user)
    return {Role(role) for role in held.values_list("role", flat=True)}


def messages_of(application: Application, actor: Actor) -> QuerySet[CaseMessage]:
    """The messages of a case that this actor may read: applicants and desk; internal ones only the desk."""
    if not actor.roles.isdisjoint(DESK):
        return application.messages.all()
    if not actor.roles.isdisjoint(APPLICANTS):
        return application.messages.filter(internal=False)
    return application.messages.none()


def notes_of(application: Application, actor: Actor) -> QuerySet[ConsultationNote]:
    """The notes of the consultation: for the applicant, whom they concern, and for the desk."""
    if actor.roles.isdisjoint((*DESK, *APPLICANTS)):
        return application.consultation_notes.none()
    return application.consultation_notes.all()


def funds_calls_of(application: Application, actor: Actor) -> QuerySet[FundsCall]:
    """The calls for funds of a case: not for the body's members, who see no bank data."""
    if actor.roles.isdisjoint((*DESK, *APPLICANTS, *MONEY)):
        return application.funds_calls.none()
    return application.funds_calls.all()
