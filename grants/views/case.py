"""The page of one case: what it is, where it stands, what is next; and the small acts on it."""

from collections.abc import Iterable
from datetime import date
from decimal import Decimal
from functools import partial
from uuid import UUID

from django.contrib import messages as notices
from django.http import HttpResponse, HttpResponseNotAllowed
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone

from grants import post_office
from grants.access import attachments_visible_to, messages_of, notes_of, reads_mittelabrufe
from grants.actions.account import pending_change
from grants.actions.desk import send_message
from grants.cases.actors import knows_papers_only
from grants.cases.beside import keeping
from grants.cases.beside import rows as rows_beside
from grants.cases.due import due_of
from grants.cases.own_facts import own_facts_of
from grants.cases.reckoning import granted_kind, own_of
from grants.forms.messages import MessageForm
from grants.held import held_by
from grants.kinds import kind_named, public_id_in, same_as
from grants.letters.basis import sure
from grants.models import Application, Mittelabruf, Transition
from grants.turn import roles_of_step, step_label
from grants.views.acting import SignedIn
from grants.views.finding import find_case, today
from grants.views.offering import machine_for, next_steps, reads_internal
from grants.views.signing import waits_for_release
from grants.views.timeline import entries_of, told_to, visited
from grants.views.undoing import undo_of
from grants.views.wording import role_name
from grants.waiting import is_turn_of
from workflows.acts import may
from workflows.case import Actor
from workflows.chart import way
from workflows.claim import Claim
from workflows.declared import steps_that_mean
from workflows.machine import Machine
from workflows.meaning import Meaning
from workflows.mittelabruf import Pays
from workflows.programmes import PROGRAMMES
from workflows.roles import APPLICANTS, DESK, FILE_KEEPERS, INSIDE, POST_OFFICE, READING_DESK, Role
from workflows.rules.deadlines import payout_from, remedy_period
from workflows.rules.financing import financing
from workflows.rules.notice import final_day, no_lawsuit_pending, remedy_of, undecided_since
from workflows.rules.payment import comes_by_itself
from workflows.rules.refund import GROUNDS
from workflows.rules.sitting import not_put_off_too_often
from workflows.sentence import LongDay, Sentence
from workflows.stages import BEFORE_SUBMISSION, IN_THE_SITTING, SITTING_SUMMONED, SittingStage, Stage
from workflows.wording import own_fact_labels

FINANCING = {"festbetrag": "Festbetrag", "anteil": "Anteilfinanzierung"}


def case(request: SignedIn, public_id: UUID) -> HttpResponse:
    """One case, as this person may see it."""
    day = today()
    application = find_case(request, public_id, day)
    if request.method not in ("GET", "HEAD"):
        return HttpResponseNotAllowed(["GET", "HEAD"])
    with keeping(application):  # what the facts count, the page lists
        return _show(request, application, machine_for(application, request.user, day))


def messages(request: SignedIn, public_id: UUID) -> HttpResponse:
    """Write a message into the case."""
    day = today()
    application = find_case(request, public_id, day)
    if request.method != "POST":
        return redirect(application)
    machine = machine_for(application, request.user, day)
    form = MessageForm(request.POST, internal=not machine.actor.roles.isdisjoint(DESK))
    if not form.is_valid():
        return _show(request, application, machine, form, status=422)
    send_message(
        application,
        by=request.user,
        text=form.cleaned_data["text"],
        internal=form.cleaned_data.get("internal", False),
    )
    notices.success(request, "Ihre Nachricht ist in der Akte.")
    return redirect(f"{application.get_absolute_url()}#nachrichten")


