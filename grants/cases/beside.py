"""What lies beside a case: the rows that its facts are read from, as many kinds as are asked for in one statement."""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from grants.cases import together
from grants.cases.ballots import poll_parts
from grants.models import (
    Application,
    ApplicationVersion,
    Attachment,
    Body,
    ChangeRequest,
    Draft,
    InterimProof,
    Item,
    Lawsuit,
    Milestone,
    Mittelabruf,
    OfficeData,
    PlanLine,
    Refund,
    Sitting,
    Transition,
)
from workflows.stages import BESIDE_OVER

OF_THE_CASE = "t.application_id = %(case)s"
OF_THE_PROJECT = "t.project_id = (SELECT id FROM grants_project WHERE application_id = %(case)s)"
NEWEST_VERSION = """
    t.application_id = %(case)s
    AND t.number = (SELECT max(number) FROM grants_applicationversion WHERE application_id = %(case)s)
"""
LAST_ITEM = """(
    SELECT item.id FROM grants_item item JOIN grants_sitting sitting ON sitting.id = item.sitting_id
     WHERE item.application_id = %(case)s ORDER BY sitting.held_on DESC, item.id DESC LIMIT 1
)"""
"""The item by which the case is, or was last, before a body."""
ITS_SITTING = f"(SELECT sitting_id FROM grants_item WHERE id = {LAST_ITEM})"  # noqa: S608  # no part is typed by anybody
ITS_BODY = f"(SELECT body_id FROM grants_sitting WHERE id = {ITS_SITTING})"  # noqa: S608
IS_OPEN = "application_id = %(case)s AND NOT (next_move = '' AND stage IN ({over}))".format(
    over=", ".join(f"'{stage}'" for stage in sorted(BESIDE_OVER))
)
COUNTED = ("count(*)",)
_PARTS: dict[str, together.Part] = {
    "attachments": together.Rows(Attachment, f"{OF_THE_CASE} AND t.removed_at IS NULL"),
    "bodies": together.Rows(Body, f"t.id = {ITS_BODY}"),
    "drafts": together.Rows(Draft, f"{OF_THE_CASE} AND t.current"),
    "items": together.Rows(Item, f"t.id = {LAST_ITEM}"),
    "known": together.Rows(
        Transition, "t.dossier_id = %(dossier)s AND t.user_id = %(user)s AND t.key = %(key)s"
    ),
    "lawsuits": together.Rows(Lawsuit, OF_THE_CASE),
    "milestones": together.Rows(Milestone, OF_THE_PROJECT, ("position",)),
    "mittelabrufe": together.Rows(Mittelabruf, OF_THE_CASE, ("position",)),
    "offices": together.Rows(OfficeData, "TRUE", ("valid_from",)),
    "plan_line_count": together.Values(COUNTED, f'"{PlanLine._meta.db_table}" t WHERE {OF_THE_PROJECT}'),
    "plan_lines": together.Rows(PlanLine, OF_THE_PROJECT, ("side", "position")),
    "proof_line_count": together.Values(
        COUNTED,
        "grants_proofline line JOIN grants_proofofuse proof ON proof.id = line.proof_id"
        " WHERE proof.application_id = %(case)s",
    ),
    "sittings": together.Rows(Sitting, f"t.id = {ITS_SITTING}"),
    "versions": together.Rows(ApplicationVersion, NEWEST_VERSION),
    **{
        f"open_{model.kind}": together.Values(("id",), f"{model._meta.db_table} WHERE {IS_OPEN}")
        for model in (ChangeRequest, InterimProof, Refund)
    },
    **poll_parts(LAST_ITEM),
}
"""Name of what lies beside a case → where it is read."""
WRITTEN = ("attachments", "milestones", "plan_lines")
"""What the applicant has written, beside the form itself."""
ON_THE_AGENDA = ("items", "sittings", "bodies")
"""The item by which the case is, or was last, before a body."""
PROVED = ("plan_line_count", "proof_line_count")
"""How many lines the plan has, and how many of them the proof of use."""
POLL = tuple(poll_parts(LAST_ITEM))
"""The room and the votes of that item."""
TO_BE_FORESEEN = ("mittelabrufe", "open_aenderungsantrag", "open_verwendungsnachweis", "open_erstattung")
"""What is open beside the case, and may be another one's turn after a move of it."""


def rows(application: Application, *names: str, **asked: int | str) -> dict[str, list[Any]]:
    """The rows of these names, in one statement, as far as they are not kept (:func:`keeping`).

    ``asked`` are the parameters of a part that names others than the case.
    """
    kept = {} if application.kept is None else application.kept
    if lacking := [name for name in names if name not in kept]:
        lacking += [name for name in application.along if name not in kept]
        kept.update(
            together.read({name: _PARTS[name] for name in sorted(lacking)}, case=application.pk or 0, **asked)
        )
    return {name: kept[name] for name in names}


@contextmanager
def keeping(application: Application) -> Iterator[None]:
    """Read nothing beside the case twice in here. Under its lock an application keeps its rows anyway."""
    if application.kept is not None:
        yield
        return
    application.kept = {}
    try:
        yield
    finally:
        application.kept = None


def forget(application: Application) -> None:
    """Whatever lies beside the case may be another one now; what belongs to the house stays known."""
    if application.kept:
        application.kept = {name: kept for name, kept in application.kept.items() if name == "offices"}
