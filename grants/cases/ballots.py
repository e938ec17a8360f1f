"""The room and the votes of one item as the law knows them: read once, for what a page announces and for the close."""

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from functools import cache
from hashlib import sha256
from typing import Any

from django.db.models import Case, Exists, OuterRef, Q, QuerySet, Subquery, Value, When

from grants.cases.together import Part, Values, read
from grants.models import Exclusion, Item, Membership, Presence, Seat, Sitting
from grants.models.people import valid_on
from workflows.rules.ballot import ballot_may_close
from workflows.rules.voting import Ballot, quorum_of, regime_of
from workflows.sentence import Sentence
from workflows.stages import IN_THE_SITTING, SittingStage


def seats_of(sitting: Sitting) -> QuerySet[Seat]:
    """The seats of the body on the day of its sitting."""
    return sitting.body.seats.filter(valid_on(sitting.held_on))


def voting_seats(item: Item) -> QuerySet[Seat]:
    """Seats that are present and not excluded from this item."""
    there = Presence.objects.filter(sitting=item.sitting, left_at__isnull=True, seat=OuterRef("pk"))
    return seats_of(item.sitting).filter(Exists(there)).exclude(pk__in=excluded_seats(item).values("pk"))


def excluded_seats(item: Item) -> QuerySet[Seat]:
    """Seats that take no part in this item: of who is biased, by whatever seat, or acts for the applicant."""
    application = item.application
    return seats_of(item.sitting).filter(
        Exists(Exclusion.objects.filter(seat__user=OuterRef("user"), application=application))
        | Exists(Membership.objects.filter(user=OuterRef("user"), organisation=application.organisation_id))
    )


def dropped(item: Item) -> bool:
    """Whether the case has left the agenda by itself before the body dealt with it: withdrawn, given back, ended."""
    dealt_with = item.carried is not None or item.put_off
    waits = item.application.stage in IN_THE_SITTING
    return not dealt_with and not waits and item.sitting.stage != SittingStage.CLOSED


def dropped_from(sittings: Iterable[Sitting]) -> dict[int, list[int]]:
    """The positions of the items that :func:`dropped` names, by the ids of sittings that are not closed."""
    items = Item.objects.filter(sitting__in=sittings, carried__isnull=True, put_off="")
    gone = items.exclude(application__stage__in=IN_THE_SITTING).order_by("position")
    found: dict[int, list[int]] = {}
    for sitting, position in gone.values_list("sitting", "position"):
        found.setdefault(sitting, []).append(position)
    return found


@dataclass(frozen=True)
class Poll:
    """One item's ballot as it stands: what :mod:`workflows.rules.voting` decides from, and whose seats they are."""

    ballot: Ballot
    voted: frozenset[int]
    there: frozenset[int]

    @property
    def quorate(self) -> bool:
        """Whether the body could resolve on the item now."""
        return quorum_of(self.ballot)[0]

    @property
    def why(self) -> list[Sentence]:
        """Why it could, or could not, in the sentences of the reason sheet."""
        return quorum_of(self.ballot)[1]

    @property
    def stamp(self) -> str:
        """What a page has announced of quorum and close: who closes sends it along, so that nobody closes otherwise."""
        doubted = quorum_of(replace(self.ballot, challenged=True))
        said = [self.why, doubted[1], bool(ballot_may_close(self.ballot))]
        return sha256(repr(said).encode()).hexdigest()[:16]


SITTING_DAY = """
    JOIN grants_sitting sitting ON sitting.id = item.sitting_id
    JOIN grants_seat seat ON seat.body_id = sitting.body_id AND seat.valid_from <= sitting.held_on
     AND (seat.valid_to IS NULL OR seat.valid_to >= sitting.held_on)
"""
"""The seats of the body on the day of the item's sitting, as :func:`seats_of` finds them."""


