"""The desk's pages about one case: advice, check, draft of the Bescheid, agenda, bank account, check of the proof."""

from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse

from grants import access
from grants.actions import desk as acts
from grants.actions import proofs
from grants.actions import sittings as agenda
from grants.actions.decisions import correct_address as correct_address_of
from grants.cases.actors import holders, is_only_lead
from grants.cases.advice import next_body
from grants.cases.completeness import memo_is_outdated
from grants.cases.reckoning import (
    Compared,
    compare,
    further_income,
    of_plan,
    of_proof,
    own_of,
    spent,
    unproven,
)
from grants.forms.check import (
    AddressForm,
    AdviceForm,
    AssignForm,
    IbanForm,
    ListForm,
    ProofCheckForm,
    ReviewForm,
    review_start,
)
from grants.forms.draft import FORMS, draft_start
from grants.forms.kept import KeptForm
from grants.forms.shared import SharedForm
from grants.held import held_by
from grants.kinds import reader_of
from grants.models import Application, Body, ProofOfUse
from grants.models.check import CHECKLIST
from grants.views.acting import SignedIn, act_on, closed, sent
from grants.views.finding import find_case, today
from grants.views.offering import machine_for, next_steps
from grants.wording import grouped_iban
from workflows.acts import may
from workflows.case import Actor
from workflows.programmes import PROGRAMMES
from workflows.roles import READING_DESK, Role
from workflows.rules.categories import Side
from workflows.sentence import LongDay, Sentence
from workflows.stages import SittingStage, Stage


@dataclass(frozen=True)
class Visit:
    """One look at one case: who looks, in which roles, on which day."""

    case: Application
    actor: Actor
    day: date

    def may(self, act: str) -> bool:
        """Whether the visitor may write this here."""
        return may(act, self.actor, self.case.stage)

    def shut(self, act: str) -> str:
        """Why this cannot be written here; Http404 to whom it does not belong."""
        return closed(act, self.actor, self.case.stage)


def visit_of(request: SignedIn, public_id: UUID) -> Visit:
    """The case as the desk sees it; Http404 for everybody else."""
    day = today()
    case = find_case(request, public_id, day)
    actor = reader_of(case, request.user, day)
    if actor.roles.isdisjoint(READING_DESK):
        raise Http404
    return Visit(case, actor, day)


def show(
    request: SignedIn, visit: Visit, page: str, *, form: KeptForm | None = None, **context: object
) -> HttpResponse:
    """A page of the desk, with what the visitor may do next."""
    offers = next_steps(visit.case, machine_for(visit.case, request.user, visit.day))
    here = [offer for offer in offers if offer["url"] != request.path]
    status = 422 if form is not None and form.is_bound and form.errors else 200
    return render(
        request,
        f"grants/desk/{page}.html",
        {"case": visit.case, "offers": here, "form": form, **context},
        status=status,
    )


def refused_here(request: SignedIn, visit: Visit, act: str) -> HttpResponse | None:
    """For something sent where it cannot be written any more: back to the case, with the reason."""
    if request.method == "POST" and (why := visit.shut(act)):
        messages.error(request, why)
        return redirect(visit.case)
    return None


def advice(request: SignedIn, public_id: UUID) -> HttpResponse:
    """Notes of consultations, and a new one."""
    visit = visit_of(request, public_id)
    if answer := refused_here(request, visit, "note_advice"):
        return answer
    form = AdviceForm(sent(request), today=visit.day, initial={"held_on": visit.day})
    if answer := act_on(
        request,
        form,
        lambda said: acts.note_advice(visit.case, by=request.user, **said),
        done="Die Beratung ist festgehalten.",
        to=request.path,
    ):
        return answer
    notes = visit.case.consultation_notes.select_related("advisor").order_by("-held_on", "-id")
    entries = [{"at": n.at, "title": n.topics, "text": n.advice, "who": n.advisor.name} for n in notes]
    return show(request, visit, "advice", form=form, entries=entries, writable=visit.may("note_advice"))


