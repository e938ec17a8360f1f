"""The pages of the money: calls for funds by what one can do, one call with its facts, the pots and their bookings."""

from datetime import date
from decimal import Decimal
from uuid import UUID

from django.db.models import Exists, OuterRef, Value
from django.http import Http404, HttpResponse
from django.shortcuts import render

from grants import access
from grants.actions.desk import raise_pot
from grants.forms.moves import new_key
from grants.forms.payments import RaiseForm
from grants.held import held_by
from grants.models import Mittelabruf, OfficeData, Pot
from grants.searching import search
from grants.turn import turn_of
from grants.views.acting import SignedIn, act_on, sent
from grants.views.finding import find_record, today
from grants.views.listing_pages import MOST_COUNTED_BESIDE, order_of, page_of, search_words
from grants.views.offering import machine_for, offers_for, reads_internal
from grants.waiting import mittelabrufe_waiting_for
from grants.wording import grouped_iban
from workflows.acts import may
from workflows.machine import Machine
from workflows.roles import MONEY
from workflows.rules.payment import call_signed_by_all, payment_obstacles
from workflows.sentence import Sentence
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
SORTS = {"filed": "filed_on", "amount": "amount_cents", "number": "application__number"}


def mittelabrufe(request: SignedIn) -> HttpResponse:
    """The calls for funds: those that wait for one's own function first."""
    day = today()
    held = held_by(request.user, day)
    roles, seen = held.roles, access.mittelabrufe_visible_to(held)
    mine = mittelabrufe_waiting_for(held) if roles else None
    if mine is None and not roles and not seen.exists():
        raise Http404
    start = "mich" if not roles.isdisjoint(MONEY) else "alle"  # the desk has a call only now and then
    only_mine = request.GET.get("fuer", start) == "mich" and mine is not None
    found = mine if only_mine and mine is not None else seen
    theirs = Value(False) if mine is None else Exists(mine.filter(pk=OuterRef("pk")))
    found = found.annotate(is_mine=theirs)
    words = search_words(request)
    if words:
        cases = search(access.applications_visible_to(held), held, words)
        found = found.filter(application__in=cases.ids)
    found = found.select_related("application__project", "application__organisation")
    page = page_of(request, found, order_of(request, SORTS, "filed"), most=MOST_COUNTED_BESIDE)
    for call in page:
        call.waits_for = turn_of(call)  # type: ignore[attr-defined]  # for the list alone
    context = {
        "page": page,
        "mine": mine is not None,
        "only_mine": only_mine,
        "query": words,
        "waiting": mine[:MOST_COUNTED_BESIDE].count() if mine is not None else 0,
    }
    return render(request, "grants/payments/mittelabrufe.html", context)


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


def pots(request: SignedIn) -> HttpResponse:
    """The pots, one of them with its bookings; the lead may raise it."""
    day = today()
    held = held_by(request.user, day)
    found = list(access.pots_visible_to(held).order_by("-budget_year", "title"))
    if not found:
        raise Http404
    chosen = next((pot for pot in found if str(pot.pk) == request.GET.get("topf", "")), found[0])
    leads = held.leads([chosen.programme])
    if request.method == "POST" and not leads:
        raise Http404
    form = RaiseForm(sent(request), initial={"key": new_key()})
    if answer := act_on(
        request,
        form,
        lambda said: raise_pot(chosen, said["amount"], said["reason"], by=request.user, key=said["key"]),
        done=Sentence("Das Budget ist erhöht: {chosen}.", chosen=str(chosen)),
        to=request.get_full_path(),
    ):
        return answer
    page = page_of(request, chosen.entries.select_related("application__project"))
    for entry in page:
        names = {"debit_name": ACCOUNTS[entry.debit], "credit_name": ACCOUNTS[entry.credit]}
        vars(entry).update(names)  # for the list alone
    context = {
        "pots": [{"pot": pot, "bar": _bar(pot)} for pot in found],
        "chosen": chosen,
        "leads": leads,
        "form": form,
        "page": page,
    }
    return render(request, "grants/payments/pots.html", context)


ACCOUNTS = {
    "council": "Beschluss",
    "budget": "Budget",
    "reserved": "reserviert",
    "committed": "festgelegt",
    "paid": "gezahlt",
}


def _bar(pot: Pot) -> list[dict[str, object]]:
    """The widths of a pot's bar, in thousandths of all that it may spend."""
    whole = pot.total_cents + pot.override_cents
    widths: list[dict[str, object]] = []
    start = 0
    for name in ("paid", "committed", "reserved"):
        width = round(getattr(pot, f"{name}_cents") * 1000 / whole) if whole else 0
        widths.append({"name": name, "start": start, "width": width})
        start += width
    return widths
