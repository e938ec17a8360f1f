"""One item of a sitting: its papers, its ballot, its result. Before the close nobody learns how anybody voted."""

from datetime import date
from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_POST

from grants import access
from grants.actions import sittings as acts
from grants.cases.answers import answer, form_of, read_by_body
from grants.cases.ballots import Poll, excluded_seats, poll_of, voting_seats
from grants.cases.decisions import heard_before
from grants.cases.reckoning import examined, of_plan
from grants.forms.check import AmendForm
from grants.forms.sittings import CloseForm, VoteForm
from grants.held import held_by
from grants.kinds import reader_of
from grants.models import Application, Ballot, Item, User
from grants.views.acting import SignedIn, act_on, closed, press, sent
from grants.views.finding import today
from grants.views.offering import machine_for, offers_for
from grants.views.sittings import state_of
from workflows.acts import may
from workflows.case import Actor
from workflows.machine import Machine
from workflows.questions import Owner
from workflows.roles import Role
from workflows.rules.ballot import ballot_is_open, ballot_may_close, motion_may_change
from workflows.rules.categories import Side
from workflows.rules.sitting import money_holds_motion
from workflows.sentence import Sentence
from workflows.stages import IN_THE_SITTING, SittingStage, Stage

PAPERS = ("project", "organisation", "review", "round__guideline", "round__pot", "proof", "dossier")


def find_item(request: SignedIn, public_id: UUID, position: int, day: date) -> Item:
    """The item, if the person may see its papers; Http404 otherwise."""
    seen = access.items_visible_to(held_by(request.user, day)).filter(
        sitting__public_id=public_id, position=position
    )
    beside = [f"application__{name}" for name in PAPERS]
    found = seen.select_related("sitting__body", "sitting__dossier", *beside).first()
    if found is None:
        raise Http404
    return found


def item(request: SignedIn, public_id: UUID, position: int) -> HttpResponse:
    """The papers of one item, and its ballot."""
    day = today()
    found = find_item(request, public_id, position, day)
    actor = reader_of(found, request.user, day)
    case, machine = found.application, machine_for(found.application, request.user, day)
    others = access.items_visible_to(held_by(request.user, day)).filter(sitting=found.sitting)
    places = list(others.order_by("position").values_list("position", flat=True))
    here = places.index(found.position)
    return render(
        request,
        "grants/sittings/item.html",
        {
            "item": found,
            "sitting": found.sitting,
            "case": case,
            "state": state_of(found, found.sitting),
            "before": places[here - 1] if here else None,
            "after": places[here + 1] if here + 1 < len(places) else None,
            "offers": [
                {**row, "url": f"{row['url']}?zurueck={request.path}"} for row in offers_for(case, machine)
            ],
            "may_exclude": may("exclude", machine.actor, case.stage),
            "for_others": Role.OFFICE in machine.actor.roles,
            **_papers(case),
            "heard": heard_before(found),
            **_ballot(found, actor, request.user),
            **_foreseen(found, machine),
        },
    )


def _papers(case: Application) -> dict[str, object]:
    """What the body reads: no bank account, no birth date, no private address, no telephone."""
    project, review = case.project, getattr(case, "review", None)
    lines = list(project.plan_lines.all())
    figures = examined(case)
    earlier = Application.objects.filter(organisation=case.organisation_id, awarded_cents__isnull=False)
    return {
        "project": project,
        "review": review if review and review.written_at else None,
        "expenses": [line for line in lines if line.side == Side.EXPENSE],
        "income": [line for line in lines if line.side == Side.INCOME],
        "answers": _answers(case),
        "reckoning": of_plan(case, case.requested, figures.eligible, figures.own),
        "earlier": earlier.exclude(pk=case.pk).select_related("project", "round").order_by("-id")[:10],
    }


def _answers(case: Application) -> list[dict[str, object]]:
    """What the applicant says about the project and the people whom it is for, as far as the body reads it."""
    about = [q for q in read_by_body(form_of(case)) if q.owner is Owner.ANSWERS]
    rows = [answer(question, case.organisation, case.project) for question in about]
    return [row for row in rows if row["value"] not in ("", None)]


def _ballot(found: Item, actor: Actor, user: User) -> dict[str, object]:
    """The ballot as this person sees it: their own vote, never anybody else's, and no count before the close."""
    running = _is_open(found)
    stage = found.sitting.stage
    seat = voting_seats(found).filter(user=user).first() if running else None
    mine = Ballot.objects.filter(item=found, seat=seat).first() if seat else None
    called = found.application.stage == Stage.IN_SITTING and found.closed_at is None
    return {
        "running": running,
        "votes": bool(seat) and may("cast", actor, stage),
        "mine": mine,
        "choices": Ballot.Choice.choices,
        "may_open": may("open_ballot", actor, stage) and called and not running,
        "may_amend": may("amend_item", actor, stage) and not _shut(found),
        "may_close": may("close_ballot", actor, stage) and running,
        "barred": excluded_seats(found).select_related("user"),
    }


