"""The long form of an application: an overview of its sections, one page a section, saved as one goes."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any
from uuid import UUID

from django.http import Http404, HttpRequest, HttpResponse, HttpResponseNotAllowed, JsonResponse
from django.shortcuts import redirect, render
from django.template.loader import render_to_string
from django.urls import reverse

from grants.actions.drafts import save_milestones, save_organisation, save_plan, save_project
from grants.cases.completeness import missing_by_field
from grants.clock import database_now
from grants.forms.application import SECTIONS, Section, SectionForm, stamp_of
from grants.forms.plan import (
    MILESTONES,
    TABLES,
    TOO_MANY,
    Rows,
    milestone_rows,
    plan_rows,
    readable_milestones,
    readable_plan,
    with_more_rows,
)
from grants.models import Application, PlanLine
from grants.views.finding import find_case, today
from grants.views.offering import machine_for, offers_for
from grants.views.reading import content_of
from grants.views.totals import plan_summary
from grants.wording import clock_time
from workflows.acts import APPLICANTS, may
from workflows.case import Actor
from workflows.errors import MoveRefused
from workflows.machine import Machine
from workflows.rules.categories import IncomeCategory

AUTOSAVE = "autosave"
SOMEBODY_ELSE = (
    "Dieser Abschnitt wurde inzwischen an anderer Stelle geändert. Unten stehen Ihre Eingaben. "
    "Wenn Sie noch einmal speichern, gelten Ihre Eingaben."
)
INCOMPLETE = "Die Seite ist unvollständig angekommen. Bitte laden Sie sie neu."


def application(request: HttpRequest, public_id: UUID) -> HttpResponse:
    """The form: overview, or the section that the address names. Who may not write reads it."""
    day = today()
    record = find_case(request, public_id, day)
    if request.method not in ("GET", "HEAD", "POST"):
        return HttpResponseNotAllowed(["GET", "HEAD", "POST"])
    machine = machine_for(record, request.user, day)
    sections = _open_sections(record, machine.actor)
    if request.method == "POST":
        if machine.actor.roles.isdisjoint(APPLICANTS):
            return HttpResponseNotAllowed(["GET", "HEAD"])
        return _save(request, _sheet(request, record, sections))
    asked = request.GET.get("abschnitt")
    closed = {section.slug for section in SECTIONS} - {section.slug for section in sections}
    if not sections or asked in closed:
        return render(
            request,
            "grants/application_read.html",
            {"application": record, "content": content_of(record, machine.actor)},
        )
    if asked is not None:
        return _show(request, _sheet(request, record, sections))
    return _overview(request, record, machine, sections)


def _open_sections(record: Application, actor: Actor) -> tuple[Section, ...]:
    """The sections that this person may write now: after a lower award the plan alone (machine.md, rule 6)."""
    if may("save_project", actor, record.stage):
        return SECTIONS
    if may("save_plan", actor, record.stage):
        return tuple(section for section in SECTIONS if "plan" in section.parts)
    return ()


@dataclass
class Sheet:
    """One section with its form and tables, fresh or as posted."""

    application: Application
    section: Section
    form: SectionForm
    sections: tuple[Section, ...] = SECTIONS
    """The pages that one goes through; this one is among them."""
    tables: dict[str, Rows] = field(default_factory=dict)
    stored: dict[str, list[dict[str, Any]]] = field(default_factory=dict)
    lines: list[PlanLine] = field(default_factory=list)
    refused: str = ""

    @property
    def stamp(self) -> str:
        """What the section was made from."""
        return stamp_of([dict(self.form.initial), self.stored])

    @property
    def mistakes(self) -> list[dict[str, str]]:
        """Every answer that cannot be read: where it stands and the sentence."""
        found = [
            {"id": f"id_{name}", "label": str(self.form.fields[name].label), "text": " ".join(errors)}
            for name, errors in self.form.errors.items()
            if name in self.form.fields
        ]
        for rows in self.tables.values():
            for number, row in rows.mistakes:
                found += [
                    {
                        "id": str(row[name].auto_id),
                        "label": f"{row.fields[name].label}, Zeile {number}",
                        "text": " ".join(errors),
                    }
                    for name, errors in row.errors.items()
                    if name in row.fields
                ]
        return found

    def point_at(self, fields: Mapping[str, list[str]]) -> None:
        """Show why the law refused at the line of the plan with the requested grant."""
        for row in self.tables["income"].kept if "income" in self.tables else ():
            if row.cleaned_data.get("category") == IncomeCategory.REQUESTED:
                for sentence in fields.get("requested", ()):
                    row.add_error("amount", sentence)

    @property
    def is_whole(self) -> bool:
        """True if every table arrived complete."""
        return all(rows.is_whole for rows in self.tables.values())


def _sheet(request: HttpRequest, record: Application, sections: tuple[Section, ...]) -> Sheet:
    section = next((s for s in SECTIONS if s.slug == request.GET.get("abschnitt")), None)
    if section is None:
        raise Http404
    data = request.POST if request.method == "POST" else None
    if data is not None and data.get("add"):
        data = with_more_rows(data, data["add"])
    records = {"organisation": record.organisation, "project": record.project}
    pages = sections if section in sections else SECTIONS
    sheet = Sheet(record, section, SectionForm(section, data, records), pages)
    if "milestones" in section.parts:
        sheet.stored["milestones"] = milestone_rows(record.project.milestones.all())
        sheet.tables["milestones"] = _table(MILESTONES, "milestones", data, sheet)
    if "plan" in section.parts:
        sheet.lines = list(record.project.plan_lines.all())
        for name, (kind, side) in TABLES.items():
            sheet.stored[name] = plan_rows(sheet.lines, side)
            sheet.tables[name] = _table(kind, name, data, sheet)
    return sheet


def _table(kind: type[Rows], name: str, data: Any, sheet: Sheet) -> Rows:
    return kind(data, prefix=name, initial=sheet.stored[name])


# Saving


def _save(request: HttpRequest, sheet: Sheet) -> HttpResponse:
    stale = request.POST.get("stamp") != sheet.stamp
    if not sheet.is_whole:
        sheet.refused = (
            TOO_MANY if all(t.management_form.is_valid() for t in sheet.tables.values()) else INCOMPLETE
        )
    elif stale:
        sheet.refused = SOMEBODY_ELSE
    else:
        try:
            _write(request, sheet)
        except MoveRefused as refusal:
            sheet.refused = " ".join(refusal.reasons)
            sheet.point_at(refusal.fields)
    stamp = _stamp_now(request, sheet)
    if request.headers.get("X-Requested-With") == AUTOSAVE:
        return _tell(request, sheet, stamp)
    if sheet.refused or sheet.mistakes:
        return _show(request, sheet, stamp=stamp, status=409 if sheet.refused else 422)
    if request.POST.get("add") or request.POST.get("compute"):
        return _show(request, sheet, stamp=stamp)
    return redirect(_after(sheet, request.POST.get("go", "")))


def _write(request: HttpRequest, sheet: Sheet) -> None:
    """Save what can be read and differs from what is stored."""
    record, user = sheet.application, request.user
    sheet.form.is_valid()
    if changed := sheet.form.changed("organisation"):
        save_organisation(record, changed, by=user)
    if changed := sheet.form.changed("project"):
        save_project(record, changed, by=user)
    if "milestones" in sheet.tables:
        steps = readable_milestones(sheet.tables["milestones"])
        if steps != [row for row in sheet.stored["milestones"] if row]:
            save_milestones(record, steps, by=user)
    if "expenses" in sheet.tables:
        _write_plan(sheet, user)


def _write_plan(sheet: Sheet, user: Any) -> None:
    tables = {side: sheet.tables[name] for name, (_, side) in TABLES.items()}
    stored = [row for name in TABLES for row in sheet.stored[name]]
    rows = readable_plan(tables, stored)
    if rows != [_as_row(line) for line in sheet.lines]:
        save_plan(sheet.application, rows, by=user)


def _as_row(line: PlanLine) -> dict[str, Any]:
    names = (
        "side",
        "category",
        "label",
        "calculation",
        "amount",
        "eligible",
        "in_kind",
        "third_party_status",
    )
    return {name: getattr(line, name) for name in names}


def _stamp_now(request: HttpRequest, sheet: Sheet) -> str:
    """The stamp of what is stored now; the sheet's record is read again with it."""
    record = find_case(request, sheet.application.public_id)
    records = {"organisation": record.organisation, "project": record.project}
    form = SectionForm(sheet.section, None, records)
    sheet.application = record
    sheet.lines = list(record.project.plan_lines.all()) if sheet.lines or "expenses" in sheet.tables else []
    stored: dict[str, Any] = {}
    if "milestones" in sheet.tables:
        stored["milestones"] = milestone_rows(record.project.milestones.all())
    if "expenses" in sheet.tables:
        stored |= {name: plan_rows(sheet.lines, side) for name, (_, side) in TABLES.items()}
    return stamp_of([dict(form.initial), stored])


