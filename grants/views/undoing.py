"""The page on which the last step of a case is taken back: the lead asks, a second person confirms."""

import json
from collections.abc import Sequence
from uuid import UUID

from django import forms
from django.http import Http404, HttpResponse, HttpResponseNotAllowed
from django.shortcuts import render

from grants.actions import undoing
from grants.forms.fields import LongTextField
from grants.forms.kept import KeptForm
from grants.kinds import reader_of
from grants.models import Application, Transition
from grants.views.acting import SignedIn, act_on, sent
from grants.views.finding import find_case, today
from grants.views.timeline import signed
from grants.views.wording import act_name, stage_name
from workflows.acts import may
from workflows.case import Actor


class UndoForm(KeptForm):
    """Which entry the page showed."""

    sequence = forms.IntegerField(
        min_value=1,
        max_value=2**31 - 1,
        widget=forms.HiddenInput,
        error_messages=dict.fromkeys(("required", "invalid", "min_value", "max_value"), undoing.CHANGED),
    )


class RequestForm(UndoForm):
    """Why a step shall be taken back."""

    reason = LongTextField(label="Warum soll der Schritt zurückgenommen werden?", max_length=2000, rows=3)


def undo_of(application: Application, actor: Actor, entries: Sequence[Transition]) -> str:
    """The words of the link to this page; empty where there is nothing for the reader to take back."""
    asked = undoing.requested(application, entries)
    if asked and _confirms(application, actor, asked):
        return "Rücknahme des letzten Schritts bestätigen"
    if undoing.undoable(application, entries) and may("request_undo", actor, application.stage):
        return "Letzten Schritt zurücknehmen"
    return ""


def _confirms(application: Application, actor: Actor, asked: tuple[Transition, Transition]) -> bool:
    acted = {entry.user_id for entry in asked}
    return may("confirm_undo", actor, application.stage) and actor.user_id not in acted


def undo(request: SignedIn, public_id: UUID) -> HttpResponse:
    """What the last step was, what will be as before, and the button for it."""
    case = find_case(request, public_id)
    actor = reader_of(case, request.user, today())
    if not (may("request_undo", actor, case.stage) or may("confirm_undo", actor, case.stage)):
        raise Http404
    if request.method not in ("GET", "HEAD", "POST"):
        return HttpResponseNotAllowed(["GET", "HEAD", "POST"])
    entries = undoing.last_entries(case.dossier)
    asked = undoing.requested(case, entries)
    if asked:
        return _confirm(request, case, asked, confirms=_confirms(case, actor, asked))
    return _request(
        request, case, undoing.undoable(case, entries), asks=may("request_undo", actor, case.stage)
    )


def _request(request: SignedIn, case: Application, done: Transition | None, *, asks: bool) -> HttpResponse:
    form = RequestForm(sent(request), initial={"sequence": done.sequence if done else None}) if asks else None
    if form and (
        answer := act_on(
            request,
            form,
            lambda said: undoing.request_undo(case, by=request.user, **said),
            done="Die Rücknahme ist beantragt. Eine zweite Person bestätigt sie.",
            to=case.get_absolute_url(),
        )
    ):
        return answer
    return _show(request, case, form, done, button="Rücknahme beantragen", open=bool(done))


def _confirm(
    request: SignedIn, case: Application, asked: tuple[Transition, Transition], *, confirms: bool
) -> HttpResponse:
    done, wish = asked
    why = json.loads(wish.private or "{}").get("data", {}).get("reason", "")
    form = UndoForm(sent(request), initial={"sequence": wish.sequence}) if confirms else None
    if form and (
        answer := act_on(
            request,
            form,
            lambda said: undoing.confirm_undo(case, by=request.user, **said),
            done="Der Schritt ist zurückgenommen.",
            to=case.get_absolute_url(),
        )
    ):
        return answer
    return _show(
        request,
        case,
        form,
        done,
        button="Rücknahme bestätigen",
        open=True,
        wish=wish,
        wish_by=signed(wish),
        why=why,
    )


def _show(
    request: SignedIn, case: Application, form: UndoForm | None, done: Transition | None, **context: object
) -> HttpResponse:
    if done:
        context |= {
            "title": act_name("application", done.move),
            "done_by": signed(done) if done.user else "–",
            "back_to": stage_name("application", done.source),
        }
    page = {"case": case, "form": form, "done": done, **context}
    return render(request, "grants/undo.html", page, status=422 if form and form.errors else 200)
