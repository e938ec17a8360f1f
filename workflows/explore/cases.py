"""What changes the facts of a case beside its moves: people who write, bodies that vote, a post office."""

from collections.abc import Callable, Iterator
from datetime import date, timedelta
from typing import Any

from workflows.acts import may
from workflows.case import ZERO, Actor, Advice, Case, Draft, Memo, Proof, Resolution, changed
from workflows.errors import NotYet
from workflows.explore.calls import must_be_right
from workflows.explore.people import PEOPLE, answers, ids_in
from workflows.explore.promises import paid_as_declared, paid_rightly
from workflows.explore.world import GRANT, LESS, POT, SCARCE, Memory, Step, World
from workflows.explore.writing import booked
from workflows.law import law_of
from workflows.machine import Machine, Programme, outgoing
from workflows.mittelabruf import MittelabrufFacts, Pays
from workflows.outcome import Outcome
from workflows.procedures.mittelabruf import MittelabrufMachine
from workflows.rules.payment import payable_in_all
from workflows.rules.refund import pay_by
from workflows.stages import (
    CHECKS,
    CLAIMED,
    EDITABLE,
    MITTELABRUF_OVER,
    PROOF_OWED,
    RESOLVED,
    MittelabrufStage,
    Stage,
)

POST_OFFICE = Actor("Poststelle und Kasse", frozenset())
VOTES = (
    ("carried", GRANT, Resolution(True, True)),
    ("carried", LESS, Resolution(True, True)),
    ("failed", GRANT, Resolution(True, False)),
    ("not_quorate", GRANT, Resolution(False, False)),
)


def beside(machine: Machine, world: World) -> Iterator[Step]:
    """Everything that may change beside the moves of a case, each as a step."""
    for change in BESIDE:
        yield from change(world, world.facts)
    programme = type(machine)
    assert issubclass(programme, Programme)  # a case is walked in the machine of a fund
    for change_before in BEFORE_THE_BODIES:
        yield from change_before(programme, world, world.facts)


def _step(label: str, actor: Actor, world: World, **values: Any) -> Iterator[Step]:
    facts = changed(world.facts, **values)
    if facts != world.facts:
        yield Step(label, actor.name, changed(world, facts=facts))


def _able(act: str, world: World) -> list[Actor]:
    """Who may write this here by the law of acts; of equals only the first that is new."""
    able = [actor for actor in PEOPLE if may(act, actor, world.stage)]
    known = ids_in(world)
    fresh = next((actor for actor in able if actor.user_id not in known), None)
    return [actor for actor in able if actor.user_id in known or actor is fresh]


def _project(world: World, case: Case) -> Iterator[Step]:
    for actor in _able("save_project", world)[:1]:
        begins, ends = world.today + timedelta(60), world.today + timedelta(240)
        if case.missing:
            yield from _step("füllt den Antrag aus", actor, world, missing=(), begins=begins, ends=ends)


def _plan(world: World, case: Case) -> Iterator[Step]:
    for actor in _able("save_plan", world)[:1]:
        if case.plan_problems:
            asked = case.endorsed
            yield from _step("passt den Plan an", actor, world, plan_problems=(), requested=asked)


def _release(world: World, case: Case) -> Iterator[Step]:
    if case.signatures_needed < 2:
        return
    second = PEOPLE[3]
    if not may("release", second, case.stage):
        return
    both = frozenset({second.user_id})
    whole = not (case.missing or case.plan_problems)
    if not case.signed_by and whole and case.stage in (*EDITABLE, "proof_due", "proof_incomplete"):
        yield from _step("gibt frei", second, world, signed_by=both)
    if not case.ending_signed_by:
        yield from _step("stimmt dem Ende zu", second, world, ending_signed_by=both)


