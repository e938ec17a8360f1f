"""The abstract world that a machine is walked in: one record, at most one call for funds, a day, and what happened.

Two worlds are the same if nothing that a rule looks at differs: of days only whether they are known, and what they
make due by today.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, fields, replace
from datetime import date
from decimal import Decimal
from typing import Any

from workflows.case import (
    Case,
    Draft,
    FundsCall,
    Lawsuit,
    MeasureFacts,
    Memo,
    Proof,
    Resolution,
    SittingFacts,
)
from workflows.claim import Claim
from workflows.errors import MoveRefused
from workflows.machine import Booking, Effects, Machine
from workflows.procedures.aenderungsantrag import Change
from workflows.procedures.erstattung import Collection
from workflows.procedures.verwendungsnachweis import Interim
from workflows.rules.deadlines import payout_from
from workflows.stages import Stage

GRANT, LESS = Decimal(4800), Decimal(3600)
"""EUR: what is asked for, and what a body gives if it gives less."""
POT = Decimal(100_000)
"""EUR in the pot when others have taken nothing."""
AGREED = frozenset({12})
"""The second of two who represent the applicant; that they are asked is tried in two stages and given elsewhere."""
SOMEBODY = 2
"""Whoever released a Bescheid that is final: who it was, was judged before."""
NOTICE = (Stage.AWARD_DRAFTED, Stage.REFUSAL_DRAFTED, Stage.AWARDED, Stage.REFUSED)
CHECKS = (Stage.FORMAL_CHECK, Stage.EXPERT_CHECK)
EDITABLE = (Stage.DRAFT, Stage.DOCUMENTS_REQUESTED, Stage.PLAN_ADJUSTMENT)
BEFORE_CHECK = ("", Stage.CONSULTATION, Stage.DRAFT)
BODIES = (
    *(Stage.READY_FOR_SITTING, Stage.IN_SITTING, Stage.DEFERRED, Stage.ENDORSED, Stage.DECLINED),
    *(Stage.IN_COUNCIL, Stage.PLAN_ADJUSTMENT, Stage.AWARD_DRAFTED),
)
WITH_MONEY = (
    *(Stage.FINAL, Stage.RUNNING, Stage.PROOF_DUE, Stage.PROOF_IN_REVIEW, Stage.PROOF_INCOMPLETE),
    *(Stage.HEARING, Stage.REFUND_CLAIMED, Stage.ENFORCEMENT, Stage.CLOSED),
)
SCARCE = (Stage.IN_SITTING, Stage.DEFERRED)
"""Where it matters that others take the money meanwhile."""
OVER = (Stage.WITHDRAWN, Stage.WAIVED, Stage.DISCONTINUED, Stage.ARCHIVED)
LIVE = tuple(set(Stage) - {Stage.CLOSED, *OVER})
CLAIMING = (Stage.HEARING, Stage.REFUND_CLAIMED, Stage.ENFORCEMENT)
NOTHING_LEFT: dict[str, Any] = {
    **dict.fromkeys(("begins", "ends", "submitted_on", "documents_due", "plan_due", "caseworker"), None),
    **dict.fromkeys(
        ("endorsed", "awarded", "period_ends", "period_begins", "released_by", "posted_on"), None
    ),
    **dict.fromkeys(("plan_confirmed", "regime_confirmed", "payments_suspended", "bank_verified"), False),
    "requested": GRANT,
    "condition_open": "",
    "final_on": None,
    "waived_remedies_on": None,
    "lawsuits": (),
    "signatures_needed": 1,
    "ending_signed_by": frozenset(),
    "proof_due": None,
    "proof_documents_due": None,
}
KNOWN_IN: tuple[tuple[tuple[str, ...], Mapping[str, Any]], ...] = (
    (BEFORE_CHECK, {"round_opens": None, "round_closes": None}),
    (EDITABLE, {"missing": (), "plan_problems": ()}),
    ((Stage.FORMAL_CHECK,), {"checklist_open": ("offen",)}),
    ((Stage.EXPERT_CHECK,), {"memo": None}),
    (BODIES, {"motion_amount": None, "item_listed": False}),
    ((*CHECKS, *BODIES), {"resolution": None}),
    ((*NOTICE, Stage.HEARING), {"draft": None, "posting": "post", "notified_on": None}),
    (CLAIMING, {"claim": None, "hearing_due": None, "heard_from": ""}),
    ((Stage.CLOSED,), {"reopening_agreed_by": frozenset()}),
    (LIVE, {"payments_suspended": False, "condition_open": "", "lawsuits": (), "period_ends": None}),
    (LIVE, {"proof_due": None, "plan_confirmed": False, "bank_verified": False, "released_by": SOMEBODY}),
    ((Stage.AWARDED,), {"waiver_form": False}),
    ((Stage.IN_COUNCIL,), {"council_paper": "", "council_on": None, "council_advised_on": None}),
    (WITH_MONEY, {"presented_on": None}),
    ((Stage.PROOF_DUE, Stage.PROOF_INCOMPLETE, Stage.PROOF_IN_REVIEW, Stage.HEARING), {"proof": None}),
)
"""Facts that rules look at in some stages only, and what stands for „nobody looks“ elsewhere."""


@dataclass(frozen=True)
class Memory:
    """What really happened on the way, written down by the walk and by no rule.

    People are ids. ``votes`` has each body's last vote as (body, result, amount).
    """

    drafted_by: int | None = None
    released_by: int | None = None
    released: str = ""
    """What was released: award or refusal."""
    released_amount: Decimal | None = None
    posted: bool = False
    waived: bool = False
    votes: tuple[tuple[str, str, Decimal | None], ...] = ()
    certified_by: int | None = None
    ordered_by: int | None = None
    hearing: str = ""
    """Empty, open or answered."""
    hearing_until: date | None = None
    """The last day that the recipient was given to answer."""
    claim_drafted_by: int | None = None
    claim_released: bool = False
    casting: str = ""
    """Of a ballot: empty, open or closed."""
    checked_by: int | None = None

    def voted(self, body: str) -> tuple[str, Decimal | None]:
        """The last vote of a body: its result and amount."""
        return next(((result, amount) for name, result, amount in self.votes if name == body), ("", None))

    def with_vote(self, body: str, result: str, amount: Decimal | None) -> "Memory":
        """After a vote of a body."""
        others = tuple(vote for vote in self.votes if vote[0] != body)
        return replace(self, votes=tuple(sorted((*others, (body, result, amount)), key=lambda vote: vote[0])))


@dataclass(frozen=True)
class World:
    """Where everything stands on one day."""

    facts: Any
    today: date
    memory: Memory = Memory()
    call: FundsCall | None = None
    """A call for funds on its way, without its case."""

    @property
    def stage(self) -> str:
        """Where the record stands."""
        return str(self.facts.stage)


@dataclass(frozen=True)
class Step:
    """One step of the walk: what happened, by whom, and the world after it."""

    label: str
    who: str
    world: World


def changed(facts: Any, values: Mapping[str, Any]) -> Any:
    """Frozen facts with other values; as ``dataclasses.replace``, which is too slow to walk with."""
    twin = object.__new__(type(facts))
    twin.__dict__.update(facts.__dict__)
    twin.__dict__.update(values)
    return twin


def after(world: World, target: str, effects: Effects) -> Any:
    """The facts after a move: each kind of effect written as the door writes it."""
    facts = world.facts
    facts = changed(facts, {name: value for name, value in effects.fields.items() if name in facts.__dict__})
    if isinstance(facts, Case):
        facts = booked(facts, effects.book)
        if effects.number:
            facts = changed(facts, {"number": "N"})
    elif hasattr(facts, "grant"):
        facts = changed(facts, {"grant": booked(changed(facts.grant, effects.grant), effects.book)})
    for opening in effects.open:
        facts = OPENERS[opening.kind](facts, dict(opening.fields))
    return settled(world.facts, changed(facts, {"stage": target}))


def booked(case: Case, bookings: Sequence[Booking]) -> Case:
    """The sums of the case after double entries; the budget is the pot's rest. MoveRefused if one would be negative."""
    if not bookings:
        return case
    sums = {
        "budget": case.pot_left,
        "reserved": case.reserved,
        "committed": case.committed,
        "paid": case.paid,
    }
    for booking in bookings:
        sums[booking.debit] += booking.amount
        sums[booking.credit] -= booking.amount
    if min(sums.values()) < 0:
        raise MoveRefused("Das Geld reicht nicht.")
    return changed(case, {"pot_left": sums.pop("budget"), **sums})  # type: ignore[no-any-return]


