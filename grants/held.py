"""What somebody is in the house today: functions, organisations, seats, read in one statement.

Pages and lists ask it before they ask for records, so that who may see all asks no question about it.
"""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date
from typing import cast

from django.contrib.auth.models import AnonymousUser
from django.db import connection

from grants.models import User
from workflows.mittelabruf import Pays
from workflows.programmes import PROGRAMMES, programmes_of
from workflows.roles import INSIDE, MONEY, OPERATION, SITTING_DESK, TWO_GIVE, Role


@dataclass(frozen=True)
class Held:
    """Functions by programme, organisations, and the bodies that a person leads or sits in; for nobody all is empty."""

    user: User
    day: date
    functions: frozenset[tuple[str, Role]] = frozenset()
    """Programme ("": all) and role."""
    organisations: frozenset[int] = frozenset()
    signs_for: frozenset[int] = frozenset()
    signs_with_others: frozenset[int] = frozenset()
    """Organisations for which more than two people have to sign."""
    bodies: frozenset[int] = frozenset()
    """Where this person has a seat."""
    chairs: frozenset[str] = frozenset()
    """Keys of the bodies that this person leads."""
    is_barred_somewhere: bool = False
    """Is excluded from a case, by whatever seat."""
    pots: frozenset[str] = frozenset()
    """Programmes that have a pot."""
    has_second_factor: bool = False
    """Signs in with an app or a key beside the password."""

    def roles_in(self, programme: str) -> frozenset[Role]:
        """The roles for the cases of a programme."""
        leads = not self.chairs.isdisjoint(PROGRAMMES[programme].bodies())
        return self.functions_in(programme) | ({Role.CHAIR} if leads else set())

    def functions_in(self, programme: str) -> frozenset[Role]:
        """The functions for a programme alone, without the seats in its bodies."""
        return frozenset(role for slug, role in self.functions if slug in ("", programme))

    def roles_at(self, body: str) -> frozenset[Role]:
        """The functions for a sitting of the body with this key, by a programme of which it is a body."""
        programmes = ("", *programmes_of(body))
        return frozenset(role for slug, role in self.functions if slug in programmes and role in SITTING_DESK)

    def programmes_as(self, roles: Collection[Role]) -> frozenset[str] | None:
        """The programmes for which one of these functions is held; None: for all of them."""
        found = {slug for slug, role in self.functions if role in roles}
        return None if "" in found else frozenset(found)

    def holds(self, *roles: Role) -> bool:
        """Whether one of these functions is held, for any programme."""
        return not self.roles.isdisjoint(roles)

    def leads(self, programmes: Collection[str]) -> bool:
        """Whether this person leads one of these programmes; a lead of all programmes leads each."""
        led = self.programmes_as((Role.LEAD,))
        return led is None or not led.isdisjoint(programmes)

    @property
    def roles(self) -> frozenset[Role]:
        """The functions for any programme."""
        return frozenset(role for _, role in self.functions)

    @property
    def is_member(self) -> bool:
        """Sits in a body."""
        return bool(self.bodies)

    @property
    def is_applicant(self) -> bool:
        """Acts for at least one organisation."""
        return bool(self.organisations)

    @property
    def is_office(self) -> bool:
        """Holds a function of the administration."""
        return bool(self.functions)

    @property
    def needs_second_factor(self) -> bool:
        """Sees or decides what belongs to others, or gives rights, with nothing but a password."""
        return self.name_is_kept and not self.has_second_factor

    @property
    def confirms_rights(self) -> bool:
        """Is the second person for who leads and who administers."""
        return self.holds(*TWO_GIVE) or self.user.is_superuser

    @property
    def name_is_kept(self) -> bool:
        """Acts for the office or in a body, under the name that the office has entered."""
        return self.is_office or self.is_member or self.user.is_staff

    @property
    def may_apply(self) -> bool:
        """Acts for an organisation, or is nothing else in the house yet."""
        return self.is_applicant or not (self.is_office or self.is_member)

    @property
    def handles_money(self) -> bool:
        """Certifies, orders or pays, or leads and audits."""
        return self.holds(*MONEY, Role.LEAD, Role.AUDITOR)

    @property
    def hears_calls_only(self) -> bool:
        """Whether recipients call for their money in every fund for which a function is held."""
        return all(fund.pays is Pays.ON_CALL for slug, fund in PROGRAMMES.items() if self.roles_in(slug))

    @property
    def sees_pots(self) -> bool:
        """Sees at least one pot."""
        mine = self.programmes_as(INSIDE)
        return bool(self.pots if mine is None else mine & self.pots)

    @property
    def sees_sittings(self) -> bool:
        """Sees every sitting, measure and paper of the council, summoned or not."""
        return self.holds(Role.OFFICE, Role.LEAD, Role.CASEWORKER, Role.AUDITOR)

    @property
    def sets_up(self) -> bool:
        """Administers the site: enters what an office begins with."""
        return bool(self.user.is_active and self.user.is_superuser)

    @property
    def sees_outbox(self) -> bool:
        """Sees what has been sent and what waits."""
        return self.holds(Role.OFFICE, Role.LEAD)

    @property
    def sees_operation(self) -> bool:
        """Sees whether the house itself works: by function, or as the first person of a new site."""
        return self.holds(*OPERATION) or (self.user.is_active and self.user.is_superuser)


