"""Who someone is for one record: the roles that they hold there today."""

from datetime import date

from django.db import connection
from django.db.models import QuerySet

from grants.held import Held
from grants.models import (
    Application,
    Beside,
    Exclusion,
    Function,
    Item,
    Measure,
    Record,
    Sitting,
    User,
)
from grants.models.people import valid_on
from workflows.case import Actor
from workflows.programmes import programmes_of
from workflows.roles import APPLICANTS, BODY, MONEY, READING_DESK, SITTING_DESK, Role
from workflows.stages import SITTING_SUMMONED, Stage


def knows_papers_only(actor: Actor) -> bool:
    """Whether somebody reads the case for a body alone: no bank data, no addresses, nothing of money and proof."""
    return actor.roles <= BODY


def holders(role: Role, programme: str, today: date) -> QuerySet[User]:
    """Everybody who holds a function for this programme today, by name."""
    held = Function.objects.filter(valid_on(today), role=role, programme__in=["", programme])
    return User.objects.filter(is_active=True, pk__in=held.values("user")).order_by("name")


def holders_around_a_case(role: Role, record: Record, day: date) -> QuerySet[User]:
    """Everybody who holds a role for a case, or for what goes on beside it, on a day."""
    case = record.case
    assert case is not None  # the kind of the record says so
    if role in APPLICANTS:
        return User.objects.filter(is_active=True, pk__in=case.organisation.memberships.values("user"))
    return holders(role, case.programme, day)


def holders_around_a_sitting(role: Role, sitting: Sitting, day: date) -> QuerySet[User]:
    """Everybody who holds a role for a sitting on a day: seats of its body, functions of its programmes."""
    if role in BODY:
        seats = sitting.body.seats.filter(valid_on(day))
        return User.objects.filter(is_active=True, pk__in=seats.values("user"))
    held = Function.objects.filter(
        valid_on(day), role=role, programme__in=["", *programmes_of(sitting.body.key)]
    )
    return User.objects.filter(is_active=True, pk__in=held.values("user"))


def holders_around_a_measure(role: Role, measure: Measure, day: date) -> QuerySet[User]:
    """Everybody who holds a function for the programme of a measure on a day."""
    return holders(role, measure.programme, day)


def is_only_lead(user: User, programme: str, today: date) -> bool:
    """Whether nobody but this person leads the programme today."""
    return not holders(Role.LEAD, programme, today).exclude(pk=user.pk).exists()


AT_A_BODY = f"""
    SELECT 'seat', chair AND seat.body_id = (
               SELECT sitting.body_id FROM grants_item item JOIN grants_sitting sitting ON sitting.id = item.sitting_id
                WHERE item.application_id = %(case)s
                ORDER BY sitting.held_on DESC, item.id DESC LIMIT 1
           )
      FROM grants_seat seat
     WHERE seat.user_id = %(user)s
       AND seat.valid_from <= %(day)s AND (seat.valid_to IS NULL OR seat.valid_to >= %(day)s)
       AND EXISTS (
           SELECT 1 FROM grants_item item JOIN grants_sitting sitting ON sitting.id = item.sitting_id
            WHERE item.application_id = %(case)s AND sitting.body_id = seat.body_id
              AND sitting.stage IN ({", ".join(f"'{stage}'" for stage in sorted(SITTING_SUMMONED))})
       )
    UNION ALL
    SELECT 'exclusion', FALSE
      FROM grants_exclusion exclusion JOIN grants_seat seat ON seat.id = exclusion.seat_id
     WHERE seat.user_id = %(user)s AND exclusion.application_id = %(case)s
"""  # noqa: S608  # the stages are ours, the rest are parameters
"""What a member of a body is in one case; the ORM would take as long to put the question together as a move takes to
write. Seats count in a case on the agenda of a summoned sitting of their body; of several bodies the one that has the
case now is led by its own chair alone."""


def in_a_case(held: Held, application: Application) -> set[Role]:
    """Roles in a case; only a member of a body, or who was excluded from some case, costs a query."""
    if application.organisation_id in held.organisations:
        return set(APPLICANTS) if application.organisation_id in held.signs_for else {Role.APPLICANT}
    rows = _at_a_body(held, application)
    if any(kind == "exclusion" for kind, _ in rows):
        return set()
    roles = set(held.functions_in(application.programme) & _functions_that_see(application))
    if rows:
        roles |= BODY if any(chair for _, chair in rows) else {Role.MEMBER}
    return roles


def _at_a_body(held: Held, application: Application) -> list[tuple[str, bool]]:
    if not (held.bodies or held.is_barred_somewhere):
        return []
    with connection.cursor() as cursor:
        cursor.execute(AT_A_BODY, {"user": held.user.pk, "case": application.pk or 0, "day": held.day})
        return cursor.fetchall()


def _functions_that_see(application: Application) -> set[Role]:
    """A draft belongs to the applicant alone, money begins with the posted award, erasing with the archive."""
    stage = application.stage
    roles: set[Role] = set()
    if stage in ("", Stage.CONSULTATION) or application.submitted_on:
        roles |= READING_DESK
    if application.posted_on and application.awarded_cents is not None:
        roles |= MONEY
    if stage == Stage.ARCHIVED:
        roles |= {Role.DPO}
    return roles


def beside_a_case(held: Held, record: Beside) -> set[Role]:
    """Roles in what goes on beside a case: those in the case, without the members of a body, who see no bank data."""
    return in_a_case(held, record.application) - BODY


def around_a_measure(held: Held, measure: Measure) -> set[Role]:
    """Roles around a measure: the functions of its programme that see the catalogue."""
    return set(held.functions_in(measure.programme) & SITTING_DESK)


def on_an_item(held: Held, item: Item) -> set[Role]:
    """In a sitting, but never about one's own case: neither vote nor open or close the ballot."""
    application = item.application
    own = application.organisation_id in held.organisations
    return set() if own or _is_barred(held, application) else in_a_sitting(held, item.sitting)


def _is_barred(held: Held, application: Application) -> bool:
    barred = Exclusion.objects.filter(seat__user=held.user, application=application)
    return held.is_barred_somewhere and barred.exists()


def in_a_sitting(held: Held, sitting: Sitting) -> set[Role]:
    """Roles in a sitting as a whole, of functions for a programme of its body; on one item see :func:`on_an_item`."""
    roles = set(held.roles_at(sitting.body.key))
    if sitting.stage in SITTING_SUMMONED and sitting.body_id in held.bodies:
        roles |= BODY if sitting.body.key in held.chairs else {Role.MEMBER}
    return roles