def settled(before: Any, facts: Any) -> Any:
    """Facts as they are read in the new stage: releases bind to a stage, and nobody reads what is over."""
    if not isinstance(facts, Case):
        return facts
    stage = facts.stage
    values: dict[str, Any] = {"deferrals": 0}
    if before.stage != stage:
        values |= _on_arrival(facts, stage)
    for stages, unread in KNOWN_IN:
        if stage not in stages:
            values |= unread
    if stage in OVER:
        values |= NOTHING_LEFT
    if stage not in SCARCE:
        held = facts.reserved + values.get("committed", facts.committed) + facts.paid
        values["pot_left"] = POT - held
    if facts.lawsuits and stage not in (*CHECKS, *NOTICE):
        values["lawsuits"] = tuple(suit for suit in facts.lawsuits if suit.closed_on is None)
    return changed(facts, values)


def _on_arrival(case: Case, stage: str) -> dict[str, Any]:
    values: dict[str, Any] = {
        "signed_by": frozenset(),
        "ending_signed_by": frozenset(),
        "early_start_on": None,
    }
    if case.signatures_needed > 1 and stage not in (Stage.DRAFT, Stage.AWARDED):
        values["ending_signed_by"] = AGREED
    if stage in EDITABLE:
        values["missing"] = ("Etwas fehlt.",)
    if stage in CHECKS:
        values |= {"requested": GRANT, "lawsuits": (), "regime_confirmed": False}
    if stage == Stage.PROOF_INCOMPLETE:
        values["proof"] = None
    if stage in (*SENT, Stage.FINAL):
        values |= {"released_by": case.released_by and SOMEBODY, "regime_confirmed": False}
    if stage in (Stage.AWARDED, Stage.FINAL) and case.awarded and case.committed and not case.paid:
        values |= AS_ASKED
    if stage in SENT and case.draft:
        values["draft"] = changed(case.draft, {"drafted_by": None, "amount": GRANT})
    if stage == Stage.FINAL:
        values |= {"bank_verified": True, "signatures_needed": 1, "ending_signed_by": frozenset()}
    if stage in CLAIMING[1:]:
        values |= SUSPENDED | {"claim": changed(case.claim, {"answered_on": None}) if case.claim else None}
    if stage == Stage.CLOSED:
        values |= {
            "requested": GRANT,
            "endorsed": None,
            "regime_confirmed": False,
            "proof_documents_due": None,
        }
        values |= {"signatures_needed": 1, "ending_signed_by": frozenset(), "final_on": case.posted_on}
    return values


