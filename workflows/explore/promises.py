"""What a machine promises, judged over what really happened on the way and never by its own rules (GUARANTEES G4)."""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal
from typing import Any

from workflows.case import DEADLINES, Actor, Case, changed
from workflows.explore.world import GRANT, SOMEBODY, Memory, World
from workflows.machine import Machine, Programme
from workflows.mittelabruf import Pays
from workflows.outcome import Outcome
from workflows.period import Period, Unit
from workflows.roles import Role
from workflows.stages import BEFORE_A_BODY, CHECKS, CLAIMED, ENDED, RECOVERY, Stage

AFTER_THE_END = {"archive", "erase", "reopen", "follow_court"}
SENT = {Stage.AWARDED: "award", Stage.REFUSED: "refusal"}
MONEY_STOPS = {"grant", "condition", "revocation"}


@dataclass(frozen=True)
class Happened:
    """One move that was really made: the world before and after, by whom, and what came of it."""

    machine: type[Machine]
    before: World
    after: World
    actor: Actor
    outcome: Outcome
    answers: Mapping[str, Any]
    """What was put into the form."""

    @property
    def arrived(self) -> str:
        """The stage that the record came to with this move; empty if it stayed."""
        return "" if self.outcome.target == self.outcome.source else self.outcome.target

    @property
    def case(self) -> Case:
        """The facts of the case after the move."""
        return self.after.facts  # type: ignore[no-any-return]


def remember(
    memory: Memory, world: World, actor: Actor, outcome: Outcome, answers: Mapping[str, Any]
) -> Memory:
    """What an onlooker writes down after a move of a case."""
    said = outcome.effects.fields
    for opening in outcome.effects.open:
        if opening.kind == "council_vote":
            memory = _council_vote(memory, world, opening.fields, str(answers.get("votes", "")))
        if opening.kind == "draft":
            memory = changed(memory, drafted_by=actor.user_id)
        if opening.kind == "hearing":
            asked = opening.fields
            memory = changed(memory, heard_ground=asked["ground"], heard_amount=asked["amount"])
        if opening.kind == "claim":
            memory = _on_claim(memory, actor, opening.fields)
    if "released_by" in said:
        memory = changed(memory, **_release(world, actor, said["released_by"]))
    if "posted_on" in said:
        memory = changed(memory, posted=said["posted_on"] is not None)
    if "instructed" in said:
        memory = changed(memory, misinstructed=not said["instructed"])
    if said.get("waived_remedies_on"):
        memory = changed(memory, waived=True)
    if outcome.target != outcome.source:
        memory = _on_arrival(memory, outcome.target, world)
    if outcome.target == Stage.HEARING and said.get("hearing_due"):
        memory = changed(memory, hearing="open", hearing_until=said["hearing_due"])
    return memory


def _on_claim(memory: Memory, actor: Actor, said: Mapping[str, Any]) -> Memory:
    if said.get("answered_on"):
        memory = changed(memory, hearing="answered", hearing_until=None)
    if "drafted_by" in said:
        memory = changed(memory, claim_drafted_by=actor.user_id)
    if "released_on" in said:
        memory = changed(memory, claim_released=said["released_on"] is not None)
    return memory


def _release(world: World, actor: Actor, released_by: int | None) -> dict[str, Any]:
    draft = world.facts.draft
    if released_by is None or draft is None:
        return {"released_by": None, "released": "", "released_amount": None}
    return {"released_by": actor.user_id, "released": draft.kind, "released_amount": draft.amount}


def _council_vote(memory: Memory, world: World, said: Mapping[str, Any], votes: str) -> Memory:
    """The vote as the minutes count it; what the deciding body says is one thing, what the advising says another."""
    if not votes:
        return memory
    yes, no, _ = (int(number) for number in votes.split(":"))
    decides = said["body"] == world.facts.terms.deciding_body
    result = "carried" if yes > no else "failed"
    return memory.with_vote("council" if decides else "committee", result, said["amount"])


NOT_HEARD: Mapping[str, Any] = {
    "hearing": "",
    "hearing_until": None,
    "heard_ground": "",
    "heard_amount": None,
    "claim_drafted_by": None,
    "claim_released": False,
}