def review(request: SignedIn, public_id: UUID) -> HttpResponse:
    """Checklist and Prüfvermerk; who may not write them reads them."""
    visit = visit_of(request, public_id)
    if answer := refused_here(request, visit, "save_review"):
        return answer
    case, project = visit.case, visit.case.project
    written = getattr(case, "review", None)
    start = review_start(written, project.eligible, own_of(case))
    form = ReviewForm(sent(request), initial=start, programme=case.programme)
    outdated = case.stage == Stage.EXPERT_CHECK and written is not None and memo_is_outdated(written)
    form.outdated = outdated
    form.returned = bool(case.review_returned)
    if answer := act_on(
        request,
        form,
        lambda said: acts.save_review(case, form.fields_to_save, by=request.user),
        done="Die Prüfung ist gespeichert.",
        to=request.path,
    ):
        return answer
    figures = _figures(form, ("eligible", "own", "proposal"))
    return show(
        request,
        visit,
        "review",
        form=form,
        written=written,
        checklist=[(label, key in (written.checked if written else ())) for key, label in CHECKLIST],
        writable=visit.may("save_review"),
        reckoning=of_plan(case, figures["proposal"] or case.requested, figures["eligible"], figures["own"]),
        most=min(case.requested, project.cash),
    )


def _figures(form: SharedForm, names: tuple[str, ...]) -> dict[str, Decimal]:
    """The amounts to reckon with: what was typed and read, else what stood there."""
    typed = form.cleaned_data if form.is_bound and (form.is_valid() or form.cleaned_data) else {}
    figures = {name: form.initial.get(name) if typed.get(name) is None else typed[name] for name in names}
    return {name: amount or Decimal(0) for name, amount in figures.items()}


def draft(request: SignedIn, public_id: UUID) -> HttpResponse:
    """The draft of the Bescheid: who may write it, who may release it."""
    visit = visit_of(request, public_id)
    case = visit.case
    current = case.drafts.filter(current=True).select_related("drafted_by").first()
    if current is None:
        raise Http404
    if answer := refused_here(request, visit, "save_draft"):
        return answer
    form = FORMS[current.kind](sent(request), initial=draft_start(current, case.project))
    if answer := act_on(
        request,
        form,
        lambda said: acts.save_draft(case, said, by=request.user),
        done="Der Entwurf ist gespeichert.",
        to=request.path,
    ):
        return answer
    leads = Role.LEAD in visit.actor.roles
    decided = case.items.filter(carried__isnull=False, sitting__body__key=PROGRAMMES[case.programme].body)
    item = decided.select_related("sitting__body").order_by("-id").first()
    return show(
        request,
        visit,
        "draft",
        form=form,
        draft=current,
        item=item,
        writable=visit.may("save_draft") and case.released_by_id is None,
        lowered=case.endorsed is not None and case.endorsed < case.requested,
        releasers=[u for u in holders(Role.LEAD, case.programme, visit.day) if u.pk != current.drafted_by_id],
        nobody_left=acts.NOBODY_LEFT
        if leads and is_only_lead(request.user, case.programme, visit.day)
        else "",
        leads=leads,
        mine=current.drafted_by_id == request.user.pk,
    )


def list_item(request: SignedIn, public_id: UUID) -> HttpResponse:
    """Put the case on the agenda of a planned sitting."""
    visit = visit_of(request, public_id)
    case, shut = visit.case, visit.shut("list_item")
    if answer := refused_here(request, visit, "list_item"):
        return answer
    body, last = next_body(case)
    seen = access.sittings_visible_to(held_by(request.user, visit.day))
    sittings = seen.filter(stage=SittingStage.PLANNED, body__key=body, held_on__gte=visit.day)
    if last:
        sittings = sittings.filter(held_on__gt=last)
    sittings = sittings.select_related("body").order_by("held_on", "id")
    proposal = getattr(getattr(case, "review", None), "proposal", None) or case.requested
    start = {
        "amount": proposal,
        "motion": Sentence(
            "Das Vorhaben „{title}“ wird mit {proposal} gefördert.",
            title=case.project.title,
            proposal=proposal,
        ),
    }
    form = ListForm(sent(request), initial=start, sittings=sittings, requested=case.requested)
    if answer := act_on(
        request,
        form,
        lambda said: agenda.list_item(case, by=request.user, **said),
        done="Der Vorgang steht auf der Tagesordnung.",
        to=_agenda_of(form),
    ):
        return answer
    planned = list(sittings)
    lacking = "" if planned else _none_planned(body, last, visit.day)
    return show(
        request,
        visit,
        "list_item",
        form=form,
        shut=shut,
        sittings=planned,
        proposal=proposal,
        none_planned=lacking,
    )


def _none_planned(body: str, last: date | None, day: date) -> Sentence:
    """That the body in turn has no sitting to come, or none after the wait of which this is the ``last`` day."""
    name = Body.objects.get(key=body).name
    if last is None or last < day:
        return Sentence("Für das Gremium {name} ist keine Sitzung geplant", name=name)
    return Sentence(
        "Für das Gremium {name} ist keine Sitzung nach dem {last} geplant; "
        "bis dahin läuft die Wartezeit nach der Beratung",
        name=name,
        last=LongDay(last),
    )