SENT = (Stage.AWARDED, Stage.REFUSED)
SUSPENDED: dict[str, Any] = {
    "payments_suspended": False,
    "condition_open": "",
    "hearing_due": None,
    "heard_from": "",
    "proof_due": None,
    "proof_documents_due": None,
    "period_ends": None,
    "bank_verified": False,
}
"""What nobody asks about any more once the money is claimed back."""


AS_ASKED = {
    **dict.fromkeys(("requested", "endorsed", "awarded", "committed"), GRANT),
    "plan_confirmed": False,
}
"""Once a Bescheid is sent, only shares of the award matter, so every award is the same."""


def _open_draft(case: Case, said: dict[str, Any]) -> Case:
    draft = Draft(kind=said["kind"], missing=("alles",), drafted_by=said.get("drafted_by"))
    return replace(case, draft=replace(draft, amount=said.get("amount") or Decimal(0)))


def _open_lawsuit(case: Case, said: dict[str, Any]) -> Case:
    return replace(case, lawsuits=(*case.lawsuits, Lawsuit(**said)))


def _end_lawsuit(case: Case, said: dict[str, Any]) -> Case:
    scope = said.get("scope")
    ended = [
        replace(suit, closed_on=said["closed_on"])
        if suit.closed_on is None and scope in (None, suit.scope)
        else suit
        for suit in case.lawsuits
    ]
    return replace(case, lawsuits=tuple(ended))


def _same(case: Case, said: dict[str, Any]) -> Case:
    return case


def _announced(measure: Any, said: dict[str, Any]) -> Any:
    return changed(measure, {"call_closes": said["closes_on"]})


def _open_hearing(case: Case, said: dict[str, Any]) -> Case:
    return changed(case, {"claim": Claim(**said)})  # type: ignore[no-any-return]


