"""The facts that letters are written from, gathered inside the transaction of the move that names them."""

from collections.abc import Callable, Mapping
from dataclasses import replace
from datetime import date, datetime
from typing import Any

from django.conf import settings
from django.urls import reverse

from grants import letter_facts as texts
from grants.annex import filled, values_of
from grants.cases.answers import in_words
from grants.cases.ballots import dropped, excluded_seats, put_back_for_quorum
from grants.cases.competition import competing
from grants.cases.decisions import body_of, decision_of, planned_sitting
from grants.cases.facts import machine_of
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
from grants.cases.letter_plan import approved_plan
from grants.cases.letters_later import LATER
from grants.cases.measures import motions_for
from grants.cases.reckoning import counted, of_award
from grants.cases.snapshot import written_and_sent
from grants.clock import day_of
from grants.letter_facts import to_json
from grants.models import AnnexText, Application, ChangeRequest, FundsCall, Item, Sitting
from grants.models.money import to_euro
from workflows.case import Actor, Role, Terms, interim_due
from workflows.machine import NOBODY_KNOWN, Outcome
from workflows.rules.dates import long_date
from workflows.rules.deadlines import use_by
from workflows.rules.money import format_eur, round_cents
from workflows.rules.payment import payable_in_all
from workflows.rules.proof import proof_day_of, unpaid_rest
from workflows.rules.voting import regime_of, rule_of_quorum
from workflows.stages import Stage


def letter_facts(record: Any, outcome: Outcome, now: datetime) -> dict[str, str]:
    """Letter key → canonical text of its facts, for every letter that the move names.

    Of what was typed into the move's form the letters get what may go out, and nothing else. Who reads a letter
    otherwise than the others has it under the key of :func:`grants.letter_facts.key_for`.
    """
    found = {}
    for letter in outcome.letters:
        found[letter.key] = to_json(WRITERS[letter.key](record, outcome, outcome.told, now))
        for user, facts in OTHERWISE.get(letter.key, _for_all_alike)(record, now).items():
            found[texts.key_for(letter.key, user)] = to_json(facts)
    return found


def _for_all_alike(record: Any, now: datetime) -> dict[int, Any]:
    return {}


def facts_before_release(application: Application, now: datetime) -> tuple[str, Any] | None:
    """Key and facts of the Bescheid as it would be released now, for whoever reads it before that; None if none waits.

    Raises :class:`workflows.errors.MoveRefused` with what is still missing. Nothing is written.
    """
    day = day_of(now)
    reader = Actor("", frozenset({Role.LEAD}), NOBODY_KNOWN)
    machine = machine_of(application, reader, day)
    for move in machine.moves():
        papers = [letter.key for letter in move.custom["letters"] if letter.paper]
        if papers and str(move.source) == application.stage and application.stage in BEFORE_RELEASE:
            return papers[0], WRITERS[papers[0]](application, machine.perform(move.slug), {}, now)
    return None


BEFORE_RELEASE = (Stage.AWARD_DRAFTED, Stage.REFUSAL_DRAFTED)


def _eingangsbestaetigung(
    application: Application, outcome: Outcome, data: Mapping[str, Any], now: datetime
) -> texts.Eingangsbestaetigung:
    version = application.versions.order_by("-number")[0]
    files = application.attachments.filter(removed_at__isnull=True)
    return texts.Eingangsbestaetigung(
        **brief(application, outcome, day_of(now)),
        received_at=now,
        requested=application.requested,
        attachments=tuple(texts.Attachment(name=f.name, digest=f.sha256) for f in files),
        body=body_of(application),
        sitting_on=planned_sitting(application, day_of(now)),
        call_ends_on=application.call.closes_on,
        early_start=application.project.early_start_from is not None,
        answers=tuple(
            texts.Entry(label=label, text=text) for label, text in in_words(written_and_sent(application))
        ),
        digest=version.sha256,
        privacy_link=settings.PUBLIC_URL + reverse("grants:privacy"),
    )


def _nachforderung(
    application: Application, outcome: Outcome, data: Mapping[str, Any], now: datetime
) -> texts.Nachforderung:
    return texts.Nachforderung(
        **brief(application, outcome, day_of(now)),
        missing=tuple(paragraphs(data["items"])),
        due=sure(application.documents_due),
    )


def _vorzeitiger_beginn(
    application: Application, outcome: Outcome, data: Mapping[str, Any], now: datetime
) -> texts.VorzeitigerBeginn:
    asked, allowed = application.project.early_start_from, sure(application.early_start_on)
    return texts.VorzeitigerBeginn(
        **brief(application, outcome, day_of(now)),
        asked_on=asked,
        early_start_on=allowed,
        remedy=remedy_of(office_on(day_of(now))) if asked and asked < allowed else None,
    )


