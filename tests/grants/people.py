"""Who tries a move: people made for it, each with exactly the roles that the test needs."""

from typing import Any

from demo.stories.ground import SINCE, find_user, seats_of
from grants.models import Body, Function, Membership, Organisation, Seat, User
from workflows.case import CLOCK
from workflows.law import law_of
from workflows.machine import Machine
from workflows.roles import Role

OFFICE = frozenset(Role) - {Role.APPLICANT, Role.SIGNATORY, Role.CHAIR, Role.MEMBER, Role.CLOCK}


def by_of(machine: type[Machine], name: str, stage: str) -> frozenset[Role]:
    """Who may make the move here; nobody if it does not start here."""
    here = (law_of(m).by for m in machine.moves() if (m.slug, str(m.source)) == (name, stage))
    return next(here, frozenset())


def holder(functions: frozenset[Role]) -> User:
    """Somebody of the office who holds exactly these functions."""
    user = find_user("alles-" + "-".join(sorted(functions)), "Alles in einer Hand")
    missing = functions - set(user.functions.values_list("role", flat=True))
    Function.objects.bulk_create(Function(user=user, role=r, programme="", valid_from=SINCE) for r in missing)
    return user


def helper(organisation: Organisation) -> User:
    """A member of the organisation who may not sign."""
    user = find_user("helfer", "Helfer*in")
    Membership.objects.get_or_create(organisation=organisation, user=user)
    return user


def everyone(organisation: Organisation, signatory: User, body: Body) -> dict[Role, Any]:
    """One person for each role; who chairs is a member too, and who signs belongs to the applicant."""
    chair, member = seats_of(body)[:2]
    return {role: holder(frozenset({role})) for role in sorted(OFFICE)} | {
        Role.APPLICANT: helper(organisation),
        Role.SIGNATORY: signatory,
        Role.CHAIR: chair.user,
        Role.MEMBER: member.user,
        Role.CLOCK: CLOCK,
    }


def outsider(programme: str, body: Body) -> User:
    """Somebody with every role there is, but in another fund, in another body and of another organisation."""
    user = find_user("anderswo", "Anderswo zuständig")
    Function.objects.bulk_create(
        Function(user=user, role=role, programme=programme, valid_from=SINCE) for role in sorted(OFFICE)
    )
    Seat.objects.create(body=body, user=user, label="Anderswo", valid_from=SINCE)
    other = Organisation.objects.create(name="Verein Anderswo e. V.")
    Membership.objects.create(organisation=other, user=user, signatory=True)
    return user


def held(person: Any, body: Body) -> frozenset[Role]:
    """The roles that a person has at all, ``body`` being the one that counts."""
    if person is CLOCK:
        return frozenset({Role.CLOCK})
    functions = {Role(role) for role in person.functions.values_list("role", flat=True)}
    seating = {True: {Role.CHAIR, Role.MEMBER}, False: {Role.MEMBER}}
    signing = {True: {Role.APPLICANT, Role.SIGNATORY}, False: {Role.APPLICANT}}
    sits = [seating[chair] for chair in body.seats.filter(user=person).values_list("chair", flat=True)]
    belongs = [signing[signs] for signs in person.memberships.values_list("signatory", flat=True)]
    return frozenset(functions.union(*sits, *belongs))
