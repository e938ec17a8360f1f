"""Sittings of our bodies in the stories: planned, summoned, opened, closed; each step once."""

from collections.abc import Callable
from datetime import date, datetime, time
from typing import Any

from demo.stories.acting import at
from demo.stories.ground import Ground, seats_of
from grants.actions import begin, perform
from grants.actions.desk import confirm_regime
from grants.actions.sittings import record_presence
from grants.models import Body, Sitting, Transition
from workflows.stages import SittingStage

Told = Callable[[Transition], None]


def silent(entry: Transition) -> None:
    """Nobody listens."""


def plan_sitting(
    ground: Ground,
    held_on: date,
    *,
    now: datetime,
    key: str | None = None,
    told: Told = silent,
    body: Body | None = None,
) -> Sitting:
    """The office plans a sitting of ``body`` (the Arbeitsausschuss); the same ``key`` finds it again."""
    known = Transition.objects.filter(user=ground.staff["geschaeftsstelle"], key=key).first() if key else None
    if known is None:
        known = begin(
            "sitzung",
            "plan_sitting",
            by=ground.staff["geschaeftsstelle"],
            now=now,
            key=key,
            body=body or ground.body,
            held_on=held_on,
            starts_at=time(17, 0),
            place="Blumenauer Straße 3–7, Raum 101",
        )
        told(known)
    return Sitting.objects.get(dossier_id=known.dossier_id)


def invite(ground: Ground, sitting: Sitting, day: date, *, told: Told = silent) -> None:
    """The office invites; the lead has confirmed by which rules the body works."""
    _once(sitting, SittingStage.PLANNED, "invite", ground, at(day, 9), told)
    body = Body.objects.get(pk=sitting.body_id)
    if body.regime_confirmed_on is None:
        confirm_regime(body, by=ground.staff["leitung"], now=at(day, 9))
        ground.bodies[body.key].refresh_from_db()


def open_sitting(
    ground: Ground, sitting: Sitting, present: int | None = None, *, told: Told = silent
) -> None:
    """Presence is recorded (``None``: all are there) and the sitting is opened."""
    now = at(sitting.held_on, 17)
    if sitting.stage == SittingStage.INVITED:
        record_presence(
            sitting, seats_of(sitting.body)[:present], by=ground.staff["geschaeftsstelle"], now=now
        )
    _once(sitting, SittingStage.INVITED, "open_sitting", ground, now, told)


def close_sitting(ground: Ground, sitting: Sitting, *, told: Told = silent) -> None:
    """The sitting is closed."""
    _once(sitting, SittingStage.OPEN, "close_sitting", ground, at(sitting.held_on, 20), told)


def _once(sitting: Sitting, stage: str, move: str, ground: Ground, now: datetime, told: Any) -> None:
    sitting.refresh_from_db()
    if sitting.stage == stage:
        told(perform(sitting, move, by=ground.staff["geschaeftsstelle"], now=now))
        sitting.refresh_from_db()