def _tell(request: HttpRequest, sheet: Sheet, stamp: str) -> HttpResponse:
    """The answer to the script that saves while one types."""
    if sheet.refused:
        return JsonResponse({"text": f"Nicht gespeichert. {sheet.refused}", "wrong": True})
    text = f"Gespeichert um {clock_time(database_now())}"
    if sheet.mistakes:
        names = ", ".join(f"„{mistake['label']}“" for mistake in sheet.mistakes)
        text += f", außer: {names}. {sheet.mistakes[0]['text']}"
    html = {}
    if "expenses" in sheet.tables:
        summary = plan_summary(sheet.application, sheet.lines)
        html["plan-ergebnis"] = render_to_string("grants/parts/plan_totals.html", summary, request)
    return JsonResponse({"text": text, "wrong": bool(sheet.mistakes), "stamp": stamp, "html": html})


def _after(sheet: Sheet, go: str) -> str:
    base = reverse("grants:application", args=[sheet.application.public_id])
    place = sheet.sections.index(sheet.section)
    if go == "next" and place + 1 < len(sheet.sections):
        return f"{base}?abschnitt={sheet.sections[place + 1].slug}"
    return base


# Showing


def _show(request: HttpRequest, sheet: Sheet, *, stamp: str = "", status: int = 200) -> HttpResponse:
    pages, record = sheet.sections, sheet.application
    place = pages.index(sheet.section)
    context = {
        "application": record,
        "section": sheet.section,
        "number": place + 1,
        "count": len(pages),
        "previous": pages[place - 1] if place else None,
        "next": pages[place + 1] if place + 1 < len(pages) else None,
        "fields": list(sheet.form),
        "form": sheet.form,
        "tables": sheet.tables,
        "mistakes": sheet.mistakes if sheet.form.is_bound else [],
        "refused": sheet.refused,
        "stamp": stamp or sheet.stamp,
        "saved_at": record.project.saved_at,
        "missing": [text for key, text in missing_by_field(record) if key in sheet.section.keys],
    }
    if "expenses" in sheet.tables:
        context |= plan_summary(record, sheet.lines)
    return render(request, "grants/application_section.html", context, status=status)