def _review(world: World, case: Case) -> Iterator[Step]:
    for actor in _able("save_review", world):
        if case.stage in CHECKS and case.checklist_open:
            yield from _step("arbeitet die Prüfliste ab", actor, world, checklist_open=())
        if case.stage == Stage.EXPERT_CHECK and (case.memo is None or case.review_returned):
            memo = Memo(
                written_by=actor.user_id, eligible=case.eligible, own=case.own, proposal=case.requested
            )
            yield from _step("schreibt den Prüfvermerk", actor, world, memo=memo, review_returned="")


def _agenda(programme: type[Programme], world: World, case: Case) -> Iterator[Step]:
    """Somebody puts the case on the agenda of one of the fund's bodies, whosever turn it is, and takes it off again."""
    if case.item_listed:
        for actor in _able("unlist_item", world)[:1] if programme.heard_first else ():
            yield from _step("nimmt von der Tagesordnung", actor, world, item_listed=False, item_body="")
        return
    for actor in _able("list_item", world)[:1]:
        for body in programme.bodies():
            listed = {"item_listed": True, "item_body": body, "resolution": None}
            yield from _step(_at(programme, "setzt auf die Tagesordnung", body), actor, world, **listed)


def _vote(programme: type[Programme], world: World, case: Case) -> Iterator[Step]:
    """The ballot on the item that is called up; how votes are cast and counted is the sitting's own machine."""
    if case.stage != Stage.IN_SITTING or not case.item_listed:
        return
    yield from _step("zu wenige sind da", PEOPLE[4], world, quorum_lacking=True)
    for result, amount, resolution in VOTES:
        facts = changed(
            case, item_listed=False, resolution=resolution, motion_amount=amount, quorum_lacking=False
        )
        memory = world.memory
        if case.item_body == programme.body:
            memory = memory.with_vote("body", result, amount)
        elif resolution.quorate:
            facts, memory = _advised(facts, world.today), _advised_now(memory, case.item_body, world.today)
        label = _at(programme, f"Abstimmung: {result} über {amount} EUR", case.item_body)
        yield Step(label, "Gremium", changed(world, facts=facts, memory=memory))


def _advised(case: Case, today: date) -> Case:
    """The last vote of a body counts."""
    assert case.resolution is not None, "the ballot is closed"
    others = tuple(vote for vote in case.advice if vote.body != case.item_body)
    return changed(case, advice=(*others, Advice(case.item_body, today, case.resolution.carried)))


def _advised_now(memory: Memory, body: str, today: date) -> Memory:
    others = tuple(known for known in memory.advised if known != body)
    return changed(memory, advised=(*others, body), advised_on=today)


def _at(programme: type[Programme], label: str, body: str) -> str:
    """What happens before a body, which is named where there are several."""
    return f"{label} ({body})" if programme.heard_first else label


def _regime(world: World, case: Case) -> Iterator[Step]:
    """The lead confirms the rules by which the vote was counted, or finds that others bind the body."""
    voted = RESOLVED
    if case.resolution and case.stage in (*voted, Stage.AWARD_DRAFTED, Stage.IN_COUNCIL):
        confirmed = {"regime_confirmed": True, "counted_otherwise": False}
        yield from _step("bestätigt die Verfahrensregeln", PEOPLE[0], world, **confirmed)
        if case.stage in voted:
            others = confirmed | {"counted_otherwise": True}
            yield from _step("bestätigt andere Verfahrensregeln", PEOPLE[0], world, **others)


def _draft(world: World, case: Case) -> Iterator[Step]:
    """Whoever drafts; the same draft may be taken over and finished by the other."""
    if case.draft is None or case.released_by is not None:
        return
    for actor in _able("save_draft", world):
        award = case.draft.kind == "award"
        for amount in {case.endorsed or GRANT, LESS} if award else {ZERO}:
            for condition in ("", "Mietvertrag") if award else ("",):
                draft = Draft(
                    kind=case.draft.kind,
                    drafted_by=actor.user_id,
                    amount=amount,
                    period_begins=world.today,
                    period_ends=world.today + timedelta(200),
                    condition=condition,
                    rests_on_vote=case.draft.rests_on_vote,
                )
                facts = changed(case, draft=draft)
                memory = changed(world.memory, drafted_by=actor.user_id)
                yield Step("entwirft den Bescheid", actor.name, changed(world, facts=facts, memory=memory))


