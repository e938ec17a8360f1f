"""What an applicant has written, as one nested value: frozen with each version and printed with the letters."""

import json
from dataclasses import dataclass
from typing import Any, TypeVar

from django.db.models import Model

from grants.cases.beside import WRITTEN, rows
from grants.models import Application, Milestone, Organisation, PlanLine, Project
from grants.models.dossier import ERASED
from workflows.questionnaires import CHOICES

LEAVE_OUT = {
    "id",
    "application",
    "public_id",
    "saved_at",
    "iban",
    "iban_verified_by",
    "iban_verified_at",
    "fictitious",
}

Kind = TypeVar("Kind", bound=Model)


@dataclass(frozen=True)
class Written:
    """An application as it stands, or as it was sent; records of the latter are not stored."""

    organisation: Organisation
    project: Project
    milestones: list[Milestone]
    lines: list[PlanLine]


def written_now(application: Application) -> Written:
    """What the form holds."""
    project = application.project
    return Written(
        application.organisation, project, list(project.milestones.all()), list(project.plan_lines.all())
    )


def written_and_sent(application: Application) -> Written:
    """What was sent last; what the form holds if nothing was sent, or if its text has been erased.

    The account is no part of what is frozen, it is confirmed and changed by itself.
    """
    version = application.versions.last()
    if version is None or version.text == ERASED:
        return written_now(application)
    said = said_in(version.text)
    organisation = _record(Organisation, said["organisation"])
    organisation.iban = application.organisation.iban
    return Written(
        organisation,
        _record(Project, said["project"]),
        [_record(Milestone, milestone) for milestone in said["milestones"]],
        [_record(PlanLine, line | {"third_party_status": line["status"]}) for line in said["plan"]],
    )


def said_in(text: str) -> dict[str, Any]:
    """What a frozen version says.

    Older ones had a column of the project for each question: the answers among them stand under ``answers`` now.
    """
    said: dict[str, Any] = json.loads(text)
    project, columns = said["project"], {field.name for field in Project._meta.concrete_fields}
    if "answers" not in project:
        old = {name: value for name, value in project.items() if name not in columns}
        said["project"] = {name: value for name, value in project.items() if name in columns}
        said["project"]["answers"] = {
            name: value for name, value in old.items() if value not in ("", None, [])
        }
    return said


def _record(kind: type[Kind], said: dict[str, Any]) -> Kind:
    """A record that is not stored, of those of the frozen values that the table still has."""
    columns = {field.name: field for field in kind._meta.concrete_fields}
    return kind(**{name: columns[name].to_python(value) for name, value in said.items() if name in columns})


def snapshot_of(application: Application) -> dict[str, Any]:
    """The whole application as it stands: organisation, project, plan of work, plan of costs, attachments."""
    project, written = application.project, rows(application, *WRITTEN)
    declared = {key: text for key, text in CHOICES["declaration"].items() if key in project.declarations}
    return {
        "organisation": _fields(application.organisation),
        "project": _fields(project),
        "milestones": [
            {"title": m.title, "begins": m.begins, "ends": m.ends, "place": m.place}
            for m in written["milestones"]
        ],
        "plan": [_line(line) for line in written["plan_lines"]],
        "attachments": [{"name": a.name, "kind": a.kind, "sha256": a.sha256} for a in written["attachments"]],
        "declarations": declared,
    }


def _fields(record: Organisation | Project) -> dict[str, Any]:
    return {f.name: getattr(record, f.name) for f in record._meta.concrete_fields if f.name not in LEAVE_OUT}


def _line(line: PlanLine) -> dict[str, Any]:
    names = ("side", "position", "category", "label", "calculation", "amount_cents", "eligible", "in_kind")
    return {name: getattr(line, name) for name in names} | {"status": line.third_party_status}