def _is_open(found: Item) -> bool:
    opened, closed = found.opened_at is not None, found.closed_at is not None
    return bool(ballot_is_open(opened, closed, found.application.stage))


def _foreseen(found: Item, machine: Machine) -> dict[str, object]:
    """What stands in the way of a result, for everybody before the ballot opens: too few people, too little money."""
    waits = found.application.stage in IN_THE_SITTING
    if not waits or found.closed_at or found.put_off or found.sitting.stage == SittingStage.CLOSED:
        return {}
    called = found.application.stage == Stage.IN_SITTING and found.sitting.stage == SittingStage.OPEN
    poll = poll_of(found) if called else None
    covered = money_holds_motion(machine)
    return {
        "lacking": poll.why if poll and not poll.quorate else [],
        "uncovered": "" if covered else covered.unmet,
    }


def amend_item(request: SignedIn, public_id: UUID, position: int) -> HttpResponse:
    """Another motion in the sitting: less money, or conditions, before the ballot opens."""
    found = _item_for(request, public_id, position, "amend_item")
    form = AmendForm(sent(request), item=found)
    if answer := act_on(
        request,
        form,
        lambda said: acts.amend_item(found, by=request.user, **said),
        done=Sentence(
            "Der Antrag zu TOP {position} ist geändert. Alle sehen ihn jetzt so.", position=position
        ),
        to=address_of(found),
    ):
        return answer
    found.refresh_from_db()
    if form.is_bound:
        form.renew(found)
    context = {"item": found, "sitting": found.sitting, "form": form, "shut": _shut(found)}
    return render(request, "grants/sittings/amend_item.html", context, status=422 if form.errors else 200)


def _shut(found: Item) -> str:
    """Why the motion cannot be amended here; empty if it can."""
    if found.sitting.stage != SittingStage.OPEN:
        return "Die Sitzung ist nicht eröffnet."
    verdict = motion_may_change(found.opened_at is not None, found.application.stage)
    return "" if verdict else verdict.unmet


@require_POST
def open_ballot(request: SignedIn, public_id: UUID, position: int) -> HttpResponse:
    """Open the ballot."""
    found = _item_for(request, public_id, position, "open_ballot")
    return press(
        request,
        lambda: acts.open_ballot(found, by=request.user, seen=request.POST.get("seen")),
        done="Die Abstimmung ist eröffnet.",
        to=address_of(found),
    )


@require_POST
def cast(request: SignedIn, public_id: UUID, position: int) -> HttpResponse:
    """Cast or change one's own vote."""
    found = _item_for(request, public_id, position, "cast")
    form = VoteForm(request.POST)
    if not form.is_valid():
        messages.error(request, str(form.errors["choice"][0]))
        return redirect(address_of(found))
    choice = form.cleaned_data["choice"]
    return press(
        request,
        lambda: acts.cast(found, choice, by=request.user),
        done=Sentence("Ihre Stimme ist abgegeben: {label}.", label=Ballot.Choice(choice).label),
        to=address_of(found),
    )


def close_ballot(request: SignedIn, public_id: UUID, position: int) -> HttpResponse:
    """What will happen at the close, and the button that does it."""
    found = _item_for(request, public_id, position, "close_ballot")
    poll, doubted = poll_of(found), poll_of(found, challenged=True)
    form = CloseForm(sent(request), poll=poll)
    if answer := act_on(
        request,
        form,
        lambda said: acts.close_ballot(found, by=request.user, **said),
        done="Die Abstimmung ist geschlossen.",
        to=address_of(found),
    ):
        return answer
    if form.is_bound:
        form.renew()
    context = {
        "item": found,
        "sitting": found.sitting,
        "form": form,
        "open": _is_open(found),
        "poll": poll,
        "voted": len(poll.voted),
        "doubted": [] if "challenged" not in form.fields or doubted.quorate == poll.quorate else doubted.why,
        **_closing(poll, doubted),
    }
    return render(request, "grants/sittings/close_ballot.html", context, status=422 if form.errors else 200)


def _closing(poll: Poll, doubted: Poll) -> dict[str, object]:
    """Why the ballot cannot be closed, if so, and whether a doubt would change that."""
    verdict = ballot_may_close(poll.ballot)
    return {
        "refused": "" if verdict else verdict.unmet,
        "possible": bool(verdict) or bool(ballot_may_close(doubted.ballot)),
    }


def _item_for(request: SignedIn, public_id: UUID, position: int, act: str) -> Item:
    """The item for somebody to whom the act belongs; Http404 for all others."""
    day = today()
    found = find_item(request, public_id, position, day)
    closed(act, reader_of(found, request.user, day), found.sitting.stage)
    return found


def address_of(found: Item) -> str:
    """The page of an item."""
    return reverse("grants:item", args=[found.sitting.public_id, found.position])