def _on_arrival(memory: Memory, stage: str, world: World) -> Memory:
    if stage in CHECKS:
        return Memory()
    if stage in ENDED:
        return Memory()
    if stage not in (Stage.PROOF_IN_REVIEW, Stage.HEARING):
        memory = changed(memory, checked_by=None)
    if stage not in BEFORE_A_BODY:
        memory = changed(memory, advised=(), advised_on=None)
    if stage not in RECOVERY:
        memory = changed(memory, **NOT_HEARD)
    if stage == Stage.REFUSAL_DRAFTED:
        memory = changed(memory, votes=())
    if stage == Stage.FINAL:
        memory = changed(memory, misinstructed=False)
    if stage == Stage.REFUND_CLAIMED:  # the hearing was judged at the release
        memory = changed(memory, hearing="answered", hearing_until=None, misinstructed=False)
        drafter, claim = memory.claim_drafted_by and SOMEBODY, world.facts.claim
        memory = changed(memory, claim_drafted_by=drafter, heard_amount=claim and claim.amount)
    if stage == Stage.ENFORCEMENT:
        memory = changed(memory, **NOT_HEARD, misinstructed=False)
    if stage in (*SENT, Stage.FINAL):  # whose hands it went through was judged at the dispatch
        memory = changed(memory, drafted_by=None, released_by=None, released_amount=None, votes=())
    return memory


Promise = Callable[[Happened], Iterator[str]]


def sent_as_released(it: Happened) -> Iterator[str]:
    """A Bescheid leaves the house only after its release, by its own Ab-Vermerk."""
    if it.arrived in SENT:
        if it.after.memory.released != SENT[Stage(it.arrived)]:
            yield "Ein Bescheid gilt als versandt, der nicht freigegeben ist."
        if not it.after.memory.posted:
            yield "Ein Bescheid gilt als versandt, ohne dass der Versand vermerkt ist."


def released_by_another(it: Happened) -> Iterator[str]:
    """Nobody releases a Bescheid that they drafted."""
    if it.outcome.effects.fields.get("released_by") is None:
        return
    if it.actor.user_id == it.before.memory.drafted_by:
        yield "Wer den Bescheid entworfen hat, hat ihn freigegeben."


def approved_by_the_right_body(it: Happened) -> Iterator[str]:
    """An award follows a carried resolution of the deciding body over exactly this amount."""
    case, memory, decider = it.case, it.before.memory, _programme(it).decided_by
    if it.arrived == Stage.ENDORSED and memory.voted("body") != ("carried", case.endorsed):
        yield "Eine Förderung gilt als beschlossen, über die das Gremium so nicht beschlossen hat."
    said_no = "failed" in (memory.voted("body")[0], it.after.memory.voted("council")[0])
    if it.arrived == Stage.DECLINED and not said_no and it.before.facts.reserve_rank is None:
        yield "Eine Förderung gilt als abgelehnt, ohne dass das Gremium sie abgelehnt hat."
    prepared = it.arrived in (Stage.PLAN_ADJUSTMENT, Stage.AWARD_DRAFTED) and it.outcome.source not in SENT
    if prepared and it.after.memory.voted(decider)[0] != "carried":
        yield "Eine Bewilligung wird vorbereitet, ohne dass das zuständige Gremium zugestimmt hat."
    released = it.outcome.effects.fields.get("released_by") and it.after.memory.released == "award"
    if released and it.after.memory.voted(decider) != ("carried", it.after.memory.released_amount):
        yield "Ein Bescheid über einen Betrag ist freigegeben, den das zuständige Gremium nicht beschlossen hat."


