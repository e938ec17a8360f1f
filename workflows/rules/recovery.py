"""What must hold for a hearing, and for what comes after it: refund, revocation, going on, or taking up again."""

from collections.abc import Callable
from datetime import date
from decimal import Decimal

from workflows.case import ZERO, Case
from workflows.machine import Machine
from workflows.roles import Role
from workflows.rules.deadlines import notified_by_post
from workflows.rules.notice import BEING_MADE, receipt_of
from workflows.rules.refund import (
    GROUNDS,
    SMALL_SUMS,
    WITHOUT_INTEREST,
    YEAR_LIMITED,
    leaves_a_month,
    limitation_day,
    rates_missing,
    remedy_of_claim,
)
from workflows.sentence import NOTHING, Sentence
from workflows.stages import GOES_ON, Stage
from workflows.verdict import ELSEWHERE, Mend, Verdict

"""Where a case may go on after a hearing."""
NO_CLAIM = Verdict(False, "Es gibt keine Anhörung.")
HEAR_ANEW = Sentence(
    "Für einen anderen Grund oder einen höheren Betrag ist neu anzuhören (§ 28 VwVfG): Bitte beenden Sie diese "
    "Anhörung und eröffnen Sie eine neue."
)


def goes_on_from(case: Case) -> str:
    """Where a case goes on after its hearing; a request about the proof has ended with it. Empty after its end."""
    came = Stage.PROOF_IN_REVIEW if case.heard_from == Stage.PROOF_INCOMPLETE else case.heard_from
    return came if came in GOES_ON else ""


# Anhörung


def ground_is_known(machine: Machine, ground: str) -> Verdict:
    """A ground of the law (machine.md, rule 13)."""
    return Verdict(ground in GROUNDS, "Bitte wählen Sie einen Grund der Liste.")


def waived_by_recipient_only(machine: Machine, ground: str) -> Verdict:
    """A waiver is the recipient's own word; the office hears on grounds of the law."""
    return Verdict(
        ground != "verzicht",
        "Einen Verzicht kann nur die Organisation selbst erklären, im Portal mit „Auf die ausgezahlte Zuwendung "
        "verzichten“. Bitte wählen Sie einen anderen Grund.",
    )


def ground_as_heard(machine: Machine, ground: str) -> Verdict:
    """The Bescheid rests on what the recipient could speak about (§ 28 VwVfG; machine.md, rule 1)."""
    claim = machine.case.claim
    if claim is None:
        return NO_CLAIM
    return Verdict(
        ground == claim.ground,
        "Angehört wurde zu: {ground}. {hear_anew}",
        ground=Sentence(GROUNDS[claim.ground]),
        hear_anew=HEAR_ANEW,
    )


def at_most_as_heard(machine: Machine, claimed: Decimal) -> Verdict:
    """Exactly the amount of the hearing, or less; a cent more is another matter (§ 28 VwVfG)."""
    claim = machine.case.claim
    if claim is None:
        return NO_CLAIM
    return Verdict(
        claimed <= claim.heard_amount,
        "Angehört wurde zu {heard}. {hear_anew}",
        heard=claim.heard_amount,
        hear_anew=HEAR_ANEW,
    )


def condition_only_beside(machine: Machine, ground: str) -> Verdict:
    """Money left over is revoked by § 49 Abs. 3 VwVfG; a condition carries it only beside (BVerwG 10 C 15.14)."""
    case = machine.case
    recognised = case.proof.recognised_grant if case.proof else None
    underspent = recognised is not None and recognised < case.paid
    return Verdict(
        ground != "bedingung" or not underspent,
        "Bei Minderausgaben trägt die auflösende Bedingung allein nicht: Bitte stützen Sie den Widerruf auf § 49 "
        "Abs. 3 VwVfG und nennen Sie die Bedingung zusätzlich.",
    )


def known_after_award(machine: Machine, known_on: date) -> Verdict:
    """The office has known the facts since a day between the dispatch of the award and today."""
    posted = machine.case.posted_on
    return Verdict(
        posted is not None and posted <= known_on <= machine.today,
        "Bitte nennen Sie einen Tag zwischen dem Versand des Bescheids und heute.",
    )