def _overview(
    request: HttpRequest, record: Application, machine: Machine, sections: tuple[Section, ...]
) -> HttpResponse:
    missing = missing_by_field(record)
    base = reverse("grants:application", args=[record.public_id])
    tasks = []
    for section in sections:
        count = sum(key in section.keys for key, _ in missing)
        count += len(machine.case.plan_problems) if "plan" in section.parts else 0
        tasks.append(
            {
                "label": section.title,
                "url": f"{base}?abschnitt={section.slug}",
                **_state(section, record, count),
            }
        )
    files = record.attachments.filter(removed_at__isnull=True).count()
    tasks.append(
        {
            "label": "Anlagen",
            "url": reverse("grants:attachments", args=[record.public_id]),
            "state": "done" if files else "open",
            "note": "1 Datei" if files == 1 else f"{files} Dateien" if files else "noch keine Datei",
        }
    )
    context = {
        "application": record,
        "tasks": tasks,
        "open": sum(task["state"] == "wrong" for task in tasks),
        "offers": offers_for(record, machine),
        "saved_at": record.project.saved_at,
        "kept": None if sections == SECTIONS else content_of(record, machine.actor),
    }
    return render(request, "grants/application.html", context)


def _state(section: Section, record: Application, count: int) -> dict[str, str]:
    if section.slug == "konto" and not record.organisation.iban:
        return {"state": "open", "note": "vor der Auszahlung nötig"}
    if not count:
        return {"state": "done", "note": "vollständig"}
    return {"state": "wrong", "note": "1 Punkt offen" if count == 1 else f"{count} Punkte offen"}
