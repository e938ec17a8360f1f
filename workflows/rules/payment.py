"""The one predicate that gathers all that blocks a payment, and the separation of the three money roles."""

from datetime import date
from decimal import Decimal

from workflows.case import ZERO, Case
from workflows.machine import Machine
from workflows.mittelabruf import Pays
from workflows.period import Casus, Inflected
from workflows.roles import Role
from workflows.rules.deadlines import payout_from, use_by
from workflows.rules.submission import signatures
from workflows.sentence import TOGETHER, Sentence
from workflows.stages import HEARABLE, PAYABLE, RECOVERY, Stage
from workflows.verdict import ELSEWHERE, Verdict

STOPS_MONEY = ("grant", "condition", "revocation")
GIVE_BACK = (Role.CERTIFIER, "return_call")
"""What is done with a call that will not be paid."""
NOTE_AS_PAID = (Role.TREASURY, "record_payment_made")


def payment_obstacles(case: Case, today: date) -> list[Sentence]:
    """Every reason why nothing may be paid to this case today, as German sentences; empty if money may flow.

    Finality or waiver, grace, hearing, suspension, open condition, lawsuit (VV 7 zu § 44 LHO; machine.md 1, 10).
    """
    reasons = []
    if case.final_on is None or case.released_by is None or case.posted_on is None:
        reasons.append(Sentence("Der Bescheid ist noch nicht bestandskräftig."))
    reasons += _waiting_for_suits(case, today) if not reasons else []
    if case.stage == Stage.HEARING:
        reasons.append(Sentence("Solange eine Anhörung läuft, wird nichts ausgezahlt."))
    elif case.final_on is not None and case.stage not in PAYABLE:
        reasons.append(
            Sentence("Im Stand „{stage}“ wird nichts ausgezahlt.", stage=Sentence(Stage(case.stage).label))
        )
    if case.payments_suspended:
        reasons.append(Sentence("Die Auszahlungen sind ausgesetzt."))
    if case.condition_open:
        reasons.append(
            Sentence("Eine Bedingung ist noch nicht erfüllt: {condition}", condition=case.condition_open)
        )
    if any(suit.closed_on is None and suit.scope in STOPS_MONEY for suit in case.lawsuits):
        reasons.append(Sentence("Eine Klage ist anhängig."))
    return reasons


def may_pay(machine: Machine) -> Verdict:
    """Nothing blocks a payment to the case of this call for funds."""
    grant = machine.case.grant
    reasons = payment_obstacles(grant, machine.today)
    # Only a day has to come: the call waits where it is. For all else it is not the money's turn.
    mend = None if reasons == _waiting_for_suits(grant, machine.today) else ELSEWHERE
    return Verdict(
        not reasons,
        TOGETHER,
        sentences=tuple(reasons),
        mend=_give_back(machine) if _holds_up_a_decision(grant) else mend,
    )


def _holds_up_a_decision(case: Case) -> bool:
    """The Bescheid after a hearing is drafted; it is released once no call is on its way."""
    if case.stage != Stage.HEARING or case.claim is None:
        return False
    return case.claim.drafted_by is not None and case.claim.released_on is None


def is_not_held(machine: Machine) -> Verdict:
    """Nobody pays what may have been paid in the gap of a restore before it is compared with the account."""
    return Verdict(
        not machine.case.held,
        "Nach einer Wiederherstellung der Daten ist diese Zahlung angehalten: Vielleicht ist sie schon ausgeführt. "
        "Leitung oder Geschäftsstelle vergleichen sie mit dem Konto und geben sie im Postausgang frei.",
        internal=True,
        mend=ELSEWHERE,
    )


def is_not_in_run(machine: Machine) -> Verdict:
    """What may be at the bank is not given back: its recipient would be paid twice."""
    return Verdict(
        not machine.case.in_run,
        "Diese Auszahlung steht in einem Zahlungslauf, und die Bank hat sie nicht zurückgemeldet. "
        "Zurückgeben lässt sie sich erst danach.",
        internal=True,
        mend=ELSEWHERE,
    )


def _give_back(machine: Machine) -> tuple[Role, str]:
    """What is done with what must not be paid: given back, or noted as paid where it is at the bank already."""
    return NOTE_AS_PAID if machine.case.in_run else GIVE_BACK


def payable_from(case: Case) -> date | None:
    """The first day on which money may flow to a final award, if nothing else is in its way; None before finality."""
    if case.final_on is None:
        return None
    return payout_from(case.final_on, case.terms.payout_grace, waived=bool(case.waived_remedies_on))


def _waiting_for_suits(case: Case, today: date) -> list[Sentence]:
    start = payable_from(case)
    if start is None or today >= start:
        return []
    return [Sentence("Auszahlungen sind ab dem {start} möglich (Wartezeit auf Klageeingänge).", start=start)]


def used_by(paid_on: date, case: Case, *, at_once: bool) -> date:
    """The last day to use what was paid: soon, if it was called for what is needed next; else with the grant period.

    What is paid after the period at once is for what was spent in it.
    """
    if at_once and case.period_ends:
        return max(case.period_ends, paid_on)
    return use_by(paid_on, case.terms.use_within)