def _show(
    request: SignedIn,
    application: Application,
    machine: Machine,
    form: MessageForm | None = None,
    status: int = 200,
) -> HttpResponse:
    actor = machine.actor
    entries = entries_of(application)
    office = not actor.roles.isdisjoint(DESK)
    writes = may("send_message", actor, application.stage)
    context = {
        "application": application,
        "project": application.project,
        "stations": way(application.stage, visited(entries)),
        "facts": _facts(application, actor),
        "notes": [
            *_undecided(application, machine, entries),
            *_undelivered(application, actor),
            *_alerts(application, machine),
        ],
        "offers": next_steps(application, machine),
        "due": due_of(application),
        **_waiting(request, application, machine),
        "undo": undo_of(application, actor, entries),
        "entries": told_to(request.user, actor, entries),
        "papers": papers_of(application, actor),
        "documents": _documents(application, actor),
        "attachments": list(
            attachments_visible_to(held_by(request.user, machine.today)).filter(application=application)
        ),
        "may_upload": may("upload", actor, application.stage),
        "may_release": application.organisation.signatures_needed > 1
        and may("release", actor, application.stage),
        "case_messages": list(messages_of(application, actor)),
        "reads_messages": not actor.roles.isdisjoint(DESK | APPLICANTS),
        "message_form": form or (MessageForm(internal=office) if writes else None),
        "form": form,
        "consultation_notes": list(notes_of(application, actor)),
        "mittelabrufe": _mittelabrufe(application, actor),
        **MONEY_WORDS[PROGRAMMES[application.programme].pays],
        "beside": _beside(actor, entries),
        "finality": _finality(application, machine),
    }
    return render(request, "grants/case.html", context, status=status)


MONEY_WORDS = {
    Pays.ON_CALL: {"money_title": "Mittelabrufe", "money_column": "Abruf", "money_came": "Eingang"},
    Pays.AT_ONCE: {"money_title": "Auszahlung", "money_column": "Auszahlung", "money_came": "Vorbereitet"},
}
"""How the fund pays → the words above the list of calls or of the one payment."""
Fact = tuple[str, object, str]
"""Label, value, and how it is written: text, euro or day."""


def _facts(application: Application, actor: Actor) -> list[Fact]:
    """Label, value and how it is written (text, euro, day), without what is not known yet."""
    project = application.project
    rows: list[Fact] = [
        ("Aktenzeichen", application.number, "text"),
        ("Antragsteller*in", application.organisation.name, "text"),
        ("Förderrunde", application.round.title, "text"),
        ("Maßnahme", application.round.measure, "text"),
        ("Platz der Nachrückliste", application.reserve_rank, "text"),
        ("Drucksache in den Ratsgremien", application.council_paper, "text"),
        ("Im Ausschuss beraten", application.council_advised_on, "day"),
        ("Im Gremium", _sitting(application), "text"),
        ("Durchführung von", project.begins, "day"),
        ("Durchführung bis", project.ends, "day"),
        ("Vorzeitiger Beginn beantragt ab", project.early_start_from, "day"),
        ("Vorzeitiger Beginn erlaubt ab", application.early_start_on, "day"),
        ("Gesamtausgaben", project.expenses_cents, "euro"),
        ("Eigenbeteiligung", project.own_cents, "euro"),
        ("Beantragt", application.requested_cents, "euro"),
        ("Finanzierungsart", _financing(application), "text"),
        ("Eingegangen", application.submitted_on, "day"),
        ("Bewilligt", application.awarded_cents if application.posted_on else None, "euro"),
    ]
    if knows_papers_only(actor):
        return [row for row in rows if row[1]]
    rows += [
        *_revoked_parts(application),
        ("Bescheid versandt", application.posted_on, "day"),
        ("Bestandskräftig seit", application.final_on, "day"),
        ("Bewilligungszeitraum bis", application.period_ends if application.posted_on else None, "day"),
        ("Ausgezahlt", application.paid_cents or None, "euro"),
        ("Erstattet", application.refunded_cents or None, "euro"),
        ("Verwendungsnachweis fällig", application.proof_due, "day"),
        ("Abgeschlossen", application.closed_on, "day"),
    ]
    if reads_internal(actor):
        rows += [("Sachbearbeitung", application.caseworker, "text"), *_own_facts(application)]
    return [row for row in rows if row[1]]