def decided_after_advice(it: Happened) -> Iterator[str]:
    """Whoever is heard first has advised, in order; the deciding body calls the case up after the days of waiting."""
    programme, memory = _programme(it), it.before.memory
    called_up = it.arrived == Stage.IN_SITTING
    if called_up and it.case.item_body != programme.body:
        if memory.advised != programme.heard_first[: programme.heard_first.index(it.case.item_body)]:
            yield "Ein Gremium berät, obwohl es nicht an der Reihe ist."
    elif called_up and memory.advised != programme.heard_first:
        yield "Das Gremium befasst sich mit einem Antrag, bevor alle anderen Gremien beraten haben."
    elif called_up and memory.advised_on and it.after.today <= memory.advised_on + _wait(it):
        yield "Das Gremium befasst sich mit einem Antrag, bevor die Wartezeit nach der Beratung um ist."
    decided = it.arrived in (Stage.ENDORSED, Stage.DECLINED)
    if decided and it.outcome.source == Stage.IN_SITTING and it.before.facts.item_body != programme.body:
        yield "Ein Gremium, das nur berät, hat entschieden."
    goes_on = it.outcome.source == Stage.IN_SITTING and it.arrived == Stage.READY_FOR_SITTING
    if goes_on and it.before.facts.item_body not in memory.advised:
        yield "Eine Empfehlung gilt als gegeben, über die niemand abgestimmt hat."


def _wait(it: Happened) -> timedelta:
    """How long the deciding body waits; without bodies that are heard first it waits for nobody."""
    wait = at_least(it.case.terms.advice_wait)
    return wait or timedelta(-1)


DAYS_AT_LEAST = {Unit.DAYS: 1, Unit.WORKING_DAYS: 1, Unit.WEEKS: 7, Unit.MONTHS: 28, Unit.YEARS: 365}
"""Days that a unit has at least: what is counted here knows no calendar."""


def at_least(period: Period) -> timedelta:
    """A time than which the period is not shorter."""
    return timedelta(period.count * DAYS_AT_LEAST[period.unit])


def _programme(it: Happened) -> type[Programme]:
    assert issubclass(it.machine, Programme)  # these promises are about cases
    return it.machine


def final_in_time(it: Happened) -> Iterator[str]:
    """Final is what was dispatched, a month and four days ago or with a waiver, while no suit is pending."""
    yield from _a_year_without_instruction(it)
    if it.arrived != Stage.FINAL or it.outcome.source == Stage.HEARING:
        return
    case, memory = it.case, it.after.memory
    if not memory.posted or case.posted_on is None:
        yield "Ein Bescheid ist bestandskräftig, der nicht versandt ist."
    elif not memory.waived and (case.final_on is None or case.final_on <= a_month_after(case.posted_on)):
        yield "Ein Bescheid ist vor dem Ende der Klagefrist bestandskräftig."
    if any(suit.closed_on is None and suit.scope in MONEY_STOPS for suit in case.lawsuits):
        yield "Ein Bescheid ist bestandskräftig, gegen den geklagt wird."


def _a_year_without_instruction(it: Happened) -> Iterator[str]:
    ended = it.arrived == Stage.FINAL or (it.outcome.source, it.arrived) == (Stage.REFUSED, Stage.CLOSED)
    posted, wrong = it.before.facts.posted_on, it.before.memory.misinstructed
    if not (ended and wrong and posted) or it.after.memory.waived:
        return
    if it.after.today <= posted + timedelta(days=365):
        yield "Ein Bescheid ist bestandskräftig, gegen den noch ein Jahr lang geklagt werden kann."


def a_month_after(posted: date) -> date:
    """The last day on which a suit against a Bescheid posted on this day can be in time at the earliest."""
    return a_month_from(posted + timedelta(days=4))


def a_month_from(notified: date) -> date:
    """The last day of the month after a Bekanntgabe; that it may move to a working day is left out."""
    following = (notified.replace(day=1) + timedelta(days=32)).replace(day=1)
    length = ((following + timedelta(days=32)).replace(day=1) - following).days
    return following.replace(day=min(notified.day, length))


def nothing_after_the_end(it: Happened) -> Iterator[str]:
    """After the end there is archive, erase, reopen and follow_court, and nothing else."""
    if it.outcome.source in ENDED and it.outcome.move not in AFTER_THE_END:
        yield f"Nach dem Ende geschieht noch etwas: „{it.outcome.label}“."


