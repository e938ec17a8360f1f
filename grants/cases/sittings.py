"""The facts of a sitting."""

from grants.cases.advice import has_advised
from grants.cases.ballots import dropped
from grants.cases.measures import motions_for
from grants.models import Sitting
from workflows.case import SittingFacts
from workflows.stages import IN_THE_SITTING, SittingStage


def sitting_of(sitting: Sitting) -> SittingFacts:
    """All that the rules may know about a sitting."""
    items = list(sitting.items.select_related("application")) if sitting.stage else []
    present = sitting.presences.filter(left_at__isnull=True).count() if sitting.stage else 0
    return SittingFacts(
        stage=sitting.stage,
        held_on=sitting.held_on,
        invited_on=sitting.invited_on,
        invitation_days=sitting.body.invitation_days,
        seats=sitting.body.seats_total,
        present=present,
        regime=sitting.body.procedure,
        items=sum(not dropped(item) for item in items)
        + (motions_for(sitting.body).count() if sitting.stage == SittingStage.PLANNED else 0),
        items_open=tuple(
            f"TOP {item.position}"
            for item in items
            if item.application.stage in IN_THE_SITTING and not has_advised(item)
        ),
    )
