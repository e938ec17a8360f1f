"""The page of a move: what will happen, its form, and the door. One page for cases, calls for funds and sittings."""

from base64 import b64encode
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date
from functools import cached_property, partial
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpResponse, HttpResponseNotAllowed
from django.shortcuts import redirect, render
from django.utils.http import url_has_allowed_host_and_scheme

from grants import post_office
from grants.actions import perform, rehearse
from grants.actions.seen import Seen, stamp_of
from grants.clock import database_now
from grants.forms.moves import MoveForm, form_for, new_key
from grants.kinds import KINDS, heading_of
from grants.models import Application, Mittelabruf, Record, Refund, Transition
from grants.post_office import Outgoing
from grants.unsent import Typed, typed_in
from grants.views.acting import SignedIn
from grants.views.announcing import announced, in_words
from grants.views.finding import find_record, today
from grants.views.offering import machine_for, reads_internal
from grants.views.signing import Row, links_of, rows_of, shown
from grants.views.wording import stage_name
from workflows.errors import MoveRefused, NotHere, Stale
from workflows.law import Move, law_of
from workflows.machine import Machine, asks_of
from workflows.rules.collection import owed
from workflows.sentence import Sentence
from workflows.stages import ENDED, Stage

READ_BEFORE = "vorher"
"""Name of the button by which one reads what would go out, and nothing is done."""


def move(request: SignedIn, kind: str, public_id: UUID, move: str) -> HttpResponse:
    """A move of a record of this kind."""
    day = today()
    return _page(request, find_record(request, KINDS[kind].model, public_id, day), move, day)


@dataclass(frozen=True)
class Step:
    """A move of a record as its page needs it: what the law declares, and what stands in its way now."""

    record: Record
    machine: Machine
    declared: Move
    offered: bool
    reasons: Sequence[str]
    warnings: Sequence[str]

    @property
    def label(self) -> str:
        """The move's German name."""
        return self.declared.label

    @cached_property
    def rows(self) -> list[Row]:
        """What the page shows of the record."""
        return rows_of(self.record, self.machine)

    @cached_property
    def stamp(self) -> str:
        """What all that the page shows is known again by."""
        return stamp_of(shown(self.record, self.machine, move=self.declared.slug, rows=self.rows))


def _page(request: SignedIn, record: Record, move: str, day: date) -> HttpResponse:
    if request.method not in ("GET", "HEAD", "POST"):
        return HttpResponseNotAllowed(["GET", "HEAD", "POST"])
    step = _step(record, machine_for(record, request.user, day), move)
    if request.method == "POST":
        return _do(request, step)
    if not step.offered:
        messages.warning(request, Sentence("„{label}“ ist hier nicht (mehr) möglich.", label=step.label))
        return redirect(record)
    form = form_for(
        asks_of(step.declared),
        stamp=step.stamp,
        today=day,
        initial=_initial(record, step.machine),
        confirm=law_of(step.declared).confirm,
    )
    return _show(request, step, form)


def _step(record: Record, machine: Machine, move: str) -> Step:
    """The move as it leaves the present stage, else as it leaves any; Http404 if the actor's roles never make it."""
    known = [m for m in machine.moves() if m.slug == move and m.has_perm(machine, machine.actor)]
    if not known:
        raise Http404
    declared = next((m for m in known if str(m.source) == machine.case.stage), known[0])
    offer = next((o for o in machine.offers() if o.move == move), None)
    reasons = offer.reasons(office=reads_internal(machine.actor)) if offer else []
    warnings = [verdict.unmet for verdict in offer.warnings] if offer else []
    return Step(record, machine, declared, offer is not None, reasons, warnings)


def _do(request: SignedIn, step: Step) -> HttpResponse:
    form = form_for(
        asks_of(step.declared),
        request.POST,
        stamp="",
        confirm=law_of(step.declared).confirm,
    )
    if not form.is_valid():
        return _show(request, step, form, status=422)
    if READ_BEFORE in request.POST and _has_letters_to_read(step):
        return _show_outgoing(request, step, form)
    try:
        entry = perform(
            step.record,
            step.declared.slug,
            form.answers,
            by=request.user,
            key=form.cleaned_data["key"],
            seen=_seen(step, form),
        )
    except MoveRefused as refusal:
        return _show_refusal(request, step, form, refusal)
    messages.success(request, _done(step, entry))
    return redirect(_back(request, step.record))


def _seen(step: Step, form: MoveForm) -> Seen:
    """What the page showed; the door asks the same function what stands there now."""
    return Seen(form.cleaned_data["seen"], partial(shown, move=step.declared.slug))


def _has_letters_to_read(step: Step) -> bool:
    """Whether the office writes with this move: what it sends it reads before."""
    return bool(law_of(step.declared).letters) and reads_internal(step.machine.actor)


