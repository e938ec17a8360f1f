"""The long form of an application: an overview of its sections, one page a section, saved as one goes."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import partial
from uuid import UUID

from django.http import Http404, HttpResponse, HttpResponseNotAllowed
from django.shortcuts import redirect, render
from django.template.loader import render_to_string
from django.urls import reverse

from grants.actions.drafts import save_milestones, save_organisation, save_plan, save_project
from grants.cases.answers import form_of
from grants.cases.completeness import missing_by_field
from grants.cases.due import due_of
from grants.cases.snapshot import written_and_sent, written_now
from grants.forms.applications import SectionForm
from grants.forms.merging import Merge
from grants.forms.options import Data, Values
from grants.forms.plan import (
    MILESTONES,
    TABLES,
    Rows,
    empty_rows,
    first_rows,
    milestone_rows,
    plan_line,
    plan_rows,
)
from grants.models import Application, User
from grants.pages import READ, reading_url
from grants.views.acting import SignedIn
from grants.views.finding import find_case, today
from grants.views.offering import machine_for, offers_for
from grants.views.reading import content_of
from grants.views.saving import AUTOSAVE, STAYING, Sheet, Write, save, tell
from grants.views.totals import plan_summary
from workflows.acts import may
from workflows.case import Actor
from workflows.machine import Machine
from workflows.questions import Owner, Section, Typed
from workflows.roles import APPLICANTS
from workflows.rules.categories import IncomeCategory
from workflows.sentence import Sentence
from workflows.stages import Stage

UNTIL_MIDNIGHT = "Der letzte Tag zählt ganz, bis 24 Uhr."
NEXT = {
    Stage.DRAFT: {
        "who": "Einreichen",
        "explanation": Sentence(
            "{until_midnight} Alles, was Sie schreiben, ist bis dahin als Entwurf gespeichert.",
            until_midnight=UNTIL_MIDNIGHT,
        ),
    },
    Stage.DOCUMENTS_REQUESTED: {
        "who": "Nachreichen",
        "explanation": Sentence(
            "{until_midnight} Was Sie ergänzen, bekommen wir erst, wenn Sie die Nachreichung absenden.",
            until_midnight=UNTIL_MIDNIGHT,
        ),
    },
    Stage.PLAN_ADJUSTMENT: {
        "who": "Angepassten Plan bestätigen",
        "explanation": Sentence(
            "{until_midnight} Ihr Plan gilt erst, wenn Sie ihn bestätigen.", until_midnight=UNTIL_MIDNIGHT
        ),
    },
}
"""Stage in which the form is open → what its next step is called, and what to know about the day beside it."""


def application(request: SignedIn, public_id: UUID) -> HttpResponse:
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
        return _save(request, record, sections)
    asked = request.GET.get("abschnitt")
    closed = {section.slug for section in form_of(record).sections} - {section.slug for section in sections}
    if not sections or asked in closed or READ in request.GET:
        written = written_now(record) if sections else written_and_sent(record)
        return render(
            request,
            "grants/application_read.html",
            {"application": record, "content": content_of(record, machine.actor, written)},
        )
    if asked is not None:
        return _show(request, _sheet(asked, sections, record, None))
    return _overview(request, record, machine, sections)


def _open_sections(record: Application, actor: Actor) -> tuple[Section, ...]:
    """The sections that this person may write now: after a lower award the plan alone (machine.md, rule 6)."""
    if may("save_project", actor, record.stage):
        return form_of(record).sections
    if may("save_plan", actor, record.stage):
        return tuple(section for section in form_of(record).sections if "plan" in section.parts)
    return ()


@dataclass(kw_only=True)
class SectionSheet(Sheet):
    """One section of the form."""

    section: Section
    sections: tuple[Section, ...]
    """The pages that one goes through; this one is among them."""

    form: SectionForm
    """The fields outside the tables."""

    @property
    def forms(self) -> tuple[SectionForm]:
        """What the page asks outside its tables."""
        return (self.form,)

    def point_at(self, fields: Mapping[str, Sequence[str]]) -> None:
        """Show why the law refused at the line of the plan with the requested grant."""
        for row in self.tables["income"].kept if "income" in self.tables else ():
            if row.cleaned_data.get("category") == IncomeCategory.REQUESTED:
                for sentence in fields.get("requested", ()):
                    row.add_error("amount", sentence)


def _sheet(
    asked: str | None, sections: tuple[Section, ...], record: Application, data: Data | None
) -> SectionSheet:
    everything = form_of(record).sections
    section = next((s for s in everything if s.slug == asked), None)
    if section is None:
        raise Http404
    project = record.project
    form = SectionForm(section, data, record.organisation, project)
    pages = sections if section in sections else everything
    sheet = SectionSheet(data, {}, {}, application=record, section=section, sections=pages, form=form)
    if "milestones" in section.parts:
        rows = milestone_rows(project.milestones.all())
        _add_table(sheet, MILESTONES, "milestones", rows, empty_rows(2))
    if "plan" in section.parts:
        lines = list(project.plan_lines.all())
        for name, (kind, side) in TABLES.items():
            _add_table(sheet, kind, name, plan_rows(lines, side), first_rows(project, side))
    return sheet


def _add_table(
    sheet: SectionSheet,
    kind: type[Rows],
    name: str,
    stored: list[Values],
    first: list[Values],
) -> None:
    sheet.stored[name] = stored
    fresh = None if sheet.data is not None else stored or first
    sheet.tables[name] = kind(sheet.data, prefix=name, initial=fresh)


# Saving


def _save(request: SignedIn, record: Application, sections: tuple[Section, ...]) -> HttpResponse:
    asked = request.GET.get("abschnitt")
    sheet = save(request, record, partial(_sheet, asked, sections), partial(_writes, request.user))
    sheet.application = find_case(request, record.public_id)
    if request.headers.get("X-Requested-With") == AUTOSAVE:
        return tell(request, sheet, _totals(request, sheet))
    if sheet.refused or sheet.mistakes:
        return _show(request, sheet, status=409 if sheet.refused or sheet.conflicts else 422)
    if any(request.POST.get(name) for name in STAYING):
        return _show(request, sheet)
    return redirect(_after(sheet, request.POST.get("go", "")))


def _writes(user: User, sheet: SectionSheet, merge: Merge) -> Iterator[Write]:
    """What has changed."""
    record, asked = sheet.application, sheet.form.questions
    answers = merge.written_in(sheet.form)
    shared = {
        name: answer
        for name, answer in answers.items()
        if asked[name].owner is Owner.ORGANISATION and not isinstance(answer, Typed)
    }
    mended = {name for name in shared if isinstance(sheet.form.initial[name], Typed)}
    own = {name: answer for name, answer in answers.items() if name not in shared or name in mended}
    for write, changed in ((save_organisation, shared), (save_project, own)):
        if changed:
            yield partial(write, record, changed, by=user)
    if "milestones" in merge.rows:
        yield partial(save_milestones, record, merge.rows["milestones"], by=user)
    if merge.rows.keys() & TABLES:
        rows = {name: merge.rows.get(name, sheet.stored[name]) for name in TABLES}
        lines = [plan_line(side, row) for name, (_, side) in TABLES.items() for row in rows[name]]
        yield partial(save_plan, record, lines, by=user)


def _totals(request: SignedIn, sheet: SectionSheet) -> dict[str, str]:
    """The sums of the plan as they are stored now."""
    if "expenses" not in sheet.tables:
        return {}
    summary = plan_summary(sheet.application, list(sheet.application.project.plan_lines.all()))
    return {"plan-ergebnis": render_to_string("grants/parts/plan_totals.html", summary, request)}


def _after(sheet: SectionSheet, go: str) -> str:
    base = reverse("grants:application", args=[sheet.application.public_id])
    place = sheet.sections.index(sheet.section)
    if go == "next" and place + 1 < len(sheet.sections):
        return f"{base}?abschnitt={sheet.sections[place + 1].slug}"
    return base


# Showing


def _show(request: SignedIn, sheet: SectionSheet, *, status: int = 200) -> HttpResponse:
    pages, record = sheet.sections, sheet.application
    place = pages.index(sheet.section)
    context: dict[str, object] = {
        "application": record,
        "section": sheet.section,
        "number": place + 1,
        "count": len(pages) + 1,  # the files are the last one
        "previous": pages[place - 1] if place else None,
        "next": pages[place + 1] if place + 1 < len(pages) else None,
        "fields": list(sheet.form),
        "form": sheet.form,
        "tables": sheet.tables,
        "mistakes": sheet.mistakes,
        "refused": sheet.refused,
        "notes": sheet.notes,
        "stamp": sheet.stamp,
        "saved_at": record.project.saved_at,
        "due": due_of(record),
        **NEXT.get(Stage(record.stage), {}),
        "missing": [text for key, text in missing_by_field(record) if key in sheet.section.keys],
    }
    if "expenses" in sheet.tables:
        context |= plan_summary(record, list(record.project.plan_lines.all()))
    return render(request, "grants/application_section.html", context, status=status)


def _overview(
    request: SignedIn, record: Application, machine: Machine, sections: tuple[Section, ...]
) -> HttpResponse:
    missing, offers = missing_by_field(record), offers_for(record, machine)
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
        "offers": offers,
        "ready": next((row["label"] for row in offers if not row["obstacles"] and not row["aside"]), ""),
        "reading": reading_url(record),
        "saved_at": record.project.saved_at,
        "due": due_of(record),
        **NEXT.get(Stage(record.stage), {}),
        "kept": None if sections == form_of(record).sections else content_of(record, machine.actor),
    }
    return render(request, "grants/application.html", context)


def _state(section: Section, record: Application, count: int) -> dict[str, str]:
    if section.slug == "konto" and not record.organisation.iban:
        return {"state": "open", "note": "vor der Auszahlung nötig"}
    if not count:
        return {"state": "done", "note": "vollständig"}
    return {"state": "wrong", "note": "1 Punkt offen" if count == 1 else f"{count} Punkte offen"}
