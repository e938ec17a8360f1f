"""What an application is asked, and its answers in words."""

from decimal import Decimal
from typing import Any

from grants.cases.snapshot import Written
from grants.models import Application, Milestone, Organisation, PlanLine, Project
from grants.wording import euro, long_day, masked_iban
from workflows import questions
from workflows.programmes import PROGRAMMES
from workflows.questionnaires import CHOICES
from workflows.questions import Form, Owner, Question
from workflows.readers import Reader
from workflows.rules.categories import Side

DECLARATIONS = CHOICES["declaration"]
"""Key of a declaration → what the applicant declares."""


def form_of(application: Application) -> Form:
    """What the fund of an application asks."""
    return PROGRAMMES[application.programme].form


def answer_to(question: Question, organisation: Organisation, project: Project) -> Any:
    """The answer to a question, from the record that keeps it; what a column does not take is kept with the answers."""
    kept = project.answers.get(question.key)
    if question.owner is Owner.ANSWERS or isinstance(kept, dict):
        return questions.answer_of(question, kept)
    return getattr(organisation if question.owner is Owner.ORGANISATION else project, question.key)


def answers_of(application: Application) -> dict[str, Any]:
    """Every answer by the key of its question, as the form holds it."""
    asked = form_of(application).questions
    return {q.key: answer_to(q, application.organisation, application.project) for q in asked}


def answer(question: Question, organisation: Organisation, project: Project) -> dict[str, Any]:
    """An answer with its label, in words; ``day`` says that it is a date."""
    value = answer_to(question, organisation, project)
    match value:
        case Decimal():
            said: object = euro(value)
        case str() if question.kind is questions.Kind.IBAN:
            said = masked_iban(value)
        case _:
            said = questions.in_words(question, value)
    return {
        "name": question.key,
        "label": question.label,
        "value": said,
        "day": hasattr(said, "year"),
        "now": "",
    }


def read_by_body(form: Form) -> list[Question]:
    """The questions whose answers the members of a body read."""
    return [question for question in form.questions if question.reader is not Reader.OFFICE]


def in_words(form: Form, written: Written) -> list[tuple[str, str]]:
    """Every question that was answered with its answer as text, then the plans and the declarations, for a letter."""
    rows = []
    for question in form.questions:
        row = answer(question, written.organisation, written.project)
        if question.key != "declarations" and row["value"] not in ("", None):
            rows.append((row["label"], long_day(row["value"]) if row["day"] else str(row["value"])))
    for title, lines in (
        ("Arbeits- und Zeitplan", [_step(step) for step in written.milestones]),
        ("Ausgaben", [_line(line) for line in written.lines if line.side == Side.EXPENSE]),
        ("Einnahmen und Finanzierung", [_line(line) for line in written.lines if line.side == Side.INCOME]),
        ("Erklärungen", declared(written.project)),
    ):
        if lines:
            rows.append((title, "\n".join(lines)))
    return rows


def declared(project: Project) -> list[str]:
    """What the applicant has declared, in words."""
    return [text for key, text in DECLARATIONS.items() if key in project.declarations]


def _step(step: Milestone) -> str:
    days = " bis ".join(long_day(day) for day in (step.begins, step.ends) if day)
    return ", ".join(filter(None, (step.title, days, step.place)))


def _line(line: PlanLine) -> str:
    told = ", ".join(filter(None, (str(line), line.calculation)))
    return f"{told}: {euro(line.amount)}" + ("" if line.eligible else " (nicht zuwendungsfähig)")
