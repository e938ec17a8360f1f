"""The pages of a body: its sittings, who is present, who is barred, and by which rules it resolves."""

from datetime import date
from functools import partial
from typing import TypedDict
from uuid import UUID

from django.db.models import QuerySet
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse

from grants import access
from grants.actions import begin
from grants.actions import sittings as acts
from grants.actions.desk import confirm_regime
from grants.cases.advice import only_advises
from grants.cases.ballots import dropped, room_of, seats_of, with_summons
from grants.cases.competition import packages_of, proposals_for
from grants.forms.check import ChangeForm
from grants.forms.moves import new_key
from grants.forms.sittings import ExcludeForm, PresenceForm, RegimeForm, SittingForm, UnlistForm
from grants.held import held_by
from grants.kinds import facts_of, reader_of
from grants.letters.basis import sure
from grants.models import Application, Body, Item, Seat, Sitting, User
from grants.models.money import to_euro
from grants.models.people import valid_on
from grants.views.acting import Cleaned, SignedIn, act_on, closed, sent
from grants.views.finding import find_case, find_record, today
from grants.views.offering import machine_for, offers_for
from workflows.acts import may
from workflows.case import Actor
from workflows.procedures.sitzung import SittingMachine
from workflows.programmes import PROGRAMMES, programmes_of
from workflows.roles import Role
from workflows.rules.voting import TIE_HINT, quorum_of
from workflows.sentence import Sentence
from workflows.stages import SITTING_SUMMONED, SittingStage, Stage


def plannable(user: User, day: date) -> list[Body]:
    """The bodies for which the law lets this person plan a sitting."""
    held = held_by(user, day)
    return [
        body
        for body in Body.objects.order_by("name")
        if _offers_birth(
            Sitting(body=body, stage=""), Actor(user.name, held.roles_at(body.key), user.pk), day
        )
    ]


def _offers_birth(sitting: Sitting, actor: Actor, day: date) -> bool:
    return bool(SittingMachine(facts_of(sitting), actor, day).offers())


def new_sitting(request: SignedIn) -> HttpResponse:
    """Plan a sitting."""
    day = today()
    bodies = Body.objects.filter(pk__in=[body.pk for body in plannable(request.user, day)])
    if not bodies:
        raise Http404
    form = SittingForm(
        sent(request), bodies=bodies, today=day, initial={"key": new_key(), "body": bodies.first()}
    )
    if answer := act_on(
        request,
        form,
        lambda said: begin("sitzung", "plan_sitting", by=request.user, **said),
        done="Die Sitzung ist geplant.",
        to=reverse("grants:sittings"),
    ):
        return answer
    return render(request, "grants/sittings/new_sitting.html", {"form": form})


class AgendaRow(TypedDict):
    """An item as the page of its sitting shows it."""

    item: Item
    open: bool
    """The reader may open its papers."""
    state: dict[str, str]
    movable: bool


def sitting(request: SignedIn, public_id: UUID) -> HttpResponse:
    """One sitting: agenda, presence, quorum, and what may be done now."""
    day = today()
    found = find_record(request, Sitting, public_id, day)
    machine = machine_for(found, request.user, day)
    open_to_me = set(
        access.items_visible_to(held_by(request.user, day)).filter(sitting=found).values_list("pk", flat=True)
    )
    items = list(
        with_summons(found.items.all()).select_related(
            "application__project", "application__organisation", "application__round__pot"
        )
    )
    rows: list[AgendaRow] = [
        {
            "item": i,
            "open": i.pk in open_to_me,
            "state": state_of(i, found),
            "movable": _movable(i, found, machine.actor),
        }
        for i in items
    ]
    seats = list(seats_of(found).select_related("user").order_by("-chair", "id"))
    there = {p.seat_id for p in found.presences.all() if p.left_at is None}
    quorate, why = quorum_of(room_of(found, there=len(there)))
    return render(
        request,
        "grants/sittings/sitting.html",
        {
            "sitting": found,
            "offers": offers_for(found, machine),
            "rows": rows,
            "sums": _sums(rows),
            "members": [{"seat": seat, "there": seat.pk in there} for seat in seats],
            "present": len(there),
            "quorate": quorate,
            "why": why,
            "summoned_again": [i.position for i in items if i.summoned_again and not dropped(i)],
            "may_presence": may("record_presence", machine.actor, found.stage),
            "planned": found.stage == SittingStage.PLANNED,
            **_competition(found, [i for i in items if not dropped(i)], machine.actor),
        },
    )


