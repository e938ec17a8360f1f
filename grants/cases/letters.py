"""The facts that letters are written from, gathered inside the transaction of the move that names them."""

import json
from collections.abc import Callable, Mapping
from datetime import date, datetime
from typing import Any

from django.conf import settings

from grants import letter_facts as texts
from grants.cases.decisions import body_of, decision_of
from grants.cases.facts import put_back_for_quorum
from grants.cases.letter_parts import (
    brief,
    contact_of,
    frame,
    office_on,
    paragraphs,
    remedy_of,
    sender_of,
    sure,
)
from grants.cases.letters_later import LATER
from grants.cases.measures import motions_for
from grants.cases.reckoning import counted, of_award
from grants.clock import day_of
from grants.letter_facts import to_json
from grants.models import Application, ChangeRequest, FundsCall, Sitting
from grants.models.money import to_euro
from workflows.case import Terms
from workflows.machine import Outcome
from workflows.rules.deadlines import proof_due, use_by
from workflows.rules.money import format_eur, round_cents
from workflows.rules.payment import payable_in_all
from workflows.rules.proof import unpaid_rest
from workflows.stages import Stage


def letter_facts(record: Any, outcome: Outcome, data: Mapping[str, Any], now: datetime) -> dict[str, str]:
    """Letter key → canonical text of its facts, for every letter that the move names."""
    return {
        letter.key: to_json(WRITERS[letter.key](record, outcome, data, now)) for letter in outcome.letters
    }


def _eingangsbestaetigung(
    application: Application, outcome: Outcome, data: Mapping[str, Any], now: datetime
) -> texts.Eingangsbestaetigung:
    version = application.versions.order_by("-number")[0]
    files = application.attachments.filter(removed_at__isnull=True)
    return texts.Eingangsbestaetigung(
        **brief(application, day_of(now)),
        received_at=now,
        requested=application.requested,
        attachments=tuple(texts.Attachment(name=f.name, digest=f.sha256) for f in files),
        body=body_of(application),
        call_ends_on=application.call.closes_on,
        early_start=application.project.early_start_from is not None,
        answers=(
            texts.Entry(label="Projekttitel", text=application.project.title),
            texts.Entry(label="Kurzbeschreibung", text=application.project.summary),
            texts.Entry(label="Ziele", text=application.project.goals),
            texts.Entry(label="Zielgruppe", text=application.project.target_group),
            texts.Entry(label="Ort", text=application.project.place),
            texts.Entry(label="Zeitraum", text=_span(application.project.begins, application.project.ends)),
            texts.Entry(label="Prüfsumme des Antrags (SHA-256)", text=version.sha256),
        ),
    )


def _nachforderung(
    application: Application, outcome: Outcome, data: Mapping[str, Any], now: datetime
) -> texts.Nachforderung:
    return texts.Nachforderung(
        **brief(application, day_of(now)),
        missing=tuple(texts.Missing(what=line) for line in paragraphs(data["items"])),
        due=sure(application.documents_due),
    )


def _vorzeitiger_beginn(
    application: Application, outcome: Outcome, data: Mapping[str, Any], now: datetime
) -> texts.VorzeitigerBeginn:
    asked, allowed = application.project.early_start_from, sure(application.early_start_on)
    return texts.VorzeitigerBeginn(
        **brief(application, day_of(now)),
        asked_on=asked,
        early_start_on=allowed,
        remedy=remedy_of(office_on(day_of(now))) if asked and asked < allowed else None,
    )


def _zuwendungsbescheid(
    application: Application, outcome: Outcome, data: Mapping[str, Any], now: datetime
) -> texts.Zuwendungsbescheid:
    project, draft, terms = application.project, application.drafts.get(current=True), application.terms
    figures, decision = counted(application), sure(decision_of(application))
    kind = of_award(application, draft.amount)
    partial = draft.amount < application.requested
    return texts.Zuwendungsbescheid(
        **brief(application, day_of(now)),
        grantee=application.organisation.name,
        signatories=tuple(paragraphs(application.organisation.representatives))
        or (application.organisation.name,),
        budget_year=application.call.pot.budget_year,
        requested=application.requested,
        awarded=draft.amount,
        kind=kind.kind,
        rate=None if kind.rate is None else round_cents(kind.rate),
        eligible=figures.eligible,
        own=figures.own,
        purpose=draft.purpose,
        target_group=project.target_group,
        venue=project.place,
        measures=tuple(m.title for m in project.milestones.all()),
        goals=tuple(paragraphs(project.goals)),
        period_from=sure(draft.period_begins),
        period_to=sure(draft.period_ends),
        project_from=sure(project.begins),
        project_to=sure(project.ends),
        early_start_on=application.early_start_on,
        guideline=application.call.guideline.source,
        guideline_version=terms.version,
        body=decision.body,
        decided_on=decision.decided_on,
        reasons=decision.path if partial else (*decision.path, *paragraphs(draft.reasons)),
        partial_reasons=tuple(paragraphs(draft.reasons)) if partial else (),
        conditions=tuple(paragraphs(draft.condition)),
        obligations=(*_presentation(terms), *paragraphs(draft.duties)),
        plan=_plan(application),
        line_tolerance=int(terms.line_tolerance_percent),
        payout_grace=terms.payout_grace,
        use_within_months=terms.use_within_months,
        iban_end=application.organisation.iban[-4:],
        proof_due=proof_due(sure(draft.period_ends), None, terms.proof_months),
        proof_months=terms.proof_months,
        keep_years=terms.receipts_years,
        remedy=remedy_of(office_on(day_of(now))),
    )


