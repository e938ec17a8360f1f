"""What a granted case lives through beside its stages: changes, interim proofs, and a refund that comes in."""

from collections.abc import Iterator, Mapping
from datetime import date, timedelta
from decimal import Decimal
from typing import Any

from workflows.case import ZERO, Actor, Case, Lawsuit, Terms, changed
from workflows.claim import Claim
from workflows.explore.people import PEOPLE
from workflows.explore.promises import Happened
from workflows.explore.world import AGREED, GRANT, LESS, SOMEBODY, Memory, Step, World
from workflows.machine import Machine
from workflows.outcome import Outcome
from workflows.procedures.aenderungsantrag import ChangeRequestFacts
from workflows.procedures.erstattung import RefundFacts
from workflows.procedures.verwendungsnachweis import InterimProofFacts
from workflows.stages import CHANGE_DECIDED, ChangeRequestStage, InterimProofStage, RefundStage, Stage

FIRST_DAY = date(2026, 3, 16)


def granted(terms: Terms, needed: int = 1) -> Case:
    """A case that runs until summer."""
    return Case(
        terms=terms,
        stage=Stage.RUNNING,
        signatures_needed=needed,
        requested=GRANT,
        awarded=GRANT,
        paid=GRANT,
        released_by=SOMEBODY,
        posted_on=FIRST_DAY - timedelta(200),
        final_on=FIRST_DAY - timedelta(150),
        period_begins=FIRST_DAY - timedelta(100),
        period_ends=FIRST_DAY + timedelta(90),
    )


def remember(
    memory: Memory, world: World, actor: Actor, outcome: Outcome, answers: Mapping[str, Any]
) -> Memory:
    """Who drafted a decision, and who ordered that money is collected."""
    if "drafted_by" in outcome.effects.fields:
        return changed(memory, drafted_by=actor.user_id)
    if outcome.target == RefundStage.OPEN and outcome.source == "":
        return changed(memory, ordered_by=actor.user_id)
    return memory


def _step(label: str, who: str, world: World, **values: Any) -> Step:
    return Step(label, who, changed(world, facts=changed(world.facts, **values)))


def _trouble(world: World) -> Iterator[Step]:
    """The case is heard, or its hearing is over."""
    grant: Case = world.facts.grant
    stage = Stage.RUNNING if grant.stage == Stage.HEARING else Stage.HEARING
    yield _step("Anhörung beginnt oder endet", "", world, grant=changed(grant, stage=stage))


def _written(world: World) -> Iterator[Step]:
    """The applicant writes, and a second person releases what was sent."""
    facts = world.facts
    if facts.stage == "" and facts.missing:
        yield _step("füllt aus", PEOPLE[2].name, world, missing=())
    if facts.stage and facts.grant.signatures_needed > 1 and not facts.signed_by:
        yield _step("gibt frei", PEOPLE[3].name, world, signed_by=AGREED)


# Änderungsantrag


def changes(terms: Terms) -> list[World]:
    """A shift between lines and a longer period, of applicants with one signature and with two."""
    return [
        World(
            ChangeRequestFacts(
                grant=granted(terms, needed),
                missing=("Die Gründe fehlen.",),
                shift=Decimal(50),
                from_planned=Decimal(100),
                to_planned=Decimal(100),
                new_ends=FIRST_DAY + timedelta(200),
            ),
            FIRST_DAY,
        )
        for needed in (1, 2)
    ]


def beside_change(machine: Machine, world: World) -> Iterator[Step]:
    """The request is written, its case gets into trouble, its PDF is made."""
    change: ChangeRequestFacts = world.facts
    yield from _written(world)
    if change.stage not in CHANGE_DECIDED:
        yield from _trouble(world)
    if change.decided_on and not change.made:
        yield _step("PDF ist gemacht", "Poststelle", world, made=True)


def change_rightly(it: Happened) -> Iterator[str]:
    """Decided by another than who drafted, granted only while the grant runs, posted after it was made."""
    change: ChangeRequestFacts = it.before.facts
    decided = it.outcome.source != it.outcome.target and it.outcome.target in CHANGE_DECIDED
    if decided and it.actor.user_id == it.before.memory.drafted_by:
        yield "Wer die Entscheidung über eine Änderung entworfen hat, hat sie freigegeben."
    if decided and it.before.memory.drafted_by is None:
        yield "Über eine Änderung ist entschieden, ohne dass jemand sie begründet hat."
    if decided and it.outcome.target == ChangeRequestStage.GRANTED:
        late = change.grant.period_ends and it.after.today > change.grant.period_ends
        if change.grant.stage == Stage.HEARING or (late and it.outcome.effects.grant):
            yield "Eine Änderung ist genehmigt, während angehört wird oder nachdem der Zeitraum zu Ende ist."
        if change.grant.signatures_needed > 1 and not change.signed_by:
            yield "Eine Änderung ist genehmigt, der nicht alle zugestimmt haben."
    if "posted_on" in it.outcome.effects.fields and not change.made:
        yield "Ein Änderungsbescheid gilt als versandt, der noch nicht gemacht ist."


