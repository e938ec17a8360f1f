"""Who someone is in the house at large: functions, seats and memberships, read in one query."""

from dataclasses import dataclass
from datetime import date

from django.db.models import CharField, IntegerField, Value
from django.db.models.functions import Cast

from grants.access import MONEY, pots_visible_to
from grants.models import Function, Membership, Seat, User
from grants.models.user import valid_on
from workflows.case import Role


@dataclass(frozen=True)
class Standing:
    """Functions of a person today, whether they sit in a body or see a pot, and the organisations they act for."""

    roles: frozenset[Role]
    is_member: bool
    sees_pots: bool
    organisations: frozenset[int]

    @property
    def is_applicant(self) -> bool:
        """Acts for at least one organisation."""
        return bool(self.organisations)

    @property
    def may_apply(self) -> bool:
        """Acts for an organisation, or is nothing else in the house yet."""
        return self.is_applicant or not (self.is_office or self.is_member)

    @property
    def is_office(self) -> bool:
        """Holds a function of the administration."""
        return bool(self.roles)

    @property
    def handles_money(self) -> bool:
        """Certifies, orders or pays, or leads and audits."""
        return not self.roles.isdisjoint((*MONEY, Role.LEAD, Role.AUDITOR))

    @property
    def sees_sittings(self) -> bool:
        """Sees every sitting, measure and paper of the council, summoned or not."""
        return not self.roles.isdisjoint((Role.OFFICE, Role.LEAD, Role.CASEWORKER, Role.AUDITOR))

    @property
    def sees_outbox(self) -> bool:
        """Sees what has been sent and what waits."""
        return not self.roles.isdisjoint((Role.OFFICE, Role.LEAD))


def standing_of(user: User, day: date) -> Standing:
    """Functions, seats, pots and memberships of ``user`` on a day."""
    functions = Function.objects.filter(valid_on(day), user=user).values_list(
        _text("function"), "role", _number(0)
    )
    seats = Seat.objects.filter(valid_on(day), user=user).values_list(_text("seat"), _text(""), _number(0))
    pots = pots_visible_to(user, day).values_list(_text("pot"), _text(""), _number(0)).distinct()
    member = Membership.objects.filter(user=user).values_list(
        _text("membership"), _text(""), Cast("organisation_id", IntegerField())
    )
    rows = list(functions.order_by().union(seats.order_by(), pots.order_by(), member.order_by(), all=True))
    return Standing(
        roles=frozenset(Role(role) for kind, role, _ in rows if kind == "function"),
        is_member=any(kind == "seat" for kind, _, _ in rows),
        sees_pots=any(kind == "pot" for kind, _, _ in rows),
        organisations=frozenset(number for kind, _, number in rows if kind == "membership"),
    )


def _text(value: str) -> Cast:
    return Cast(Value(value), CharField())


def _number(value: int) -> Cast:
    return Cast(Value(value), IntegerField())