def _ablehnungsbescheid(
    application: Application, outcome: Outcome, data: Mapping[str, Any], now: datetime
) -> texts.Ablehnungsbescheid:
    draft, decision = application.drafts.get(current=True), decision_of(application)
    refused = decision if decision and not decision.yes else None
    return texts.Ablehnungsbescheid(
        **brief(application, day_of(now)),
        requested=application.requested,
        situation=(
            f"Sie haben am {application.submitted_on:%d.%m.%Y} eine Förderung für das Vorhaben "
            f"„{application.project.title}“ beantragt.",
        ),
        reasons=(*(refused.path if refused else ()), *paragraphs(draft.reasons)),
        formal=decision is None,
        body=refused.body if refused else "",
        decided_on=refused.decided_on if refused else None,
        guideline=application.call.guideline.source,
        guideline_version=application.terms.version,
        remedy=remedy_of(office_on(day_of(now))),
    )


def _auszahlungsmitteilung(
    call: FundsCall, outcome: Outcome, data: Mapping[str, Any], now: datetime
) -> texts.Auszahlungsmitteilung:
    application = call.application
    total = application.paid + call.paid
    proof = getattr(application, "proof", None)
    payable = payable_in_all(application.awarded, proof.recognised_grant if proof else None)
    return texts.Auszahlungsmitteilung(
        **brief(application, day_of(now)),
        decision_on=sure(application.released_on),
        call_number=call.position,
        requested=call.amount,
        recognised=call.recognised,
        paid=call.paid,
        deviation=call.certified_note if call.recognised < call.amount else "",
        account_holder=call.account_holder,
        iban_end=call.iban[-4:],
        executed_on=sure(call.paid_on),
        end_to_end=call.reference,
        granted=application.awarded,
        paid_total=total,
        remaining=max(payable - total, to_euro(0)),
        use_by=use_by(sure(call.paid_on), application.terms.use_within_months),
    )


def _abschlussmitteilung(
    application: Application, outcome: Outcome, data: Mapping[str, Any], now: datetime
) -> texts.Abschlussmitteilung:
    proof = application.proof
    filed = sure(application.proof_filed_on)
    return texts.Abschlussmitteilung(
        **brief(application, day_of(now)),
        decision_on=sure(application.released_on),
        proof_on=filed,
        granted=application.awarded,
        eligible=counted(application).eligible,
        recognised_expenses=proof.recognised,
        recognised=proof.recognised_grant,
        paid=application.paid + application.refunded,
        rest=unpaid_rest(proof.recognised_grant, application.paid),
        refunded=application.refunded,
        notes=(),  # the Prüfungsvermerk is for the file, not for the recipient
        keep_until=date(filed.year + application.terms.receipts_years, 12, 31),
    )


def _bescheid_unterwegs(
    record: Application | ChangeRequest | FundsCall, outcome: Outcome, data: Mapping[str, Any], now: datetime
) -> texts.BescheidUnterwegs:
    application = record if isinstance(record, Application) else record.application
    return texts.BescheidUnterwegs(**frame(application, day_of(now)), posted_on=data["posted_on"])


def _status(
    lines: Callable[[Application, Mapping[str, Any]], tuple[str, ...]], due: str = ""
) -> Callable[..., Any]:
    """A message that says where the case stands and what comes next."""

    def write(
        application: Application, outcome: Outcome, data: Mapping[str, Any], now: datetime
    ) -> texts.Sachstand:
        return texts.Sachstand(
            **frame(application, day_of(now)),
            state=Stage(application.stage).label,
            lines=lines(application, data),
            next_on=getattr(application, due) if due else None,
        )

    return write


