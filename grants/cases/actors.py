"""Who someone is for one record: the roles that they hold there today."""

from datetime import date

from django.db import connection
from django.db.models import BooleanField, CharField, QuerySet, Value

from grants.models import (
    Application,
    Beside,
    Exclusion,
    Function,
    Item,
    Measure,
    Membership,
    Record,
    Seat,
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


IN_A_CASE = f"""
    SELECT 'membership', '', signatory
      FROM grants_membership
     WHERE user_id = %(user)s AND organisation_id = %(organisation)s
    UNION ALL
    SELECT 'function', role, FALSE
      FROM grants_function
     WHERE user_id = %(user)s AND programme IN ('', %(programme)s)
       AND valid_from <= %(today)s AND (valid_to IS NULL OR valid_to >= %(today)s)
    UNION ALL
    SELECT 'seat', '', chair AND seat.body_id = (
               SELECT sitting.body_id FROM grants_item item JOIN grants_sitting sitting ON sitting.id = item.sitting_id
                WHERE item.application_id = %(case)s
                ORDER BY sitting.held_on DESC, item.id DESC LIMIT 1
           )
      FROM grants_seat seat
     WHERE seat.user_id = %(user)s
       AND seat.valid_from <= %(today)s AND (seat.valid_to IS NULL OR seat.valid_to >= %(today)s)
       AND EXISTS (
           SELECT 1 FROM grants_item item JOIN grants_sitting sitting ON sitting.id = item.sitting_id
            WHERE item.application_id = %(case)s AND sitting.body_id = seat.body_id
              AND sitting.stage IN ({", ".join(f"'{stage}'" for stage in sorted(SITTING_SUMMONED))})
       )
    UNION ALL
    SELECT 'exclusion', '', FALSE
      FROM grants_exclusion exclusion JOIN grants_seat seat ON seat.id = exclusion.seat_id
     WHERE seat.user_id = %(user)s AND exclusion.application_id = %(case)s
"""  # noqa: S608  # the stages are ours, the rest are parameters
"""What somebody is in one case. Every move and every page of a case asks this, and the ORM would take as long to put
the question together as a move takes to write. Seats count in a case on the agenda of a summoned sitting of their
body; of several bodies the one that has the case now is led by its own chair alone."""


def in_a_case(user: User, application: Application, today: date) -> set[Role]:
    """Roles in a case, read in one query."""
    with connection.cursor() as cursor:
        cursor.execute(
            IN_A_CASE,
            {
                "user": user.pk,
                "organisation": application.organisation_id,
                "programme": application.programme,
                "case": application.pk or 0,
                "today": today,
            },
        )
        rows = cursor.fetchall()
    kinds = {kind for kind, _, _ in rows}
    if "membership" in kinds:
        signs = any(flag for kind, _, flag in rows if kind == "membership")
        return set(APPLICANTS) if signs else {Role.APPLICANT}
    if "exclusion" in kinds:
        return set()
    functions = {Role(role) for kind, role, _ in rows if kind == "function"}
    return (functions & _functions_that_see(application)) | _seat_roles(rows)


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


def beside_a_case(user: User, record: Beside, today: date) -> set[Role]:
    """Roles in what goes on beside a case: those in the case, without the members of a body, who see no bank data."""
    return in_a_case(user, record.application, today) - BODY


def around_a_measure(user: User, measure: Measure, today: date) -> set[Role]:
    """Roles around a measure: the functions of its programme that see the catalogue."""
    held = _functions(user, [measure.programme], today).filter(role__in=SITTING_DESK)
    return {Role(role) for _, role, _ in held}


def on_an_item(user: User, item: Item, today: date) -> set[Role]:
    """In a sitting, but never about one's own case: neither vote nor open or close the ballot."""
    application = item.application
    own = _memberships(user, application.organisation_id).union(_exclusions(user, application.pk), all=True)
    return set() if own.exists() else in_a_sitting(user, item.sitting, today)


def in_a_sitting(user: User, sitting: Sitting, today: date) -> set[Role]:
    """Roles in a sitting as a whole, of functions for a programme of its body; on one item see :func:`on_an_item`."""
    functions = _functions(user, programmes_of(sitting.body.key), today)
    seats = _seats(user, sitting.body.key, today)
    rows = list(functions.union(seats, all=True))
    roles = {Role(role) for kind, role, _ in rows if kind == "function" and role in SITTING_DESK}
    return roles | (_seat_roles(rows) if sitting.stage in SITTING_SUMMONED else set())


def _seat_roles(rows: list[tuple[str, str, bool]]) -> set[Role]:
    seats = [chair for kind, _, chair in rows if kind == "seat"]
    return ({Role.MEMBER} if seats else set()) | ({Role.CHAIR} if any(seats) else set())


def _text(value: str) -> Value:
    return Value(value, CharField())


def _flag(value: bool) -> Value:
    return Value(value, BooleanField())


def _memberships(user: User, organisation_id: int) -> QuerySet:
    held = Membership.objects.filter(user=user, organisation_id=organisation_id)
    return held.values_list(_text("membership"), _text(""), "signatory").order_by()


def _functions(user: User, programmes: list[str], today: date) -> QuerySet:
    held = Function.objects.filter(valid_on(today), user=user, programme__in=["", *programmes])
    return held.values_list(_text("function"), "role", _flag(False)).order_by()


def _seats(user: User, body: str, today: date) -> QuerySet:
    held = Seat.objects.filter(valid_on(today), user=user, body__key=body)
    return held.values_list(_text("seat"), _text(""), "chair").order_by()


def _exclusions(user: User, application_id: int | None) -> QuerySet:
    held = Exclusion.objects.filter(seat__user=user, application_id=application_id or 0)
    return held.values_list(_text("exclusion"), _text(""), _flag(True)).order_by()
