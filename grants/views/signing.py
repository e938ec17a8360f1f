"""What somebody puts their name to, as the page of a move shows it: text, amount, payee, account, and the letter."""

from collections.abc import Callable, Sequence
from datetime import date
from decimal import Decimal

from grants import post_office
from grants.access import items_visible_to
from grants.actions.seen import Part
from grants.cases.answers import form_of, in_words
from grants.cases.completeness import open_in_checklist
from grants.cases.due import due_of
from grants.cases.releases import proof_said
from grants.cases.snapshot import written_now
from grants.held import held_by
from grants.kinds import facts_of, names_of
from grants.letters.basis import sure
from grants.models import (
    Application,
    ChangeRequest,
    InterimProof,
    Mittelabruf,
    Organisation,
    Record,
    Refund,
    Sitting,
    Transition,
    User,
)
from grants.pages import reading_url
from grants.views.offering import reads_internal
from grants.views.sittings import state_of
from grants.wording import euro, grouped_iban, long_day
from workflows.machine import Machine
from workflows.roles import APPLICANTS, DESK, MONEY, READS_INTERNAL
from workflows.rules.collection import owed
from workflows.rules.periods import PERIODS
from workflows.rules.refund import GROUNDS
from workflows.sentence import Listed, LongDay, Sentence
from workflows.stages import DRAFTING, MITTELABRUF_OVER, PAYABLE, RECOVERY, RESOLVED, SENT, RefundStage, Stage

Row = tuple[str, str]


def rows_of(record: Record, machine: Machine) -> list[Row]:
    """The rows that the actor has to know before the button; the page leaves out the empty ones."""
    gathered = CONTENT.get(record.kind)
    return gathered(record, machine) if gathered else []


def shown(record: Record, machine: Machine, *, move: str, rows: Sequence[Row] | None = None) -> list[Part]:
    """All that the page of a move shows of a record: what whoever signs there has read.

    ``rows``: those of the page, where they have been gathered already. What has no name of its own: the stage, and
    how often the step has been made.
    """
    made = Transition.objects.filter(dossier_id=record.dossier_id, record__in=names_of(record), move=move)
    parts: list[Part] = [("", [str(machine.case.stage), made.count()])]
    parts += rows_of(record, machine) if rows is None else rows
    further = BEHIND_THE_PAGE.get(record.kind)
    return parts + (further(record) if further else [])


def _behind_a_case(case: Application) -> list[Part]:
    """What stands where the page leads: the answers, the papers, the account, and the proof of use."""
    organisation, proof = case.organisation, getattr(case, "proof", None)
    papers = case.attachments.filter(removed_at=None).order_by("pk").values_list("name", "kind", "sha256")
    parts: list[Part] = [*in_words(form_of(case), written_now(case)), ("Anlagen", list(papers))]
    parts.append(("Konto", [organisation.account_holder, organisation.iban]))
    return [*parts, ("Verwendungsnachweis", proof_said(proof))] if proof else parts


BEHIND_THE_PAGE: dict[str, Callable[..., list[Part]]] = {
    Application.kind: _behind_a_case,
    Mittelabruf.kind: lambda call: [("IBAN", call.iban)],
}
"""Kind of a record → what the page of a move shows in part, or behind a link."""


def links_of(record: Record, machine: Machine) -> list[dict[str, str]]:
    """The application for everybody who acts on it; the letters for the office."""
    case = record.case
    if case is None:
        return []
    links = [("Den ganzen Antrag lesen", reading_url(case))]
    if not machine.actor.roles.isdisjoint(DESK) and waits_for_release(case):
        links.append(("Den Bescheid als Entwurf lesen (PDF)", post_office.preview_url(case.public_id)))
    if not machine.actor.roles.isdisjoint(DESK | MONEY):
        made = (letter for letter in post_office.archived(case.dossier_id) if not letter.replaced_at)
        links += [(f"{letter.title} ({letter.number}, PDF)", letter.url) for letter in made]
    return [{"title": title, "url": url} for title, url in links]


def waits_for_release(case: Application) -> bool:
    """Whether there is a Bescheid that nobody has released yet."""
    return case.stage in DRAFTING and case.released_by_id is None


