"""What must hold while the office checks an application."""

from decimal import Decimal

from workflows.case import Terms
from workflows.machine import Machine
from workflows.roles import Role
from workflows.rules.financing import financing
from workflows.sentence import NOTHING, Listed, Percent, Sentence
from workflows.verdict import Verdict
from workflows.wording import place_of

REVIEW = (Role.CASEWORKER, "save_review")


def declared_unbiased(machine: Machine, unbiased: bool | None) -> Verdict:
    """Who takes over a case declares to be neither party nor biased (§§ 20, 21 VwVfG)."""
    return Verdict(
        bool(unbiased), "Ohne diese Erklärung dürfen Sie den Vorgang nicht übernehmen (§§ 20, 21 VwVfG)."
    )


def is_responsible(machine: Machine) -> Verdict:
    """The caseworker who took the case over works on it."""
    return Verdict(
        machine.case.caseworker == machine.actor.user_id,
        "Eine andere Person bearbeitet den Vorgang.",
        internal=True,
    )


def checklist_done(machine: Machine) -> Verdict:
    """Every point of the checklist is answered."""
    open_points = machine.case.checklist_open
    return Verdict(
        not open_points,
        "Auf der Prüfliste ist noch offen: {points}.",
        points=Listed(open_points),
        internal=True,
        mend=REVIEW,
    )


def memo_complete(machine: Machine) -> Verdict:
    """The Prüfvermerk is written and says all that it must."""
    memo = machine.case.memo
    missing = (Sentence("der Prüfvermerk"),) if memo is None else memo.missing
    return Verdict(
        not missing,
        "Es fehlt noch: {missing}.",
        missing=Listed(missing),
        internal=True,
        mend=REVIEW,
    )


def memo_not_returned(machine: Machine) -> Verdict:
    """Who was given the Prüfvermerk back writes it anew before it is released."""
    why = machine.case.review_returned
    return Verdict(not why, "Der Prüfvermerk ist zurückgegeben: {why}", why=why, internal=True, mend=REVIEW)


def memo_is_written(machine: Machine) -> Verdict:
    """There is a Prüfvermerk that can be given back."""
    written = machine.case.memo is not None
    return Verdict(written, "Es gibt noch keinen Prüfvermerk.", internal=True, moot=True)


def low_share_explained(machine: Machine) -> Verdict:
    """Below the own contribution of the Terms the Prüfvermerk gives the reason; the words of a fund say where."""
    memo, terms = machine.case.memo, machine.case.terms
    if memo is None or memo.low_share_reason:
        return Verdict(True)
    low = low_share(machine.case.requested, memo.eligible, memo.own, terms)
    place = place_of(low_share_explained, type(machine))
    return Verdict(
        not low,
        "{low}: Die Begründung im Prüfvermerk fehlt{place}.",
        low=low,
        place=Sentence(" ({place})", place=place) if place else NOTHING,
        internal=True,
        mend=REVIEW,
    )


def low_share(grant: Decimal, eligible: Decimal, own: Decimal, terms: Terms) -> Sentence:
    """„Eigenbeteiligung 12 % (unter 20 %)“ where it is lower than the guideline asks, else nothing; amounts in EUR."""
    if eligible <= 0 or not financing(grant, eligible, own, terms).memo_required:
        return NOTHING
    return Sentence(
        "Eigenbeteiligung {share} (unter {asked})",
        share=Percent(own * 100 / eligible),
        asked=Percent(terms.own_share_percent),
    )


def proposal_within_request(machine: Machine) -> Verdict:
    """Nobody proposes more than was asked for or than the eligible cash expenses."""
    case = machine.case
    return proposal_possible(case.memo.proposal if case.memo else Decimal(0), case.requested, case.cash)


def proposal_possible(proposal: Decimal, requested: Decimal, cash: Decimal) -> Verdict:
    """Whether a Prüfvermerk may propose this amount; exactly the smaller of the two is within. Amounts in EUR."""
    most = min(requested, cash)
    return Verdict(
        proposal <= most,
        "Vorgeschlagen sind {proposal}, möglich sind höchstens {most} "
        "(beantragter Betrag und zuwendungsfähige bare Ausgaben).",
        proposal=proposal,
        most=most,
        internal=True,
        mend=REVIEW,
    )


def four_eyes_on_memo(machine: Machine) -> Verdict:
    """Who wrote the Prüfvermerk does not release it (Vier-Augen-Prinzip)."""
    memo = machine.case.memo
    return Verdict(
        memo is None or memo.written_by != machine.actor.user_id,
        "Wer den Prüfvermerk geschrieben hat, gibt ihn nicht selbst frei (Vier-Augen-Prinzip).",
        internal=True,
    )
