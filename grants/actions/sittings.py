"""Writing around a sitting: agenda, presence, exclusion, ballot."""

from collections.abc import Iterable
from datetime import datetime
from decimal import Decimal

from django.db.models import Max

from grants.actions.checking import insist_on_money, put
from grants.actions.writing import writing
from grants.cases.advice import next_body
from grants.cases.ballots import excluded_seats, poll_of, seats_of
from grants.models import Application, Ballot, Body, Exclusion, Item, Presence, Seat, Sitting, User
from grants.models.money import to_cents
from workflows.errors import NotHere, NotYet, NotYours, Stale
from workflows.programmes import PROGRAMMES
from workflows.roles import Role
from workflows.rules.ballot import (
    amends_to_less,
    ballot_is_open,
    ballot_may_close,
    may_vote,
    motion_may_change,
)
from workflows.rules.voting import Doubt, doubt_after, resolution_of
from workflows.sentence import Sentence
from workflows.stages import SITTING_UNDER_WAY, SittingStage, Stage


def list_item(
    application: Application,
    sitting: Sitting,
    *,
    by: User,
    amount: Decimal,
    motion: str,
    now: datetime | None = None,
) -> Item:
    """Put a case on the agenda of a planned sitting of its body, with the motion and its amount in EUR."""
    data = {"sitting": sitting.public_id, "amount": amount, "motion": motion}
    with writing(application, "list_item", by=by, now=now, data=data, beside=sitting) as work:
        sitting = Sitting.objects.select_related("body").get(pk=sitting.pk)
        if sitting.stage != SittingStage.PLANNED:
            raise NotHere("Zu dieser Sitzung ist schon eingeladen. Bitte wählen Sie die nächste.")
        _insist_on_turn(work.record, sitting)
        if Item.objects.filter(
            application=work.record, carried__isnull=True, sitting__stage__in=SITTING_UNDER_WAY
        ).exists():
            raise NotYet("Der Vorgang steht schon auf einer Tagesordnung.")
        if sitting.items.filter(application=work.record).exists():
            raise NotYet(
                "In dieser Sitzung war der Vorgang schon an der Reihe. Bitte wählen Sie eine andere."
            )
        _insist_within_request(work.record, amount)
        put(Item(), {"motion": motion})
        work.facts.update(amount=amount, sitting=sitting.public_id)
        last = sitting.items.aggregate(last=Max("position"))["last"] or 0
        return Item.objects.create(
            sitting=sitting,
            application=work.record,
            position=last + 1,
            motion=motion,
            amount_cents=to_cents(amount),
        )


def _insist_on_turn(application: Application, sitting: Sitting) -> None:
    """A case is listed for the body whose turn it is, and for the deciding one on a day after the wait."""
    if sitting.body.key not in PROGRAMMES[application.programme].bodies():
        raise NotYet("Über diesen Fördertopf entscheidet ein anderes Gremium.")
    turn, last = next_body(application)
    if sitting.body.key != turn:
        name = Body.objects.values_list("name", flat=True).get(key=turn)
        raise NotYet(Sentence("An der Reihe ist ein anderes Gremium: {body}.", body=name))
    if last and sitting.held_on <= last:
        raise NotYet(
            Sentence(
                "Nach der Beratung der anderen Gremien läuft noch eine Wartezeit. Ihr letzter Tag ist der {last}. "
                "Bitte wählen Sie eine spätere Sitzung.",
                last=last,
            )
        )


def change_item(
    item: Item,
    *,
    by: User,
    amount: Decimal,
    motion: str,
    seen: str | None = None,
    now: datetime | None = None,
) -> None:
    """Write another motion and amount (EUR) for an item to which nobody was invited yet.

    ``seen`` as in :func:`amend_item`.
    """
    data = {"sitting": item.sitting.public_id, "amount": amount, "motion": motion}
    with writing(item.application, "change_item", by=by, now=now, data=data, beside=item.sitting) as work:
        found = Item.objects.select_related("sitting").get(pk=item.pk)
        if found.sitting.stage != SittingStage.PLANNED:
            raise NotHere("Zu dieser Sitzung ist schon eingeladen. Der Punkt lässt sich nicht mehr ändern.")
        _insist_on_wording(found, seen)
        _insist_within_request(work.record, amount)
        put(Item(), {"motion": motion})
        work.facts.update(amount=amount, sitting=found.sitting.public_id)
        Item.objects.filter(pk=found.pk).update(motion=motion, amount_cents=to_cents(amount))