def _of_call(call: Mittelabruf, machine: Machine) -> list[Row]:
    money = not machine.actor.roles.isdisjoint(MONEY)
    office = reads_internal(machine.actor)
    return [
        ("Ganze Zuwendung, in einer Summe" if call.at_once else "Abgerufen", euro(call.amount)),
        ("Festgestellt", euro(call.recognised) if call.recognised is not None else ""),
        ("Wofür", call.need),
        ("Empfänger*in", call.account_holder),
        ("IBAN", grouped_iban(call.iban) if money else Sentence("endet auf {end}", end=call.iban[-4:])),
        ("Verwendungszweck", call.reference),
        ("Vermerk der Feststellung", call.certified_note if office else ""),
        ("Angeordnet am", _day(call.ordered_on)),
        ("Begründung der Ablehnung", call.reasoning if office else ""),
    ]


def _of_case(case: Application, machine: Machine) -> list[Row]:
    project, stage = case.project, case.stage
    rows = [
        ("Antragsteller*in", case.organisation.name),
        ("Beantragt", euro(case.requested) if case.requested_cents else euro(project.requested)),
    ]
    if not reads_internal(machine.actor):
        account = (
            f"{case.organisation.account_holder}, {grouped_iban(case.organisation.iban)}"
            if case.organisation.iban and not machine.actor.roles.isdisjoint(APPLICANTS)
            else ""
        )
        awarded = euro(case.awarded) if case.posted_on and case.awarded_cents else ""
        return [*rows, ("Bewilligt", awarded), ("Konto", account)]
    if stage == Stage.DOCUMENTS_REQUESTED:
        rows.append(("Nachgefordert", case.documents_requested))
    if stage in PERIODS:
        rows.append(("Frist bisher", _day(due_of(case))))
    if stage == Stage.EXPERT_CHECK:
        rows += _of_review(case)
    if stage == Stage.IN_SITTING:
        rows += _of_vote(case)
    if stage in RESOLVED:
        rows += [("Beschlossen", euro(case.endorsed) if case.endorsed else ""), *_of_vote(case)]
    if stage in DRAFTING:
        rows += _of_draft(case)
    if case.released_on and case.awarded_cents:
        rows += _money_of(case)
    if stage in SENT:
        rows.append(("Versandt", _day(case.posted_on)))
    if stage == Stage.PROOF_IN_REVIEW:
        rows += _of_check(case)
    if stage in RECOVERY:
        rows += of_claim(case)
    return rows


def _money_of(case: Application) -> list[Row]:
    """What was granted and paid, and what is on its way."""
    rows = [("Bewilligt", euro(case.awarded)), ("Ausgezahlt", euro(case.paid))]
    if case.stage not in (*PAYABLE, Stage.HEARING):
        return rows
    calls = case.mittelabrufe.exclude(stage__in=MITTELABRUF_OVER).order_by("position")
    under_way = [
        Sentence("{call}: {amount} ({stage})", call=call.title, amount=call.amount, stage=call.stage_label)
        for call in calls
    ]
    return [*rows, ("Auszahlungen unterwegs", "\n".join(under_way))]


def _of_vote(case: Application) -> list[Row]:
    """The last item of the case that a body has voted on: what was resolved, by whom, with which votes."""
    item = case.items.filter(closed_at__isnull=False).select_related("sitting__body").order_by("-id").first()
    if item is None or item.carried is None:
        return []
    state = state_of(item, item.sitting)
    return [
        ("Beschlussvorschlag", item.motion),
        ("Abgestimmt über", euro(item.amount)),
        ("Ergebnis", state["label"]),
        ("Stimmen", state["votes"]),
        ("Gremium", f"{item.sitting}, {long_day(item.sitting.held_on)}"),
    ]


