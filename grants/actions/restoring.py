"""The way back: what was sent last stands in the application again."""

from datetime import datetime

from django.db.models import Model

from grants.cases.snapshot import said_in
from grants.models import Application, Milestone, PlanLine, Project
from grants.models.columns import column_of
from workflows.effects import Fields


def restore_version(application: Application, fields: Fields, now: datetime) -> None:
    """Put form, plan of work, plan of costs and sums back to what was sent last.

    Nobody has sent what was written while the form was unlocked. The organisation's master data stay as they are,
    because its other cases share them; so do uploaded files, which the office may use. Raises DoesNotExist before the
    first version.
    """
    last = application.versions.order_by("-number")[:1].get()
    said = said_in(last.text)
    project = application.project
    for name, value in said["project"].items():
        setattr(project, name, _read(Project, name, value))
    project.saved_at = (
        last.made_at
    )  # nothing has changed since: a Prüfvermerk about this version still stands
    project.save()
    project.milestones.all().delete()
    Milestone.objects.bulk_create(
        Milestone(
            project=project,
            position=number,
            **{name: _read(Milestone, name, value) for name, value in row.items()},
        )
        for number, row in enumerate(said["milestones"], 1)
    )
    project.plan_lines.all().delete()
    PlanLine.objects.bulk_create(
        PlanLine(project=project, third_party_status=row.pop("status"), **row) for row in said["plan"]
    )


def _read(model: type[Model], name: str, value: object) -> object:
    """A value of the frozen text as the field holds it: days are written in ISO."""
    return column_of(model, name).to_python(value)