def unlist_item(item: Item, *, by: User, reason: str = "", now: datetime | None = None) -> None:
    """Take an item off an agenda before the body has dealt with it; the others keep their positions.

    ``reason`` stays in the file. NotYet without one once the members have been invited to the item.
    """
    data = {"sitting": item.sitting.public_id, "reason": reason}
    with writing(item.application, "unlist_item", by=by, now=now, data=data, beside=item.sitting) as work:
        found = Item.objects.select_related("sitting").filter(pk=item.pk).first()
        if found is None or found.opened_at is not None or found.sitting.stage not in SITTING_UNDER_WAY:
            raise NotHere("Dieser Punkt lässt sich nicht mehr von der Tagesordnung nehmen.")
        if found.sitting.stage != SittingStage.PLANNED and not reason.strip():
            sentence = "Zu diesem Punkt ist eingeladen. Bitte nennen Sie den Grund, warum er entfällt."
            raise NotYet(sentence, fields={"reason": [sentence]})
        work.facts.update(sitting=found.sitting.public_id, position=found.position)
        found.delete()


def _insist_within_request(application: Application, amount: Decimal) -> None:
    insist_on_money("amount", amount)
    if not 0 < amount <= application.requested:
        sentence = Sentence(
            "Möglich ist höchstens der beantragte Betrag {asked}.", asked=application.requested
        )
        raise NotYet(sentence, fields={"amount": [sentence]})


def record_presence(
    sitting: Sitting,
    seats: Iterable[Seat],
    *,
    by: User,
    seen: Iterable[Seat] | None = None,
    now: datetime | None = None,
) -> None:
    """Write down who has come and who has left. Who comes may end a doubt of the quorum.

    ``seen`` are the seats that the page showed as present when ``seats`` were chosen: only what differs from them is
    written, so that two people who record at once do not undo each other. None: ``seats`` is everybody in the room.
    """
    chosen, shown = _of_body(sitting, seats), None if seen is None else _of_body(sitting, seen)
    with writing(sitting, "record_presence", by=by, now=now) as work:
        before = set(work.record.presences.filter(left_at=None).values_list("seat_id", flat=True))
        came, left = (
            chosen - (before if shown is None else shown),
            (before if shown is None else shown) - chosen,
        )
        there = (before | came) - left
        if len(there) > work.record.body.seats_total:
            raise NotYet(Sentence("Das Gremium hat nur {seats} Sitze.", seats=work.record.body.seats_total))
        now_there = set(there)
        for presence in work.record.presences.all():
            presence.left_at = None if presence.seat_id in there else presence.left_at or work.now
            presence.save()
            there.discard(presence.seat_id)
        Presence.objects.bulk_create(
            Presence(sitting=work.record, seat_id=seat, came_at=work.now) for seat in sorted(there)
        )
        if now_there - before:
            _write_doubt(work.record, work.record.doubt, there=len(now_there))
        work.facts["seats"] = sorted(now_there)


def _of_body(sitting: Sitting, seats: Iterable[Seat]) -> set[int]:
    named = [seat.pk for seat in seats]
    return set(Seat.objects.filter(pk__in=named, body=sitting.body_id).values_list("pk", flat=True))


def _write_doubt(sitting: Sitting, doubt: Doubt | None, *, there: int) -> None:
    """Keep on the sitting whether a doubt of its quorum stands, now that so many are in the room."""
    body = sitting.body
    doubt = doubt_after(doubt, body.procedure, seats=body.seats_total, there=there)
    if doubt != sitting.doubt and doubt is not None:
        sitting.challenged_item, sitting.again_with = doubt.item, doubt.again_with
        sitting.save(update_fields=["challenged_item", "again_with"])


def exclude(
    application: Application, seat: Seat, ground: str, *, by: User, now: datetime | None = None
) -> Exclusion:
    """Exclude a seat from a case; members declare their own bias, the office anybody's (§ 41 NKomVG)."""
    with writing(application, "exclude", by=by, now=now, data={"ground": ground}) as work:
        if seat.user_id != by.pk and Role.OFFICE not in work.actor.roles:
            raise NotYours("Mitglieder können nur die eigene Befangenheit erklären.")
        if seat.body.key not in PROGRAMMES[work.record.programme].bodies():
            raise NotYet("Dieses Mitglied gehört einem anderen Gremium an.")
        put(Exclusion(), {"ground": ground})
        if Ballot.objects.filter(
            item__application=work.record, seat=seat, item__closed_at__isnull=True
        ).exists():
            raise NotYet("Dieses Mitglied hat über den Punkt schon abgestimmt.")
        work.facts["seat"] = seat.pk
        exclusion, _ = Exclusion.objects.get_or_create(
            application=work.record, seat=seat, defaults={"ground": ground, "declared_at": work.now}
        )
    return exclusion


