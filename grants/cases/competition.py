"""Who should not take part where cases compete: proposals for one sitting, and what may be voted on together."""

from dataclasses import dataclass
from decimal import Decimal

from django.db.models import Q

from grants.models import Application, Exclusion, Item, Seat, Sitting
from grants.models.people import valid_on
from workflows.rules.competition import Rival, proposed_exclusions, split_package
from workflows.stages import BEFORE_DECISION


@dataclass(frozen=True)
class Proposal:
    """A seat that should be excluded from an item, because it is tied to a case that competes with it."""

    item: Item
    seat: Seat


def competing(application: Application) -> int | None:
    """How many applications were sent in the case's round, its own included; None if it stands alone."""
    sent = Application.objects.filter(round=application.round_id, submitted_on__isnull=False).count()
    return sent if sent > 1 else None


def proposals_for(sitting: Sitting, items: list[Item]) -> list[Proposal]:
    """Exclusions to be looked at before the vote (§ 41 NKomVG, §§ 20, 21 VwVfG), in the order of the agenda."""
    tied = _tied(sitting)
    if not tied:
        return []
    entries, left = _entries(items)
    proposed = proposed_exclusions(tied, entries, left)
    seats = {seat.pk: seat for seat in _seats(sitting)}
    return [
        Proposal(item, seats[pk])
        for item in items
        for pk in sorted(proposed.get(item.application_id, ()))
        if pk in seats
    ]


def packages_of(sitting: Sitting, items: list[Item]) -> list[list[int]]:
    """Positions that one vote may decide together: in a package everybody takes part in everything."""
    position = {item.application_id: item.position for item in items}
    parts = split_package(list(position), _tied(sitting))
    return [[position[case] for case in part] for part in parts]


def _seats(sitting: Sitting) -> list[Seat]:
    held = Seat.objects.filter(valid_on(sitting.held_on), body=sitting.body_id)
    return list(held.select_related("user"))


def _tied(sitting: Sitting) -> dict[int, set[int]]:
    """Case → seats of this body that are excluded from it, or whose holder acts for its applicant."""
    body = sitting.body_id
    declared = Exclusion.objects.filter(seat__body=body).values_list("application_id", "seat_id")
    acting = Application.objects.filter(
        Q(organisation__memberships__user__seats__body=body), stage__in=BEFORE_DECISION
    ).values_list("pk", "organisation__memberships__user__seats")
    known = {seat.pk for seat in _seats(sitting)}
    tied: dict[int, set[int]] = {}
    for case, seat in (*declared, *acting):
        if seat in known:
            tied.setdefault(case, set()).add(seat)
    return tied


def _entries(items: list[Item]) -> tuple[list[Rival], dict[int, Decimal]]:
    rounds = {item.application.round_id for item in items}
    measures = {item.application.round.measure_id for item in items} - {None}
    rivals = Application.objects.filter(
        Q(round__in=rounds) | Q(round__measure__in=measures), stage__in=BEFORE_DECISION
    ).select_related("round__pot")
    found = list(rivals)
    entries = [
        Rival(
            case.pk,
            case.round_id,
            case.round.measure_id,
            case.requested,
            on_reserve=case.reserve_rank is not None,
        )
        for case in found
    ]
    return entries, {case.round_id: case.round.pot.left for case in found}