def _letter(world: World, case: Case) -> Iterator[Step]:
    if case.draft and case.released_by is not None and not case.draft.made:
        made = changed(case.draft, made=True)
        yield Step("PDF ist gemacht", "Poststelle", changed(world, facts=changed(case, draft=made)))


def _waiver(world: World, case: Case) -> Iterator[Step]:
    if case.stage == Stage.AWARDED and case.posted_on:
        yield from _step("schickt den Rechtsbehelfsverzicht", PEOPLE[2], world, waiver_form=True)


def _account(world: World, case: Case) -> Iterator[Step]:
    if world.call and not case.bank_verified:
        for actor in _able("verify_iban", world)[:1]:
            yield from _step("bestätigt die Bankverbindung", actor, world, bank_verified=True)


def _proof(world: World, case: Case) -> Iterator[Step]:
    for actor in _able("save_proof", world)[:1]:
        if case.stage in PROOF_OWED and (case.proof is None):
            yield from _step("füllt den Nachweis aus", actor, world, proof=Proof())
    for actor in _able("check_proof", world):
        if world.call is None and (case.proof is None or case.proof.checked_by is None):
            for grant in (GRANT, ZERO):
                proof = Proof(check_missing=(), checked_by=actor.user_id, recognised_grant=grant)
                facts = changed(case, proof=proof)
                memory = changed(world.memory, checked_by=actor.user_id)
                yield Step(
                    f"prüft den Nachweis: {grant} EUR", actor.name, changed(world, facts=facts, memory=memory)
                )


def _claim(world: World, case: Case) -> Iterator[Step]:
    """What comes of a claim elsewhere: its PDF, its payment, its Mahnung (the collection is a machine of its own)."""
    claim = case.claim
    if claim is None or claim.released_on is None:
        return
    if not claim.made:
        yield from _step("PDF ist gemacht", POST_OFFICE, world, claim=changed(claim, made=True))
    if claim.posted_on and case.stage in CLAIMED and not claim.settled:
        back = {"paid": case.paid - claim.back, "refunded": case.refunded + claim.back}
        settled = changed(claim, settled=True)
        yield from _step("die Erstattung ist beglichen", POST_OFFICE, world, claim=settled, **back)
        last = pay_by(claim)
        if last and world.today > last and not claim.overdue_since and not case.claim_suspended:
            late = changed(claim, overdue_since=world.today)
            yield from _step("die Mahnung blieb ohne Erfolg", POST_OFFICE, world, claim=late)


def _agreement(world: World, case: Case) -> Iterator[Step]:
    if not case.reopening_agreed_by:
        for actor in _able("agree_reopening", world):
            agreed = frozenset({actor.user_id})
            yield from _step("stimmt der Wiederaufnahme zu", actor, world, reopening_agreed_by=agreed)


def _pot(world: World, case: Case) -> Iterator[Step]:
    """Other cases take what is in the pot; the lead raises it."""
    if case.stage in SCARCE and case.resolution:
        left = POT - case.pot_left
        yield from _step("der Topf wird geleert oder gefüllt", PEOPLE[0], world, pot_left=left)


BESIDE: tuple[Callable[[World, Case], Iterator[Step]], ...] = (
    *(_project, _plan, _release, _review, _regime, _draft, _letter, _waiver, _account),
    *(_proof, _claim, _agreement, _pot),
)
"""Everything that happens beside the moves of a case."""
BEFORE_THE_BODIES: tuple[Callable[[type[Programme], World, Case], Iterator[Step]], ...] = (_agenda, _vote)
"""What happens before the bodies of a fund, for which its class says who they are."""
FIRST_DAY = date(2026, 3, 16)


