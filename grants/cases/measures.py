"""The facts of one measure: what the Kuratorium has selected, what was announced, and what is left of the cap."""

from datetime import date

from django.db.models import QuerySet

from grants.models import Application, Body, Guideline, Measure, Sitting
from workflows.case import MeasureFacts
from workflows.programmes import PROGRAMMES
from workflows.stages import BEFORE_DECISION, SITTING_HELD, MeasureStage


def measure_of(measure: Measure) -> MeasureFacts:
    """All that the rules may know about a measure, read now."""
    if not measure.pk:
        return MeasureFacts(stage=measure.stage)
    body = PROGRAMMES[measure.programme].body
    others = Measure.objects.filter(programme=measure.programme, selected_on__isnull=False)
    waiting = Application.objects.filter(round__measure=measure, stage__in=BEFORE_DECISION)
    return MeasureFacts(
        stage=measure.stage,
        sittings=frozenset(
            Sitting.objects.filter(body__key=body, stage__in=SITTING_HELD).values_list("held_on", flat=True)
        ),
        chosen=tuple(
            day for day in others.exclude(pk=measure.pk).values_list("selected_on", flat=True) if day
        ),
        per_half_year=_per_half_year(measure.programme),
        left=measure.left,
        call_closes=_last_day(measure),
        waiting=waiting.count(),
    )


def motions_for(body: Body) -> QuerySet[Measure]:
    """The measures that a body may select: they stand on its agendas until it does; none of one that only advises."""
    own = [slug for slug, programme in PROGRAMMES.items() if programme.body == body.key]
    return Measure.objects.filter(programme__in=own, stage=MeasureStage.CATALOGUED).order_by("title")


def _per_half_year(programme: str) -> int:
    newest = Guideline.objects.filter(programme=programme).order_by("-valid_from").first()
    terms = newest.terms if newest else PROGRAMMES[programme].versions[-1]
    return terms.measures_per_half_year


def _last_day(measure: Measure) -> date | None:
    return measure.rounds.order_by("-closes_on").values_list("closes_on", flat=True).first()
