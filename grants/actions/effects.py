"""The small writers, one a kind of effect. None of them looks at the name of a move."""

import json
from collections.abc import Callable, Mapping, Sequence
from datetime import datetime
from hashlib import sha256
from typing import Any

from django.db.models import F

from grants.actions.refunds import book_receipt, change_claim, open_hearing, shift_lines
from grants.actions.restoring import restore_version
from grants.cases.beside import ON_THE_AGENDA, rows
from grants.cases.snapshot import snapshot_of
from grants.clock import day_of
from grants.kinds import kind_of
from grants.models import (
    Application,
    ApplicationVersion,
    CouncilVote,
    Counter,
    Draft,
    Entry,
    Guideline,
    Item,
    Lawsuit,
    Measure,
    Pot,
    Record,
    Round,
    Transition,
)
from grants.models.canonical import canonical
from grants.models.money import to_cents
from workflows.case import ZERO
from workflows.effects import Booking, Fields, Opening
from workflows.errors import NotYet
from workflows.programmes import PROGRAMMES
from workflows.sentence import Sentence
from workflows.stages import SittingStage

RUNNING_SUMS = {"reserved", "committed", "paid", "override"}
PEOPLE = {
    *("caseworker", "released_by", "filed_by", "certified_by", "ordered_by", "paid_by"),
    *("drafted_by", "decided_by", "checked_by"),
}


def write_fields(record: Record, fields: Mapping[str, object]) -> None:
    """Set the fields on the record; money by its Decimal name, people by their id. Saving is the door's."""
    for name, value in fields.items():
        if name in PEOPLE:
            setattr(record, f"{name}_id", value)
        elif hasattr(type(record), name):
            setattr(record, name, value)
        else:
            raise AttributeError(f"{type(record).__name__} has no field {name}")


def write_own_facts(application: Application, facts: Mapping[str, object]) -> None:
    """Set facts that the fund alone knows; saving is the door's."""
    application.own_facts = {**application.own_facts, **json.loads(canonical(dict(facts)))}


def draw_number(application: Application, now: datetime) -> None:
    """Draw the Aktenzeichen from the counter of programme and year: no gap, no double."""
    prefix = PROGRAMMES[application.programme].number_prefix
    year = day_of(now).year
    application.number = f"{prefix}-{year}-{next_number(f'{prefix}-{year}'):04}"


def next_number(name: str) -> int:
    """The next number of a counter, held until the transaction ends."""
    Counter.objects.get_or_create(name=name)
    Counter.objects.filter(name=name).update(value=F("value") + 1)
    return Counter.objects.values_list("value", flat=True).get(name=name)


def book(
    application: Application, bookings: Sequence[Booking], transition: Transition, now: datetime
) -> None:
    """Write double entries and move the running sums of pot and case, each by a guarded UPDATE.

    Raises NotYet if the pot does not hold the amount; the caller's transaction then undoes everything.
    """
    pot_id = application.round.pot_id
    for number, booking in enumerate(bookings, 1):
        cents = to_cents(booking.amount)
        move_sums(pot_id, booking.debit, booking.credit, cents)
        if measure_id := application.round.measure_id:
            hold_measure(measure_id, booking.debit, booking.credit, cents)
        for account, sign in ((booking.debit, 1), (booking.credit, -1)):
            if account in RUNNING_SUMS:
                column = f"{account}_cents"
                setattr(application, column, getattr(application, column) + sign * cents)
        Entry.objects.create(
            pot_id=pot_id,
            application=application,
            transition=transition,
            debit=booking.debit,
            credit=booking.credit,
            amount_cents=cents,
            key=f"{transition.dossier_id}:{transition.sequence}:{number}",
            at=now,
        )


def move_sums(pot_id: int, debit: str, credit: str, cents: int) -> None:
    """Change a pot's running sums in one guarded UPDATE: it happens whole, or NotYet says by how much it fails."""
    pot = Pot.objects.filter(pk=pot_id)
    changes = {}
    if debit in RUNNING_SUMS:
        changes[f"{debit}_cents"] = F(f"{debit}_cents") + cents
    if credit in RUNNING_SUMS:
        changes[f"{credit}_cents"] = F(f"{credit}_cents") - cents
        pot = pot.filter(**{f"{credit}_cents__gte": cents})
    if credit == "budget":
        used = F("reserved_cents") + F("committed_cents") + F("paid_cents")
        pot = pot.filter(total_cents__gte=used + cents - F("override_cents"))
    if not pot.update(**changes):
        left = Pot.objects.get(pk=pot_id).left
        raise NotYet(
            Sentence(
                "Das Geld reicht nicht: Im Topf sind noch {left}. "
                "Vielleicht wurde gerade ein anderer Antrag beschlossen.",
                left=left,
            )
        )


def hold_measure(measure_id: int, debit: str, credit: str, cents: int) -> None:
    """Hold what leaves the budget against the cap of the measure, and give back what returns: like a pot.

    Raises NotYet if the awards of the measure would go beyond its cap.
    """
    measure = Measure.objects.filter(pk=measure_id)
    if credit == "budget":
        measure = measure.filter(cap_cents__gte=F("used_cents") + cents)
    change = {"budget": cents}.get(credit, 0) - {"budget": cents}.get(debit, 0)
    if change and not measure.update(used_cents=F("used_cents") + change):
        left = Measure.objects.get(pk=measure_id).left
        raise NotYet(Sentence("Für diese Maßnahme sind nur noch {left} da.", left=left))


