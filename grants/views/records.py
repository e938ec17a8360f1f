"""What the pages of a change, an interim proof, a payment at once and a refund share: begin one, show one."""

from collections.abc import Callable, Collection, Iterable, Mapping
from typing import TypeVar
from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpResponse, HttpResponseNotAllowed
from django.shortcuts import redirect, render

from grants.forms.births import BirthForm
from grants.kinds import record_named
from grants.models import Application, Beside, RefundPayment, Transition
from grants.views.acting import SignedIn
from grants.views.finding import find_case, today
from grants.views.offering import machine_for, offers_for, reads_internal
from grants.views.signing import Row
from workflows.errors import MoveRefused
from workflows.law import Rule
from workflows.roles import Role
from workflows.stages import TO_RELEASE


def case_for(request: SignedIn, public_id: UUID, roles: Collection[Role]) -> Application:
    """The case, for somebody with one of these roles, once an award was posted; Http404 otherwise."""
    day = today()
    record = find_case(request, public_id, day)
    actor = machine_for(record, request.user, day).actor
    if actor.roles.isdisjoint(roles) or record.awarded_cents is None or record.posted_on is None:
        raise Http404
    return record


def birth(
    request: SignedIn,
    record: Application,
    form: BirthForm,
    make: Callable[..., Transition],
    page: Mapping[str, object],
) -> HttpResponse:
    """Ask for what begins a record beside the case, and make it by the door."""
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


Shown = TypeVar("Shown", bound=Beside)


def show(
    request: SignedIn,
    record: Shown,
    rows: Callable[[Shown, bool], list[Row]],
    signed: Rule | None,
    payments: Iterable[RefundPayment] = (),
) -> HttpResponse:
    """Show one record beside the case: what it says, what may be done with it, what it still lacks."""
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