def at_most_what_is_there(machine: Machine, claimed: Decimal, ground: str | None) -> Verdict:
    """No more than was paid and is still to be paid; for money left over no more than is left over."""
    case = machine.case
    hearing = case.claim if case.stage == Stage.HEARING and case.paid else None
    heard = hearing.heard_unpaid if hearing else unpaid_of(case)
    most = case.paid + min(heard, unpaid_of(case))
    recognised = case.proof.recognised_grant if case.proof else None
    if case.paid and ground == "zweckverfehlung" and recognised is not None:
        most = max(case.paid - recognised, ZERO)
    return Verdict(
        0 < claimed <= most, "Möglich sind mehr als {nothing} und höchstens {most}.", nothing=ZERO, most=most
    )


def unpaid_of(case: Case) -> Decimal:
    """What the Bescheid has granted and nobody has paid yet, in EUR; of a closed case that was paid nothing is left."""
    closed = Stage.CLOSED in (case.stage, case.heard_from)
    return ZERO if closed and case.paid else max((case.awarded or ZERO) - case.paid, ZERO)


def unpaid_part(case: Case, claimed: Decimal, unpaid: Decimal | None) -> Decimal:
    """How much of what is revoked nobody has paid yet, in EUR.

    As the office says. Where it says nothing, what was paid comes back if that is enough, and otherwise what is still
    to be paid is revoked first.
    """
    if unpaid:
        return unpaid
    return ZERO if claimed <= case.paid else min(claimed, unpaid_of(case))


def unpaid_is_there(machine: Machine, unpaid: Decimal | None, claimed: Decimal | None) -> Verdict:
    """The part that nobody has paid yet is not more than that, and the rest not more than was paid."""
    case, part = machine.case, unpaid or ZERO
    if not part or claimed is None:
        return Verdict(True)  # what is possible in all, at_most_what_is_there says
    least, most = max(claimed - case.paid, ZERO), min(claimed, unpaid_of(case))
    return Verdict(
        least <= part <= most,
        "Noch nicht ausgezahlt sind {unpaid}, ausgezahlt {paid}. Möglich sind hier {least} bis {most}.",
        unpaid=unpaid_of(case),
        paid=case.paid,
        least=least,
        most=most,
    )


def as_money_stands(machine: Machine) -> Verdict:
    """What was heard as unpaid still is; a payment in between needs another hearing (§ 28 VwVfG)."""
    case, claim = machine.case, machine.case.claim
    return Verdict(
        claim is None or claim.unpaid <= unpaid_of(case),
        "Seit der Anhörung wurde Geld ausgezahlt, zu dem nicht angehört ist: {paid} sind ausgezahlt, "
        "{unpaid} nicht. {hear_anew}",
        paid=case.paid,
        unpaid=unpaid_of(case),
        hear_anew=HEAR_ANEW,
        internal=True,
    )


def not_answered(machine: Machine) -> Verdict:
    """One answer ends the hearing."""
    return Verdict(machine.case.hearing_unanswered, "Die Antwort auf die Anhörung ist schon vermerkt.")


def answered_since_hearing(machine: Machine, received_on: date) -> Verdict:
    """The answer came after the letter and not in the future."""
    claim = machine.case.claim
    return Verdict(
        claim is not None and claim.heard_on <= received_on <= machine.today,
        "Die Antwort kann frühestens am Tag der Anhörung und spätestens heute eingegangen sein.",
    )


def hearing_has_run_out(machine: Machine) -> bool:
    """Whether the last day of the period has passed: an answer may still come, but nobody waits for it any more."""
    due = machine.case.hearing_due
    return due is not None and machine.today > due