@cache
def poll_parts(item: str) -> dict[str, Part]:
    """Where the room and the votes of one item are read; ``item`` is the SQL that names its id.

    ``barred`` are the seats of :func:`excluded_seats`, ``there`` those that are present, ``ballots`` who voted what,
    and ``summons`` says of the last time that the body had the case what :func:`with_summons` judges.
    """
    return {
        "ballots": Values(
            ("ballot.seat_id", "ballot.choice", "seat.chair"),
            "grants_ballot ballot JOIN grants_seat seat ON seat.id = ballot.seat_id"
            f" WHERE ballot.item_id = {item}",
        ),
        "barred": Values(
            ("seat.id",),
            f"""grants_item item {SITTING_DAY} WHERE item.id = {item} AND (
                EXISTS (
                    SELECT 1 FROM grants_exclusion exclusion JOIN grants_seat other ON other.id = exclusion.seat_id
                     WHERE other.user_id = seat.user_id AND exclusion.application_id = item.application_id
                ) OR EXISTS (
                    SELECT 1 FROM grants_membership membership
                      JOIN grants_application application ON application.organisation_id = membership.organisation_id
                     WHERE membership.user_id = seat.user_id AND application.id = item.application_id
                )
            )""",  # noqa: S608  # no part is typed by anybody
        ),
        "summons": Values(
            ("earlier.quorate", "earlier.put_off"),
            f"""(
                SELECT before.quorate, before.put_off
                  FROM grants_item item
                  JOIN grants_sitting sitting ON sitting.id = item.sitting_id
                  JOIN grants_item before ON before.application_id = item.application_id
                  JOIN grants_sitting held ON held.id = before.sitting_id AND held.body_id = sitting.body_id
                 WHERE item.id = {item} AND held.held_on < sitting.held_on
                   AND (before.quorate IS NOT NULL OR before.put_off <> '')
                 ORDER BY held.held_on DESC, before.id DESC LIMIT 1
            ) earlier""",  # noqa: S608
        ),
        "there": Values(
            ("seat.id",),
            f"""grants_item item {SITTING_DAY}
              JOIN grants_presence presence ON presence.sitting_id = sitting.id AND presence.seat_id = seat.id
             WHERE item.id = {item} AND presence.left_at IS NULL""",
        ),
    }


def poll_of(item: Item, *, challenged: bool = False) -> Poll:
    """Count an item as it would be counted if its ballot closed now; ``challenged``: a member doubts the quorum here.

    Who voted and left counts as present for this item; the vote of a member who was excluded since does not count.
    """
    return poll_from(item, read(poll_parts("%(item)s"), item=item.pk), challenged=challenged)


def poll_from(item: Item, rows: Mapping[str, list[Any]], *, challenged: bool = False) -> Poll:
    """The same of the rows that :func:`poll_parts` names."""
    body, barred = item.sitting.body, frozenset(seat for (seat,) in rows["barred"])
    cast = [ballot for ballot in rows["ballots"] if ballot[0] not in barred]
    votes = {seat: choice for seat, choice, _ in cast}
    chair = next((choice for _, choice, leads in cast if leads and choice in ("yes", "no")), None)
    counted = Counter(votes.values())
    there = frozenset(seat for (seat,) in rows["there"]) - barred
    ballot = Ballot(
        regime=regime_of(body.procedure),
        seats=body.seats_total,
        present=len(there | votes.keys()),
        excluded=len(barred),
        yes=counted["yes"],
        no=counted["no"],
        abstained=counted["abstained"],
        chair=chair,
        opened_with=item.sitting.opened_with,
        challenged=challenged,
        doubt=item.sitting.doubt,
        second_summons=any(
            put_off == Item.PutOff.QUORUM or (quorate is not None and not quorate)
            for quorate, put_off in rows["summons"]
        ),
    )
    return Poll(ballot, frozenset(votes), there)


def with_summons(items: QuerySet[Item]) -> QuerySet[Any]:
    """Items that know whether they are ``summoned_again``: put back for lack of quorum when the body last had the case.

    It was put back where the body voted without being quorate, and where it put the item off because too few were
    there. The new summons says so.
    """
    earlier = Item.objects.filter(
        application=OuterRef("application"),
        sitting__body=OuterRef("sitting__body"),
        sitting__held_on__lt=OuterRef("sitting__held_on"),
    )
    last = earlier.filter(Q(quorate__isnull=False) | ~Q(put_off="")).order_by("-sitting__held_on", "-id")
    known = items.annotate(
        last_quorate=Subquery(last.values("quorate")[:1]), last_put_off=Subquery(last.values("put_off")[:1])
    )
    lacking = Q(last_quorate=False) | Q(last_put_off=Item.PutOff.QUORUM)
    return known.annotate(summoned_again=Case(When(lacking, then=Value(True)), default=Value(False)))


def put_back_for_quorum(items: QuerySet[Item]) -> QuerySet[Item]:
    """Those of the items for which the body is summoned a second time."""
    return with_summons(items).filter(summoned_again=True)


def room_of(sitting: Sitting, *, there: int) -> Ballot:
    """The body as it sits there, without any item: nobody is excluded from a sitting as a whole."""
    body = sitting.body
    return Ballot(
        regime=regime_of(body.procedure),
        seats=body.seats_total,
        present=there,
        opened_with=sitting.opened_with,
        doubt=sitting.doubt,
    )
