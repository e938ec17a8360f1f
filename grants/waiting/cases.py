"""What waits in a case and beside it: next steps, accounts, requests, messages."""

from collections.abc import Callable
from datetime import date
from functools import partial, reduce
from operator import or_
from typing import Any

from django.db.models import Exists, F, OuterRef, Q, Subquery

from grants.access import (
    applications_visible_to,
)
from grants.cases.actors import is_only_lead
from grants.cases.facts import applications, case_of
from grants.cases.releases import beside_digest, content_digest, signed_by
from grants.held import Held
from grants.kinds import KINDS, Kind, kind_of, machine_class
from grants.models import (
    AccountChange,
    Application,
    ChangeRequest,
    Claim,
    Draft,
    InterimProof,
    Mittelabruf,
    ProofOfUse,
    Record,
    Refund,
    Release,
    Review,
    Transition,
    User,
)
from grants.pages import step_url
from grants.turn import applicants_turn, either, in_charge, in_programmes, office_turn, step_label, steps_of
from grants.waiting.task import DECISION, LAW, MONEY, WORD, Source, Task
from grants.wording import euro
from workflows.acts import ACTS
from workflows.case import interim_due
from workflows.declared import moves_that, steps_after, steps_that_mean
from workflows.law import Move, law_of
from workflows.machine import NEW, Machine, otherwise_than, outgoing, targets_of
from workflows.meaning import Hand, Meaning
from workflows.mittelabruf import Pays
from workflows.procedures.mittelabruf import MittelabrufMachine
from workflows.procedures.verwendungsnachweis import InterimProofMachine
from workflows.programmes import PROGRAMMES
from workflows.roles import ADVICE, APPLICANTS, Role
from workflows.rules.interim import year_is_over
from workflows.rules.payment import left_to_call, payment_obstacles
from workflows.rules.refund import pay_by
from workflows.sentence import Sentence
from workflows.stages import BEFORE_SUBMISSION, MITTELABRUF_FREED, PAYABLE, Stage

RELEASES = steps_after(Hand.FILED) & ACTS.keys()
"""The acts by which further signatories release what one of them has filed."""
DISPATCHING = moves_that(lambda law: law.dispatches)
COLUMNS = {
    Hand.FILED: "filed_by",
    Hand.CERTIFIED: "certified_by",
    Hand.ORDERED: "ordered_by",
    Hand.DRAFTED: "drafted_by",
}
"""Who has done something with a record beside a case → where that stands."""


def _second_hand(user: User) -> Q:
    """Cases in which the next step is for another person than the one who made the step before.

    What lies beside a case is asked of those few alone whose next step it matters for.
    """
    reviews = Review.objects.filter(written_by=user)
    proofs = ProofOfUse.objects.filter(checked_by=user)
    drafts = Draft.objects.filter(current=True, drafted_by=user)
    claims = Claim.objects.filter(current=True, drafted_by=user)
    rules = (
        (Hand.REVIEWED, reviews),
        (Hand.CHECKED_PROOF, proofs),
        (Hand.DRAFTED_BESCHEID, drafts),
        (Hand.DRAFTED_CLAIM, claims),
    )
    # The name of the step is asked first: SQLite goes by the order and would look beside every case.
    steps = ((Q(next_move__in=sorted(steps_after(hand))), rows) for hand, rows in rules)
    return reduce(or_, (step & Q(Exists(_of(rows))) for step, rows in steps))


def _of(rows: Any) -> Any:
    """Those of the rows that belong to the case that is asked about."""
    return rows.filter(application=OuterRef("pk"))


def next_steps(held: Held) -> Any:
    """Cases whose next step is this person's, the nearest day first."""
    programmes: dict[str, type[Machine]] = dict(PROGRAMMES)
    rule = either(office_turn(held, programmes, ""), applicants_turn(held, programmes, ""))
    if rule is None:
        return None
    over = Q(stage__in=BEFORE_SUBMISSION, due_on__isnull=False, due_on__lt=held.day)
    found = applications_visible_to(held).filter(rule, next_move__in=_steps_of(held)).exclude(over)
    found = found.exclude(_second_hand(held.user))
    found = found.exclude(pk__in=_signed_by(held)).exclude(_alone(held))
    found = found.select_related("project", "organisation", "round")
    return found.order_by(F("due_on").asc(nulls_last=True), "id"), _of_case


def _steps_of(held: Held) -> list[str]:
    """Every step that this person may make in some case: by these names the waiting cases are read from an index."""
    own = APPLICANTS if held.organisations else frozenset()
    steps = (steps_of(machine, held.roles_in(slug) | own) for slug, machine in PROGRAMMES.items())
    return sorted(set().union(*steps))