def _zuwendungsbescheid(
    application: Application, outcome: Outcome, data: Mapping[str, Any], now: datetime
) -> texts.Zuwendungsbescheid:
    project, draft, terms = application.project, application.drafts.get(current=True), application.terms
    figures, decision = counted(application), sure(decision_of(application))
    annex = AnnexText.on(day_of(now))
    kind = of_award(application, draft.amount)
    partial = draft.amount < application.requested
    letter = texts.Zuwendungsbescheid(
        **brief(application, outcome, day_of(now)),
        annex=(),
        annex_version=annex.version,
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
        guideline=application.call.guideline.cited,
        body=decision.body,
        decided_on=decision.decided_on,
        reasons=decision.path if partial else (*decision.path, *paragraphs(draft.reasons)),
        partial_reasons=tuple(paragraphs(draft.reasons)) if partial else (),
        conditions=tuple(paragraphs(draft.condition)),
        obligations=(*_presentation(terms), *paragraphs(draft.duties)),
        plan=approved_plan(application),
        line_tolerance=int(terms.line_tolerance_percent),
        payout_grace=terms.payout_grace,
        use_within_months=terms.use_within_months,
        iban_end=application.organisation.iban[-4:],
        proof_due=sure(proof_day_of(draft.period_ends, terms)),
        interim_proof_due=interim_due(draft.period_begins, draft.period_ends, terms),
        proof_months=terms.proof_months,
        keep_years=terms.receipts_years,
        inventory_from=terms.inventory_from,
        remedy=remedy_of(office_on(day_of(now))),
    )
    return replace(letter, annex=filled(annex.text, letter.kind, values_of(letter)))