def _competition(found: Sitting, items: list[Item], actor: Actor) -> dict[str, object]:
    """For the office: who should be excluded beside, and what may be voted on together."""
    if found.stage == SittingStage.CLOSED or Role.OFFICE not in actor.roles:
        return {}
    parts = packages_of(found, items)
    return {"proposals": proposals_for(found, items), "packages": parts if len(parts) > 1 else []}


def _movable(item: Item, found: Sitting, actor: Actor) -> bool:
    """Whether the office may still take the item off this agenda; its own page says what else."""
    waits = found.stage != SittingStage.CLOSED and item.opened_at is None
    return waits and may("unlist_item", actor, item.application.stage)


def _find_item(request: SignedIn, public_id: UUID, position: int) -> Item:
    """An item that this person may move as the law stands; Http404 otherwise."""
    day = today()
    seen = access.items_visible_to(held_by(request.user, day)).filter(
        sitting=find_record(request, Sitting, public_id, day)
    )
    beside = ("sitting__body", "application__project", "application__dossier")
    item = seen.select_related(*beside).filter(position=position).first()
    if item is None or reader_of(item.application, request.user, day).roles.isdisjoint({Role.OFFICE}):
        raise Http404
    return item


def change_item(request: SignedIn, public_id: UUID, position: int) -> HttpResponse:
    """Another motion or amount before the invitation, or off the agenda."""
    item = _find_item(request, public_id, position)
    form = ChangeForm(sent(request), item=item)
    if answer := act_on(
        request,
        form,
        lambda said: acts.change_item(item, by=request.user, **said),
        done=Sentence("TOP {position} ist geändert.", position=position),
        to=item.sitting.get_absolute_url(),
    ):
        return answer
    item.refresh_from_db()
    if form.is_bound:
        form.renew(item)
    return _item_page(request, item, form, UnlistForm(invited=_invited(item)))


def _invited(item: Item) -> bool:
    return item.sitting.stage != SittingStage.PLANNED


def _item_page(request: SignedIn, item: Item, form: ChangeForm, unlisting: UnlistForm) -> HttpResponse:
    context = {"sitting": item.sitting, "item": item, "form": form, "planned": not _invited(item)}
    status = 422 if form.errors or unlisting.errors else 200
    return render(
        request, "grants/sittings/change_item.html", context | {"unlisting": unlisting}, status=status
    )


def unlist_item(request: SignedIn, public_id: UUID, position: int) -> HttpResponse:
    """Take the item off the agenda; a form on its page."""
    item = _find_item(request, public_id, position)
    if request.method != "POST":
        return redirect("grants:change_item", public_id=public_id, position=position)
    form = UnlistForm(request.POST, invited=_invited(item))
    answer = act_on(
        request,
        form,
        lambda said: acts.unlist_item(item, by=request.user, **said),
        done=Sentence("TOP {position} ist von der Tagesordnung genommen.", position=position),
        to=item.sitting.get_absolute_url(),
    )
    return answer or _item_page(request, item, ChangeForm(item=item), form)


def _sums(rows: list[AgendaRow]) -> dict[str, object] | None:
    """What is asked for and proposed on this agenda; nothing where a barred item could be told from it."""
    if not rows or not all(row["open"] for row in rows):
        return None
    items = [row["item"] for row in rows if not dropped(row["item"])]
    cases = [item.application for item in items]
    pots = {case.round.pot_id: case.round.pot for case in cases}
    return {
        "requested": to_euro(sum(case.requested_cents for case in cases)),
        "proposed": to_euro(sum(item.amount_cents for item in items)),
        "pots": list(pots.values()),
    }


def state_of(item: Item, found: Sitting) -> dict[str, str]:
    """Where an item stands, in a word, with KERN's look for it."""
    if item.carried is not None:
        votes = (
            f"{item.yes} Ja, {item.no} Nein, {item.abstained} Enthaltung{'' if item.abstained == 1 else 'en'}"
        )
        if not item.quorate:
            return {"label": "nicht beschlussfähig", "look": "warning", "votes": votes}
        if only_advises(item):
            label = "empfohlen" if item.carried else "nicht empfohlen"
            return {"label": label, "look": "success" if item.carried else "danger", "votes": votes}
        if item.carried and (item.put_off or item.application.stage == Stage.DEFERRED):
            return {"label": "angenommen, vertagt: Geld fehlt", "look": "warning", "votes": votes}
        return {
            "label": "angenommen" if item.carried else "abgelehnt",
            "look": "success" if item.carried else "danger",
            "votes": votes,
        }
    if item.put_off:
        return {"label": item.get_put_off_display(), "look": "info"}
    if dropped(item):
        return {
            "label": Sentence("entfällt: {label}", label=Stage(item.application.stage).label),
            "look": "danger",
        }
    if found.stage == SittingStage.CLOSED:
        return {"label": "nicht behandelt", "look": "info"}
    if item.application.stage == Stage.IN_SITTING:
        return {"label": "aufgerufen" if item.opened_at is None else "Abstimmung läuft", "look": "warning"}
    return {"label": "noch nicht aufgerufen", "look": "info"}