def _alone(held: Held) -> Q:
    """Drafts that the only lead of a programme leaves to the one in charge: nobody else could release them."""
    leads = [slug for slug in PROGRAMMES if Role.LEAD in held.roles_in(slug)]
    alone = [slug for slug in leads if is_only_lead(held.user, slug, held.day)]
    return Q(next_move__in=sorted(steps_that_mean(Meaning.DRAFTS_A_DECISION)), programme__in=alone)


def _signed_by(held: Held) -> list[int]:
    """Cases in which this person has released what stands there now, and others have still to sign (§ 26 Abs. 2 BGB).

    A release binds to a digest of all that was there to read, so each of these few cases is read.
    """
    released = Release.objects.filter(user=held.user, application__organisation__in=held.signs_for)
    found = Application.objects.filter(
        pk__in=released.values("application"), waits_for=Role.SIGNATORY, organisation__signatures_needed__gt=1
    ).select_related("organisation", "project", "proof")
    signed = ((case, signed_by(case, content_digest(case))) for case in found)
    return [
        case.pk
        for case, given in signed
        if held.user.pk in given and len(given) < case.organisation.signatures_needed
    ]


def _of_case(case: Application, held: Held) -> Task:
    machine, due = machine_class(case), case.due_on
    step, label = case.next_move, step_label(machine, case.next_move)
    if case.returned_on and step in DISPATCHING and case.stage in ACTS["correct_address"].stages:
        step, label = "correct_address", "Die Post kam zurück: Anschrift prüfen und neu versenden"
    if due and due < held.day and _is_clerk(held, case) and (otherwise := otherwise_than(machine, step)):
        step = otherwise
        label = Sentence("Die Frist ist vorbei: {step}", step=Sentence(step_label(machine, step)))
    return _task(case, case, step, label, due=due, weight=LAW if due else DECISION)


def _is_clerk(held: Held, case: Application) -> bool:
    return Role.CASEWORKER in held.roles_in(case.programme)


def beside(
    model: type[Record],
    not_mine: Callable[[Held], Q],
    order: tuple[str, ...],
    task: Callable[[Any, Held], Task],
    *,
    released_together: bool = True,
) -> Source:
    """What asks for the records beside the cases whose next step is this person's.

    ``not_mine`` are records that wait for another person, or for a day. ``released_together``: further signatories
    release such a record before anybody else has to do with it (§ 26 Abs. 2 BGB).
    """
    kind = KINDS[model.kind]

    def source(held: Held) -> Any:
        (machine,) = kind.machines
        machines = dict.fromkeys(PROGRAMMES, machine)
        office = office_turn(held, machines, "application__")
        rule = either(office, applicants_turn(held, machines, "application__"))
        if rule is None:
            return None
        own = APPLICANTS if held.organisations else frozenset()
        steps = sorted(steps_of(machine, held.roles | own))
        found = kind.visible_to(held).filter(rule, next_move__in=steps).exclude(not_mine(held))
        if released_together and held.signs_with_others:
            found = found.exclude(pk__in=_released_by(kind, held))
        found = found.select_related("application__project", "application__organisation", *kind.beside_it)
        return found.order_by(*order), task

    return source


def _calls_of_others(held: Held) -> Q:
    account = Q(application__organisation__iban_verified_at__isnull=True)
    paying = Q(next_move__in=sorted(steps_that_mean(Meaning.PAYS)))
    return _for_others(Mittelabruf, held) | (paying & (account | Q(not_before__gt=held.day)))


def _for_others(model: type[Record], held: Held) -> Q:
    """Records whose next step builds on what this person has done: another one makes it."""
    columns = {field.name for field in model._meta.get_fields()}
    return reduce(
        or_,
        (
            Q(**{"next_move__in": sorted(steps_after(hand)), column: held.user})
            for hand, column in COLUMNS.items()
            if column in columns
        ),
    )


def _refunds_of_others(held: Held) -> Q:
    return Q(ordered_by=held.user)


def _released_by(kind: Kind, held: Held) -> list[int]:
    """Records that this person, too, has released, while another one has still to."""
    signed = Release.objects.filter(user=held.user, application__organisation__in=held.signs_with_others)
    found = kind.model._default_manager.filter(
        application__in=signed.values("application"), next_move__in=sorted(RELEASES)
    ).select_related("application__organisation")
    return [
        record.pk for record in found if held.user.pk in signed_by(record.application, beside_digest(record))
    ]


def _of_call(call: Mittelabruf, held: Held) -> Task:
    label = step_label(machine_class(call), call.next_move)
    reason = f"{call.reference}: {label} ({euro(call.recognised or call.amount)})"
    return _task(call, call.application, call.next_move, reason, since=call.filed_on, weight=MONEY)


def _of_request(record: Any, held: Held) -> Task:
    reason = f"{kind_of(record).title}: {step_label(machine_class(record), record.next_move)}"
    return _task(record, record.application, record.next_move, reason, since=record.filed_on, weight=DECISION)