def hearing_is_over(machine: Machine) -> Verdict:
    """Answered, or the last day of the period has passed (§ 28 VwVfG; machine.md, rule 1)."""
    case = machine.case
    due = case.hearing_due
    over = not case.hearing_unanswered or hearing_has_run_out(machine)
    if due is None:
        return Verdict(case.claim is not None and over, NO_CLAIM.unmet)
    return Verdict(case.claim is not None and over, "Die Anhörung läuft noch bis zum {due}.", due=due)


def heard_in(*stages: str) -> Callable[[Machine], Verdict]:
    """A rule: the case was heard from one of these stages; elsewhere its move is moot."""

    def rule(machine: Machine) -> Verdict:
        return Verdict(machine.case.heard_from in stages, "Die Anhörung begann an anderer Stelle.", moot=True)

    return rule


def nothing_decided(machine: Machine) -> Verdict:
    """No Bescheid has been released in this hearing."""
    claim = machine.case.claim
    return Verdict(
        claim is None or claim.released_on is None, "Der Bescheid ist schon freigegeben.", internal=True
    )


def use_was_checked(machine: Machine) -> Verdict:
    """A case is closed only when its proof was checked; a running one goes on instead."""
    case = machine.case
    if case.heard_from == Stage.CLOSED:
        return Verdict(True)
    if case.heard_from != Stage.PROOF_IN_REVIEW:
        return Verdict(False, "Das Vorhaben ist noch nicht abgerechnet.", moot=True)
    checked = case.proof is not None and not case.proof.check_missing
    return Verdict(checked, "Der Verwendungsnachweis ist noch nicht geprüft.", internal=True)


# Bescheid


def claim_is_drafted(machine: Machine) -> Verdict:
    """The reasons of the Bescheid are written (§ 39 VwVfG)."""
    claim = machine.case.claim
    return Verdict(
        claim is not None and claim.drafted_by is not None,
        "Der Bescheid über Widerruf oder Rücknahme ist noch nicht entworfen.",
        internal=True,
        mend=(Role.CASEWORKER, "draft_claim"),
    )


def four_eyes_on_claim(machine: Machine) -> Verdict:
    """Who drafted the Bescheid does not release it (Vier-Augen-Prinzip)."""
    claim = machine.case.claim
    return Verdict(
        claim is None or claim.drafted_by != machine.actor.user_id,
        "Wer den Bescheid entworfen hat, gibt ihn nicht selbst frei (Vier-Augen-Prinzip).",
        internal=True,
    )


def something_paid(machine: Machine) -> Verdict:
    """Without a payment there is nothing to pay back."""
    return Verdict(machine.case.paid > 0, "Es wurde nichts ausgezahlt.", moot=True)


def money_comes_back(machine: Machine) -> Verdict:
    """The Bescheid reaches money that was paid; then it revokes and claims back in one."""
    return Verdict(_comes_back(machine.case) > 0, "Es wird kein Geld zurückgefordert.", moot=True)


def no_money_comes_back(machine: Machine) -> Verdict:
    """What is revoked was not paid; money that was paid is revoked and claimed back in one Bescheid."""
    return Verdict(_comes_back(machine.case) == 0, "Es wird auch Geld zurückgefordert.", moot=True)


def _comes_back(case: Case) -> Decimal:
    return min(case.claim.back, case.paid) if case.claim else ZERO


def whole_grant_revoked(machine: Machine) -> Verdict:
    """Nothing of the grant is left, so the case ends."""
    case, claim = machine.case, machine.case.claim
    whole = claim is not None and claim.amount == case.awarded
    return Verdict(whole, "Die Zuwendung wird nur zum Teil widerrufen oder zurückgenommen.", moot=True)


def part_of_grant_revoked(machine: Machine) -> Verdict:
    """Something of the grant is left, so the case goes on."""
    case, claim = machine.case, machine.case.claim
    part = claim is not None and case.awarded is not None and claim.amount < case.awarded
    return Verdict(
        part and bool(goes_on_from(case)),
        "Die ganze Zuwendung wird widerrufen oder zurückgenommen.",
        moot=True,
    )


def within_the_year(machine: Machine) -> Verdict:
    """What is posted today is notified within a year from knowledge (§ 48 Abs. 4, § 49 Abs. 3 Satz 2 VwVfG)."""
    return Verdict(*_in_the_year(machine, machine.today), internal=True)


