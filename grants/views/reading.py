"""An application to be read: every answer with its label, as this person may see it."""

from grants.cases.actors import knows_papers_only
from grants.cases.answers import answer, declared, form_of, read_by_body
from grants.cases.snapshot import Written, written_now
from grants.models import Application
from workflows.case import Actor
from workflows.questions import Owner, Question
from workflows.rules.categories import Side


def content_of(application: Application, actor: Actor, written: Written | None = None) -> dict[str, object]:
    """The sections of the form with their answers, the plan of work and the plan of costs: as they stand, or as
    ``written``. What an organisation has changed since then stands beside it."""
    papers_only = knows_papers_only(actor)
    form, written = form_of(application), written or written_now(application)
    read = read_by_body(form) if papers_only else form.questions
    sections = [
        {
            "title": section.title,
            "rows": [
                row
                for question in section.questions
                if question in read and question.key != "declarations"
                if (row := _row(question, written, application))["value"] not in ("", None) or row["now"]
            ],
        }
        for section in form.sections
    ]
    return {
        "sections": [section for section in sections if section["rows"]],
        "milestones": written.milestones,
        "expenses": [line for line in written.lines if line.side == Side.EXPENSE],
        "income": [line for line in written.lines if line.side == Side.INCOME],
        "expenses_cents": written.project.expenses_cents,
        "income_cents": written.project.income_cents,
        "files": [] if papers_only else application.attachments.filter(removed_at__isnull=True),
        "declared": declared(written.project),
    }


def _row(question: Question, written: Written, application: Application) -> dict[str, object]:
    """An answer as it was written; of what all applications of an organisation share also what is known now."""
    then = answer(question, written.organisation, written.project)
    if question.owner is not Owner.ORGANISATION:
        return then
    now = answer(question, application.organisation, application.project)["value"]
    return then | {"now": now if now != then["value"] else ""}
