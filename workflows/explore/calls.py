"""A call for funds on its own: its case may get into any trouble at any time, and three people do everything."""

from collections.abc import Iterator, Mapping
from datetime import date, timedelta
from typing import Any

from workflows.case import Actor, Case, Lawsuit, Terms, changed
from workflows.explore.people import PEOPLE
from workflows.explore.promises import Happened, paid_rightly, three_people
from workflows.explore.world import GRANT, SOMEBODY, Memory, Step, World
from workflows.machine import Machine
from workflows.mittelabruf import MittelabrufFacts
from workflows.outcome import Outcome
from workflows.roles import APPLICANTS
from workflows.stages import MITTELABRUF_OVER, MITTELABRUF_REFUSABLE, MittelabrufStage, Stage

FIRST_DAY = date(2026, 3, 16)
ENDS: frozenset[str] = frozenset(MITTELABRUF_OVER)
LONG_AGO = date(2026, 1, 12)
TROUBLES: tuple[tuple[str, dict[str, Any]], ...] = (
    ("eine Anhörung beginnt", {"stage": Stage.HEARING}),
    ("der Vorgang endet", {"stage": Stage.CLOSED}),
    ("es wird Geld zurückgefordert", {"stage": Stage.REFUND_CLAIMED}),
    ("der Bescheid ist erst versandt", {"stage": Stage.AWARDED, "final_on": None}),
    ("der Bescheid war nie freigegeben", {"released_by": None}),
    ("der Bescheid war nie versandt", {"posted_on": None}),
    ("der Bescheid ist eben erst bestandskräftig", {"final_on": FIRST_DAY}),
    ("die Auszahlungen sind ausgesetzt", {"payments_suspended": True}),
    ("eine Bedingung ist offen", {"condition_open": "Mietvertrag"}),
    ("es wird geklagt", {"lawsuits": (Lawsuit("grant", FIRST_DAY),)}),
    ("die Bankverbindung ist ungeprüft", {"bank_verified": False}),
    ("das Geld ist schon abgerufen", {"called": GRANT, "paid": GRANT}),
)
"""What may be wrong with the case while a call is on its way, one thing at a time."""


def starts(terms: Terms) -> list[World]:
    """A call that is not born yet, of an applicant with one signature and of one that needs two; a payment at once."""
    return [
        World(
            MittelabrufFacts(
                grant=_case(terms, needed), at_once=at_once, amount=GRANT, missing=("Der Bedarf fehlt.",)
            ),
            FIRST_DAY,
        )
        for at_once in (False, True)
        for needed in (1, 2)
    ]


def _case(terms: Terms, needed: int) -> Case:
    return Case(
        terms=terms,
        stage=Stage.RUNNING,
        signatures_needed=needed,
        requested=GRANT,
        awarded=GRANT,
        committed=GRANT,
        released_by=SOMEBODY,
        posted_on=LONG_AGO,
        final_on=LONG_AGO + timedelta(40),
        bank_verified=True,
    )


def beside(machine: Machine, world: World) -> Iterator[Step]:
    """The call is filled in and released, and its case gets into trouble and out of it."""
    call: MittelabrufFacts = world.facts
    good = _case(call.grant.terms, call.grant.signatures_needed)
    if call.stage == "" and call.missing:
        yield _step("füllt den Abruf aus", PEOPLE[2].name, world, missing=())
    joint = call.grant.signatures_needed > 1 and not call.at_once
    if call.stage == MittelabrufStage.FILED and joint and not call.signed_by:
        yield _step("gibt frei", PEOPLE[3].name, world, signed_by=frozenset({12}))
    if call.decided_on and not call.made:
        yield _step("PDF ist gemacht", "Poststelle", world, made=True)
    if call.grant != good:
        yield _step("das Hindernis ist behoben", "", world, grant=good)
        return
    for label, trouble in TROUBLES:
        yield _step(label, "", world, grant=changed(good, **trouble))