def clock_of_the_law(it: Happened) -> Iterator[str]:
    """The clock writes no day that has not come, and takes no day away from a deadline."""
    if it.outcome.role is not Role.CLOCK:
        return
    said = it.outcome.effects.fields
    days = [day for name, day in said.items() if name not in DEADLINES and isinstance(day, date)]
    if max([it.outcome.day, *days]) > it.after.today:
        yield "Die Fristenuhr schreibt einen Tag in der Zukunft."
    if any(day >= it.outcome.day and said.get(name) is None for name, day in _deadlines(it)):
        yield "Die Fristenuhr lässt eine Frist ablaufen, deren letzter Tag noch läuft."


def time_is_only_given(it: Happened) -> Iterator[str]:
    """Who stays where they are has at least as much time as before, until a working day that is not over."""
    if it.arrived:
        return
    for name, day in _deadlines(it):
        new = it.outcome.effects.fields[name]
        if new is None or new <= day or new < it.after.today:
            yield "Eine laufende Frist wird verkürzt, oder ihr neuer letzter Tag ist schon vorbei."
        elif new.weekday() > 4:
            yield "Eine Frist endet an einem Wochenende."


def _deadlines(it: Happened) -> Iterator[tuple[str, date]]:
    for name in DEADLINES.intersection(it.outcome.effects.fields):
        day = getattr(it.before.facts, name)
        if day is not None:
            yield name, day


def four_eyes(it: Happened) -> Iterator[str]:
    """Who wrote the Prüfvermerk or checked the proof does not release or accept it."""
    memo = it.before.facts.memo
    if it.outcome.move == "release_for_sitting" and memo and memo.written_by == it.actor.user_id:
        yield "Wer den Prüfvermerk geschrieben hat, hat ihn freigegeben."
    settled = it.arrived == Stage.CLOSED and it.outcome.source == Stage.PROOF_IN_REVIEW
    if settled and it.before.memory.checked_by in (None, it.actor.user_id):
        yield "Wer den Nachweis geprüft hat, hat ihn abgenommen."


def money_is_kept_together(it: Happened) -> Iterator[str]:
    """Nobody gets more than they asked for or than was awarded; what ends holds nothing back."""
    case = it.case
    if case.endorsed is not None and case.endorsed > GRANT:
        yield "Es ist mehr beschlossen, als beantragt war."
    if it.arrived in ENDED and (case.reserved or case.committed):
        yield "Der Vorgang ist zu Ende und hält noch Geld zurück."
    if it.arrived == Stage.WAIVED and case.paid:
        yield "Auf eine Zuwendung ist verzichtet, die schon ausgezahlt ist, ohne Anhörung."
    if it.arrived == Stage.CLOSED and case.outcome == "settled" and it.outcome.source != Stage.HEARING:
        proof = it.before.facts.proof
        if proof is None or proof.recognised_grant is None or proof.recognised_grant < case.paid:
            yield "Ein Vorgang ist abgeschlossen, obwohl zu viel gezahlt ist und niemand angehört wurde."


def earned_money_is_paid(it: Happened) -> Iterator[str]:
    """A case does not end over recognised money that is unpaid, unless somebody says that nobody calls it (T28)."""
    before = it.before.facts
    if it.arrived != Stage.CLOSED or it.case.outcome != "settled" or before.heard_from == Stage.CLOSED:
        return
    earned = before.proof.recognised_grant if before.proof else None
    if earned is not None and earned > before.paid and not it.answers.get("rest_not_called"):
        yield "Ein Vorgang ist abgeschlossen, obwohl anerkanntes Geld nicht gezahlt ist."


