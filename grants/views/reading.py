"""An application to be read: every answer with its label, as this person may see it."""

from grants.cases.actors import knows_papers_only
from grants.cases.answers import SECTIONS, Section, answer
from grants.cases.snapshot import Written, written_now
from grants.models import Application
from grants.models.projects import DECLARATIONS
from workflows.case import Actor
from workflows.rules.categories import Side

PRIVATE = frozenset(
    {"street", "postcode", "city", "birth_date", "jointly_liable", "iban", "account_holder"}
    | {"contact_name", "contact_phone", "contact_email"}
)
"""What members of a body never see (addresses, bank data)."""


def content_of(application: Application, actor: Actor, written: Written | None = None) -> dict[str, object]:
    """The sections of the form with their answers, the plan of work and the plan of costs: as they stand, or as
    ``written``. What an organisation has changed since then stands beside it."""
    hidden = PRIVATE if knows_papers_only(actor) else frozenset()
    written = written or written_now(application)
    sections = [
        (section.title, [*_kept(written, application, section), *_told(written, section)])
        for section in SECTIONS
    ]
    return {
        "sections": [
            {"title": title, "rows": rows}
            for title, found in sections
            if (rows := [row for row in found if row["name"] not in hidden and (row["value"] or row["now"])])
        ],
        "milestones": written.milestones,
        "expenses": [line for line in written.lines if line.side == Side.EXPENSE],
        "income": [line for line in written.lines if line.side == Side.INCOME],
        "expenses_cents": written.project.expenses_cents,
        "income_cents": written.project.income_cents,
        "files": [] if hidden else application.attachments.filter(removed_at__isnull=True),
        "declared": [text for key, text in DECLARATIONS if key in written.project.declarations],
    }


def _kept(written: Written, application: Application, section: Section) -> list[dict[str, object]]:
    """What is known of the organisation, which all of its applications share."""
    rows = [
        (answer(written.organisation, n), answer(application.organisation, n)) for n in section.organisation
    ]
    return [then | {"now": now["value"] if now["value"] != then["value"] else ""} for then, now in rows]


def _told(written: Written, section: Section) -> list[dict[str, object]]:
    return [answer(written.project, name) for name in section.project if name != "declarations"]
