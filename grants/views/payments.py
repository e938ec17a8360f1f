"""The pages of a Mittelabruf: begin one, open the payment of a fund that pays at once, see one with its facts."""

from datetime import date
from decimal import Decimal
from functools import partial
from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpResponse, HttpResponseNotAllowed
from django.shortcuts import redirect, render

from grants.actions import begin
from grants.forms.births import BirthForm, MittelabrufForm
from grants.models import Application, Mittelabruf, OfficeData
from grants.views.acting import SignedIn
from grants.views.finding import find_case, find_record, today
from grants.views.offering import machine_for, offers_for, reads_internal
from grants.views.records import birth
from grants.wording import euro, grouped_iban
from workflows.acts import may
from workflows.case import ZERO
from workflows.errors import MoveRefused
from workflows.machine import Machine
from workflows.mittelabruf import Pays
from workflows.programmes import PROGRAMMES
from workflows.roles import APPLICANTS, MONEY, Role
from workflows.rules.payment import call_signed_by_all, left_to_call, payment_obstacles
from workflows.sentence import Sentence
from workflows.stages import MITTELABRUF_FREED, MITTELABRUF_OVER, MITTELABRUF_REFUSABLE, MittelabrufStage

PAYMENT_PAGE = {
    "title": "Auszahlung der ganzen Zuwendung vorbereiten",
    "button": "Auszahlung verbindlich vorbereiten",
    "text": "Diese Förderung zahlt die ganze Zuwendung in einer Summe; die Organisation ruft nichts ab. Danach wird "
    "die Auszahlung festgestellt, angeordnet und ausgeführt, von drei verschiedenen Personen (§ 126 NKomVG).",
}
OLD_ACCOUNT = {
    False: (
        "Das Konto wurde seit dem Abruf geändert",
        "Dieser Abruf nennt noch das alte Konto. Bitte geben Sie ihn zurück.",
    ),
    True: (
        "Das Konto wurde seither geändert",
        "Diese Auszahlung nennt noch das alte Konto. Bitte geben Sie sie zurück; danach wird sie neu vorbereitet.",
    ),
}
"""Whether it is a payment at once → title and text about an account that is not the recipient's any more."""


def new_mittelabruf(request: SignedIn, public_id: UUID) -> HttpResponse:
    """Call for funds: how much, what for, to which account; where the fund pays at once, open that payment."""
    day = today()
    record = find_case(request, public_id, day)
    machine = machine_for(record, request.user, day)
    if PROGRAMMES[record.programme].pays is Pays.AT_ONCE:
        return _open_payment(request, record, machine)
    if machine.actor.roles.isdisjoint(APPLICANTS) or record.awarded_cents is None or record.posted_on is None:
        raise Http404
    if request.method not in ("GET", "HEAD", "POST"):
        return HttpResponseNotAllowed(["GET", "HEAD", "POST"])
    form = MittelabrufForm(request.POST if request.method == "POST" else None, terms=record.terms)
    if request.method == "POST" and form.is_valid():
        try:
            return _call(request, record, form)
        except MoveRefused as refusal:
            for reason in refusal.reasons:
                form.add_error(None, reason)
    case = machine.case
    context = {
        "application": record,
        "form": form,
        "left": max(left_to_call(case), ZERO),
        "reasons": [] if form.is_bound else payment_obstacles(case, day),
        "organisation": record.organisation,
    }
    return render(request, "grants/new_mittelabruf.html", context, status=422 if form.errors else 200)


def _call(request: SignedIn, record: Application, form: MittelabrufForm) -> HttpResponse:
    said = form.cleaned_data
    entry = begin(
        "mittelabruf",
        "call_funds",
        by=request.user,
        key=said["key"],
        application=record,
        amount=said["amount"],
        need=said["need"],
    )
    call = Mittelabruf.objects.select_related("application").get(public_id=entry.record.partition(":")[2])
    messages.success(
        request, Sentence("Ihr Mittelabruf {reference} ist eingegangen.", reference=call.reference)
    )
    return redirect(call)


def _open_payment(request: SignedIn, record: Application, machine: Machine) -> HttpResponse:
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
    return birth(request, record, form, partial(begin, "mittelabruf", "open_payment"), page)


def mittelabruf(request: SignedIn, public_id: UUID) -> HttpResponse:
    """One call for funds: its facts, who did what, why money may not flow yet, and what may be done."""
    day = today()
    call = find_record(request, Mittelabruf, public_id, day)
    machine = machine_for(call, request.user, day)
    office = reads_internal(machine.actor)
    grant = machine.case.grant
    money = not machine.actor.roles.isdisjoint(MONEY)
    names = ("filed_by", "certified_by", "ordered_by", "paid_by", "drafted_by", "decided_by")
    people = call.__class__.objects.select_related(*names)
    context = {
        "call": call,
        "case": call.application,
        "people": people.get(pk=call.pk),
        "offers": offers_for(call, machine),
        "obstacles": payment_obstacles(grant, day) if call.stage not in MITTELABRUF_OVER else (),
        "called_before": _called_before(call),
        "office": office,
        "account": grouped_iban(call.iban) if money else "",
        "old_account": OLD_ACCOUNT[call.at_once],
        "iban_changed": machine.case.iban_changed and call.stage not in MITTELABRUF_OVER,
        "order": _order_facts(call, day) if office else None,
        "lacking": _lacking(call, machine),
        "refusal_waits": office and call.drafted_by_id and call.stage in MITTELABRUF_REFUSABLE,
        "refusal_told": call.stage == MittelabrufStage.REFUSED and (office or call.posted_on is not None),
        "may_release": _may_release(call, machine),
    }
    return render(request, "grants/payments/mittelabruf.html", context)


def _called_before(call: Mittelabruf) -> Decimal:
    """What the calls before this one come to, without those that were returned or refused."""
    before = call.application.mittelabrufe.filter(position__lt=call.position)
    calls = before.exclude(stage__in=MITTELABRUF_FREED)
    return sum((earlier.recognised or earlier.amount for earlier in calls), Decimal(0))


def _lacking(call: Mittelabruf, machine: Machine) -> str:
    """Whose release a call still waits for, as a sentence."""
    signed = call_signed_by_all(machine)
    return "" if signed or call.stage != MittelabrufStage.FILED else signed.unmet


def _may_release(call: Mittelabruf, machine: Machine) -> bool:
    """Whether this further signatory's release is still wanted."""
    facts, actor = machine.case, machine.actor
    given = facts.signed_by | {facts.filed_by}
    return (
        bool(_lacking(call, machine))
        and actor.user_id not in given
        and may("release_call", actor, call.stage)
    )


def _order_facts(call: Mittelabruf, day: date) -> OfficeData | None:
    """Produkt and Sachkonto of the Kassenanordnung, as they stand on this day."""
    return OfficeData.objects.filter(valid_from__lte=day).order_by("-valid_from").first()