def award_is_final(machine: Machine) -> Verdict:
    """Funds may be called from finality on, before the project starts (machine.md, rule 15)."""
    case = machine.case.grant
    return Verdict(
        case.final_on is not None and case.stage in PAYABLE,
        "Solange die Förderung infrage steht, können Sie keine Mittel abrufen."
        if case.stage in RECOVERY
        else "Mittel können Sie erst nach der Bestandskraft abrufen.",
    )


def call_is_complete(machine: Machine) -> Verdict:
    """The call names its need, period and account."""
    return Verdict(not machine.case.missing, TOGETHER, sentences=machine.case.missing)


def payable_in_all(awarded: Decimal | None, recognised: Decimal | None) -> Decimal:
    """What may be paid of an award in all, in EUR: the whole; once the proof is checked, what was recognised."""
    whole = awarded or Decimal(0)
    return whole if recognised is None else min(whole, recognised)


def left_to_call(case: Case) -> Decimal:
    """What may still be called or paid at once, in EUR; negative if the check has recognised less than was called."""
    return payable_in_all(case.awarded, case.proof.recognised_grant if case.proof else None) - case.called


def within_award(machine: Machine) -> Verdict:
    """All calls together keep the awarded amount; exactly the amount is within."""
    call = machine.case
    left = left_to_call(call.grant)
    if left <= 0:
        return Verdict(False, "Der Betrag, der Ihnen zusteht, ist schon ganz abgerufen.")
    return Verdict(
        0 < call.amount <= left,
        "Sie können noch {left} abrufen. Abgerufen werden sollen {amount}.",
        left=left,
        amount=call.amount,
    )


def is_called_for(machine: Machine) -> Verdict:
    """Where the fund pays at once, nobody calls for money, and there is no call to refuse."""
    return Verdict(
        not machine.case.at_once,
        "Die Zuwendung wird in einer Summe ausgezahlt. Sie müssen nichts abrufen.",
        moot=True,
    )


def is_paid_at_once(machine: Machine) -> Verdict:
    """Where the fund pays on call, the office opens no payment by itself."""
    return Verdict(machine.case.at_once, "Bei dieser Förderung ruft die Organisation das Geld ab.", moot=True)


def paid_only_once(machine: Machine) -> Verdict:
    """Of the one payment there is no second while the first is on its way or made; one that was returned is none."""
    return Verdict(
        not machine.case.grant.called,
        "Die Auszahlung dieser Zuwendung ist schon vorbereitet oder ausgeführt. Eine zweite gibt es nicht.",
        moot=True,
    )


def is_whole_award(machine: Machine) -> Verdict:
    """The one payment is all that may be paid of the award, to the cent; nobody types its amount."""
    call = machine.case
    whole = left_to_call(call.grant)
    return Verdict(
        call.amount == whole and whole > 0,
        "Ausgezahlt wird die ganze Zuwendung auf einmal: {whole}.",
        whole=whole,
    )


def certified_whole(machine: Machine, recognised: Decimal) -> Verdict:
    """Of a payment at once nothing is kept back: certified is the whole, or it is returned and opened anew."""
    call = machine.case
    return Verdict(
        not call.at_once or recognised == call.amount,
        "Die Zuwendung wird in einer Summe ausgezahlt: {amount}. Stimmt der Betrag nicht, geben Sie sie bitte zurück.",
        amount=call.amount,
    )


UNDER_WAY = {
    Pays.ON_CALL: "Ein Mittelabruf ist unterwegs.",
    Pays.AT_ONCE: "Die Auszahlung der Zuwendung ist unterwegs.",
}
"""How a fund pays → what is said while money is on its way."""


def comes_by_itself(case: Case) -> Sentence | None:
    """What a recipient who calls for nothing is told of the one payment; None where nothing is to come."""
    whole, start = left_to_call(case), payable_from(case)
    if case.called:
        return None if case.called <= case.paid + case.refunded else Sentence(UNDER_WAY[Pays.AT_ONCE])
    if case.stage not in HEARABLE or whole <= 0:
        return None
    if start is None:
        return Sentence(
            "Die ganze Zuwendung von {whole} kommt in einer Summe auf Ihr Konto, ohne dass Sie etwas tun müssen: "
            "nach der Bestandskraft des Bescheids und einer Wartezeit von {grace}, "
            "mit einem Rechtsbehelfsverzicht früher.",
            whole=whole,
            grace=Inflected(case.terms.payout_grace, Casus.DATIVE),
        )
    return Sentence(
        "Die ganze Zuwendung von {whole} kommt in einer Summe auf Ihr Konto, ohne dass Sie etwas tun müssen. "
        "Möglich ist das ab dem {start}.",
        whole=whole,
        start=start,
    )