def _einladung(sitting: Sitting, outcome: Outcome, data: Mapping[str, Any], now: datetime) -> texts.Sachstand:
    items, office = sitting.items.select_related("application__project"), office_on(day_of(now))
    return texts.Sachstand(
        case_number=f"{sitting.body.name}, {sitting.number}. Sitzung",
        title=f"{sitting.number}. Sitzung {sitting.body.name}",
        link=settings.PUBLIC_URL + sitting.get_absolute_url(),
        contact=contact_of(None, office),
        sender=sender_of(office),
        state=f"{sitting.held_on:%d.%m.%Y}, {sitting.starts_at:%H:%M} Uhr",
        lines=(
            f"Ort: {sitting.place}",
            *(f"TOP {item.position}: {item.application.project.title}" for item in items),
            *(f"Auswahl einer Maßnahme: {measure}" for measure in motions_for(sitting.body)),
            *(
                f"TOP {item.position}: zweite Ladung. Darüber kann das Gremium ohne Rücksicht auf die Zahl der "
                "Anwesenden beschließen."
                for item in items
                if put_back_for_quorum(item)
            ),
            "Bitte sagen Sie vor dem Punkt, wenn Sie befangen sein könnten (§ 41 NKomVG, §§ 20, 21 VwVfG).",
            "Beschlussfähig ist das Gremium, wenn die Mehrheit der Mitglieder anwesend ist.",
        ),
        next_on=sitting.held_on,
    )


def _presentation(terms: Terms) -> tuple[str, ...]:
    """The duty to show the results, where the guideline has it."""
    duty = (
        "Stellen Sie die Ergebnisse am Ende der Laufzeit öffentlich vor und legen Sie eine Dokumentation vor. "
        "Die Ansprechperson der Stadt stimmt den Termin mit Ihnen ab."
    )
    return (duty,) if terms.presentation else ()


def _plan(application: Application) -> tuple[texts.PlanLine, ...]:
    """The approved plan beside what was asked for; lines that the adapted plan dropped come last, with nothing."""
    asked = _asked(application)
    lines = [
        texts.PlanLine(
            side=line.side,
            number=f"{'1' if line.side == 'expense' else '2'}.{line.position}",
            label=str(line),
            requested=to_euro(asked.pop((line.side, line.category, line.label), 0)),
            approved=line.amount if line.eligible else to_euro(0),
            in_kind=line.in_kind,
        )
        for line in application.project.plan_lines.all()
    ]
    dropped = [
        texts.PlanLine(side=side, number="–", label=label, requested=to_euro(cents), approved=to_euro(0))
        for (side, _, label), cents in asked.items()
    ]
    return (*lines, *dropped)


def _asked(application: Application) -> dict[tuple[str, str, str], int]:
    """Side, category and label of a line → cents, as in the version of the application that was decided on."""
    versions = application.versions.filter(requested_cents=application.requested_cents)
    amounts: dict[tuple[str, str, str], int] = {}
    for line in json.loads(versions.order_by("-number")[0].text)["plan"]:
        key = (line["side"], line["category"], line["label"])
        amounts[key] = amounts.get(key, 0) + line["amount_cents"]
    return amounts


def _span(begins: date | None, ends: date | None) -> str:
    return f"{begins:%d.%m.%Y} bis {ends:%d.%m.%Y}" if begins and ends else ""


WRITERS: dict[str, Callable[..., Any]] = {
    "eingangsbestaetigung": _eingangsbestaetigung,
    "nachforderung": _nachforderung,
    "vorzeitiger_beginn": _vorzeitiger_beginn,
    "zuwendungsbescheid": _zuwendungsbescheid,
    "ablehnungsbescheid": _ablehnungsbescheid,
    "auszahlungsmitteilung": _auszahlungsmitteilung,
    "abschlussmitteilung": _abschlussmitteilung,
    "bescheid_unterwegs": _bescheid_unterwegs,
    "sachstand": _status(lambda application, data: ("Ihr Antrag wurde vertagt.", str(data["reason"]))),
    "plan_anpassen": _status(
        lambda application, data: (
            f"Das Gremium hat {format_eur(application.endorsed)} beschlossen, weniger als beantragt.",
            "Bitte passen Sie den Kosten- und Finanzierungsplan an und bestätigen Sie ihn im Portal.",
        ),
        due="plan_due",
    ),
    "ratsgremien": _status(
        lambda application, data: (
            "Das Gremium hat Ihr Vorhaben zur Förderung empfohlen. Das ist noch keine Zusage (§ 38 VwVfG).",
            f"Es berät: {application.terms.advising_body}. Es entscheidet: {application.terms.deciding_body}. "
            f"Nummer der Drucksache: {application.council_paper}.",
        )
    ),
    "nachrueckliste": _status(
        lambda application, data: (
            "Das Gremium hält Ihr Vorhaben für förderwürdig, aber das Geld der Runde reicht nicht.",
            f"Ihr Antrag steht auf Platz {application.reserve_rank} der Nachrückliste. "
            "Wird Geld frei, entscheidet das Gremium neu. Das ist keine Zusage.",
        )
    ),
    "nachweis_nachforderung": _status(
        lambda application, data: ("Zum Verwendungsnachweis fehlt noch etwas:", *paragraphs(data["items"])),
        due="proof_documents_due",
    ),
    "einladung": _einladung,
    **LATER,
}
"""Letter key → who gathers its facts."""
