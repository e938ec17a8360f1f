"""What an applicant has written, as one nested value: frozen with each version and printed with the letters."""

from typing import Any

from grants.models import Application, Organisation, PlanLine, Project
from grants.models.project import DECLARATIONS

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


def snapshot_of(application: Application) -> dict[str, Any]:
    """The whole application as it stands: organisation, project, plan of work, plan of costs, attachments."""
    project = application.project
    declared = {key: text for key, text in DECLARATIONS if key in project.declarations}
    return {
        "organisation": _fields(application.organisation),
        "project": _fields(project),
        "milestones": [
            {"title": m.title, "begins": m.begins, "ends": m.ends, "place": m.place}
            for m in project.milestones.all()
        ],
        "plan": [_line(line) for line in project.plan_lines.all()],
        "attachments": [
            {"name": a.name, "kind": a.kind, "sha256": a.sha256}
            for a in application.attachments.filter(removed_at__isnull=True)
        ],
        "declarations": declared,
    }


def _fields(record: Organisation | Project) -> dict[str, Any]:
    return {f.name: getattr(record, f.name) for f in record._meta.concrete_fields if f.name not in LEAVE_OUT}


def _line(line: PlanLine) -> dict[str, Any]:
    names = ("side", "position", "category", "label", "calculation", "amount_cents", "eligible", "in_kind")
    return {name: getattr(line, name) for name in names} | {"status": line.third_party_status}
