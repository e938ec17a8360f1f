"""What lists of cases sort, filter and search by: columns of the case that follow from it and from what lies beside.

:func:`grants.actions.door.foresee` writes them with the next step, so that a list reads one table by an index.
"""

from typing import Any

from grants.cases.due import due_of
from grants.folding import folded, plain
from grants.models import Application
from workflows.stages import Stage

PLACES = {stage.value: place for place, stage in enumerate(Stage)}
"""Stage → its place in the order of all stages."""
LONGEST_ORDER = 80
"""Characters of a title or name by which rows are ordered."""
LISTED = (
    *("due_on", "stage_order", "title_order", "organisation_order"),
    *("words", "words_office", "words_body", "published_on"),
)
"""The columns that :func:`listed` answers."""
USED = ("settled", "refunded")
"""Outcomes of a project that was funded to its end."""


def listed(case: Application) -> dict[str, Any]:
    """The columns of a case by which lists sort and search, each with its value as the case stands now.

    There is one column of words for each audience that searches, and it is empty where that audience may not read
    the case: ``words`` for the applicant, ``words_office`` from what the desk may see on, ``words_body`` while the case
    is on the agenda of a summoned sitting (which :func:`grants.actions.sittings.show_to_body` says).
    """
    title, organisation = case.project.title, case.organisation.name
    words = words_of(case.number or "", title, organisation)
    known = case.submitted_on is not None or case.stage == Stage.CONSULTATION
    return {
        "due_on": due_of(case),
        "stage_order": PLACES[case.stage],
        "title_order": plain(title)[:LONGEST_ORDER],
        "organisation_order": plain(organisation)[:LONGEST_ORDER],
        "words": words,
        "words_office": words if known else "",
        "words_body": words if case.words_body else "",
        "published_on": case.posted_on if _is_published(case) else None,
    }


def _is_published(case: Application) -> bool:
    """A dispatched award that runs or ended with use, not erased, whose applicant agreed to its publication.

    What ended otherwise (waived, revoked, refused by a court) is no funded project, also in the archive.
    """
    awarded = case.posted_on is not None and bool(case.awarded_cents) and case.erased_on is None
    ends_well = case.closed_on is None or case.outcome in USED
    return awarded and ends_well and "publication" in case.project.declarations


def words_of(number: str, title: str, organisation: str) -> str:
    """What is searched in: the number with hyphens, without and with spaces, the title and the organisation."""
    numbers = (folded(number).replace("-", between) for between in ("-", "", " "))
    return f" {' '.join(filter(None, (*numbers, folded(title), folded(organisation))))} "