def _sitting(application: Application) -> str:
    """Which body deals with the case on which day, once its members are invited to it."""
    if application.stage not in IN_THE_SITTING:
        return ""
    summoned = application.items.filter(sitting__stage__in=SITTING_SUMMONED, carried__isnull=True)
    coming = summoned.exclude(sitting__stage=SittingStage.CLOSED).select_related("sitting__body")
    if (item := coming.order_by("sitting__held_on").first()) is None:
        return ""
    return Sentence("{body}, {day}", body=item.sitting.body.name, day=LongDay(item.sitting.held_on))


def _own_facts(application: Application) -> list[Fact]:
    """What moves of its fund alone have asked for, in the words of the fund."""
    facts = own_facts_of(application)
    labels = own_fact_labels(PROGRAMMES[application.programme])
    return [(label, *_written(getattr(facts, name))) for name, label in labels.items()]


def _written(value: object) -> tuple[object, str]:
    """The value of a fact, and how it is written."""
    if isinstance(value, bool):
        return "ja" if value else "", "text"
    if isinstance(value, tuple):
        return ", ".join(value), "text"
    return value, "day" if isinstance(value, date) else "euro" if isinstance(value, Decimal) else "text"


def _revoked_parts(application: Application) -> list[Fact]:
    """What was revoked while the rest of the grant stayed, and until when that can be contested (§ 74 VwGO)."""
    if not application.endorsed or not application.awarded or application.awarded >= application.endorsed:
        return []
    parts = application.claims.filter(posted_on__isnull=False, current=False).order_by("posted_on")
    return [
        (
            "Widerrufen oder zurückgenommen",
            Sentence(
                "{amount} (Klage möglich bis {ends})",
                amount=part.amount,
                ends=LongDay(remedy_period(sure(part.posted_on)).ends),
            ),
            "text",
        )
        for part in parts
        if not part.back
    ]


def _finality(application: Application, machine: Machine) -> dict[str, object] | None:
    """Until when a sent Bescheid can be contested, when it is final, and how it becomes so earlier."""
    remedy = remedy_of(machine)
    if application.stage != Stage.AWARDED or remedy is None or knows_papers_only(machine.actor):
        return None
    final = sure(final_day(machine))
    return {
        "notified": remedy.notified,
        "ends": remedy.ends,
        "final": final,
        "payout": payout_from(final, application.terms.payout_grace, waived=False),
        "annex": 3 if PROGRAMMES[application.programme].pays is Pays.AT_ONCE else 4,
        "suit": not no_lawsuit_pending(machine),
        "filed": machine.case.waiver_form,
        "mine": not machine.actor.roles.isdisjoint(APPLICANTS),
    }


def _financing(application: Application) -> str:
    if application.posted_on and application.awarded:
        return FINANCING[granted_kind(application)]
    if not (asked := application.requested):
        return ""  # until the Bescheid is sent, only what the applicant wrote: the check is the office's own
    plan = financing(asked, application.project.eligible, own_of(application), application.terms)
    return FINANCING[plan.kind]


def _alerts(application: Application, machine: Machine) -> list[dict[str, object]]:
    """What somebody who opens the page must not miss."""
    rows: list[dict[str, object]] = []
    if knows_papers_only(machine.actor):
        return rows
    if application.stage == Stage.DOCUMENTS_REQUESTED or application.stage == Stage.PROOF_INCOMPLETE:
        asked = [line for line in application.documents_requested.splitlines() if line.strip()]
        rows.append({"look": "warning", "title": "Es fehlen noch Unterlagen", "reasons": asked})
    if application.stage == Stage.HEARING and (claim := machine.case.claim):
        rows.append({"look": "warning", "title": "Anhörung", "text": _hearing(application, claim)})
    if application.condition_open:
        rows.append({"look": "warning", "title": "Bedingung noch offen", "text": application.condition_open})
    if (coming := _comes_by_itself(application, machine)) is not None:
        rows.append({"look": "info", "title": "Ihr Geld kommt von selbst", "text": coming})
    if application.payments_suspended:
        rows.append({"look": "warning", "title": "Auszahlungen sind zurzeit ausgesetzt"})
    often = not_put_off_too_often(machine)
    if not often and not machine.actor.roles.isdisjoint(POST_OFFICE):
        rows.append({"look": "warning", "title": "Mehrmals vertagt", "text": often.unmet})
    together = application.organisation.signatures_needed > 1
    if together and may("release_account", machine.actor, application.stage) and pending_change(application):
        rows.append({"look": "info", "title": "Eine neue Bankverbindung wartet auf Ihre Freigabe"})
    if application.awarded_cents is not None and reads_internal(machine.actor):
        rows += [
            {
                "look": "danger",
                "title": Sentence("{call}: Trotz eines Hindernisses ausgezahlt", call=call.title),
                "text": call.paid_despite,
            }
            for call in rows_beside(application, "mittelabrufe")["mittelabrufe"]
            if call.paid_despite
        ]
    if application.outcome_reason and application.closed_on and reads_internal(machine.actor):
        rows.append({"look": "info", "title": "Grund", "text": application.outcome_reason})
    return rows


