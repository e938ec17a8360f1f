"""The facts of the letters after the award, gathered inside the transaction of the move that names them."""

from collections.abc import Callable, Mapping
from datetime import date, datetime
from typing import Any

from grants import letter_facts as texts
from grants.cases.later import base_rates, claim_facts, collection_of, payments_of
from grants.cases.letter_parts import account_of, brief, frame, office_on, paragraphs, remedy_of, sure
from grants.clock import day_of
from grants.models import Application, ChangeRequest, Claim, FundsCall, InterimProof, Refund
from workflows.case import interim_due
from workflows.machine import Outcome
from workflows.procedures.aenderungsantrag import ChangeStage
from workflows.rules.collection import owed
from workflows.rules.interest import interest_parts
from workflows.rules.periods import PERIODS
from workflows.rules.proof import proof_day_of
from workflows.rules.refund import GROUNDS, REPEALS, attribute, pay_by, void_since
from workflows.stages import Stage


def _anhoerung(
    application: Application, outcome: Outcome, data: Mapping[str, Any], now: datetime
) -> texts.Anhoerung:
    claim = _claim(application)
    said = data.get("statement") or f"Sie verzichten auf die Zuwendung. {data.get('reason', '')}"
    return texts.Anhoerung(
        **brief(application, outcome, day_of(now)),
        decision_on=sure(application.released_on),
        ground=GROUNDS[claim.ground],
        statement=tuple(paragraphs(said)),
        granted=sure(application.awarded),
        paid=application.paid,
        intended=claim.amount,
        unpaid=claim.unpaid,
        repeal=REPEALS[claim.ground],
        due=sure(application.hearing_due),
        reopened=outcome.source == Stage.CLOSED,
    )


def _rueckforderungsbescheid(
    application: Application, outcome: Outcome, data: Mapping[str, Any], now: datetime
) -> texts.Rueckforderungsbescheid:
    claim, today = _claim(application), day_of(now)
    parts = attribute(claim.back, payments_of(application))
    return texts.Rueckforderungsbescheid(
        **brief(application, outcome, today),
        **_repeal(application, claim, today, parts),
        paid=application.paid,
        amount=claim.back,
        unpaid=claim.unpaid,
        due=sure(claim.due),
        known_on=claim.known_on,
        limit=claim.limit,
        parts=tuple(texts.RefundPart(paid_on=day, amount=amount) for day, amount in parts),
        interest=claim.interest,
        bears_interest=claim.bears_interest,
        sheet=_sheet(application, parts, today) if claim.bears_interest else (),
        account=account_of(office_on(today)),
    )


def _repeal(
    application: Application, claim: Claim, today: date, parts: list[tuple[date, Any]]
) -> dict[str, Any]:
    """What every Bescheid says that takes a grant back; ``parts`` are the payments that come back."""
    decision_on = sure(application.released_on)
    return {
        "decision_on": decision_on,
        "ground": GROUNDS[claim.ground],
        "repeal": REPEALS[claim.ground],
        "granted": sure(application.awarded),
        "void_since": void_since(claim.ground, decision_on, claim.known_on, parts),
        "reasons": tuple(paragraphs(claim.reasoning)),
        "heard_on": claim.heard_on,
        "answered_on": claim.answered_on,
        "remedy": remedy_of(office_on(today)),
    }


def _sheet(application: Application, parts: list[tuple[date, Any]], until: date) -> tuple[Any, ...]:
    """The calculation of the interest, one line for each instalment, base rate and year."""
    return tuple(
        texts.InterestLine(
            start=line.start,
            end=line.end,
            days=line.days,
            amount=amount,
            percent=line.percent,
            interest=line.shown,
        )
        for day, amount in reversed(parts)
        for line in interest_parts(amount, day, until, base_rates(), application.terms.day_count)
    )


def _widerrufsbescheid(
    application: Application, outcome: Outcome, data: Mapping[str, Any], now: datetime
) -> texts.Widerrufsbescheid:
    claim = _claim(application)
    return texts.Widerrufsbescheid(
        **brief(application, outcome, day_of(now)),
        **_repeal(application, claim, day_of(now), []),
        amount=claim.amount,
        paid=application.paid,
    )


def _mahnung(refund: Refund, outcome: Outcome, data: Mapping[str, Any], now: datetime) -> texts.Mahnung:
    application, claim = refund.application, refund.claim
    facts = collection_of(refund, _GrantOf(application))  # type: ignore[arg-type]
    return texts.Mahnung(
        **brief(application, outcome, day_of(now)),
        claimed_on=sure(claim.released_on),
        owed=owed(facts, day_of(now)),
        was_due=max(day for day in (pay_by(sure(facts.grant.claim)), refund.deferred_until) if day),
        due=sure(refund.dunning_due),
        account=account_of(office_on(day_of(now))),
        bears_interest=claim.bears_interest,
    )


class _GrantOf:
    """The facts of a case that the sum still owed is computed from."""

    def __init__(self, application: Application):
        self.terms = application.terms
        self.__dict__.update(claim_facts(application))


