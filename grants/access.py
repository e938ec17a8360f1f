"""Who sees what: one rule per kind of record. What holds for a page holds for everything derived from it.

Each rule begins with what the person holds today (:class:`grants.held.Held`): what that answers by itself is no part
of the question to the database.
"""

from collections.abc import Collection
from typing import Any

from django.db.models import Exists, OuterRef, Q, QuerySet

from grants.held import Held
from grants.models import (
    Application,
    Attachment,
    Body,
    CaseMessage,
    ConsultationNote,
    Exclusion,
    Item,
    Measure,
    Mittelabruf,
    PaymentRun,
    PaymentRunRow,
    Pot,
    Sitting,
)
from workflows.case import Actor
from workflows.programmes import PROGRAMMES
from workflows.roles import APPLICANTS, INSIDE, MONEY, READING_DESK, SITTING_DESK, Role
from workflows.stages import SITTING_SUMMONED, Stage

FOR_MEMBERS = (
    Attachment.Kind.SATZUNG,
    Attachment.Kind.KONZEPT,
    Attachment.Kind.KOOPERATION,
    Attachment.Kind.DRITTMITTEL,
    Attachment.Kind.ANGEBOT,
)
"""Members of a body see no bank data and no private addresses, which the other kinds of files often show."""
EVERY = ~Q(pk__in=())
"""Every record."""
NONE = Q(pk__in=())
"""No record."""


def _member(held: Held, case: str = "") -> Q:
    """Cases of the organisations that the person acts for. ``case`` is the way to the case („application__“)."""
    return Q(**{f"{case}organisation__in": held.organisations}) if held.organisations else NONE


def _function(held: Held, roles: Collection[Role], case: str = "") -> Q:
    """Records of the programmes for which one of these functions is held."""
    programmes = held.programmes_as(roles)
    if programmes is None:
        return EVERY
    return Q(**{f"{case}programme__in": programmes}) if programmes else NONE


def _seated(held: Held, case: str = "") -> Q:
    """A seat in the body of a summoned sitting that has the case on its agenda."""
    if not held.bodies:
        return NONE
    items = Item.objects.filter(application=OuterRef(f"{case}pk"), sitting__stage__in=SITTING_SUMMONED)
    return Q(Exists(items.filter(sitting__body__in=held.bodies)))


def _barred(held: Held, case: str = "") -> Q:
    """Cases that the person is excluded from."""
    if not held.is_barred_somewhere:
        return NONE
    return Q(Exists(Exclusion.objects.filter(application=OuterRef(f"{case}pk"), seat__user=held.user)))


def case_visible_to(held: Held, case: str = "") -> Q:
    """The cases that a person may open, as a condition on them or on what belongs to them.

    The applicant sees their own; the desk what was sent (a draft belongs to the applicant alone); the money roles what
    was awarded; data protection whatever is archived (a draft too is erased one day); a body what is on the agenda of
    a summoned sitting. Who is excluded from a case sees nothing of it.

    ``case`` is the way from the record to its case: a condition on a joined row is read by its index, where a list of
    all visible cases would have to be made first.
    """
    others = _by_function(held, case) | _seated(held, case)
    return _member(held, case) | (others & ~_barred(held, case))


def applications_visible_to(held: Held) -> QuerySet[Application]:
    """The cases that a person may open (:func:`case_visible_to`)."""
    return Application.objects.filter(case_visible_to(held))


def _by_function(held: Held, case: str) -> Q:
    known = Q(**{f"{case}stage": Stage.CONSULTATION}) | Q(**{f"{case}submitted_on__isnull": False})
    awarded = Q(**{f"{case}posted_on__isnull": False, f"{case}awarded_cents__isnull": False})
    rules = ((READING_DESK, known), ((Role.DPO,), Q(**{f"{case}stage": Stage.ARCHIVED})), (MONEY, awarded))
    found = NONE
    for roles, shown in rules:
        if held.holds(*roles):
            found |= shown & _function(held, roles, case)
    return found


def own_cases(held: Held, case: str = "") -> Q:
    """The cases of the organisations that a person belongs to, as a condition."""
    return _member(held, case)


def case_worked_by(held: Held, *roles: Role, case: str = "") -> Q:
    """The cases that a person sees by holding one of these functions, none of their own organisations: a condition."""
    return case_visible_to(held, case) & ~_member(held, case) & _function(held, roles, case)


def cases_worked_by(held: Held, *roles: Role) -> QuerySet[Application]:
    """The cases that a person sees by holding one of these functions; none of their own organisations."""
    return Application.objects.filter(case_worked_by(held, *roles))


def mittelabrufe_visible_to(held: Held) -> QuerySet[Mittelabruf]:
    """The calls for funds of cases that one may open, without the body's members (they see no bank data)."""
    return beside_visible_to(Mittelabruf, held)


