"""By when the next step has to be done, for pages and lists: one day per case, read from its own fields."""

from datetime import date
from typing import Any

from grants.models import Application
from workflows.declared import moves_that
from workflows.stages import Stage

DUE = {
    Stage.CONSULTATION: "round__closes_on",
    Stage.DRAFT: "round__closes_on",
    Stage.DOCUMENTS_REQUESTED: "documents_due",
    Stage.PLAN_ADJUSTMENT: "plan_due",
    Stage.PROOF_DUE: "proof_due",
    Stage.PROOF_INCOMPLETE: "proof_documents_due",
    Stage.RUNNING: "period_ends",
    Stage.HEARING: "hearing_due",
}
"""Stage → the field with the last day of what is waited for there."""


AWAITED = moves_that(lambda law: law.otherwise)
"""The moves that a day is for: once the answer to a hearing is there, its day binds nobody any more."""


def due_of(application: Application) -> date | None:
    """The last day of what the case waits for; None if there is no deadline."""
    if application.stage == Stage.HEARING and application.next_move not in AWAITED:
        return None
    value: Any = application
    for name in DUE.get(Stage(application.stage), "").split("__"):
        value = getattr(value, name) if name else None
    return value
