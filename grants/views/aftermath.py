"""The pages after the award: a change, an interim proof, a payment at once, a refund, and taking a case up again."""

from collections.abc import Callable, Collection, Iterable, Mapping
from functools import partial
from typing import TypeVar
from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpResponse, HttpResponseNotAllowed
from django.shortcuts import redirect, render

from grants.actions import begin
from grants.actions.drafts import agree_to_reopen
from grants.cases.releases import reopening_digest
from grants.forms.aftermath import ChangeForm, InterimForm
from grants.forms.births import BirthForm
from grants.kinds import record_named
from grants.models import Application, Beside, ChangeRequest, InterimProof, Refund, RefundPayment, Transition
from grants.views.acting import SignedIn
from grants.views.finding import find_case, find_record, today
from grants.views.offering import machine_for, offers_for, reads_internal
from grants.views.signing import Row, of_change, of_claim, of_interim, of_refund
from grants.wording import euro
from workflows.acts import may
from workflows.case import ZERO, Terms
from workflows.errors import MoveRefused
from workflows.law import Rule
from workflows.machine import Machine
from workflows.roles import APPLICANTS, Role
from workflows.rules.change import signed_by_all as change_signed
from workflows.rules.interim import interim_signed_by_all as interim_signed
from workflows.rules.payment import left_to_call, payment_obstacles
from workflows.sentence import Percent, Sentence
from workflows.stages import TO_RELEASE

# Anfangen


def new_change(request: SignedIn, public_id: UUID) -> HttpResponse:
    """Ask for a change of plan, content or period."""
    record = _case_for(request, public_id, APPLICANTS)
    form = ChangeForm(request.POST or None, application=record)
    page = _change_page(record.terms)
    return _birth(request, record, form, lambda **said: begin("aenderungsantrag", form.move, **said), page)


def new_interim_proof(request: SignedIn, public_id: UUID) -> HttpResponse:
    """Report on a year that the project outlasts."""
    record = _case_for(request, public_id, APPLICANTS)
    form = InterimForm(request.POST or None)
    return _birth(
        request, record, form, partial(begin, "verwendungsnachweis", "file_interim_proof"), INTERIM_PAGE
    )


def open_payment(request: SignedIn, record: Application, machine: Machine) -> HttpResponse:
    """Open the one payment of the whole award, where the fund pays at once."""
    if Role.CASEWORKER not in machine.actor.roles or record.awarded_cents is None or record.posted_on is None:
        raise Http404
    account = record.organisation
    rows = [
        ("Empfänger*in", account.account_holder),
        ("IBAN", Sentence("endet auf {end}", end=account.iban[-4:]) if account.iban else ""),
        ("Bewilligt", euro(record.awarded)),
        ("Auszuzahlen", euro(max(left_to_call(machine.case), ZERO))),
    ]
    form = BirthForm(request.POST or None)
    page = PAYMENT_PAGE | {
        "content": [row for row in rows if row[1]],
        "reasons": [] if form.is_bound else payment_obstacles(machine.case, machine.today),
    }
    return _birth(request, record, form, partial(begin, "mittelabruf", "open_payment"), page)


def new_refund(request: SignedIn, public_id: UUID) -> HttpResponse:
    """Order that the refund is collected."""
    record = _case_for(request, public_id, {Role.ORDERER})
    form = BirthForm(request.POST or None)
    content = [("Zahlungspflichtig", record.organisation.name), *of_claim(record)]
    page = REFUND_PAGE | {"content": [row for row in content if row[1]]}
    return _birth(request, record, form, partial(begin, "erstattung", "order_collection"), page)


def _change_page(terms: Terms) -> dict[str, object]:
    text = Sentence(
        "Beantragen Sie Änderungen, bevor Sie danach handeln. Bis zu {most} mehr je Einzelansatz sind ohne Antrag "
        "möglich; dann reicht eine Nachricht.",
        most=Percent(terms.line_tolerance_percent),
    )
    return {"title": "Änderung beantragen", "button": "Änderung verbindlich beantragen", "text": text}