def heard_first(it: Happened) -> Iterator[str]:
    """No revocation and no refund without a hearing that was answered or is over (§ 28 VwVfG), by two people."""
    memory = it.before.memory
    released = any(opening.fields.get("released_on") for opening in it.outcome.effects.open)
    revoked = it.arrived == Stage.CLOSED and it.case.outcome == "revoked"
    taken = it.arrived == Stage.REFUND_CLAIMED or revoked or _left_after(it) is not None
    over = memory.hearing_until is not None and it.after.today > memory.hearing_until
    if (released or taken) and not (memory.hearing == "answered" or (memory.hearing == "open" and over)):
        yield "Eine Bewilligung ist widerrufen oder Geld zurückgefordert, ohne dass jemand angehört wurde."
    claim = it.before.facts.claim
    if released and (claim.ground != memory.heard_ground or claim.amount > memory.heard_amount):
        yield "Ein Widerruf geht über das hinaus, wozu angehört wurde."
    if released and it.actor.user_id == memory.claim_drafted_by:
        yield "Wer den Widerruf entworfen hat, hat ihn freigegeben."
    if taken and not (released or memory.claim_released):
        yield "Eine Bewilligung ist widerrufen oder Geld zurückgefordert, ohne dass ein Bescheid freigegeben ist."
    if it.outcome.source == Stage.REFUND_CLAIMED:
        return
    if it.arrived == Stage.HEARING and (memory.hearing or it.case.hearing_due is None):
        yield "Eine Anhörung beginnt, ohne eine Frist zu setzen."
    elif it.arrived == Stage.HEARING and it.case.hearing_due <= it.after.today + timedelta(14):  # type: ignore[operator]
        yield "Eine Anhörung lässt weniger als zwei Wochen für die Antwort."


def _left_after(it: Happened) -> Decimal | None:
    """What a hearing has left of the grant, if the case goes on with less."""
    ended = it.arrived in ENDED or it.arrived == Stage.REFUND_CLAIMED
    left: Decimal | None = it.outcome.effects.fields.get("awarded")
    return left if it.outcome.source == Stage.HEARING and not ended else None


def revoked_as_heard(it: Happened) -> Iterator[str]:
    """A Bescheid takes what it says: all of a grant ends the case; of a part the rest stays, and the case goes on."""
    before, claim, left = it.before.facts, it.before.facts.claim, _left_after(it)
    if it.arrived == Stage.CLOSED and it.case.outcome == "revoked":
        if claim.amount != before.awarded:
            yield "Eine Zuwendung ist ganz widerrufen, obwohl der Bescheid weniger widerruft."
        if before.paid:
            yield "Eine Zuwendung ist widerrufen, ohne dass Ausgezahltes zurückgefordert ist."
    if left is None:
        return
    freed = sum(booking.amount for booking in it.outcome.effects.book if booking.debit == "budget")
    if not before.paid <= left == before.awarded - claim.amount or left <= 0 or freed != claim.amount:
        yield "Nach einem Teilwiderruf bleibt nicht genau, was der Bescheid lässt."
    came = Stage.PROOF_IN_REVIEW if before.heard_from == Stage.PROOF_INCOMPLETE else before.heard_from
    if it.arrived != came:
        yield "Nach einem Teilwiderruf geht es nicht dort weiter, wo die Anhörung begann."


def collected_rightly(it: Happened) -> Iterator[str]:
    """A claim ends when it is settled, and is enforced only when it is final and a Mahnung was in vain."""
    claim = it.before.facts.claim
    refunded = it.arrived == Stage.CLOSED and it.case.outcome == "refunded"
    if refunded and (claim is None or not claim.settled):
        yield "Eine Erstattung ist abgeschlossen, die niemand beglichen hat."
    if it.arrived == Stage.ENFORCEMENT:
        posted = claim.posted_on if claim else None
        if claim is None or posted is None or it.after.today <= a_month_from(received_on(claim)):
            yield "Eine Forderung wird vollstreckt, die nicht bestandskräftig ist."
        if claim is None or claim.overdue_since is None:
            yield "Eine Forderung wird vollstreckt, die niemand angemahnt hat."


def claimed_in_time(it: Happened) -> Iterator[str]:
    """What is posted is notified within the year, and leaves a month to pay from then on."""
    claim = it.before.facts.claim
    days = [o.fields["posted_on"] for o in it.outcome.effects.open if o.fields.get("posted_on")]
    for posted in days if claim else ():
        if claim.ground in LIMITED and posted + POST > claim.limit:
            yield "Eine Bewilligung ist nach Ablauf der Jahresfrist widerrufen."
        if claim.due and claim.due < a_month_after(posted):
            yield "Eine Rückforderung lässt weniger als einen Monat Zeit zum Zahlen."