def amend_item(
    item: Item,
    *,
    by: User,
    amount: Decimal,
    motion: str,
    seen: str | None = None,
    now: datetime | None = None,
) -> None:
    """Put an amended motion in the open sitting: less money (EUR), conditions, other words. The listed one is kept.

    ``seen`` is the :attr:`Item.wording` of the page. Raises Stale for an older one, NotHere once the ballot is open,
    and NotYet for more than the agenda announces.
    """
    with writing(item, "amend_item", by=by, now=now, data={"amount": amount, "motion": motion}) as work:
        record = work.record
        _insist_on_wording(record, seen)
        if not (verdict := motion_may_change(record.opened_at is not None, record.application.stage)):
            raise NotHere(verdict.unmet)
        _insist_within_request(record.application, amount)
        if record.listed_cents is None:
            record.listed_cents, record.listed_motion = record.amount_cents, record.motion
        if not (verdict := amends_to_less(amount, record.listed)):
            raise NotYet(verdict.unmet, fields={"amount": [verdict.unmet]})
        put(record, {"amount": amount, "motion": motion})
        record.save()
        work.facts.update(item=record.position, amount=amount, listed=record.listed)


def _insist_on_wording(item: Item, seen: str | None) -> None:
    """Nobody puts to the vote, or amends, what they have not read."""
    if seen is not None and seen != item.wording:
        raise Stale("Der Antrag wurde inzwischen geändert. Bitte lesen Sie ihn noch einmal.")


def open_ballot(item: Item, *, by: User, seen: str | None = None, now: datetime | None = None) -> None:
    """Open the ballot on an item that is called up; ``seen`` as in :func:`amend_item`."""
    with writing(item, "open_ballot", by=by, now=now) as work:
        record = work.record
        _insist_on_wording(record, seen)
        if record.application.stage != Stage.IN_SITTING:
            raise NotHere("Der Punkt ist noch nicht aufgerufen.")
        if record.opened_at is not None:
            raise NotHere("Die Abstimmung ist schon eröffnet.")
        record.opened_at = work.now
        record.save()
        work.facts["item"] = record.position


def cast(item: Item, choice: str, *, by: User, now: datetime | None = None) -> None:
    """Cast or change the vote of one's own seat while the ballot is open. Nothing of it enters the log."""
    with writing(item, "cast", by=by, now=now) as work:
        work.secret = True
        record = work.record
        _insist_on_open_ballot(record)
        seat = seats_of(record.sitting).filter(user=by).first()
        there = seat is not None and record.sitting.presences.filter(left_at=None, seat=seat).exists()
        verdict = may_vote(there, seat is not None and excluded_seats(record).filter(pk=seat.pk).exists())
        if seat is None or not verdict:
            raise NotYours(verdict.unmet)
        if choice not in Ballot.Choice.values:
            raise NotYet("Bitte wählen Sie Ja, Nein oder Enthaltung.")
        Ballot.objects.update_or_create(item=record, seat=seat, defaults={"choice": choice})


def close_ballot(
    item: Item,
    *,
    by: User,
    challenged: bool = False,
    seen: str | None = None,
    now: datetime | None = None,
) -> Item:
    """Close the ballot, count (:func:`grants.cases.ballots.poll_of`), and write the resolution with its reasons.

    ``challenged``: a member has doubted the quorum (§ 65 Abs. 1 Satz 3 NKomVG); the doubt stays on the sitting until
    the quorum is really there again. ``seen`` is the :attr:`Poll.stamp` of the page: Stale if something else would
    come of it now. NotYet where a body that could resolve has cast no vote.
    """
    with writing(item, "close_ballot", by=by, now=now) as work:
        record = work.record
        _insist_on_open_ballot(record)
        poll = poll_of(record, challenged=challenged)
        if seen is not None and seen != poll_of(record).stamp:
            raise Stale(
                "Inzwischen hat sich geändert, wer da ist oder abgestimmt hat. Bitte lesen Sie noch einmal, was gilt."
            )
        if not (verdict := ballot_may_close(poll.ballot)):
            raise NotYet(verdict.unmet)
        ballot, body = poll.ballot, record.sitting.body
        record.yes, record.no, record.abstained = ballot.yes, ballot.no, ballot.abstained
        record.present, record.excluded, record.challenged = ballot.present, ballot.excluded, challenged
        resolution = resolution_of(ballot)
        record.quorate, record.carried = resolution.quorate, resolution.carried and resolution.quorate
        record.reasons, record.approval_needed = list(resolution.reasons), resolution.approval_needed
        record.closed_at, record.regime = work.now, body.regime
        record.save()
        doubt = Doubt(record.position) if challenged else record.sitting.doubt
        _write_doubt(record.sitting, doubt, there=len(poll.there))
        work.facts.update(
            item=record.position,
            challenged=challenged,
            regime=record.regime,
            **{name: getattr(record, name) for name in ("yes", "no", "abstained", "present", "excluded")},
            seats=sorted(poll.voted),
            carried=record.carried,
            quorate=record.quorate,
        )
    return record


def _insist_on_open_ballot(item: Item) -> None:
    """Votes and their counting belong between opening and closing, while the case is before the body."""
    verdict = ballot_is_open(item.opened_at is not None, item.closed_at is not None, item.application.stage)
    if not verdict:
        raise NotHere(verdict.unmet)