def notified_within_the_year(machine: Machine, posted_on: date) -> Verdict:
    """A Bescheid takes effect with its Bekanntgabe; the last day of the year counts (§§ 43, 41 Abs. 2 VwVfG)."""
    return Verdict(*_in_the_year(machine, posted_on))


def _in_the_year(machine: Machine, posted_on: date) -> tuple[bool, Sentence]:
    claim, notified = machine.case.claim, notified_by_post(posted_on)
    if claim is None or claim.ground not in YEAR_LIMITED or notified <= claim.limit:
        return True, NOTHING
    return False, (
        Sentence(
            "Die Jahresfrist bis zum {limit} wäre versäumt: Bei Versand am {posted_on} gilt der "
            "Bescheid erst am {notified} als bekannt gegeben (§ 41 Abs. 2, § 48 Abs. 4 VwVfG).",
            limit=claim.limit,
            posted_on=posted_on,
            notified=notified,
        )
    )


def not_time_barred(machine: Machine) -> Verdict:
    """The claim can still be enforced (limitation)."""
    claim = machine.case.claim
    if claim is None:
        return NO_CLAIM
    remedy = remedy_of_claim(claim)
    last = limitation_day(claim.known_on, remedy.final if remedy else None)
    return Verdict(
        machine.today <= last, "Der Anspruch ist seit dem {last} verjährt.", last=last, internal=True
    )


def rates_are_known(machine: Machine) -> Verdict:
    """Interest is reckoned with the base rate of every day, never with an old one for want of a new one."""
    case, claim = machine.case, machine.case.claim
    free = claim is None or claim.waive_interest or claim.ground in WITHOUT_INTEREST
    missing = NOTHING if free else rates_missing(case, machine.today)
    return Verdict(not missing, missing, internal=True, mend=(Role.ADMIN, "enter_base_rate"))


def above_bagatelle(machine: Machine) -> Verdict:
    """Small sums are not claimed back; exactly the bagatelle of the Terms is small (machine.md, rule 14)."""
    claim, limit = machine.case.claim, machine.case.terms.refund_bagatelle
    small = claim is not None and claim.ground in SMALL_SUMS and claim.amount <= limit
    return Verdict(
        not small,
        "Beträge bis {limit} werden nicht zurückgefordert (Bagatellgrenze).",
        limit=limit,
        internal=True,
    )


def revocation_is_released(machine: Machine) -> Verdict:
    """The lead has released the revocation."""
    claim = machine.case.claim
    return Verdict(
        claim is not None and claim.released_on is not None,
        "Der Bescheid über Widerruf oder Rücknahme ist noch nicht freigegeben.",
        internal=True,
    )


def claim_letter_is_made(machine: Machine) -> Verdict:
    """The Bescheid lies in the archive as a PDF; nobody posts what was not made."""
    claim = machine.case.claim
    return Verdict(claim is not None and claim.made, BEING_MADE, internal=True)


def posted_after_claim(machine: Machine, posted_on: date) -> Verdict:
    """The Ab-Vermerk: not before the release, not in the future."""
    claim = machine.case.claim
    since = claim and claim.released_on
    return Verdict(
        since is not None and since <= posted_on <= machine.today,
        "Bitte nennen Sie einen Tag zwischen der Freigabe und heute.",
    )


def leaves_time_to_pay(machine: Machine, posted_on: date) -> Verdict:
    """One month from the Bekanntgabe of what is really posted to the day that the letter names (machine.md, rule 9)."""
    claim = machine.case.claim
    due = claim and claim.due
    return Verdict(
        due is None or leaves_a_month(due, posted_on),
        "Der Bescheid nennt den {due} als Zahlungstag. Bei Versand am {posted_on} bliebe weniger "
        "als ein Monat ab der Bekanntgabe. Bitte nehmen Sie die Freigabe zurück und geben Sie den Bescheid neu frei.",
        due=due,
        posted_on=posted_on,
    )