def _step(label: str, who: str, world: World, **values: Any) -> Step:
    return Step(label, who, changed(world, facts=changed(world.facts, **values)))


def remember(
    memory: Memory, world: World, actor: Actor, outcome: Outcome, answers: Mapping[str, Any]
) -> Memory:
    """Who certified, who ordered and who wrote the reasons of a refusal; a call that is returned begins anew."""
    if "drafted_by" in outcome.effects.fields:
        return changed(memory, drafted_by=actor.user_id)
    match outcome.target:
        case MittelabrufStage.CERTIFIED:
            return changed(memory, certified_by=actor.user_id)
        case MittelabrufStage.ORDERED:
            return changed(memory, ordered_by=actor.user_id)
        case MittelabrufStage.RETURNED:
            return Memory()
    return memory


def must_be_right(outcome: Outcome) -> bool:
    """Whether this is a payment; money that left although it should have been held is told as such, with the reason.

    It was ordered rightly, and what stood in the way came between the order and the payment run.
    """
    return outcome.target == MittelabrufStage.PAID and not outcome.effects.fields.get("paid_despite")


def rightly(it: Happened) -> Iterator[str]:
    """Money leaves the house as the law says, by three people."""
    case, memory = it.before.facts.grant, it.before.memory
    if it.outcome.source == "":
        yield from _begun_rightly(it)
    if it.outcome.target == MittelabrufStage.ORDERED and it.actor.user_id == memory.certified_by:
        yield "Eine Auszahlung ist von der Person angeordnet, die sie festgestellt hat."
    if it.outcome.target == MittelabrufStage.ORDERED and (
        not case.bank_verified or it.before.facts.iban_changed
    ):
        yield "Eine Auszahlung auf ein ungeprüftes Konto ist angeordnet."
    if it.outcome.target == MittelabrufStage.PAID:
        yield from three_people(memory.certified_by, memory.ordered_by, it.actor.user_id)
    if it.outcome.target == MittelabrufStage.ORDERED or must_be_right(it.outcome):
        known = Memory(released="award" if case.released_by else "", posted=case.posted_on is not None)
        yield from paid_rightly(case, known, it.after.today)


def _begun_rightly(it: Happened) -> Iterator[str]:
    """Recipients call where they are to; the office opens one payment of the whole, and no day too early."""
    call = it.before.facts
    if call.at_once != it.actor.roles.isdisjoint(APPLICANTS):
        yield "Geld ist nicht auf dem Weg beantragt, auf dem die Förderung es zahlt."
    if call.at_once:
        known = Memory(released="award" if call.grant.released_by else "", posted=bool(call.grant.posted_on))
        yield from paid_rightly(call.grant, known, it.after.today)
        if call.grant.called or it.after.facts.amount != call.grant.awarded:
            yield "Eine Auszahlung in einer Summe ist nicht die einzige, oder sie ist nicht die ganze Zuwendung."


def refused_rightly(it: Happened) -> Iterator[str]:
    """A call is refused with reasons by another than who wrote them, before an order, and posted once it is made."""
    if it.outcome.target == MittelabrufStage.REFUSED and it.outcome.source != MittelabrufStage.REFUSED:
        if it.before.facts.at_once:
            yield "Eine Auszahlung ist abgelehnt, die niemand abgerufen hat."
        if it.before.memory.drafted_by is None:
            yield "Ein Abruf ist abgelehnt, ohne dass jemand es begründet hat."
        if it.actor.user_id == it.before.memory.drafted_by:
            yield "Wer die Ablehnung eines Abrufs entworfen hat, hat sie freigegeben."
        if it.outcome.source not in MITTELABRUF_REFUSABLE:
            yield "Ein Abruf ist abgelehnt, dessen Auszahlung angeordnet ist."
    if "posted_on" in it.outcome.effects.fields and not it.before.facts.made:
        yield "Die Ablehnung eines Abrufs gilt als versandt, obwohl ihr Bescheid noch nicht gemacht ist."