def _berichtigung(
    application: Application, outcome: Outcome, data: Mapping[str, Any], now: datetime
) -> texts.Berichtigung:
    return texts.Berichtigung(
        **brief(application, outcome, day_of(now)),
        decision_on=sure(application.released_on),
        wrong=data["wrong"],
        right=data["right"],
    )


def _aenderungsbescheid(
    change: ChangeRequest, outcome: Outcome, data: Mapping[str, Any], now: datetime
) -> texts.Aenderungsbescheid:
    application, granted = change.application, outcome.target == ChangeStage.GRANTED
    ends = change.new_ends if granted else None
    terms = application.terms
    interim = interim_due(application.period_begins, ends, terms, application.interim_until)
    late = interim is not None and interim < day_of(now)
    return texts.Aenderungsbescheid(
        **brief(application, outcome, day_of(now)),
        decision_on=sure(application.released_on),
        filed_on=sure(change.filed_on),
        granted=granted,
        subject=change.get_subject_display(),
        wish=change.wish,
        reasons=tuple(paragraphs(change.reasoning)),
        shift=change.shift,
        from_label=str(change.from_line or ""),
        to_label=str(change.to_line or ""),
        old_ends=sure(application.period_ends),
        new_ends=change.new_ends,
        proof_due=proof_day_of(ends, terms),
        proof_months=terms.proof_months,
        interim_proof_due=None if late else interim,
        interim_proof_missing=interim.year - 1 if interim and late else None,
        remedy=remedy_of(office_on(day_of(now))),
    )


def _abrufablehnung(
    call: FundsCall, outcome: Outcome, data: Mapping[str, Any], now: datetime
) -> texts.Abrufablehnung:
    application = call.application
    return texts.Abrufablehnung(
        **brief(application, outcome, day_of(now)),
        decision_on=sure(application.released_on),
        call_number=call.position,
        filed_on=sure(call.filed_on),
        amount=call.amount,
        need=tuple(paragraphs(call.need)),
        granted=sure(application.awarded),
        paid=application.paid,
        use_within_months=application.terms.use_within_months,
        reasons=tuple(paragraphs(call.reasoning)),
        remedy=remedy_of(office_on(day_of(now))),
    )


def _anhoerung_beendet(
    application: Application, outcome: Outcome, data: Mapping[str, Any], now: datetime
) -> texts.Sachstand:
    closed = outcome.target == Stage.CLOSED
    after = "Der Vorgang ist abgeschlossen." if closed else "Der Vorgang geht weiter wie vor der Anhörung."
    return texts.Sachstand(
        **frame(application, day_of(now)),
        state=Stage(application.stage).label,
        lines=("Die Anhörung ist beendet. Aus ihr folgt keine Rückforderung.", after),
    )


def _erstattung_erledigt(
    application: Application, outcome: Outcome, data: Mapping[str, Any], now: datetime
) -> texts.Sachstand:
    return texts.Sachstand(
        **frame(application, day_of(now)),
        state=Stage(application.stage).label,
        lines=("Die Rückforderung ist erledigt. Es ist nichts mehr zu zahlen.",),
    )


MORE_TIME_FOR = {
    Stage.DOCUMENTS_REQUESTED: "die nachgeforderten Unterlagen und Angaben",
    Stage.PLAN_ADJUSTMENT: "den angepassten Kosten- und Finanzierungsplan",
    Stage.PROOF_INCOMPLETE: "die fehlenden Unterlagen zum Verwendungsnachweis",
    Stage.HEARING: "Ihre Antwort auf die Anhörung",
}
"""What the applicant has more time for, in each stage with a period that the office has set."""


def _frist_verlaengert(
    application: Application, outcome: Outcome, data: Mapping[str, Any], now: datetime
) -> texts.Sachstand:
    stage = Stage(application.stage)
    return texts.Sachstand(
        **frame(application, day_of(now)),
        state=stage.label,
        lines=(f"Sie haben mehr Zeit für {MORE_TIME_FOR[stage]} (§ 31 Abs. 7 VwVfG).",),
        next_on=sure(getattr(application, PERIODS[stage])),
    )


def _zwischennachweis(
    proof: InterimProof, outcome: Outcome, data: Mapping[str, Any], now: datetime
) -> texts.Sachstand:
    return texts.Sachstand(
        **frame(proof.application, day_of(now)),
        state=proof.stage_label,
        lines=tuple(paragraphs(proof.note)),
    )


def _claim(application: Application) -> Claim:
    return Claim.objects.get(application=application, current=True)


LATER: dict[str, Callable[..., Any]] = {
    "anhoerung": _anhoerung,
    "anhoerung_beendet": _anhoerung_beendet,
    "rueckforderungsbescheid": _rueckforderungsbescheid,
    "widerrufsbescheid": _widerrufsbescheid,
    "mahnung": _mahnung,
    "erstattung_erledigt": _erstattung_erledigt,
    "frist_verlaengert": _frist_verlaengert,
    "berichtigung": _berichtigung,
    "aenderungsbescheid": _aenderungsbescheid,
    "abrufablehnung": _abrufablehnung,
    "zwischennachweis_geprueft": _zwischennachweis,
}
"""Letter key → who gathers its facts."""
