"""The Kosten- und Finanzierungsplan of a Bescheid: what was asked for beside what is approved."""

import json

from grants.cases.facts import line_of
from grants.letter_facts import PlanLine
from grants.models import Application
from grants.models.money import to_euro
from workflows.rules.categories import UNPAID


def approved_plan(application: Application) -> tuple[PlanLine, ...]:
    """The approved plan beside what was asked for; lines that the adapted plan dropped come last, with nothing."""
    asked = _asked(application)
    lines = [
        PlanLine(
            side=line.side,
            number=f"{'1' if line.side == 'expense' else '2'}.{line.position}",
            label=str(line),
            requested=to_euro(asked.pop((line.side, line.category, line.label), 0)),
            approved=line.amount if line.eligible else to_euro(0),
            in_kind=line_of(line).unpaid,
        )
        for line in application.project.plan_lines.all()
    ]
    dropped = [
        PlanLine(
            side=side,
            number="–",
            label=label,
            requested=to_euro(cents),
            approved=to_euro(0),
            in_kind=category in UNPAID,
        )
        for (side, category, label), cents in asked.items()
    ]
    return (*lines, *dropped)


def _asked(application: Application) -> dict[tuple[str, str, str], int]:
    """Side, category and label of a line → cents, as in the version of the application that was decided on."""
    versions = application.versions.filter(requested_cents=application.requested_cents)
    amounts: dict[tuple[str, str, str], int] = {}
    for line in json.loads(versions.order_by("-number")[0].text)["plan"]:
        key = (line["side"], line["category"], line["label"])
        amounts[key] = amounts.get(key, 0) + line["amount_cents"]
    return amounts
