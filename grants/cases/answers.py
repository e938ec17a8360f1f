"""What an application is asked, section by section, and its answers in words."""

from dataclasses import dataclass
from typing import Any

from grants.cases.snapshot import Written
from grants.models import Milestone, Organisation, PlanLine, Project
from grants.models.projects import DECLARATIONS, DISTRICTS
from grants.wording import euro, long_day, masked_iban
from workflows.rules.categories import Side


@dataclass(frozen=True, kw_only=True)
class Section:
    """One page of the form: fields of the organisation and of the project, or a part of its own kind."""

    slug: str
    title: str
    organisation: tuple[str, ...] = ()
    project: tuple[str, ...] = ()
    parts: tuple[str, ...] = ()
    """What else is missing or wrong here: ``milestones``, ``plan``."""

    @property
    def keys(self) -> frozenset[str]:
        """The names under which something of this section can be missing."""
        return frozenset((*self.organisation, *self.project, *self.parts))


SECTIONS = (
    Section(
        slug="antragstellende",
        title="Wer stellt den Antrag?",
        organisation=(
            "kind",
            "name",
            "migrant_led",
            "street",
            "postcode",
            "city",
            "register_number",
            "register_court",
            "representatives",
            "signatures_needed",
            "jointly_liable",
            "birth_date",
            "input_tax",
        ),
        project=("contact_name", "contact_phone", "contact_email", "other_applications"),
    ),
    Section(
        slug="vorhaben",
        title="Was haben Sie vor?",
        project=(
            "title",
            "summary",
            "situation",
            "goals",
            "field_of_action",
            "wir2_goal",
            "focus",
            "innovation",
            "lasting_effect",
            "documentation",
            "follow_up_of",
        ),
    ),
    Section(
        slug="menschen",
        title="Für wen, und wie kommen alle hinein?",
        project=("target_group", "participants", "against_discrimination", "fewer_barriers", "diversity"),
    ),
    Section(
        slug="zeit",
        title="Wann und wo?",
        project=("begins", "ends", "early_start_from", "early_start_reason", "districts", "place"),
        parts=("milestones",),
    ),
    Section(
        slug="finanzierung", title="Kosten und Finanzierung", project=("low_share_reason",), parts=("plan",)
    ),
    Section(slug="konto", title="Bankverbindung", organisation=("iban", "account_holder")),
    Section(slug="erklaerungen", title="Erklärungen", project=("declarations",)),
)


def answer(record: Organisation | Project, name: str) -> dict[str, Any]:
    """An answer with its label, in words; ``day`` says that it is a date."""
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
    label = str(record._meta.get_field(name).verbose_name)  # type: ignore[union-attr]  # a column
    return {"name": name, "label": label, "value": value, "day": hasattr(value, "year"), "now": ""}


def in_words(written: Written) -> list[tuple[str, str]]:
    """Every question that was answered with its answer as text, then the plans and the declarations, for a letter."""
    rows = []
    for section in SECTIONS:
        found = [answer(written.organisation, name) for name in section.organisation]
        found += [answer(written.project, name) for name in section.project if name != "declarations"]
        rows += [
            (row["label"], long_day(row["value"]) if row["day"] else str(row["value"]))
            for row in found
            if row["value"] or (row["value"] == 0 and row["value"] is not False)
        ]
    for title, lines in (
        ("Arbeits- und Zeitplan", [_step(step) for step in written.milestones]),
        ("Ausgaben", [_line(line) for line in written.lines if line.side == Side.EXPENSE]),
        ("Einnahmen und Finanzierung", [_line(line) for line in written.lines if line.side == Side.INCOME]),
        ("Erklärungen", [text for key, text in DECLARATIONS if key in written.project.declarations]),
    ):
        if lines:
            rows.append((title, "\n".join(lines)))
    return rows


def _step(step: Milestone) -> str:
    days = " bis ".join(long_day(day) for day in (step.begins, step.ends) if day)
    return ", ".join(filter(None, (step.title, days, step.place)))


def _line(line: PlanLine) -> str:
    told = ", ".join(filter(None, (str(line), line.calculation)))
    return f"{told}: {euro(line.amount)}" + ("" if line.eligible else " (nicht zuwendungsfähig)")
