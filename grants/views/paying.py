"""Many payments at once: one list with amount, payee, account and hindrances, and a batch for what is ticked."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from functools import partial

from django.core.paginator import Page, Paginator
from django.db.models import Count, Max, QuerySet, Sum
from django.db.models.functions import Coalesce
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render

from grants.access import calls_worked_by
from grants.actions.batches import start
from grants.actions.paying import STEPS, Step, row_of
from grants.actions.payment_runs import begin_run
from grants.clock import database_now
from grants.forms.moves import new_key
from grants.forms.paying import DayForm, PaymentsForm, RunForm
from grants.held import Held, held_by
from grants.models import Batch, Mittelabruf, PaymentRun
from grants.models.money import to_euro
from grants.tasks import wake_batch
from grants.views.acting import Cleaned, SignedIn, sent
from grants.views.finding import today
from grants.views.offering import machine_for
from grants.wording import grouped_iban
from workflows.calendar import DAY, next_target_day
from workflows.errors import MoveRefused, Stale
from workflows.roles import Role

MOST = 25
"""Payments on one page: of each its hindrances are reckoned."""
LONGEST = 80
"""Signs of what names a row of a batch."""
MOST_DIGITS = 18
"""Of the id of a payment: a database takes no longer number."""
RUN = "lauf"
"""The payment run in the address."""
CHANGED = "Die Liste hat sich inzwischen geändert. Bitte sehen Sie sie noch einmal an."


@dataclass(frozen=True)
class Work:
    """What may be done with many payments: its name in the address, on what, with which form, and how it begins."""

    name: str
    label: str
    button: str
    text: str
    rows: QuerySet[Mittelabruf]
    form: type[PaymentsForm]
    begin: Callable[[SignedIn, list[tuple[str, str]], Cleaned], Batch | PaymentRun]
    initial: dict[str, object]


TEXTS = {
    True: "Gezahlt ist, was auf dem Kontoauszug steht. Eine Rückmeldung der Bank bestätigt Zahlungen von allein.",
    False: "Es gilt der ganze Betrag. Wer weniger feststellen oder eine Zahlung zurückgeben will, öffnet sie einzeln.",
}
"""Whether a day is said for all → what the page says above the list."""


def paying(request: SignedIn) -> HttpResponse:
    """The payments that wait for a function of the reader, to be worked off together."""
    day = today()
    works = _works(held_by(request.user, day), day)
    if not works:
        raise Http404
    asked = request.GET.get("schritt", "")
    work = next((work for work in works if work.name == asked), None)
    work = work or next((work for work in works if work.rows.exists()), works[0])
    whole = work.rows.aggregate(
        count=Count("pk"),
        cents=Coalesce(Sum(Coalesce("recognised_cents", "amount_cents")), 0),
        last=Max("pk"),
    )
    listed = f"{whole['count']}:{whole['cents']}:{whole['last']}"
    form = work.form(sent(request), initial={"key": new_key(), "listed": listed, **work.initial})
    ticked = set(request.POST.getlist("row"))
    page = Paginator(work.rows.order_by("filed_on", "pk"), MOST).get_page(request.GET.get("seite"))
    rows = _shown(page, request, work)
    if request.method == "POST" and form.is_valid():
        try:
            return redirect(_begin(request, work, form.cleaned_data, listed, ticked))
        except MoveRefused as refusal:
            form.refuse(refusal)
    context = {
        "works": works,
        "work": work,
        "form": form,
        "page": page,
        "rows": rows,
        "ticked": ticked,
        "listed": listed,
        "keep": f"schritt={work.name}&",
        "total": to_euro(whole["cents"]),
        "running": Batch.objects.filter(by=request.user, act__in=[s.act for s in STEPS.values()])[:3],
        "pays": any(work.name == RUN for work in works),
    }
    return render(request, "grants/payments/paying.html", context, status=422 if form.errors else 200)


def _begin(request: SignedIn, work: Work, said: Cleaned, listed: str, ticked: set[str]) -> Batch | PaymentRun:
    """Begin what was asked for with the ticked payments as their list showed them, or with all of the list."""
    if said["every"]:
        if said["listed"] != listed:
            raise Stale(CHANGED)
        chosen = [row_of(call) for call in work.rows.order_by("filed_on", "pk")]
    else:
        names = {name.partition(":")[0]: name[:LONGEST] for name in sorted(ticked)}
        known = [pk for pk in names if pk.isascii() and pk.isdigit() and len(pk) <= MOST_DIGITS]
        calls = work.rows.filter(pk__in=known).order_by("filed_on", "pk")
        chosen = [(names[str(call.pk)], row_of(call)[1]) for call in calls if str(call.pk) in names]
    begun = work.begin(request, chosen, said)
    batch = begun if isinstance(begun, Batch) else Batch.objects.get(by=request.user, key=said["key"])
    wake_batch(batch.pk)
    return begun


def _works(held: Held, day: date) -> list[Work]:
    """What this person may do with many payments, in the order in which a payment comes to it."""
    found = [_step(step, held) for step in STEPS.values() if held.holds(*step.by)]
    if not held.holds(Role.TREASURY):
        return found
    rows = _rows(held, found[-1].rows).filter(in_run=False, run_row=None)
    run = Work(
        RUN,
        "Zahlungslauf",
        "Zahlungslauf zusammenstellen",
        "Jede Zahlung steht für immer in genau einem Zahlungslauf. Die Datei entsteht, wenn alle Zeilen geprüft sind.",
        rows,
        RunForm,
        _run,
        {"form": PaymentRun.Form.SEPA, "execute_on": next_target_day(day + DAY)},
    )
    return [*found[:-1], run, found[-1]]


def _step(step: Step, held: Held) -> Work:
    rows = calls_worked_by(held, step.by).filter(stage=step.stage)
    return Work(
        step.move.slug,
        step.label,
        step.label,
        TEXTS[step.asks_day],
        _rows(held, rows),
        DayForm if step.asks_day else PaymentsForm,
        partial(_many, step),
        {"day": held.day} if step.asks_day else {},
    )


def _rows(held: Held, rows: QuerySet[Mittelabruf]) -> QuerySet[Mittelabruf]:
    return rows.select_related("application__project", "application__organisation", "application__round__pot")


def _many(step: Step, request: SignedIn, chosen: list[tuple[str, str]], said: Cleaned) -> Batch:
    data = {"day": said["day"].isoformat()} if step.asks_day else {}
    return start(step.act, chosen, by=request.user, key=said["key"], data=data, now=database_now())


def _run(request: SignedIn, chosen: list[tuple[str, str]], said: Cleaned) -> PaymentRun:
    return begin_run(
        chosen, by=request.user, form=said["form"], execute_on=said["execute_on"], key=said["key"]
    )


def _shown(page: Page[Mittelabruf], request: SignedIn, work: Work) -> list[dict[str, object]]:
    """The rows of a page: amount, payee, account, and what stands in the way of each for this person."""
    step = STEPS.get(work.name, [*STEPS.values()][-1])
    rows: list[dict[str, object]] = []
    for call in page:
        offers = machine_for(call, request.user, today()).offers()
        offer = next((offer for offer in offers if offer.move == step.move.slug), None)
        rows.append(
            {
                "call": call,
                "name": row_of(call)[0],
                "amount": call.amount if call.recognised is None else call.recognised,
                "iban": grouped_iban(call.iban),
                "reasons": offer.reasons(office=True) if offer else [],
            }
        )
    return rows