POST = timedelta(days=4)
LIMITED = {"zweckverfehlung", "auflage", "nicht_alsbald", "ruecknahme_48"}


def received_on(claim: Any) -> date:
    """The Bekanntgabe of a posted claim: the proven day, or the fourth."""
    return claim.notified_on or claim.posted_on + POST  # type: ignore[no-any-return]


def reopened_by_two(it: Happened) -> Iterator[str]:
    """A closed case is taken up again by two people."""
    again = it.outcome.source == Stage.CLOSED and it.arrived == Stage.HEARING
    if again and not it.before.facts.reopening_agreed_by - {it.actor.user_id}:
        yield "Ein abgeschlossener Vorgang ist von einer Person allein wieder aufgenommen."


PROMISES: tuple[Promise, ...] = (
    sent_as_released,
    released_by_another,
    approved_by_the_right_body,
    decided_after_advice,
    final_in_time,
    nothing_after_the_end,
    clock_of_the_law,
    time_is_only_given,
    four_eyes,
    money_is_kept_together,
    earned_money_is_paid,
    heard_first,
    revoked_as_heard,
    collected_rightly,
    claimed_in_time,
    reopened_by_two,
)
"""What every move of a case is judged by."""


def paid_rightly(case: Case, memory: Memory, today: date) -> Iterator[str]:
    """What must be true on the day on which money leaves the house (VV 7 zu § 44 LHO; machine.md 1, 10)."""
    if memory.released != "award" or not memory.posted or case.posted_on is None:
        yield "Es ist Geld ausgezahlt, ohne dass ein Bescheid freigegeben und versandt ist."
    if case.final_on is None or case.final_on > today:
        yield "Es ist Geld ausgezahlt, bevor der Bescheid bestandskräftig ist."
    elif not memory.waived and today < case.final_on + at_least(case.terms.payout_grace):
        yield "Es ist Geld ausgezahlt, bevor die Wartezeit auf Klageeingänge um ist."
    if case.stage == Stage.HEARING or memory.hearing == "open":
        yield "Es ist Geld ausgezahlt, während eine Anhörung läuft."
    if case.stage in ENDED or case.stage in CLAIMED:
        yield "Es ist Geld ausgezahlt, obwohl der Vorgang zu Ende ist oder Geld zurückgefordert wird."
    if case.condition_open:
        yield "Es ist Geld ausgezahlt, obwohl eine Bedingung offen ist."
    if case.payments_suspended:
        yield "Es ist Geld ausgezahlt, obwohl die Auszahlungen ausgesetzt sind."
    if any(suit.closed_on is None and suit.scope in MONEY_STOPS for suit in case.lawsuits):
        yield "Es ist Geld ausgezahlt, obwohl eine Klage anhängig ist."
    if case.awarded is None or case.paid > case.awarded:
        yield "Es ist mehr ausgezahlt als bewilligt."


def paid_as_declared(pays: Pays, before: Case, after: Case) -> Iterator[str]:
    """Where a fund pays at once, one payment goes to each grant, and it is the whole of what the recipient gets."""
    if pays is not Pays.AT_ONCE:
        return
    if after.called > before.called > 0:
        yield "Eine Zuwendung, die in einer Summe zu zahlen ist, wird ein zweites Mal gezahlt."
    if after.paid > before.paid and after.paid not in (after.awarded, _recognised(after)):
        yield "Eine Zuwendung, die in einer Summe zu zahlen ist, ist nicht ganz gezahlt."


def _recognised(case: Case) -> Decimal | None:
    return case.proof.recognised_grant if case.proof else None


def three_people(certified_by: int | None, ordered_by: int | None, payer: int | None) -> Iterator[str]:
    """Certifier, orderer and treasury are three people (§ 126 NKomVG)."""
    if len({certified_by, ordered_by, payer}) < 3 or None in (certified_by, ordered_by, payer):
        yield "Feststellen, anordnen und auszahlen waren nicht drei Personen."