def calls_worked_by(held: Held, roles: Collection[Role]) -> QuerySet[Mittelabruf]:
    """The calls for funds that one sees, of the programmes for which one of these functions is held."""
    return mittelabrufe_visible_to(held).filter(_function(held, roles, "application__"))


def runs_visible_to(held: Held) -> QuerySet[PaymentRun]:
    """The payment runs, with whole accounts: for the Stadtkasse of every programme that is paid in them."""
    theirs = _function(held, (Role.TREASURY,), "call__application__")
    if theirs == NONE:
        return PaymentRun.objects.none()
    others = PaymentRunRow.objects.filter(run=OuterRef("pk")).exclude(theirs)
    return PaymentRun.objects.exclude(Exists(others))


def beside_visible_to(kind: type[Any], held: Held) -> QuerySet[Any]:
    """Records beside a case (changes, interim proofs, refunds): for whom its calls for funds are."""
    return kind._default_manager.filter(_inner_case(held, "application__"))


def _inner_case(held: Held, case: str) -> Q:
    """The cases that one sees as one of the organisation, or by a function; not by a seat in a body alone."""
    function = _function(held, INSIDE, case)
    return case_visible_to(held, case) & (_member(held, case) | function)


def attachments_visible_to(held: Held) -> QuerySet[Attachment]:
    """The files of cases that one may open; a body sees what a project is judged by, nothing private.

    With the personal data of a case its files are gone: what is left of them is a digest.
    """
    there = Attachment.objects.filter(removed_at__isnull=True, application__erased_on__isnull=True)
    rule = _inner_case(held, "application__")
    if held.bodies:
        rule |= case_visible_to(held, "application__") & Q(kind__in=FOR_MEMBERS)
    return there.filter(rule)


def _office_of(held: Held, body: str) -> Q:
    """A function of the office for a programme of the body whose key is the field ``body``."""
    programmes = held.programmes_as(SITTING_DESK)
    if programmes is None:
        return EVERY
    theirs = {key for slug in programmes if slug in PROGRAMMES for key in PROGRAMMES[slug].bodies()}
    return Q(**{f"{body}__in": theirs})


def sitting_visible_to(held: Held, sitting: str = "") -> Q:
    """The office sees every sitting of its programmes' bodies; members those of their body, once they are summoned."""
    seats = Q(**{f"{sitting}body__in": held.bodies, f"{sitting}stage__in": SITTING_SUMMONED})
    return _office_of(held, f"{sitting}body__key") | (seats if held.bodies else NONE)


def sittings_visible_to(held: Held) -> QuerySet[Sitting]:
    """The sittings that one may open (:func:`sitting_visible_to`)."""
    return Sitting.objects.filter(sitting_visible_to(held))


def items_visible_to(held: Held) -> QuerySet[Item]:
    """The papers of a sitting item by item: of sittings that one may see, not of one's own or an excluded case."""
    seen = Item.objects.filter(sitting_visible_to(held, "sitting__"))
    if not (held.organisations or held.is_barred_somewhere):
        return seen
    return seen.filter(~_barred(held, "application__"), ~_member(held, "application__"))


def pots_visible_to(held: Held) -> QuerySet[Pot]:
    """The pots of the programmes that one has a function for at the desk or with the money."""
    return Pot.objects.filter(_function(held, INSIDE))


def measures_visible_to(held: Held) -> QuerySet[Measure]:
    """The office sees the measures of its programmes, selected or not."""
    return Measure.objects.filter(_function(held, SITTING_DESK))


def bodies_visible_to(held: Held) -> QuerySet[Body]:
    """The office sees the bodies of its programmes with their rules of procedure."""
    return Body.objects.filter(_office_of(held, "key"))


def messages_of(application: Application, actor: Actor) -> QuerySet[CaseMessage]:
    """The messages of a case that this actor may read: applicants and desk; internal ones only the desk."""
    if not actor.roles.isdisjoint(READING_DESK):
        return application.messages.all()
    if not actor.roles.isdisjoint(APPLICANTS):
        return application.messages.filter(internal=False)
    return application.messages.none()


def notes_of(application: Application, actor: Actor) -> QuerySet[ConsultationNote]:
    """The notes of the consultation: for the applicant, whom they concern, and for the desk."""
    if actor.roles.isdisjoint(READING_DESK | APPLICANTS):
        return application.consultation_notes.none()
    return application.consultation_notes.all()


def reads_mittelabrufe(actor: Actor) -> bool:
    """Whether somebody reads the calls for funds of a case: not the body's members, who see no bank data."""
    return not actor.roles.isdisjoint(INSIDE | APPLICANTS)
