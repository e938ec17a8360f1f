"""The page of one call for funds, with its facts."""

from datetime import date
from decimal import Decimal
from uuid import UUID

from django.http import HttpResponse
from django.shortcuts import render

from grants.models import Mittelabruf, OfficeData
from grants.views.acting import SignedIn
from grants.views.finding import find_record, today
from grants.views.offering import machine_for, offers_for, reads_internal
from grants.wording import grouped_iban
from workflows.acts import may
from workflows.machine import Machine
from workflows.roles import MONEY
from workflows.rules.payment import call_signed_by_all, payment_obstacles
from workflows.stages import MITTELABRUF_FREED, MITTELABRUF_OVER, MITTELABRUF_REFUSABLE, MittelabrufStage

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