def _of_sitting(sitting: Sitting, machine: Machine) -> list[Row]:
    """A sitting and its agenda, with what came of each item; of those that the actor has no part in the number."""
    items = sitting.items.select_related("application__project", "sitting").order_by("position")
    held = held_by(User.objects.get(pk=sure(machine.actor.user_id)), machine.today)
    theirs = set(items_visible_to(held).filter(sitting=sitting).values_list("pk", flat=True))
    agenda = [
        f"TOP {item.position}: {item.application.project}, {euro(item.amount)} ({state_of(item, sitting)['label']})"
        if item.pk in theirs
        else Sentence("TOP {position}: Sie nehmen an diesem Punkt nicht teil.", position=item.position)
        for item in items
    ]
    there = sitting.presences.filter(left_at=None).select_related("seat__user")
    return [
        ("Tag und Ort", f"{long_day(sitting.held_on)}, {sitting.starts_at:%H:%M} Uhr, {sitting.place}"),
        ("Tagesordnung", "\n".join(agenda)),
        ("Anwesend", ", ".join(str(presence.seat.user) for presence in there)),
    ]


def _of_review(case: Application) -> list[Row]:
    review = getattr(case, "review", None)
    open_points = open_in_checklist(review)
    checked = (
        "Prüfliste",
        Sentence("Noch offen: {points}", points=Listed(open_points)) if open_points else "alles geprüft",
    )
    if review is None or review.written_by is None:
        return [checked]
    return [
        checked,
        ("Fachliche Bewertung", review.assessment),
        ("Stellungnahme der Facheinheit", review.unit_statement),
        ("Zuwendungsfähige Ausgaben", _beside_plan(review.eligible, case.project.eligible)),
        ("Eigenbeteiligung", _beside_plan(review.own, case.project.own)),
        ("Begründung der geringeren Eigenbeteiligung", review.low_share_reason),
        ("Beihilferecht", review.state_aid),
        ("Vorgeschlagene Zuwendung", _euro(review.proposal)),
        ("Geschrieben von", str(review.written_by)),
    ]


def _beside_plan(checked: Decimal | None, planned: Decimal) -> str:
    """What the check found, and what the plan says where that is another amount."""
    if checked is None or checked == planned:
        return _euro(checked)
    return Sentence("{checked} (im Plan: {planned})", checked=checked, planned=planned)


def _of_draft(case: Application) -> list[Row]:
    draft = case.drafts.filter(current=True).select_related("drafted_by").first()
    if draft is None:
        return []
    organisation = case.organisation
    period = (
        Sentence(
            "{period_begins} bis {period_ends}",
            period_begins=LongDay(draft.period_begins),
            period_ends=LongDay(draft.period_ends),
        )
        if draft.period_begins and draft.period_ends
        else ""
    )
    return [
        ("Bescheid", draft.get_kind_display()),
        (
            "Geht an",
            f"{organisation.name}, {organisation.street}, {organisation.postcode} {organisation.city}",
        ),
        ("Zuwendung", _euro(draft.amount) if draft.kind == draft.Kind.AWARD else ""),
        ("Konto", _account(organisation) if draft.kind == draft.Kind.AWARD else ""),
        ("Zuwendungszweck", draft.purpose),
        ("Bewilligungszeitraum", period),
        ("Besondere Auflagen", draft.duties),
        ("Aufschiebende Bedingung", draft.condition),
        ("Begründung", draft.reasons),
        ("Entworfen von", str(draft.drafted_by or "")),
    ]


def _account(organisation: Organisation) -> str:
    """The account that the Bescheid names, and whether the money may go there."""
    if not organisation.iban:
        return "noch keins genannt"
    text = (
        "{holder}, IBAN endet auf {end}, bestätigt"
        if organisation.iban_verified_at
        else "{holder}, IBAN endet auf {end}, noch nicht bestätigt"
    )
    return Sentence(text, holder=organisation.account_holder, end=organisation.iban[-4:])


def _of_check(case: Application) -> list[Row]:
    proof = getattr(case, "proof", None)
    if proof is None or proof.checked_by is None:
        return []
    return [
        ("Bewilligt", euro(case.awarded)),
        ("Gezahlt", euro(case.paid)),
        ("Anerkannte Ausgaben", _euro(proof.recognised)),
        ("Anerkannte Zuwendung", _euro(proof.recognised_grant)),
        ("Prüfungsvermerk", proof.check_note),
        ("Geprüft von", str(proof.checked_by)),
    ]