def _of_refund(refund: Refund, held: Held) -> Task:
    """The day to pay by is the last one that was set: by the Bescheid, a deferral or a Mahnung."""
    case, step, url = refund.application, refund.next_move, ""
    label = step_label(machine_class(refund), step)
    claim: Any = refund.claim  # its days have the names that the rule reads
    due = max(filter(None, (pay_by(claim), refund.deferred_until, refund.dunning_due)), default=None)
    if due and due < held.day and otherwise_than(machine_class(refund), step):
        reminded = due == refund.dunning_due and case.stage == Stage.REFUND_CLAIMED
        url = (case if reminded else refund).get_absolute_url()
        label += " oder Vollstreckung einleiten" if reminded else " oder mahnen"
    reason = f"{kind_of(refund).title}: {label}"
    return _task(refund, case, step, reason, url=url, due=due, since=refund.ordered_on, weight=MONEY)


def _interim_proofs(held: Held) -> Any:
    """Running grants that owe an interim proof since the year that it covers is over."""
    if not held.signs_for:
        return None
    running = Application.objects.filter(organisation__in=held.signs_for, stage=Stage.RUNNING)
    dues = ((case.pk, _interim_due(case)) for case in running.select_related("round__guideline"))
    owed = [number for number, due in dues if due and year_is_over(due, held.day)]
    found = Application.objects.filter(pk__in=owed).select_related(
        "project", "organisation", "round__guideline"
    )
    return found.order_by("id"), _of_interim_proof


def _interim_due(case: Application) -> date | None:
    return interim_due(case.period_begins, case.period_ends, case.terms, case.interim_until)


def _of_interim_proof(case: Application, held: Held) -> Task:
    (birth,) = outgoing(InterimProofMachine, NEW)
    return _task(case, case, birth.slug, birth.label, due=_interim_due(case), weight=LAW)


def _payments_at_once(held: Held) -> Any:
    """Final grants of funds that pay at once, whose one payment may be opened since the grace is over."""
    mine = [slug for slug, fund in PROGRAMMES.items() if fund.pays is Pays.AT_ONCE and _opens(held, slug)]
    if not mine:
        return None
    begun = Mittelabruf.objects.exclude(stage__in=MITTELABRUF_FREED)
    ready = applications_visible_to(held).filter(
        in_charge(held),
        in_programmes(mine),
        ~Exists(_of(begun)),
        stage__in=PAYABLE,
    )
    ready = ready.exclude(organisation__iban="").exclude(organisation__in=held.organisations)
    facts = ((case.pk, case_of(case)) for case in applications().filter(pk__in=ready.values("pk")))
    come = [
        number for number, case in facts if left_to_call(case) > 0 and not payment_obstacles(case, held.day)
    ]
    found = Application.objects.filter(pk__in=come).select_related("project", "organisation")
    return found.order_by("final_on", "id"), _of_payment_at_once


def _opens(held: Held, programme: str) -> bool:
    return not law_of(_opening()).by.isdisjoint(held.roles_in(programme))


def _opening() -> Move:
    """The move by which the office begins the one payment of a grant."""
    births = outgoing(MittelabrufMachine, NEW)
    return next(birth for birth in births if Meaning.PAYS_THE_WHOLE in law_of(birth).means)


def _of_payment_at_once(case: Application, held: Held) -> Task:
    birth = _opening()
    return _task(case, case, birth.slug, birth.label, since=case.final_on, weight=MONEY)


def _accounts(held: Held) -> Any:
    """Accounts to which nothing is paid before somebody has compared them with a proof of the bank."""
    mine = [slug for slug in PROGRAMMES if Role.CASEWORKER in held.roles_in(slug)]
    if not mine:
        return None
    found = applications_visible_to(held).filter(
        in_charge(held),
        in_programmes(mine),
        stage__in=(Stage.AWARDED, *PAYABLE),
        organisation__iban_verified_at__isnull=True,
    )
    found = found.exclude(organisation__iban="").exclude(organisation__in=held.organisations)
    return found.select_related("project", "organisation").order_by("posted_on", "id"), _of_account


def _of_account(case: Application, held: Held) -> Task:
    label = "Bankverbindung bestätigen: Vorher wird nichts ausgezahlt"
    return _task(case, case, "verify_iban", label, since=case.posted_on, weight=MONEY)


def _account_changes(held: Held) -> Any:
    if not held.signs_for:
        return None
    found = AccountChange.objects.filter(
        effective_at__isnull=True, application__organisation__in=held.signs_for
    ).exclude(asked_by=held.user)
    return found.select_related("application__project", "application__organisation").order_by(
        "id"
    ), _of_change


