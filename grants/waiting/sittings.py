"""What waits around a body, for whoever leads, minutes and votes; and what the office has to say of itself."""

from typing import Any

from django.db.models import Exists, F, OuterRef, Q
from django.urls import reverse

from grants.access import (
    items_visible_to,
    measures_visible_to,
    sittings_visible_to,
)
from grants.held import Held
from grants.kinds import machine_class
from grants.models import (
    Application,
    Ballot,
    Item,
    Measure,
    OfficeData,
    Presence,
    Refund,
    Sitting,
)
from grants.pages import step_url
from grants.waiting.task import LAW, Source, Task
from workflows.acts import ACTS
from workflows.machine import way_on
from workflows.programmes import PROGRAMMES
from workflows.roles import Role
from workflows.stages import MeasureStage, SittingStage, Stage

RATE = "enter_base_rate"


def _sittings(held: Held) -> Any:
    """Who leads or minutes a sitting: summon it in time, open it on its day, lead it to its end."""
    mine = [programme for slug, programme in PROGRAMMES.items() if Role.OFFICE in held.roles_in(slug)]
    summons = {key for programme in mine for key in programme.bodies()}
    leads = summons | held.chairs
    if not leads:
        return None
    seen = sittings_visible_to(held).select_related("body")
    items = Item.objects.filter(sitting=OuterRef("pk"))
    there = Presence.objects.filter(sitting=OuterRef("pk"), left_at=None)
    planned = Q(Exists(items), stage=SittingStage.PLANNED, body__key__in=summons)
    due = Q(stage=SittingStage.INVITED, held_on__lte=held.day) | Q(stage=SittingStage.OPEN)
    found = seen.filter(planned | (due & Q(body__key__in=leads)))
    return found.annotate(there=Exists(there)).order_by("held_on", "id"), _of_sitting


def _of_sitting(sitting: Sitting, held: Held) -> Task:
    url, next_step = sitting.get_absolute_url(), way_on(machine_class(sitting), sitting.stage)
    if sitting.stage == SittingStage.OPEN:
        step, label = next_step.slug, "Die Sitzung läuft: Punkte aufrufen, abstimmen, schließen"
    elif (
        sitting.stage == SittingStage.PLANNED
        and (sitting.held_on - held.day).days < sitting.body.invitation_days
    ):
        step, label = "change_item", "Zum Einladen ist es zu spät: Punkte in eine spätere Sitzung nehmen"
    elif sitting.stage == SittingStage.PLANNED or sitting.there:  # type: ignore[attr-defined]  # annotated
        step, label = next_step.slug, next_step.label
        url = step_url(sitting, step)
    else:
        step, label = "record_presence", ACTS["record_presence"].label
        url = reverse("grants:presence", args=[sitting.public_id])
    return Task(
        record=sitting,
        title=str(sitting),
        about=sitting.place,
        step=step,
        reason=label,
        url=url,
        due=sitting.held_on,
        weight=LAW,
    )


def _ballots(held: Held) -> Any:
    """Open ballots of sittings in which a member is present and has not voted yet; none of an item that was put off."""
    if not held.is_member:
        return None
    there = Presence.objects.filter(sitting=OuterRef("sitting"), left_at=None, seat__user=held.user)
    voted = Ballot.objects.filter(item=OuterRef("pk"), seat__user=held.user)
    found = items_visible_to(held).filter(
        Exists(there),
        ~Exists(voted),
        opened_at__isnull=False,
        closed_at=None,
        application__stage=Stage.IN_SITTING,
        sitting__stage=SittingStage.OPEN,
    )
    return found.select_related("sitting__body", "application__project").order_by("id"), _of_ballot


def _of_ballot(item: Item, held: Held) -> Task:
    return Task(
        record=item.sitting,
        title=f"TOP {item.position}: {item.application.project}",
        about=str(item.sitting),
        step="cast",
        reason=ACTS["cast"].label,
        url=reverse("grants:item", args=[item.sitting.public_id, item.position]),
        due=item.sitting.held_on,
        weight=LAW,
    )


def _measures(held: Held) -> Any:
    """What the Kuratorium selects while it sits is written down, what it has selected is announced, by the office."""
    mine = [slug for slug in PROGRAMMES if Role.OFFICE in held.roles_in(slug)]
    if not mine:
        return None
    sitting = Sitting.objects.filter(stage=SittingStage.OPEN).values_list("body__key", flat=True)
    selecting = [slug for slug in mine if PROGRAMMES[slug].body in set(sitting)]
    waits = Q(programme__in=mine, stage=MeasureStage.SELECTED) | Q(
        programme__in=selecting, stage=MeasureStage.CATALOGUED
    )
    found = measures_visible_to(held).filter(waits)
    return found.order_by(F("selected_on").asc(nulls_last=True), "id"), _of_measure


def _of_measure(measure: Measure, held: Held) -> Task:
    step = way_on(machine_class(measure), measure.stage)
    return Task(
        record=measure,
        title=measure.title,
        about=measure.get_programme_display(),
        step=step.slug,
        reason=step.label,
        url=step_url(measure, step.slug),
        since=measure.selected_on,
    )


def _administers(held: Held) -> bool:
    """Comes into the administration, by function or as the first person of a new site."""
    return held.user.is_staff and (held.user.is_superuser or Role.ADMIN in held.roles)


def _office_data(held: Held) -> Any:
    """What the office has still to confirm about itself: it stands in every letter."""
    if not _administers(held):
        return None
    newest = OfficeData.objects.filter(valid_from__lte=held.day).order_by("-valid_from").values("pk")[:1]
    return OfficeData.objects.filter(
        pk__in=list(newest.values_list("pk", flat=True)), confirmed=False
    ).order_by("pk"), _of_office_data


def _of_office_data(data: OfficeData, held: Held) -> Task:
    return Task(
        record=data,
        title="Angaben der Behörde",
        about="stehen in jedem Schreiben",
        step="confirm_office_data",
        reason="Angaben der Behörde prüfen und bestätigen",
        url=reverse("admin:grants_officedata_change", args=[data.pk]),
        since=data.valid_from,
        weight=LAW,
    )


def _base_rates(held: Held) -> Any:
    """Claims with interest wait for a base rate: told once, by the first of them, to whoever may enter it."""
    if not _administers(held):
        return None
    refunds = Refund.objects.filter(application=OuterRef("pk"), next_move=RATE)
    waiting = Application.objects.filter(Q(next_move=RATE) | Exists(refunds)).order_by("pk")
    first = list(waiting.values_list("pk", flat=True)[:1])
    return Application.objects.filter(pk__in=first).order_by("pk"), _of_base_rate


def _of_base_rate(case: Application, held: Held) -> Task:
    return Task(
        record=case,
        title="Basiszinssätze",
        about="Ohne sie steht keine Forderung mit Zinsen fest (§ 247 BGB)",
        step=RATE,
        reason=ACTS[RATE].label,
        url=reverse("admin:grants_baserate_add"),
        weight=LAW,
    )


SOURCES: tuple[Source, ...] = (_sittings, _ballots, _measures, _office_data, _base_rates)