def _ablehnungsbescheid(
    application: Application, outcome: Outcome, data: Mapping[str, Any], now: datetime
) -> texts.Ablehnungsbescheid:
    draft, decision = application.drafts.get(current=True), decision_of(application)
    refused = decision if decision and not decision.yes else None
    return texts.Ablehnungsbescheid(
        **brief(application, outcome, day_of(now)),
        requested=application.requested,
        situation=(
            f"Sie haben am {long_date(sure(application.submitted_on))} eine Förderung für das Vorhaben "
            f"„{application.project.title}“ beantragt.",
        ),
        reasons=(*(refused.path if refused else ()), *paragraphs(draft.reasons)),
        formal=decision is None,
        body=refused.body if refused else "",
        decided_on=refused.decided_on if refused else None,
        applications=competing(application) if refused else None,
        guideline=application.call.guideline.cited,
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
        **brief(application, outcome, day_of(now)),
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
        **brief(application, outcome, day_of(now)),
        decision_on=sure(application.released_on),
        proof_on=filed,
        granted=application.awarded,
        eligible=counted(application).eligible,
        recognised_expenses=proof.recognised,
        recognised=proof.recognised_grant,
        paid=application.paid + application.refunded,
        rest=unpaid_rest(proof.recognised_grant, application.paid),
        refunded=application.refunded,
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


def _ruecknahmebestaetigung(
    application: Application, outcome: Outcome, data: Mapping[str, Any], now: datetime
) -> texts.Sachstand:
    parts = frame(application, day_of(now))
    return texts.Sachstand(
        **parts | {"case_number": parts["case_number"] or "Entwurf"},
        state=Stage(application.stage).label,
        lines=(
            f"Der Antrag wurde am {long_date(sure(application.closed_on))} zurückgezogen.",
            "Über ihn wird nicht mehr entschieden. Sie brauchen nichts weiter zu tun.",
            "Wenn Sie das Vorhaben später doch fördern lassen möchten, stellen Sie bitte einen neuen Antrag.",
        ),
    )


def _einladung(sitting: Sitting, outcome: Outcome, data: Mapping[str, Any], now: datetime) -> texts.Sachstand:
    return _summons(sitting, now, frozenset())


def _einladungen(sitting: Sitting, now: datetime) -> dict[int, texts.Sachstand]:
    """The invitations of members who are excluded from an item: they read that there is one, and nothing of it."""
    barred: dict[int, set[int]] = {}
    for item in sitting.items.select_related("application", "sitting__body"):
        for user in excluded_seats(item).values_list("user", flat=True):
            barred.setdefault(user, set()).add(item.position)
    return {user: _summons(sitting, now, frozenset(positions)) for user, positions in barred.items()}


def _summons(sitting: Sitting, now: datetime, barred: frozenset[int]) -> texts.Sachstand:
    """The invitation as somebody reads it who takes no part in the items at the ``barred`` positions."""
    items, office, body = _agenda(sitting), office_on(day_of(now)), sitting.body
    put_back = set(put_back_for_quorum(sitting.items.all()).values_list("position", flat=True)) - barred
    return texts.Sachstand(
        case_number=f"{body.name}, {sitting.number}. Sitzung",
        title=f"{sitting.number}. Sitzung {body.name}",
        link=settings.PUBLIC_URL + sitting.get_absolute_url(),
        contact=contact_of(None, office),
        sender=sender_of(office),
        state=f"{long_date(sitting.held_on)}, {sitting.starts_at:%H:%M} Uhr",
        lines=(
            f"Ort: {sitting.place}",
            *(
                f"TOP {item.position}: "
                + (
                    "Sie nehmen an diesem Punkt nicht teil."
                    if item.position in barred
                    else item.application.project.title
                )
                for item in items
            ),
            *(f"Auswahl einer Maßnahme: {measure}" for measure in motions_for(body)),
            *(
                f"TOP {item.position}: zweite Ladung. Der Punkt wurde zurückgestellt, weil das Gremium nicht "
                "beschlussfähig war. Darüber kann es jetzt ohne Rücksicht auf die Zahl der Anwesenden beschließen "
                f"({regime_of(body.procedure).second_summons_law})."
                for item in items
                if item.position in put_back
            ),
            "Bitte sagen Sie vor dem Punkt, wenn Sie befangen sein könnten (§ 41 NKomVG, §§ 20, 21 VwVfG).",
            rule_of_quorum(body.procedure, body.seats_total),
        ),
        next_on=sitting.held_on,
    )


def _agenda(sitting: Sitting) -> list[Item]:
    """What is still to be dealt with: a case that was withdrawn meanwhile is announced to nobody."""
    found = sitting.items.select_related("application__project", "sitting__body")
    return [item for item in found if not dropped(item)]


def _presentation(terms: Terms) -> tuple[str, ...]:
    """The duty to show the results, where the guideline has it."""
    duty = (
        "Stellen Sie die Ergebnisse am Ende der Laufzeit öffentlich vor und legen Sie eine Dokumentation vor. "
        "Die Ansprechperson der Stadt stimmt den Termin mit Ihnen ab."
    )
    return (duty,) if terms.presentation else ()


def _deferred(told: str) -> tuple[str, ...]:
    """That the application is dealt with later; what the office adds may ask for something."""
    later = "Ihr Antrag wurde vertagt. Über ihn wird in einer späteren Sitzung entschieden"
    return (f"{later}.", *paragraphs(told)) if told else (f"{later}; Sie brauchen nichts zu tun.",)


WRITERS: dict[str, Callable[..., Any]] = {
    "eingangsbestaetigung": _eingangsbestaetigung,
    "nachforderung": _nachforderung,
    "vorzeitiger_beginn": _vorzeitiger_beginn,
    "zuwendungsbescheid": _zuwendungsbescheid,
    "ablehnungsbescheid": _ablehnungsbescheid,
    "auszahlungsmitteilung": _auszahlungsmitteilung,
    "abschlussmitteilung": _abschlussmitteilung,
    "bescheid_unterwegs": _bescheid_unterwegs,
    "sachstand": _status(lambda application, data: _deferred(str(data.get("told") or ""))),
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
    "ruecknahmebestaetigung": _ruecknahmebestaetigung,
    "vorzeitig_abgeschlossen": _status(
        lambda application, data: (
            f"Das Projekt ist seit dem {long_date(data['fulfilled_on'])} abgeschlossen.",
            f"Bitte reichen Sie den Verwendungsnachweis bis zum {long_date(sure(application.proof_due))} ein. "
            "Dieser Tag tritt an die Stelle des späteren aus dem Bescheid (ANBest-P 6).",
        ),
        due="proof_due",
    ),
    "nachweis_nachforderung": _status(
        lambda application, data: ("Zum Verwendungsnachweis fehlt noch etwas:", *paragraphs(data["items"])),
        due="proof_documents_due",
    ),
    "einladung": _einladung,
    **LATER,
}
"""Letter key → who gathers its facts."""
OTHERWISE: dict[str, Callable[[Any, datetime], dict[int, Any]]] = {"einladung": _einladungen}
"""Letter key → who gathers what some people, by their id, read instead."""