def _undecided(
    application: Application, machine: Machine, entries: Iterable[Transition]
) -> list[dict[str, object]]:
    """What those who decide risk; a case that came back from court was decided once."""
    since = undecided_since(machine.case, machine.today)
    back = any(entry.move in steps_that_mean(Meaning.FOLLOWS_A_COURT) for entry in entries)
    if since is None or back or machine.actor.roles.isdisjoint(FILE_KEEPERS):
        return []
    text = Sentence(
        "Der Antrag ging am {submitted_on} ein. Seit dem {since} kann die Organisation Untätigkeitsklage "
        "erheben (§ 75 VwGO). Nur ein versandter Bescheid beendet das.",
        submitted_on=LongDay(sure(application.submitted_on)),
        since=LongDay(since),
    )
    return [{"look": "danger", "title": "Zu lange ohne Bescheid", "text": text}]


def _undelivered(application: Application, actor: Actor) -> list[dict[str, object]]:
    """Mails that did not reach their receivers, for those who can tell them in another way."""
    if actor.roles.isdisjoint(DESK):
        return []
    found = post_office.undelivered(application.dossier_id)
    looks_after = not actor.roles.isdisjoint(POST_OFFICE)
    row = {"look": "danger", "link": "Im Postausgang ansehen"}
    return [
        {**row, "title": each.title, "text": each.text, "url": each.url if looks_after else ""}
        for each in found
    ]


def _beside(actor: Actor, entries: Iterable[Transition]) -> list[dict[str, str]]:
    """Changes, interim proofs and refunds as the log knows them, in order of their birth; none for a body."""
    if actor.roles.isdisjoint(INSIDE | APPLICANTS):
        return []
    stages = {same_as(entry.record)[0]: entry.target for entry in entries}
    beside = ((name, kind_named(name), stage) for name, stage in stages.items())
    return [
        {
            "url": reverse(kind.page, args=[public_id_in(name)]),
            "title": kind.title,
            "stage_label": kind.stage_label(stage),
        }
        for name, kind, stage in beside
        if kind.is_beside and kind.model is not Mittelabruf  # these have a list of their own
    ]


def _comes_by_itself(application: Application, machine: Machine) -> Sentence | None:
    """What a recipient reads where the fund pays at once: when the money comes, and that they have nothing to do."""
    pays = PROGRAMMES[application.programme].pays
    if pays is not Pays.AT_ONCE or application.posted_on is None or application.awarded_cents is None:
        return None
    return None if machine.actor.roles.isdisjoint(APPLICANTS) else comes_by_itself(machine.case)


def _hearing(application: Application, claim: Claim) -> str:
    """What the hearing is about and until when, as a sentence."""
    about = Sentence("{ground}: {amount}.", ground=GROUNDS[claim.ground], amount=claim.amount)
    if claim.answered_on:
        return Sentence(
            "{about} Die Stellungnahme ging am {answered_on} ein.",
            about=about,
            answered_on=LongDay(claim.answered_on),
        )
    return Sentence(
        "{about} Stellungnahme bis zum {hearing_due}. Bis dahin wird nichts ausgezahlt.",
        about=about,
        hearing_due=LongDay(sure(application.hearing_due)),
    )


