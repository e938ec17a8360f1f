"""Writing the application: form, plan of work, plan of costs, release by a further signatory."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any

from grants.actions.writing import Writing, writing
from grants.cases.facts import content_digest, plan_totals
from grants.models import Application, Milestone, Organisation, PlanLine, Project, Release, User
from grants.models.money import to_cents

SUMS = ("expenses", "income", "eligible", "cash", "own", "requested")
BANK = {"iban", "account_holder"}


def save_project(
    application: Application, fields: Mapping[str, Any], *, by: User, now: datetime | None = None
) -> Project:
    """Write cleaned fields of the form (names of :class:`Project`); unknown names raise AttributeError."""
    with writing(application, "save_project", by=by, now=now, data=fields) as work:
        project = work.record.project
        for name, value in fields.items():
            _set(project, name, value)
        project.saved_at = work.now
        project.save()
    return project


def save_organisation(
    application: Application, fields: Mapping[str, Any], *, by: User, now: datetime | None = None
) -> Organisation:
    """Write cleaned master data of the applicant. A changed account has to be verified again by a second person."""
    with writing(application, "save_project", by=by, now=now, data=_without_bank(fields)) as work:
        organisation = work.record.organisation
        changed = set(fields)
        for name, value in fields.items():
            if name in BANK and getattr(organisation, name) != value:
                organisation.iban_verified_at = organisation.iban_verified_by = None
                changed |= {"iban_verified_at", "iban_verified_by"}
            _set(organisation, name, value)
        organisation.save(
            update_fields=changed
        )  # an organisation has several cases, each with a lock of its own
    return organisation


def _without_bank(fields: Mapping[str, Any]) -> dict[str, Any]:
    return {name: value for name, value in fields.items() if name not in BANK}


def _set(record: Any, name: str, value: Any) -> None:
    record._meta.get_field(name)
    setattr(record, name, value)


def save_milestones(
    application: Application, rows: Sequence[Mapping[str, Any]], *, by: User, now: datetime | None = None
) -> None:
    """Replace the plan of work by ``rows`` (title, begins, ends, place)."""
    with writing(application, "save_project", by=by, now=now, data={"milestones": list(rows)}) as work:
        project = work.record.project
        project.milestones.all().delete()
        Milestone.objects.bulk_create(
            Milestone(project=project, position=number, **row) for number, row in enumerate(rows, 1)
        )
        _saved(work)


def save_plan(
    application: Application, rows: Sequence[Mapping[str, Any]], *, by: User, now: datetime | None = None
) -> Project:
    """Replace the cost and financing plan by ``rows`` and write its sums.

    A row has side, category, label, calculation, amount (Decimal EUR), eligible, in_kind, third_party_status.
    """
    with writing(application, "save_project", by=by, now=now, data={"plan": list(rows)}) as work:
        project = work.record.project
        project.plan_lines.all().delete()
        PlanLine.objects.bulk_create(_lines(project, rows))
        sums = plan_totals(work.record)
        for name in SUMS:
            setattr(project, name, getattr(sums, name))
        _saved(work)
        if work.record.submitted_on is None:
            Application.objects.filter(pk=work.record.pk).update(requested_cents=project.requested_cents)
    return project


def _saved(work: Writing) -> None:
    work.record.project.saved_at = work.now
    work.record.project.save()


def _lines(project: Project, rows: Sequence[Mapping[str, Any]]) -> list[PlanLine]:
    positions: dict[str, int] = {}
    lines = []
    for row in rows:
        side = str(row["side"])
        positions[side] = positions.get(side, 0) + 1
        rest = {name: value for name, value in row.items() if name not in ("side", "amount")}
        lines.append(
            PlanLine(
                project=project,
                side=side,
                position=positions[side],
                amount_cents=to_cents(row["amount"]),
                **rest,
            )
        )
    return lines


def release(application: Application, *, by: User, now: datetime | None = None) -> None:
    """A signatory releases what stands there now (§ 26 Abs. 2 BGB); any later change needs a new release."""
    with writing(application, "release", by=by, now=now) as work:
        digest = content_digest(work.record)
        Release.objects.filter(application=work.record).exclude(digest=digest).delete()
        Release.objects.get_or_create(
            application=work.record, user=by, digest=digest, defaults={"at": work.now}
        )