def account_is_verified(machine: Machine) -> Verdict:
    """Money goes only to an account that a second person has checked."""
    call = machine.case
    if call.iban_changed and call.in_run:
        return Verdict(
            False,
            "Das Konto wurde seither geändert, und die Auszahlung steht schon in einem Zahlungslauf. Hat die Bank sie "
            "ausgeführt, vermerkt die Stadtkasse sie als schon ausgeführt.",
            internal=True,
            mend=NOTE_AS_PAID,
        )
    if call.iban_changed:
        return Verdict(
            False,
            "Das Konto wurde seither geändert. Bitte geben Sie die Auszahlung zurück; die neue nennt das neue Konto."
            if call.at_once
            else "Das Konto wurde seit dem Abruf geändert. Bitte geben Sie den Abruf zurück; "
            "der neue nennt das neue Konto.",
            internal=True,
            mend=GIVE_BACK,
        )
    return Verdict(
        call.grant.bank_verified,
        "Die Bankverbindung ist noch nicht von einer zweiten Person bestätigt.",
        internal=True,
    )


def obstacles_of(machine: Machine) -> list[Sentence]:
    """Everything that should hold this payment today, as sentences."""
    return [
        verdict.unmet
        for verdict in (may_pay(machine), is_not_held(machine), account_is_verified(machine))
        if not verdict
    ]


def something_stands_in_the_way(machine: Machine) -> Verdict:
    """Only where a payment should have been held is it written down as one that was made all the same."""
    return Verdict(
        bool(obstacles_of(machine)),
        "Der Auszahlung steht nichts entgegen. Bitte bestätigen Sie sie auf dem gewöhnlichen Weg.",
        internal=True,
    )


def recognised_within_call(machine: Machine, recognised: Decimal) -> Verdict:
    """Nobody certifies more than was called, nor more than the check of the proof has left to pay."""
    call = machine.case
    most = call.amount + min(left_to_call(call.grant), Decimal(0))  # the call itself is among those called
    if most <= 0:
        return Verdict(
            False,
            "Nach der Prüfung des Nachweises ist nichts mehr auszuzahlen. Bitte geben Sie die Auszahlung zurück."
            if call.at_once
            else "Nach der Prüfung des Nachweises ist nichts mehr auszuzahlen. Bitte geben Sie den Abruf zurück.",
        )
    return Verdict(
        0 < recognised <= most,
        "Möglich sind mehr als {nothing} und höchstens {most}.",
        nothing=ZERO,
        most=most,
    )


def less_has_a_reason(machine: Machine, note: str | None, recognised: Decimal | None) -> Verdict:
    """Whoever gets less than they called for reads why (letters.md 6.4); exactly the called amount needs no reason."""
    amount = machine.case.amount
    less = recognised is not None and 0 < recognised < amount
    return Verdict(
        not less or bool(note and note.strip()),
        "Abgerufen sind {amount}. Wenn Sie weniger feststellen, nennen Sie bitte den Grund; "
        "er steht in der Auszahlungsmitteilung.",
        amount=amount,
    )


def refusal_is_drafted(machine: Machine) -> Verdict:
    """The reasons of the refusal are written (§ 39 VwVfG); before that nobody thinks of refusing."""
    drafted = machine.case.drafted_by is not None
    return Verdict(drafted, "Die Ablehnung ist noch nicht entworfen.", internal=True, moot=True)


def call_signed_by_all(machine: Machine) -> Verdict:
    """Joint representation: a call takes effect with the n-th release (§ 26 Abs. 2 BGB; machine.md, rule 12)."""
    call = machine.case
    if call.at_once:  # the recipient has asked for nothing
        return Verdict(True, "")
    filed = frozenset() if call.filed_by is None else frozenset({call.filed_by})
    return signatures(call.grant.signatures_needed, call.signed_by | filed, act="release_call")


def not_own_call(machine: Machine) -> Verdict:
    """Who filed a call, or opened the one payment, does not certify it."""
    return Verdict(
        machine.case.filed_by != machine.actor.user_id,
        "Sie haben diese Auszahlung selbst vorbereitet."
        if machine.case.at_once
        else "Sie haben diesen Abruf selbst gestellt.",
    )


def orders_not_what_they_certified(machine: Machine) -> Verdict:
    """Certifier and orderer are two persons, deputies included (§ 126 NKomVG)."""
    return Verdict(
        machine.case.certified_by != machine.actor.user_id,
        "Wer festgestellt hat, darf nicht anordnen (§ 126 NKomVG).",
        internal=True,
    )


def pays_not_what_they_ordered(machine: Machine) -> Verdict:
    """The treasury is a third person (§ 126 NKomVG)."""
    call = machine.case
    return Verdict(
        machine.actor.user_id not in (call.certified_by, call.ordered_by),
        "Wer festgestellt oder angeordnet hat, darf nicht auszahlen (§ 126 NKomVG).",
        internal=True,
    )


def paid_not_in_future(machine: Machine, paid_on: date) -> Verdict:
    """The treasury confirms what has happened."""
    return Verdict(paid_on <= machine.today, "Dieser Tag liegt in der Zukunft.")


def paid_after_order(machine: Machine, paid_on: date) -> Verdict:
    """Nothing was paid before it was ordered; the day starts the period of ANBest-P 1.4."""
    since = machine.case.ordered_on
    return Verdict(
        since is None or paid_on >= since, "Die Zahlung kann nicht vor ihrer Anordnung erfolgt sein."
    )