# Zwischennachweis


def interims(terms: Terms) -> list[World]:
    """An interim proof of an applicant with one signature, and of one that needs two."""
    return [
        World(
            InterimProofFacts(
                grant=granted(terms, needed),
                missing=("Der Bericht fehlt.",),
                until=FIRST_DAY - timedelta(10),
            ),
            FIRST_DAY,
        )
        for needed in (1, 2)
    ]


def beside_interim(machine: Machine, world: World) -> Iterator[Step]:
    """The proof is written and released, and its case gets into trouble."""
    yield from _written(world)
    if world.stage == "":
        yield from _trouble(world)


def interim_rightly(it: Happened) -> Iterator[str]:
    """Filed while the project runs, accepted when everybody has released it."""
    interim: InterimProofFacts = it.before.facts
    if it.outcome.target == InterimProofStage.FILED and interim.grant.stage != Stage.RUNNING:
        yield "Ein Zwischennachweis ist eingereicht, obwohl das Projekt nicht läuft."
    if (
        it.outcome.target == InterimProofStage.ACCEPTED
        and interim.grant.signatures_needed > 1
        and not interim.signed_by
    ):
        yield "Ein Zwischennachweis ist anerkannt, den nicht alle freigegeben haben."


# Erstattung


def collections(terms: Terms) -> list[World]:
    """A claim that has been released and not posted yet."""
    claim = Claim(
        ground="auflage",
        amount=LESS,
        heard_amount=LESS,
        heard_on=FIRST_DAY - timedelta(60),
        known_on=FIRST_DAY - timedelta(70),
        limit=FIRST_DAY + timedelta(290),
        released_on=FIRST_DAY,
        due=FIRST_DAY + timedelta(40),
    )
    return [
        World(RefundFacts(grant=changed(granted(terms), stage=Stage.REFUND_CLAIMED, claim=claim)), FIRST_DAY)
    ]


def beside_collection(machine: Machine, world: World) -> Iterator[Step]:
    """The Bescheid is posted, or comes back; a suit against it is filed, or ends."""
    grant: Case = world.facts.grant
    assert grant.claim is not None
    if grant.claim.posted_on is None:
        posted = changed(grant.claim, posted_on=world.today)
        yield _step("Rückforderung ist versandt", "Poststelle", world, grant=changed(grant, claim=posted))
        return
    back = changed(grant.claim, posted_on=None)
    yield _step("Rückforderung kommt zurück", "Poststelle", world, grant=changed(grant, claim=back))
    suits = () if grant.lawsuits else (Lawsuit("revocation", world.today),)
    yield _step("Klage geht ein oder endet", "Gericht", world, grant=changed(grant, lawsuits=suits))


def collection_rightly(it: Happened) -> Iterator[str]:
    """Collected by another than who ordered it, never more than is owed, and done when nothing is left."""
    before: RefundFacts = it.before.facts
    claim = before.grant.claim
    received = sum((amount for _, amount in it.after.facts.receipts), ZERO)
    reminded = it.outcome.effects.fields.get("reminded_on")
    assert claim is not None
    if claim.posted_on is None and (it.outcome.source == "" or reminded):
        yield "Geld wird eingezogen, bevor die Rückforderung versandt ist."
    if reminded and any(suit.closed_on is None for suit in before.grant.lawsuits):
        yield "Es ist gemahnt, obwohl gegen die Rückforderung geklagt wird."
    booked = it.outcome.effects.book or it.outcome.target == RefundStage.PAID
    if booked and it.actor.user_id == it.before.memory.ordered_by:
        yield "Wer die Annahme angeordnet hat, hat gebucht."
    if received > claim.back:
        yield "Es ist mehr gebucht, als gefordert war."
    if it.outcome.target == RefundStage.PAID and received < claim.back:
        yield "Eine Erstattung gilt als beglichen, obwohl noch etwas offen ist."
    if reminded:
        last = max(day for day in (claim.due, before.deferred_until, before.dunning_due) if day)
        if it.after.today <= last:
            yield "Es ist gemahnt, bevor etwas fällig war."