def starts(programme: type[Programme]) -> Iterator[World]:
    """A case that is not born yet: of an applicant with one signature, and of one that needs two."""
    terms = programme.versions[-1]
    for needed in (1, 2):
        case = Case(
            terms=terms,
            programme=programme.slug,
            own_facts=programme.example_facts(),
            signatures_needed=needed,
            round_opens=FIRST_DAY,
            round_closes=FIRST_DAY + timedelta(30),
            requested=GRANT,
            expenses=GRANT,
            income=GRANT,
            eligible=GRANT * 2,
            cash=GRANT * 2,
            own=GRANT,
            pot_left=POT,
            base_rates=((FIRST_DAY - timedelta(4000), ZERO), (date(2100, 1, 1), ZERO)),
            measure_left=terms.measure_cap and GRANT,
        )
        yield World(case, FIRST_DAY)


def along(pays: Pays, world: World) -> Iterator[tuple[Step, list[str]]]:
    """Money on its way beside the case, as its fund pays, through the real machine, by people who are known to differ.

    Called for are halves, so that there is a second call; paid at once is the whole.
    """
    case = world.facts
    call = world.call or _unborn(pays, case)
    for move in outgoing(MittelabrufMachine, call.stage):
        actor = next((a for a in CASHIERS[call.stage] if not a.roles.isdisjoint(law_of(move).by)), None)
        if actor is None:  # a refusal by the desk leaves the case as a return does
            continue
        for data in answers(move, changed(world, facts=call)):
            try:
                machine = MittelabrufMachine(changed(call, grant=case), actor, world.today)
                outcome = machine.perform(move.slug, **data)
            except NotYet:
                continue
            came = _after_call(world, call, outcome)
            paid = outcome.target == MittelabrufStage.ORDERED or must_be_right(outcome)
            broken = list(paid_rightly(came.facts, came.memory, came.today)) if paid else []
            broken += paid_as_declared(pays, case, came.facts)
            yield Step(outcome.label, actor.name, came, move.slug, data, beside=True), broken


def _unborn(pays: Pays, case: Case) -> MittelabrufFacts:
    at_once = pays is Pays.AT_ONCE
    whole = payable_in_all(case.awarded, case.proof.recognised_grant if case.proof else None)
    amount = whole if at_once else (case.awarded or ZERO) / 2
    return MittelabrufFacts(grant=case, at_once=at_once, amount=amount)


CASHIERS = {
    "": (PEOPLE[2], PEOPLE[0]),
    MittelabrufStage.FILED: (PEOPLE[5],),
    MittelabrufStage.CERTIFIED: (PEOPLE[6],),
    MittelabrufStage.ORDERED: (PEOPLE[7],),
}
"""Who takes which step with money; that they must differ is the call's own matter (:mod:`workflows.explore.calls`)."""


def _after_call(world: World, call: MittelabrufFacts, outcome: Outcome) -> World:
    case, effects = world.facts, outcome.effects
    known = {name: value for name, value in effects.fields.items() if name in call.__dict__}
    called = {"": call.amount, MittelabrufStage.RETURNED: -call.amount}
    delta = called.get(outcome.source, ZERO) + called.get(outcome.target, ZERO)
    case = booked(changed(case, called=case.called + delta), effects.book)
    if outcome.target == MittelabrufStage.PAID:
        case = changed(case, payments=(*case.payments, (world.today, call.amount)))
    going = (
        None
        if outcome.target in MITTELABRUF_OVER
        else changed(call, stage=outcome.target, grant=None, **known)
    )
    return changed(world, facts=case, call=going)


def followed(world: World) -> bool:
    """Whether the walk goes on from here: one trouble at a time stops the money as well as two."""
    case = world.facts
    suits = any(suit.closed_on is None for suit in case.lawsuits)
    troubles = sum((case.payments_suspended, bool(case.condition_open), suits))
    if case.stage == Stage.HEARING:
        if case.payments_suspended or case.condition_open:
            return False
        troubles += bool(world.call) + bool(case.claim and case.claim.drafted_by)
    return troubles < 2 and len(case.lawsuits) < 2