def claim_receipt_not_proven(machine: Machine) -> Verdict:
    """The day of receipt is written down once."""
    known = machine.case.claim and machine.case.claim.notified_on
    return Verdict(known is None, "Der Zugang am {known} ist schon vermerkt.", known=known)


def claim_receipt_counts(machine: Machine, notified_on: date, way: str) -> Verdict:
    """As for the award: a receipt counts after the presumed one, a formal service from its day."""
    claim = machine.case.claim
    if claim is None or claim.posted_on is None:
        return Verdict(True)  # claim_is_posted says so
    return receipt_of(claim.posted_on, notified_on, way, machine.today)


def claim_not_posted(machine: Machine) -> Verdict:
    """The dispatch is noted once."""
    claim = machine.case.claim
    return Verdict(claim is not None and claim.posted_on is None, "Der Versand ist schon vermerkt.")


def claim_is_posted(machine: Machine) -> Verdict:
    """The claim has left the house."""
    claim = machine.case.claim
    return Verdict(
        claim is not None and claim.posted_on is not None,
        "Der Bescheid ist noch nicht versandt.",
        internal=True,
        mend=(Role.OFFICE, "dispatch_claim"),
    )


# Erstattung


def refund_not_settled(machine: Machine) -> Verdict:
    """What is paid or given up is over; nobody decides it anew."""
    claim = machine.case.claim
    return Verdict(
        claim is None or not claim.settled, "Die Erstattung ist schon beglichen oder erlassen.", internal=True
    )


def nothing_to_collect(machine: Machine) -> Verdict:
    """No claim is dropped while the treasury collects it."""
    claim = machine.case.claim
    return Verdict(
        claim is None or claim.settled or not claim.collected,
        "Die Annahme ist angeordnet: Zuerst ist die Erstattung niederzuschlagen oder zu erlassen.",
        internal=True,
        mend=(Role.LEAD, "give_up_refund"),
    )


def refund_is_settled(machine: Machine) -> Verdict:
    """Paid with interest, or given up by a separate decision (T32)."""
    claim = machine.case.claim
    mend: Mend = (Role.ORDERER, "order_collection")
    if claim is None or claim.posted_on is None:
        mend = (Role.OFFICE, "dispatch_claim")
    elif claim.collected:
        mend = ELSEWHERE
    return Verdict(
        claim is not None and claim.settled,
        "Die Erstattung ist noch nicht beglichen.",
        internal=True,
        mend=mend,
    )


def no_suit_pending(machine: Machine) -> Verdict:
    """A suit keeps the case open."""
    pending = any(suit.closed_on is None for suit in machine.case.lawsuits)
    return Verdict(not pending, "Eine Klage ist anhängig.", internal=True, mend=ELSEWHERE)


def no_suit_against_claim(machine: Machine) -> Verdict:
    """A suit against the revocation suspends it (§ 80 Abs. 1 VwGO); one against something else does not."""
    return Verdict(
        not machine.case.claim_suspended,
        "Eine Klage gegen Widerruf oder Rücknahme ist anhängig.",
        internal=True,
    )


def claim_is_final(machine: Machine) -> Verdict:
    """Only what nobody can contest any more is enforced."""
    claim = machine.case.claim
    remedy = claim and remedy_of_claim(claim)
    if remedy is None:
        return Verdict(False, "Der Bescheid ist noch nicht versandt.", internal=True)
    return Verdict(
        machine.today >= remedy.final,
        "Der Bescheid wird am {final} bestandskräftig.",
        final=remedy.final,
        internal=True,
    )


def reminded_in_vain(machine: Machine) -> Verdict:
    """A Mahnung was sent and its period has passed without payment."""
    claim = machine.case.claim
    since = claim and claim.overdue_since
    return Verdict(
        since is not None and machine.today >= since,
        "Zuerst ist zu mahnen, und die Frist der Mahnung muss abgelaufen sein.",
        internal=True,
        mend=(Role.TREASURY, "remind_of_refund"),
    )