def _waiting(request: SignedIn, application: Application, machine: Machine) -> dict[str, str]:
    """Who has to act next, from where the reader sits."""
    if not application.waits_for:
        return {"who": "", "explanation": "Dieser Vorgang ist beendet." if application.closed_on else ""}
    label = step_label(type(machine), application.next_move)
    if application.waits_for == Role.CLOCK:
        return {
            "who": "",
            "explanation": Sentence("Der nächste Schritt geschieht von selbst: {label}.", label=label),
        }
    if application.stage in BEFORE_SUBMISSION and application.round.closes_on < machine.today:
        return {"who": "", "explanation": "Die Frist dieser Förderrunde ist abgelaufen."}
    role = role_name(application.waits_for)
    if machine.actor.roles.isdisjoint(roles_of_step(type(machine), application.stage, application.next_move)):
        return {"who": Sentence("Dran ist: {role}", role=role), "explanation": f"„{label}“"}
    signs_alone = bool(machine.actor.roles & APPLICANTS) and application.organisation.signatures_needed == 1
    if signs_alone or is_turn_of(request.user, application, machine.today):
        return {"who": "Sie sind dran", "explanation": ""}
    # Somebody else is in charge, or a second person has to do it.
    return {"who": Sentence("Dran ist eine andere Person: {role}", role=role), "explanation": f"„{label}“"}


def papers_of(application: Application, actor: Actor) -> list[dict[str, str]]:
    """What the office has written in the case, each with its page: whoever signs or audits reads it there."""
    if actor.roles.isdisjoint(READING_DESK):
        return []
    rows, at = [], partial(reverse, args=[application.public_id])
    if application.submitted_on:
        review = getattr(application, "review", None)
        written = (
            Sentence("geschrieben von {written_by}", written_by=str(review.written_by))
            if review and review.written_by
            else "noch nicht geschrieben"
        )
        rows.append((at("grants:review"), "Prüfliste und Prüfvermerk", written))
    if draft := application.drafts.filter(current=True).select_related("drafted_by").first():
        by = (
            Sentence("entworfen von {drafted_by}", drafted_by=str(draft.drafted_by))
            if draft.drafted_by
            else "noch nicht entworfen"
        )
        rows.append((at("grants:draft"), f"Bescheid: {draft.get_kind_display()}", by))
        if waits_for_release(application):
            preview = post_office.preview_url(application.public_id)
            rows.append((preview, "Der Bescheid, wie er hinausginge (PDF)", "noch nicht freigegeben"))
    if application.proof_filed_on and (proof := getattr(application, "proof", None)):
        checked = (
            Sentence("geprüft von {checked_by}", checked_by=str(proof.checked_by))
            if proof.checked_by
            else "noch nicht geprüft"
        )
        rows.append((at("grants:check_proof"), "Verwendungsnachweis und seine Prüfung", checked))
    if Role.CASEWORKER in actor.roles and application.organisation.iban:
        verified = application.organisation.iban_verified_at
        rows.append(
            (at("grants:verify_iban"), "Bankverbindung", "bestätigt" if verified else "noch nicht bestätigt")
        )
    return [{"url": url, "title": title, "state": state} for url, title, state in rows]


def _documents(application: Application, actor: Actor) -> list[post_office.Archived]:
    """The archived letters of the case; an applicant reads them from their dispatch on."""
    if knows_papers_only(actor) or application.erased_on:
        return []
    found = post_office.archived(application.dossier_id)
    if actor.roles.isdisjoint(APPLICANTS):
        return found
    now = timezone.now()
    return [letter for letter in found if letter.visible_from and letter.visible_from <= now]


def _mittelabrufe(application: Application, actor: Actor) -> list[Mittelabruf]:
    if application.awarded_cents is None or not reads_mittelabrufe(actor):
        return []
    calls: list[Mittelabruf] = rows_beside(application, "mittelabrufe")["mittelabrufe"]
    for call in calls:
        call.application = application  # already read; its stage and reference need no second query
    return calls
