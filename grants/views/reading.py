"""An application to be read: every answer with its label, as this person may see it."""

from typing import Any

from django.db.models import Model

from grants.cases.actors import knows_papers_only
from grants.forms.application import SECTIONS
from grants.models import Application
from grants.models.project import DECLARATIONS, DISTRICTS
from grants.wording import masked_iban
from workflows.case import Actor
from workflows.rules.categories import Side

PRIVATE = frozenset(
    {"street", "postcode", "city", "birth_date", "jointly_liable", "iban", "account_holder"}
    | {"contact_name", "contact_phone", "contact_email"}
)
"""What members of a body never see (addresses, bank data)."""


def content_of(application: Application, actor: Actor) -> dict[str, Any]:
    """The sections of the form with their answers, the plan of work and the plan of costs."""
    hidden = PRIVATE if knows_papers_only(actor) else frozenset()
    lines = list(application.project.plan_lines.all())
    return {
        "sections": [
            {"title": section.title, "rows": rows}
            for section in SECTIONS
            if (rows := _rows(application, section.organisation, section.project, hidden))
        ],
        "milestones": list(application.project.milestones.all()),
        "expenses": [line for line in lines if line.side == Side.EXPENSE],
        "income": [line for line in lines if line.side == Side.INCOME],
        "declared": [text for key, text in DECLARATIONS if key in application.project.declarations],
    }


def _rows(
    application: Application, organisation: tuple, project: tuple, hidden: frozenset
) -> list[dict[str, str]]:
    pairs = [(application.organisation, name) for name in organisation]
    pairs += [(application.project, name) for name in project if name != "declarations"]
    return [_answer(record, name) for record, name in pairs if name not in hidden and getattr(record, name)]


def _answer(record: Model, name: str) -> dict[str, Any]:
    value = getattr(record, name)
    if name == "districts":
        names = dict(DISTRICTS)
        value = ", ".join(names[key] for key in value if key in names)
    elif name == "iban":
        value = masked_iban(value)
    elif hasattr(record, f"get_{name}_display"):
        value = getattr(record, f"get_{name}_display")()
    elif value is True:
        value = "Ja"
    return {"label": record._meta.get_field(name).verbose_name, "value": value, "day": hasattr(value, "year")}