def of_claim(case: Application) -> list[Row]:
    """The current hearing or claim: ground, amount, reasons."""
    claim = case.claims.filter(current=True).select_related("drafted_by").first()
    if claim is None:
        return []
    return [
        ("Grund", GROUNDS[claim.ground]),
        ("Betrag", euro(claim.amount)),
        ("Davon noch nicht ausgezahlt", euro(claim.unpaid) if claim.unpaid else ""),
        ("Davon zurückgefordert", euro(claim.back) if claim.unpaid and claim.back else ""),
        ("Zinsen bis zum Bescheid", euro(claim.interest) if claim.bears_interest else ""),
        ("Zinsen", "Von Zinsen wird abgesehen." if claim.waive_interest else ""),
        ("Zu zahlen bis", _day(claim.due)),
        ("Antwort der Organisation", claim.answer),
        ("Begründung", claim.reasoning),
        ("Entworfen von", str(claim.drafted_by or "")),
    ]


def of_change(record: ChangeRequest, office: bool) -> list[Row]:
    """A request for a change: what, why, how it was decided."""
    told = office or record.posted_on is not None
    return [
        ("Was sich ändern soll", record.get_subject_display()),
        ("Wunsch", record.wish),
        ("Grund", record.why),
        ("Umschichtung", euro(record.shift) if record.shift_cents else ""),
        ("Weniger für", str(record.from_line or "")),
        ("Mehr für", str(record.to_line or "")),
        ("Bisheriges Ende", _day(record.application.period_ends) if record.new_ends else ""),
        ("Neues Ende", _day(record.new_ends)),
        ("Beantragt am", _day(record.filed_on)),
        ("Begründung der Entscheidung", record.reasoning if told else ""),
        ("Entschieden am", _day(record.decided_on) if told else ""),
        ("Bescheid versandt am", _day(record.posted_on)),
    ]


def of_interim(record: InterimProof, office: bool) -> list[Row]:
    """An interim proof: what was done and spent."""
    return [
        ("Stichtag", _day(record.until)),
        ("Bericht", record.report),
        ("Ausgaben bis dahin", euro(record.spent)),
        ("Eingereicht am", _day(record.filed_on)),
        ("Geprüft am", _day(record.checked_on)),
        ("Ergebnis", record.note),
    ]


def of_refund(record: Refund, day: date) -> list[Row]:
    """A refund: what is owed, what was agreed, what became of it."""
    claim = record.claim
    open_ = record.stage == RefundStage.OPEN and record.application.claims.filter(current=True, pk=claim.pk)
    return [
        ("Zahlungspflichtig", record.application.organisation.name),
        ("Zurückgefordert", euro(claim.back)),
        ("Zinsen bis zum Bescheid", euro(claim.interest) if claim.bears_interest else ""),
        ("Heute offen", euro(owed(facts_of(record), day)) if open_ else ""),
        ("Zu zahlen bis", _day(claim.due)),
        ("Gestundet bis", _day(record.deferred_until)),
        ("Monatliche Rate", euro(record.instalment) if record.instalment_cents else ""),
        ("Gemahnt am", _day(record.reminded_on)),
        ("Frist der Mahnung", _day(record.dunning_due)),
        ("Erledigt am", _day(record.ended_on)),
    ]


def _day(day: date | None) -> str:
    return long_day(day) if day else ""


def _euro(amount: Decimal | None) -> str:
    return euro(amount) if amount is not None else ""


CONTENT: dict[str, Callable[..., list[Row]]] = {
    Application.kind: lambda case, machine: (
        [] if machine.actor.roles.isdisjoint(APPLICANTS | READS_INTERNAL) else _of_case(case, machine)
    ),
    Mittelabruf.kind: _of_call,
    ChangeRequest.kind: lambda record, machine: of_change(record, reads_internal(machine.actor)),
    InterimProof.kind: lambda record, machine: of_interim(record, reads_internal(machine.actor)),
    Refund.kind: lambda record, machine: of_refund(record, machine.today),
    Sitting.kind: _of_sitting,
}
"""Kind of a record → what the page of a move of it shows."""