def presence(request: SignedIn, public_id: UUID) -> HttpResponse:
    """Who is in the room now."""
    day = today()
    found = find_record(request, Sitting, public_id, day)
    shut = closed("record_presence", reader_of(found, request.user, day), found.stage)
    there = list(found.presences.filter(left_at=None).values_list("seat_id", flat=True))
    seats = seats_of(found).select_related("user").order_by("-chair", "id")
    form = PresenceForm(sent(request), seats=seats, initial={"seats": there, "shown": there})
    if answer := act_on(
        request,
        form,
        lambda said: acts.record_presence(found, said["seats"], seen=said["shown"], by=request.user),
        done="Die Anwesenheit ist erfasst.",
        to=found.get_absolute_url(),
    ):
        return answer
    return render(request, "grants/sittings/presence.html", {"sitting": found, "form": form, "shut": shut})


def exclude(request: SignedIn, public_id: UUID) -> HttpResponse:
    """Declare bias, or, for the office, write it down for a member."""
    day = today()
    case = find_case(request, public_id, day)
    actor = reader_of(case, request.user, day)
    shut = closed("exclude", actor, case.stage)
    office = Role.OFFICE in actor.roles
    free = _free_seats(case, day)
    form = ExcludeForm(sent(request), seats=free if office else None)
    own = free.filter(user=request.user).first()
    if not office and own is None:
        raise Http404

    def do(said: Cleaned) -> None:
        acts.exclude(case, sure(said.get("seat") or own), form.sentence, by=request.user)

    sitting_page = _sitting_of(case)
    to = request.path if office else sitting_page  # who declared their own bias sees the case no more
    if answer := act_on(request, form, do, done="Das Mitwirkungsverbot ist festgehalten.", to=to):
        return answer
    context = {
        "case": case,
        "form": form,
        "shut": shut,
        "office": office,
        "barred": case.exclusions.select_related("seat__user") if office else (),
        "back": case.get_absolute_url() if office else sitting_page,
    }
    return render(request, "grants/sittings/exclude.html", context)


def _free_seats(case: Application, day: date) -> QuerySet[Seat]:
    """Seats of the fund's bodies whose holders are not excluded from the case yet."""
    seats = Seat.objects.filter(valid_on(day), body__key__in=PROGRAMMES[case.programme].bodies())
    barred = case.exclusions.values("seat__user")
    found = seats.exclude(user__in=barred).select_related("user", "body")
    return found.order_by("body__name", "-chair", "id")


def _sitting_of(case: Application) -> str:
    """The page of the last summoned sitting with this case."""
    items = case.items.filter(sitting__stage__in=SITTING_SUMMONED).select_related("sitting")
    item = items.order_by("sitting__held_on", "pk").last()
    return item.sitting.get_absolute_url() if item else reverse("grants:sittings")


def bodies(request: SignedIn) -> HttpResponse:
    """The bodies, their seats and their rules; the lead confirms the rules."""
    day = today()
    held = held_by(request.user, day)
    seen = access.bodies_visible_to(held).select_related("regime_confirmed_by").order_by("name")
    found = list(seen.prefetch_related("seats__user"))
    if not found:
        raise Http404
    led = {body for body in found if held.leads(programmes_of(body.key))}
    if request.method == "POST" and not led:
        raise Http404
    forms = {body: _regime_form(request, body) if body in led else None for body in found}
    for body, form in forms.items():
        if (
            form
            and form.is_bound
            and (
                answer := act_on(
                    request,
                    form,
                    partial(_confirm, body, request.user),
                    done=Sentence("Die Verfahrensregeln sind bestätigt: {body}.", body=str(body)),
                    to=request.path,
                )
            )
        ):
            return answer
    rows = [{"body": body, "form": form} for body, form in forms.items()]
    context = {"rows": rows, "tie_hint": TIE_HINT}
    return render(request, "grants/sittings/bodies.html", context)


def _regime_form(request: SignedIn, body: Body) -> RegimeForm:
    """The form of one body; only the one that was sent is bound."""
    mine = request.POST.get("body") == body.key
    return RegimeForm(sent(request) if mine else None, prefix=body.key, initial={"regime": body.regime})


def _confirm(body: Body, by: User, said: Cleaned) -> None:
    confirm_regime(body, by=by, regime=said["regime"])