INTERIM_PAGE = {
    "title": "Zwischennachweis",
    "button": "Zwischennachweis verbindlich einreichen",
    "text": "Geht Ihr Projekt über den Jahreswechsel, berichten Sie bis zum 31. März über das vergangene Jahr.",
}
PAYMENT_PAGE = {
    "title": "Auszahlung der ganzen Zuwendung vorbereiten",
    "button": "Auszahlung verbindlich vorbereiten",
    "text": "Diese Förderung zahlt die ganze Zuwendung in einer Summe; die Organisation ruft nichts ab. Danach wird "
    "die Auszahlung festgestellt, angeordnet und ausgeführt, von drei verschiedenen Personen (§ 126 NKomVG).",
}
REFUND_PAGE = {
    "title": "Annahme anordnen",
    "button": "Annahme verbindlich anordnen",
    "text": "Die Stadtkasse zieht danach ein, was der Bescheid zurückfordert. Buchen muss eine andere Person "
    "(§ 126 NKomVG).",
}


def _case_for(request: SignedIn, public_id: UUID, roles: Collection[Role]) -> Application:
    """The case, for somebody with one of these roles, once an award was posted; Http404 otherwise."""
    day = today()
    record = find_case(request, public_id, day)
    actor = machine_for(record, request.user, day).actor
    if actor.roles.isdisjoint(roles) or record.awarded_cents is None or record.posted_on is None:
        raise Http404
    return record


def _birth(
    request: SignedIn,
    record: Application,
    form: BirthForm,
    make: Callable[..., Transition],
    page: Mapping[str, object],
) -> HttpResponse:
    if request.method not in ("GET", "HEAD", "POST"):
        return HttpResponseNotAllowed(["GET", "HEAD", "POST"])
    if request.method == "POST" and form.is_valid():
        said = {name: value for name, value in form.cleaned_data.items() if name != "key"}
        try:
            entry = make(by=request.user, key=form.cleaned_data["key"], application=record, **said)
        except MoveRefused as refusal:
            for reason in refusal.reasons:
                form.add_error(None, reason)
        else:
            messages.success(request, f"Erledigt: {page['title']}.")
            return redirect(record_named(entry.record))
    context = {"application": record, "form": form, **page}
    return render(request, "grants/new_beside.html", context, status=422 if form.errors else 200)


# Ansehen


def change(request: SignedIn, public_id: UUID) -> HttpResponse:
    """One request for a change: what, why, how it was decided."""
    return _show(request, find_record(request, ChangeRequest, public_id), of_change, change_signed)


def interim_proof(request: SignedIn, public_id: UUID) -> HttpResponse:
    """One interim proof."""
    return _show(request, find_record(request, InterimProof, public_id), of_interim, interim_signed)


def refund(request: SignedIn, public_id: UUID) -> HttpResponse:
    """One refund: what is owed, what came in, what was agreed."""
    found = find_record(request, Refund, public_id)
    rows, payments = lambda record, office: of_refund(record, today()), found.payments.all()
    return _show(request, found, rows, None, payments)


Shown = TypeVar("Shown", bound=Beside)


def _show(
    request: SignedIn,
    record: Shown,
    rows: Callable[[Shown, bool], list[Row]],
    signed: Rule | None,
    payments: Iterable[RefundPayment] = (),
) -> HttpResponse:
    day = today()
    machine = machine_for(record, request.user, day)
    office = reads_internal(machine.actor)
    lacking = signed(machine).unmet if signed and record.stage in TO_RELEASE and not signed(machine) else ""
    context = {
        "record": record,
        "case": record.application,
        "rows": [row for row in rows(record, office) if row[1]],
        "offers": offers_for(record, machine),
        "lacking": lacking,
        "payments": payments,
    }
    return render(request, "grants/beside.html", context)


# Wieder aufnehmen


def agree(request: SignedIn, public_id: UUID) -> HttpResponse:
    """A second person agrees that a closed case is taken up again."""
    day = today()
    record = find_case(request, public_id, day)
    machine = machine_for(record, request.user, day)
    granted = record.outcome in ("settled", "refunded")
    if not may("agree_reopening", machine.actor, record.stage) or not granted:
        raise Http404
    if request.method == "POST":
        try:
            agree_to_reopen(record, by=request.user, seen=request.POST.get("seen", ""))
        except MoveRefused as refusal:
            messages.warning(request, " ".join(refusal.reasons))
            return redirect(request.path)
        messages.success(
            request, "Ihre Zustimmung ist festgehalten. Wieder aufnehmen kann jetzt die Leitung."
        )
        return redirect(record)
    if request.method not in ("GET", "HEAD"):
        return HttpResponseNotAllowed(["GET", "HEAD", "POST"])
    agreed = request.user.pk in machine.case.reopening_agreed_by
    context = {"application": record, "agreed": agreed, "digest": reopening_digest(record)}
    return render(request, "grants/agree.html", context)