def _of_change(change: AccountChange, held: Held) -> Task:
    label = ACTS["release_account"].label
    since = change.asked_at.date()
    return _task(change.application, change.application, "release_account", label, since=since, weight=MONEY)


def _undo_requests(held: Held) -> Any:
    """Cases whose last step the lead wants to take back: a third person confirms it."""
    mine = [slug for slug in PROGRAMMES if not held.roles_in(slug).isdisjoint(ACTS["confirm_undo"].by)]
    if not mine:
        return None
    (asking,) = steps_that_mean(Meaning.ASKS_FOR_UNDO)  # one name, so that the index answers
    asked = Transition.objects.filter(move=asking, sequence=F("dossier__length"))
    log = Transition.objects.filter(dossier=OuterRef("dossier")).order_by("-sequence")
    found = applications_visible_to(held).filter(
        in_programmes(mine), stage__in=UNDOABLE, dossier__in=asked.values("dossier")
    )
    found = found.exclude(organisation__in=held.organisations).annotate(
        asked_at=Subquery(log.values("at")[:1]),
        asked_by=Subquery(log.values("user")[:1]),
        made_by=Subquery(log.values("user")[1:2]),
    )
    found = found.exclude(asked_by=held.user.pk).exclude(made_by=held.user.pk)
    return found.select_related("project", "organisation").order_by("asked_at", "id"), _of_undo_request


UNDOABLE = frozenset(
    target
    for programme in PROGRAMMES.values()
    for move in programme.moves()
    if law_of(move).reversible
    for target in targets_of(move)
)
"""Where a step ends that can be taken back."""


def _of_undo_request(case: Application, held: Held) -> Task:
    label = ACTS["confirm_undo"].label
    since = case.asked_at.date()  # type: ignore[attr-defined]  # annotated by the query
    return _task(case, case, "confirm_undo", label, since=since)


def _messages(held: Held) -> Any:
    """Cases in which the organisation has had the last word: whoever answers, or notes that there is nothing to
    answer, takes it off the list."""
    mine = [slug for slug in PROGRAMMES if not held.roles_in(slug).isdisjoint(ADVICE)]
    if not mine:
        return None
    clerks = [slug for slug in mine if Role.CASEWORKER in held.roles_in(slug)]
    advising = [slug for slug in mine if Role.ADVISOR in held.roles_in(slug)]
    before = Q(stage=Stage.CONSULTATION)
    clerking = in_programmes(clerks) & ~before & in_charge(held)
    whose = either(clerking if clerks else None, in_programmes(advising) & before if advising else None)
    if whose is None:
        return None
    found = applications_visible_to(held).filter(whose)
    found = found.filter(unanswered_since__isnull=False).exclude(organisation__in=held.organisations)
    return found.select_related("project", "organisation").order_by("unanswered_since", "id"), _of_message


def _of_message(case: Application, held: Held) -> Task:
    url = f"{case.get_absolute_url()}#nachrichten"
    label = "Nachricht der Organisation beantworten"
    assert case.unanswered_since is not None
    since = case.unanswered_since.date()
    return _task(case, case, "send_message", label, since=since, weight=WORD, url=url)


def _consultations(held: Held) -> Any:
    """The applicant has the next step, the advisor the talk."""
    mine = [slug for slug in PROGRAMMES if Role.ADVISOR in held.roles_in(slug)]
    if not mine:
        return None
    found = applications_visible_to(held).filter(in_programmes(mine), stage=Stage.CONSULTATION)
    found = found.exclude(organisation__in=held.organisations)
    return found.select_related("project", "organisation", "round").order_by("id"), _of_consultation


def _of_consultation(case: Application, held: Held) -> Task:
    label = ACTS["note_advice"].label
    return _task(case, case, "note_advice", label, since=case.created_at.date(), weight=WORD)


def _task(record: Any, case: Application, step: str, reason: str, *, url: str = "", **more: Any) -> Task:
    number = case.number or "ohne Aktenzeichen"
    return Task(
        record=record,
        title=str(case.project),
        about=f"{number} · {case.organisation.name}",
        step=step,
        reason=reason,
        url=url or step_url(record, step),
        **more,
    )


mittelabrufe = beside(Mittelabruf, _calls_of_others, ("filed_on", "id"), _of_call)
SOURCES: tuple[Source, ...] = (
    next_steps,
    mittelabrufe,
    beside(ChangeRequest, partial(_for_others, ChangeRequest), ("filed_on", "id"), _of_request),
    beside(InterimProof, partial(_for_others, InterimProof), ("filed_on", "id"), _of_request),
    beside(Refund, _refunds_of_others, ("ordered_on", "id"), _of_refund, released_together=False),
    _interim_proofs,
    _payments_at_once,
    _accounts,
    _account_changes,
    _undo_requests,
    _messages,
    _consultations,
)