def open_records(record: Record, openings: Sequence[Opening], now: datetime) -> None:
    """Open or change the records that a move opens or changes beside its own; the record then reads them anew."""
    for opening in openings:
        OPENERS[opening.kind](record.case or record, dict(opening.fields), now)
    if any(opening.kind not in KEPT_UP for opening in openings):
        kind_of(record).forget(record)


def _open_draft(application: Application, fields: Fields, now: datetime) -> None:
    # The facts of the new stage ask for the item, too: one statement for both.
    if rows(application, "drafts", *ON_THE_AGENDA)["drafts"]:
        Draft.objects.filter(application=application, current=True).update(current=False)
    draft = Draft(application=application, kind=fields["kind"], drafted_at=now, current=True)
    draft.drafted_by_id = fields.get("drafted_by")
    draft.amount = fields.get("amount") or ZERO
    draft.reasons = fields.get("reasons", "")
    draft.rests_on_vote = fields.get("rests_on_vote", False)
    draft.save(force_insert=True)
    _keep(application, "drafts", [draft])


def _open_lawsuit(application: Application, fields: Fields, now: datetime) -> None:
    suits = rows(application, "lawsuits")["lawsuits"]
    _keep(application, "lawsuits", [*suits, Lawsuit.objects.create(application=application, **fields)])


def _keep(application: Application, name: str, found: list[Draft] | list[Lawsuit]) -> None:
    """What was read under the lock, with what was written since."""
    if application.kept is not None:
        application.kept[name] = found


def _end_lawsuit(application: Application, fields: Fields, now: datetime) -> None:
    pending = Lawsuit.objects.filter(application=application, closed_on__isnull=True)
    if scope := fields.pop("scope", ""):
        pending = pending.filter(scope=scope)
    pending.update(**fields)


def _open_council_vote(application: Application, fields: Fields, now: datetime) -> None:
    amount = fields.pop("amount")
    CouncilVote.objects.create(
        application=application,
        paper=application.council_paper,
        amount_cents=None if amount is None else to_cents(amount),
        recorded_at=now,
        **fields,
    )


def _open_call(measure: Measure, fields: Fields, now: datetime) -> None:
    """A call for the measure, under the guideline in force on its first day, from the pot of the projects' year."""
    rules = Guideline.objects.filter(programme=measure.programme, valid_from__lte=fields["opens_on"])
    guideline = rules.order_by("-valid_from").first()
    year = fields["earliest_start"].year
    pot = Pot.objects.filter(programme=measure.programme, budget_year=year).order_by("pk").first()
    if guideline is None or pot is None:
        raise NotYet(
            Sentence("Für {year} gibt es noch keinen Topf oder keine Richtlinie dieses Programms.", year=year)
        )
    round_number = measure.rounds.count() + 1
    title = (
        f"{measure.title[:96]} ({round_number}. Bekanntmachung)" if round_number > 1 else measure.title[:120]
    )
    Round.objects.create(
        programme=measure.programme,
        title=title,
        theme=measure.title[:200],
        guideline=guideline,
        pot=pot,
        measure=measure,
        **fields,
    )


def freeze_version(application: Application, fields: Fields, now: datetime) -> None:
    """Freeze what the applicant has written as the next version."""
    text = canonical(snapshot_of(application))
    last = application.versions.order_by("-number").values_list("number", flat=True).first() or 0
    if not application.plan_confirmed:  # what was asked for stays known beside the plan adapted to the award
        application.requested_cents = application.project.requested_cents
    ApplicationVersion.objects.create(
        application=application,
        number=last + 1,
        text=text,
        sha256=sha256(text.encode()).hexdigest(),
        requested_cents=application.project.requested_cents,
        made_at=now,
    )


def _put_off(application: Application, fields: Fields, now: datetime) -> None:
    """The item of the open sitting on which the case was called up remembers that, and whether quorum was lacking."""
    why = Item.PutOff.QUORUM if fields["for_quorum"] else Item.PutOff.OTHERWISE
    open_now = Item.objects.filter(application=application, sitting__stage=SittingStage.OPEN, put_off="")
    open_now.update(put_off=why)


OPENERS: dict[str, Callable[[Any, Fields, datetime], None]] = {
    "round": _open_call,
    "claim": change_claim,
    "council_vote": _open_council_vote,
    "draft": _open_draft,
    "hearing": open_hearing,
    "lawsuit": _open_lawsuit,
    "put_off": _put_off,
    "lawsuit_end": _end_lawsuit,
    "refund_payment": book_receipt,
    "restore": restore_version,
    "shift": shift_lines,
    "version": freeze_version,
}
"""Kind of an Opening → its writer."""
KEPT_UP = {"draft", "lawsuit", "put_off"}
"""Openings that change nothing beside the case which was read for its facts, or keep it as they have written it."""