def _show_outgoing(request: SignedIn, step: Step, form: MoveForm) -> HttpResponse:
    """The page again with all that was typed and the letters that would go out; nothing has happened."""
    now, seen = database_now(), _seen(step, form)
    try:
        entry = rehearse(step.record, step.declared.slug, form.answers, by=request.user, seen=seen, now=now)
    except MoveRefused as refusal:
        return _show_refusal(request, step, form, refusal)
    return _show(request, step, form, outgoing=post_office.outgoing(entry, now))


def _show_refusal(request: SignedIn, step: Step, form: MoveForm, refusal: MoveRefused) -> HttpResponse:
    """The page again with every reason and all that was typed, bound to what stands there now."""
    if isinstance(refusal, NotHere):
        return _show(request, step, form, status=409, over=refusal.reasons)
    form.refuse(refusal.reasons, refusal.fields)
    form.renew(step.stamp, key=new_key() if isinstance(refusal, Stale) else None)
    return _show(request, step, form, status=409)


def _done(step: Step, entry: Transition) -> str:
    record = type(step.record)._default_manager.get(pk=step.record.pk)
    text = f"Erledigt: {step.label}."
    stage = stage_name(entry.record, entry.target)
    if entry.target != entry.source and stage:
        text += f" Stand jetzt: {stage}."
    if entry.source == Stage.DRAFT and (number := getattr(record, "number", None)):
        text += Sentence(" Das Aktenzeichen ist {number}.", number=number)
    return text


def _show(
    request: SignedIn,
    step: Step,
    form: MoveForm,
    status: int = 200,
    outgoing: Sequence[Outgoing] = (),
    over: Sequence[str] = (),
) -> HttpResponse:
    kind = step.record.kind
    said = announced(
        step.declared, step.machine, possible=step.offered and not step.reasons, known=form.known
    )
    context = {
        "record": step.record,
        "title": heading_of(step.record),
        "back": _back(request, step.record),
        "label": step.label,
        "form": form,
        "source_label": stage_name(kind, str(step.machine.case.stage)),
        "target_label": stage_name(kind, said.target) if said.target != step.machine.case.stage else "",
        "effects": in_words(said),
        "as_typed": said.whole and bool(form.known),
        "content": [row for row in step.rows if row[1]],
        "content_links": links_of(step.record, step.machine),
        "signs": law_of(step.declared).signs,
        "ends": said.target in ENDED and step.machine.case.stage not in ENDED,
        "possible": step.offered and not step.reasons,
        "reasons": [] if form.is_bound else step.reasons,
        "warnings": step.warnings,
        "read_before": READ_BEFORE if _has_letters_to_read(step) else "",
        "outgoing": [_as_shown(letter) for letter in outgoing],
        "over": over,
        # What cannot be done here any more gets no second button; what was typed for it can be copied.
        "gone": not step.offered,
        "typed": typed_in(request) if not step.offered else Typed(),
    }
    return render(request, "grants/move.html", context, status=status)


def _as_shown(letter: Outgoing) -> dict[str, object]:
    """A letter for the page; its PDF travels inside the page, because it is kept nowhere."""
    pdf = f"data:application/pdf;base64,{b64encode(letter.pdf).decode()}" if letter.pdf else ""
    return {"letter": letter, "pdf": pdf}


def _initial(record: Record, machine: Machine) -> dict[str, object]:
    """What the records already say about an answer."""
    known = INITIAL.get(record.kind)
    return known(record, machine) if known else {}


def _of_a_case(record: Application, machine: Machine) -> dict[str, object]:
    if record.stage == Stage.HEARING and machine.case.claim:
        return {"ground": machine.case.claim.ground, "claimed": machine.case.claim.amount}
    if record.stage == Stage.IN_SITTING:
        return {"amount": machine.case.motion_amount}
    if record.stage == Stage.IN_COUNCIL:
        return {"amount": record.endorsed}
    return {"early_start_on": machine.case.early_start_asked}


INITIAL: dict[str, Callable[[Any, Machine], dict[str, object]]] = {
    Application.kind: _of_a_case,
    Mittelabruf.kind: lambda call, machine: {"recognised": call.amount},
    Refund.kind: lambda refund, machine: {"refunded": owed(machine.case, machine.today)},
}
"""Kind of a record → what it says about the answers of its moves."""


def _back(request: SignedIn, record: Record) -> str:
    """Where the person came from, if the address says so and it is one of ours; else the record's page."""
    back = request.GET.get("zurueck", "")
    ours = back.startswith("/") and url_has_allowed_host_and_scheme(back, allowed_hosts=None)
    return back if ours else str(record.get_absolute_url())
