"""What must hold around the proof of use (Verwendungsnachweis) and the closing of a case."""

from datetime import date
from decimal import Decimal

from workflows.case import ZERO, Case, Terms
from workflows.machine import Machine, Programme
from workflows.mittelabruf import Pays
from workflows.roles import Role
from workflows.rules.deadlines import proof_due
from workflows.sentence import TOGETHER, Listed, Sentence
from workflows.stages import Stage
from workflows.verdict import ELSEWHERE, Verdict


def proof_day(machine: Machine, fulfilled_on: date | None = None) -> date | None:
    """When the proof is due (ANBest-P 6): so long after the purpose, at latest after the grant period."""
    return proof_day_of(machine.case.period_ends, machine.case.terms, fulfilled_on)


def proof_day_of(period_ends: date | None, terms: Terms, fulfilled_on: date | None = None) -> date | None:
    """The day of the proof that Bescheid, Änderungsbescheid and clock name; None without a grant period."""
    return period_ends and proof_due(period_ends, fulfilled_on, terms.proof_within)


def proof_is_complete(machine: Machine) -> Verdict:
    """Sachbericht, zahlenmäßiger Nachweis, Belegliste and declarations are there (ANBest-P 6)."""
    proof = machine.case.proof
    missing = (Sentence("Der Verwendungsnachweis fehlt."),) if proof is None else proof.missing
    return Verdict(not missing, TOGETHER, sentences=missing, mend=(Role.APPLICANT, "save_proof"))


def fulfilled_within_period(machine: Machine, fulfilled_on: date) -> Verdict:
    """The purpose was fulfilled in the grant period and not in the future."""
    case = machine.case
    begins = case.begins or case.period_begins
    return Verdict(
        begins is not None and begins <= fulfilled_on <= machine.today,
        "Bitte nennen Sie einen Tag zwischen Projektbeginn und heute.",
    )


def check_is_complete(machine: Machine) -> Verdict:
    """The check of the proof has a result (Prüfungsvermerk, VV 11 zu § 44 LHO)."""
    proof = machine.case.proof
    missing = proof.check_missing if proof else (Sentence("das Ergebnis der Prüfung"),)
    return Verdict(
        not missing,
        "Es fehlt noch: {missing}.",
        missing=Listed(missing),
        internal=True,
        mend=(Role.CASEWORKER, "check_proof"),
    )


def four_eyes_on_proof(machine: Machine) -> Verdict:
    """Who checked the proof does not accept it."""
    proof = machine.case.proof
    return Verdict(
        proof is None or proof.checked_by != machine.actor.user_id,
        "Wer den Nachweis geprüft hat, nimmt ihn nicht selbst ab (Vier-Augen-Prinzip).",
        internal=True,
    )


def nothing_overpaid(machine: Machine) -> Verdict:
    """The recognised grant covers what was paid; otherwise the recipient is heard first (§ 28 VwVfG)."""
    case = machine.case
    grant = case.proof.recognised_grant if case.proof else None
    if grant is None:
        return Verdict(False, "Die anerkannte Zuwendung steht noch nicht fest.", internal=True)
    return Verdict(
        grant >= case.paid,
        "Anerkannt sind {grant}, gezahlt wurden {paid}. Vor einer Rückforderung ist anzuhören.",
        grant=grant,
        paid=case.paid,
        internal=True,
        mend=(Role.CASEWORKER, "open_hearing"),
    )


def unpaid_rest(recognised: Decimal | None, paid: Decimal) -> Decimal:
    """What the check of the proof has recognised and nobody has paid yet, in EUR."""
    return ZERO if recognised is None else max(recognised - paid, ZERO)


def _rest_of(case: Case) -> Decimal:
    return unpaid_rest(case.proof.recognised_grant if case.proof else None, case.paid)


def rest_is_paid(machine: Programme) -> Verdict:
    """What was recognised has been called, or was to be paid at once, and is paid."""
    rest = _rest_of(machine.case)
    return Verdict(
        not rest,
        "{rest} sind anerkannt, aber nicht gezahlt. "
        "Die Organisation kann den Rest abrufen, solange der Nachweis geprüft wird."
        if machine.pays is Pays.ON_CALL
        else "{rest} sind anerkannt, aber nicht gezahlt. "
        "Die Auszahlung kann vorbereitet werden, solange der Nachweis geprüft wird.",
        rest=rest,
        internal=True,
    )


def rest_is_paid_or_not_called(machine: Programme, rest_not_called: bool | None) -> Verdict:
    """A recognised rest lapses only where the office says that the recipient does not call it (T28)."""
    paid = rest_is_paid(machine)
    return Verdict(
        bool(paid) or bool(rest_not_called),
        "{paid} Bitte warten Sie die Auszahlung ab, oder halten Sie fest, dass die Organisation den Rest "
        "nicht abruft."
        if machine.pays is Pays.ON_CALL
        else "{paid} Bitte warten Sie die Auszahlung ab, oder halten Sie fest, dass die Organisation auf den Rest "
        "verzichtet.",
        paid=paid.unmet,
    )


def no_rest_beside_hearing(machine: Machine) -> Verdict:
    """A hearing about the proof does not end the case over money that is still to be paid: its check goes on."""
    case, rest = machine.case, _rest_of(machine.case)
    return Verdict(
        case.heard_from != Stage.PROOF_IN_REVIEW or not rest,
        "{rest} sind anerkannt, aber nicht gezahlt. Bitte nehmen Sie die Prüfung des Nachweises wieder auf.",
        rest=rest,
        internal=True,
    )


def no_open_call(machine: Programme) -> Verdict:
    """No call for funds, and no payment at once, is on its way."""
    case = machine.case
    done = case.called == case.paid + case.refunded
    return Verdict(
        done,
        "Ein Mittelabruf ist unterwegs. Er wird zuerst ausgezahlt, abgelehnt oder zurückgegeben."
        if machine.pays is Pays.ON_CALL
        else "Die Auszahlung der Zuwendung ist unterwegs. Sie wird zuerst ausgeführt oder zurückgegeben.",
        internal=True,
        mend=ELSEWHERE,
    )


def presented_in_public(machine: Machine) -> Verdict:
    """Where the guideline asks for it, the results were shown in public and documented before the case is closed."""
    case = machine.case
    return Verdict(
        not case.terms.presentation or case.presented_on is not None,
        "Die öffentliche Vorstellung und die Dokumentation der Ergebnisse sind noch nicht festgehalten.",
        mend=(Role.CASEWORKER, "record_presentation"),
    )


def not_presented(machine: Machine) -> Verdict:
    """The results are presented once."""
    known = machine.case.presented_on
    return Verdict(known is None, "Die Vorstellung am {known} ist schon festgehalten.", known=known)


def presented_by_now(machine: Machine, presented_on: date) -> Verdict:
    """Between the begin of the period and today."""
    begins = machine.case.period_begins
    return Verdict(
        (begins is None or begins <= presented_on) and presented_on <= machine.today,
        "Die Vorstellung liegt im Bewilligungszeitraum oder danach, und nicht in der Zukunft.",
    )