def _change_claim(case: Case, said: dict[str, Any]) -> Case:
    assert case.claim is not None, "nobody changes what is not there"
    if said.get("current") is False:
        return changed(case, {"claim": None})  # type: ignore[no-any-return]
    known = {name: value for name, value in said.items() if name in case.claim.__dict__}
    return changed(case, {"claim": changed(case.claim, known)})  # type: ignore[no-any-return]


def _receive(collection: Any, said: dict[str, Any]) -> Any:
    return changed(collection, {"receipts": (*collection.receipts, (said["received_on"], said["amount"]))})


def _restore(case: Case, said: dict[str, Any]) -> Case:
    return replace(case, requested=GRANT)


OPENERS = {
    "draft": _open_draft,
    "lawsuit": _open_lawsuit,
    "lawsuit_end": _end_lawsuit,
    "version": _same,
    "restore": _restore,
    "council_vote": _same,
    "call": _announced,
    "hearing": _open_hearing,
    "claim": _change_claim,
    "shift": _same,
    "refund_payment": _receive,
}
"""Kind of an Opening → what it does to the facts of the case."""

UNREAD = {
    "terms",
    "facts",
    "released_on",
    "period_begins",
    "number",
    "waived_remedies_on",
    "waived",
    "sittings",
    *("payments", "base_rates", "outcome_reason", "interim_until", "new_ends", "until", "heard_on"),
    *("known_on", "interest", "bears_interest", "waive_interest", "final_on"),
}
"""Facts that say nothing beside the days that have come."""


def key_of(machine: Machine, world: World) -> tuple[Any, ...]:
    """What makes this world different from others."""
    dues = tuple((slug, day <= world.today) for day, slug in machine.due())
    return (
        _key(world.facts),
        _key(world.call),
        _key(world.memory),
        dues,
        _days_of(world),
    )


def _key(value: Any) -> Any:
    names = NAMES.get(type(value))
    if names is not None:
        inside = value.__dict__
        return tuple([_KEYS.get(type(inside[name]), _itself)(inside[name]) for name in names])
    return _KEYS.get(type(value), _itself)(value)


def _itself(value: Any) -> Any:
    return value


def _key_of_many(many: tuple[Any, ...]) -> Any:
    """Suits in any order; of days with amounts only the sum."""
    if many and isinstance(many[0], Lawsuit):
        return frozenset(map(_key, many))
    if many and isinstance(many[0], tuple) and isinstance(many[0][0], date):
        return sum(amount for _, amount in many)
    return many


KINDS = (
    *(Case, FundsCall, Memo, Draft, Proof, Lawsuit, Claim, Resolution, Memory),
    *(SittingFacts, MeasureFacts, Change, Collection, Interim),
)
NAMES = {kind: tuple(f.name for f in fields(kind) if f.name not in UNREAD) for kind in KINDS}
_KEYS: dict[type, Callable[[Any], Any]] = {
    date: lambda day: True,
    tuple: _key_of_many,
    **dict.fromkeys(NAMES, _key),
}


def _days_of(world: World) -> tuple[bool, ...]:
    """Which days that rules look at, beside those of the clock, have come."""
    today = [world.today in world.facts.sittings] if isinstance(world.facts, MeasureFacts) else []
    return tuple(today + [day <= world.today for day in days_ahead(world)])


def days_ahead(world: World) -> list[date]:
    """Days from which on something else may be possible: the end of a round, the first day of payment, a sitting."""
    facts = world.facts
    days = [_next(day) for day in (getattr(facts, name, None) for name in DEADLINES) if day]
    if isinstance(facts, Change) and facts.grant.period_ends:
        days.append(_next(facts.grant.period_ends))
    facts = getattr(facts, "grant", facts)
    if not isinstance(facts, Case):
        return days + [day for day in [getattr(facts, "held_on", None)] if day]
    if facts.round_closes and facts.stage in BEFORE_CHECK:
        days.append(_next(facts.round_closes))
    if facts.final_on:
        grace = facts.terms.payout_grace
        days.append(payout_from(facts.final_on, grace, waived=bool(facts.waived_remedies_on)))
    if facts.claim:
        days += [_next(day) for day in (facts.claim.limit, facts.claim.due) if day]
    return days


DEADLINES = ("held_on", "call_closes", "hearing_due", "deferred_until", "dunning_due")
"""Facts that name a last day."""


def _next(day: date) -> date:
    return date.fromordinal(day.toordinal() + 1)
