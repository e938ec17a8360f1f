"""The facts of a request for a change of a running grant."""

from grants.cases.facts import case_of
from grants.cases.releases import signed_beside
from grants.models import ChangeRequest, PlanLine
from grants.models.money import to_euro
from workflows.procedures.aenderungsantrag import ChangeRequestFacts
from workflows.rules.categories import Side
from workflows.sentence import Sentence


def change_of(change: ChangeRequest) -> ChangeRequestFacts:
    """All that the rules may know about a request for a change."""
    return ChangeRequestFacts(
        stage=change.stage,
        grant=case_of(change.application),
        missing=missing_in_change(change),
        filed_by=change.filed_by_id,
        signed_by=signed_beside(change),
        shift=change.shift,
        from_line=change.from_line_id,
        to_line=change.to_line_id,
        from_planned=change.from_line.amount if change.from_line else to_euro(0),
        to_planned=change.to_line.amount if change.to_line else to_euro(0),
        new_ends=change.new_ends,
        drafted_by=change.drafted_by_id,
        decided_on=change.decided_on,
        made=change.made_at is not None,
        posted_on=change.posted_on,
    )


def missing_in_change(change: ChangeRequest) -> tuple[Sentence, ...]:
    """What a request must say: what shall hold, why, and for a shift from where to where."""
    shift = change.subject == ChangeRequest.Subject.PLAN
    lines = {line for line in (change.from_line, change.to_line) if line and _shiftable(line, change)}
    wanted = (
        (change.wish, "„Was genau soll gelten?“ fehlt."),
        (change.why, "„Warum ist die Änderung nötig?“ fehlt."),
        (
            not shift or (len(lines) == 2 and change.shift_cents),
            "Bitte nennen Sie zwei Einzelansätze und den Betrag.",
        ),
    )
    return tuple(Sentence(text) for there, text in wanted if not there)


def _shiftable(line: PlanLine, change: ChangeRequest) -> bool:
    """Cash that counts: then a shift changes no sum of the plan, and so neither the grant nor its kind."""
    ours = line.project_id == change.application.project.pk
    return ours and line.side == Side.EXPENSE and line.eligible and not line.in_kind