HELD = """
    SELECT 'function', programme, role, 0, 0, FALSE
      FROM grants_function
     WHERE user_id = %(user)s
       AND valid_from <= %(day)s AND (valid_to IS NULL OR valid_to >= %(day)s)
    UNION ALL
    SELECT 'membership', '', '', organisation.id, organisation.signatures_needed, signatory
      FROM grants_membership membership
      JOIN grants_organisation organisation ON organisation.id = membership.organisation_id
     WHERE membership.user_id = %(user)s
    UNION ALL
    SELECT 'seat', body.key, '', body.id, 0, chair
      FROM grants_seat seat JOIN grants_body body ON body.id = seat.body_id
     WHERE seat.user_id = %(user)s
       AND seat.valid_from <= %(day)s AND (seat.valid_to IS NULL OR seat.valid_to >= %(day)s)
    UNION ALL
    SELECT 'barred', '', '', 0, 0, FALSE
     WHERE EXISTS (
           SELECT 1 FROM grants_exclusion exclusion JOIN grants_seat seat ON seat.id = exclusion.seat_id
            WHERE seat.user_id = %(user)s
       )
    UNION ALL
    SELECT 'factor', '', '', 0, 0, FALSE
     WHERE EXISTS (
           SELECT 1 FROM mfa_authenticator factor
            WHERE factor.user_id = %(user)s AND factor.type IN ('totp', 'webauthn')
       )
    UNION ALL
    SELECT 'pot', programme, '', 0, 0, FALSE
      FROM grants_pot
     GROUP BY programme
"""
"""What a person holds on a day. Every page asks this, and the ORM would take longer than the database to say it."""


def held_by(user: User | AnonymousUser, day: date) -> Held:
    """What a person is on a day, read once in a request; who has no account or a closed one is nothing."""
    if not user.is_authenticated or not user.is_active:
        return Held(cast(User, user), day)
    if user.remembered is None:
        return held_now(user, day)
    if day not in user.remembered:
        user.remembered[day] = held_now(user, day)
    return cast(Held, user.remembered[day])


def held_now(user: User, day: date) -> Held:
    """What a person with an open account is on a day, as it stands in the database now: the door asks this."""
    with connection.cursor() as cursor:
        cursor.execute(HELD, {"user": user.pk, "day": day})
        rows = cursor.fetchall()
    seats = [(key, body, chair) for kind, key, _, body, _, chair in rows if kind == "seat"]
    member = [(body, needed, signs) for kind, _, _, body, needed, signs in rows if kind == "membership"]
    return Held(
        user,
        day,
        functions=frozenset((slug, Role(role)) for kind, slug, role, *_ in rows if kind == "function"),
        organisations=frozenset(number for number, _, _ in member),
        signs_for=frozenset(number for number, _, signs in member if signs),
        signs_with_others=frozenset(number for number, needed, signs in member if signs and needed > 2),
        bodies=frozenset(body for _, body, _ in seats),
        chairs=frozenset(key for key, _, chair in seats if chair),
        is_barred_somewhere=any(kind == "barred" for kind, *_ in rows),
        has_second_factor=any(kind == "factor" for kind, *_ in rows),
        pots=frozenset(slug for kind, slug, *_ in rows if kind == "pot"),
    )