def _agenda_of(form: ListForm) -> str:
    """The sitting that was chosen, where the new item stands."""
    chosen = form.cleaned_data.get("sitting") if form.is_bound and form.is_valid() else None
    return chosen.get_absolute_url() if chosen else reverse("grants:sittings")


def assign(request: SignedIn, public_id: UUID) -> HttpResponse:
    """Hand the case to another caseworker."""
    visit = visit_of(request, public_id)
    case, shut = visit.case, visit.shut("assign")
    if answer := refused_here(request, visit, "assign"):
        return answer
    people = holders(Role.CASEWORKER, case.programme, visit.day)
    if case.caseworker_id is not None:
        people = people.exclude(pk=case.caseworker_id)
    form = AssignForm(sent(request), people=people)
    if answer := act_on(
        request,
        form,
        lambda said: acts.assign(case, said["caseworker"], by=request.user),
        done="Die Sachbearbeitung ist zugewiesen.",
        to=case.get_absolute_url(),
    ):
        return answer
    return show(request, visit, "assign", form=form, shut=shut)


def correct_address(request: SignedIn, public_id: UUID) -> HttpResponse:
    """After a letter came back: the address to which the next Bescheid goes."""
    visit = visit_of(request, public_id)
    case, shut = visit.case, visit.shut("correct_address")
    if answer := refused_here(request, visit, "correct_address"):
        return answer
    organisation = case.organisation
    start = {name: getattr(organisation, name) for name in ("street", "postcode", "city")}
    form = AddressForm(sent(request), initial=start)
    if answer := act_on(
        request,
        form,
        lambda said: correct_address_of(case, by=request.user, **said),
        done="Die Anschrift ist berichtigt. Der Bescheid braucht jetzt eine neue Freigabe.",
        to=case.get_absolute_url(),
    ):
        return answer
    return show(request, visit, "correct_address", form=form, shut=shut)


def verify_iban(request: SignedIn, public_id: UUID) -> HttpResponse:
    """Compare the account in the application with a proof of the bank. The only page of the desk with a whole IBAN."""
    visit = visit_of(request, public_id)
    case, shut = visit.case, visit.shut("verify_iban")
    if answer := refused_here(request, visit, "verify_iban"):
        return answer
    form = IbanForm(sent(request))
    if answer := act_on(
        request,
        form,
        lambda said: acts.verify_iban(case, by=request.user, compared=said["compared"]),
        done="Die Bankverbindung ist bestätigt.",
        to=request.path,
    ):
        return answer
    account = grouped_iban(case.organisation.iban) if case.organisation.iban else ""
    return show(request, visit, "verify_iban", form=form, shut=shut, account=account)


def check_proof(request: SignedIn, public_id: UUID) -> HttpResponse:
    """Plan and proof side by side, the recognised expenses, and the grant that follows from them."""
    visit = visit_of(request, public_id)
    case, proof = visit.case, getattr(visit.case, "proof", None)
    if proof is None or case.proof_filed_on is None:
        raise Http404
    if answer := refused_here(request, visit, "check_proof"):
        return answer
    expenses, income = compare(case, Side.EXPENSE), compare(case, Side.INCOME)
    start = _start_of_check(proof, expenses)
    form = ProofCheckForm(sent(request), initial=start)
    if answer := act_on(
        request,
        form,
        lambda said: proofs.check_proof(case, by=request.user, **said),
        done="Die Prüfung des Nachweises ist gespeichert.",
        to=request.path,
    ):
        return answer
    figures = _figures(form, ("recognised", "recognised_cash", "recognised_income"))
    receipts = list(proof.receipts.all())
    return show(
        request,
        visit,
        "check_proof",
        form=form,
        proof=proof,
        writable=visit.may("check_proof"),
        sides=[("Ausgaben", expenses), ("Einnahmen", income)],
        receipts=receipts,
        receipts_sum=sum((r.amount for r in receipts), Decimal(0)),
        unproven=unproven(spent(expenses)[1], [r.amount for r in receipts]),
        reckoning=of_proof(
            case, figures["recognised"], figures["recognised_cash"], figures["recognised_income"]
        ),
    )


def _start_of_check(proof: ProofOfUse, expenses: list[Compared]) -> dict[str, object]:
    """What was recognised before, else all that was spent on eligible lines."""
    whole, cash = spent(expenses)
    return {
        "recognised": proof.recognised if proof.recognised is not None else whole,
        "recognised_cash": proof.recognised_cash if proof.recognised_cash is not None else cash,
        "recognised_income": further_income(proof),
        "note": proof.check_note,
    }
