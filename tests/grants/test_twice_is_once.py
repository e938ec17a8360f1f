"""Twice is once (G15): what a page is saved with, however often and on whatever way, is what the person sees there.

A seeded person types, adds and removes rows, errs and corrects, with the script that saves by itself and without it.
"""

from importlib import import_module
from pathlib import Path
from pkgutil import iter_modules
from random import Random

import pytest
from django.forms import BaseFormSet
from django.urls import reverse

import grants.forms
from grants.cases import answers
from grants.forms.plan import Row, Rows
from tests.grants.ground import House, browser
from tests.typist import Lost, Typist

pytestmark = pytest.mark.django_db
ROOT = Path(__file__).resolve().parents[2]


@pytest.fixture
def house():
    return House()


def tables(house):
    """Every page with tables: name → person and address."""
    late = house.proving()
    late.write_proof()
    sections = form_of(house, lambda section: section.parts)
    return sections | {"nachweis": (late.applicant, reverse("grants:proof", args=[late.case.public_id]))}


def form_of(house, wanted=lambda section: True):
    story = house.draft(title="Nähcafé", organisation="Nähstube Beispiel e. V.")
    address = reverse("grants:application", args=[story.case.public_id])
    slugs = [section.slug for section in answers.form_of(story.case).sections if wanted(section)]
    return {slug: (story.applicant, f"{address}?abschnitt={slug}") for slug in slugs}


def live(typist, steps):
    """A random evening at a page; Lost as soon as something typed is gone."""
    for _ in range(steps):
        act = typist.random.choice(ACTS)
        act(typist)
    finish(typist)


def type_well(typist):
    for _ in range(3):
        typist.type_anything(wrong=False)


def err(typist):
    typist.type_anything(wrong=True)


def add_row(typist):
    for table in typist.tables:
        typist.add_row(table)
        typist.fill_row(table)


def fill_row(typist):
    for table in typist.tables:
        typist.fill_row(table)


def remove_row(typist):
    rows = [row for table in typist.tables for row in typist.rows(table)]
    if rows:
        row = typist.random.choice(rows)
        typist.remove(row)
        if typist.random.random() < 0.5:
            typist.autosave() if typist.script else None
            typist.restore(row)


def autosave(typist):
    if typist.script:
        told = typist.autosave()
        if not told["wrong"]:
            compare(typist.seen, Typist(typist.client, typist.address, typist.random).seen, typist)


def save(typist):
    seen, raw = typist.seen, dict(typist.form.values)
    if typist.save():
        compare(seen, typist.seen, typist)
        return
    for name, value in raw.items():
        if name in typist.form.kinds and name not in ("stamp", "csrfmiddlewaretoken"):
            again = typist.form.values.get(name, [])
            if sorted(v.replace("\r\n", "\n") for v in again if v) != sorted(v for v in value if v):
                raise Lost(f"{name}: {value} came back as {again} after {typist.said[-8:]}")


def go_back(typist):
    """Back to an older page: what is typed there counts; what is in conflict with later texts waits for a choice."""
    if not typist.older:
        return
    typist.go_back()
    correct(typist)
    fill_what_must_not_be_empty(typist)
    type_well(typist)
    correct(typist)
    wanted = typist.insisted()
    if not typist.save():
        typist.settle()
        typist.open()
    lost = {at: value for at, value in wanted.items() if value is not None and typist.stored.get(at) != value}
    if lost:
        raise Lost(f"{lost} of {wanted} are not stored; after {typist.said}")


ACTS = (type_well, type_well, fill_row, err, add_row, remove_row, autosave, autosave, save, go_back)


def correct(typist):
    """Everything that cannot be read, and every row that is half done."""
    for name in typist.singles:
        typed = typist.form.values.get(name, [])
        if isinstance(typist.understood(name, typed), tuple):
            typist.type(name, *typist.good(name))
    for row in (row for table in typist.tables for row in typist.rows(table) if typist.is_begun(row)):
        for cell in typist.cells(row):
            typist.type(cell, *typist.good(cell))


def finish(typist):
    """Correct all mistakes, save, and save once more: nothing changes any more."""
    correct(typist)
    fill_what_must_not_be_empty(typist)
    seen = typist.seen
    if not typist.save():
        raise Lost(f"still refused: {typist.answer.context['mistakes']} {typist.answer.context['refused']}")
    compare(seen, typist.seen, typist)
    if not typist.save():
        raise Lost("refused although nothing was changed")
    compare(seen, typist.seen, typist)


def fill_what_must_not_be_empty(typist):
    for name in ("name", "signatures_needed"):
        if name in typist.singles and typist.understood(name, typist.form.values.get(name, [])) is None:
            typist.type(name, *typist.good(name))


def compare(before, after, typist):
    differ = [name for name in before if before[name] != after.get(name)]
    if differ:
        told = "; ".join(f"{name}: typed {before[name]}, stored {after.get(name)}" for name in differ)
        raise Lost(f"{told}; after {typist.said}")


def evenings(found, seeds, steps):
    """What was lost on these pages, one line for each evening that failed."""
    lost = []
    for name, (person, address) in found.items():
        for seed in range(seeds):
            script = seed % 2 == 0
            typist = Typist(browser(person), address, Random(f"{name} {seed}"), script=script)
            try:
                live(typist, steps)
            except Lost as found_lost:
                lost.append(f"{name}, seed {seed}, {'with' if script else 'without'} script: {found_lost}")
    return lost


@pytest.mark.rest
def test_what_is_seen_in_tables_is_what_is_stored(house):
    lost = evenings(tables(house), seeds=2, steps=8)
    assert not lost, "\n\n".join(lost)


@pytest.mark.rest
def test_what_is_seen_in_every_other_section_is_what_is_stored(house):
    lost = evenings(form_of(house, lambda section: not section.parts), seeds=2, steps=4)
    assert not lost, "\n\n".join(lost)


def test_every_page_that_is_saved_as_one_goes_is_among_them(house):
    """Found, not listed: a new table, or a new page with a draft, fails here until it is driven above."""
    late = house.proving()
    people = form_of(house)
    people["nachweis"] = (late.applicant, reverse("grants:proof", args=[late.case.public_id]))
    opened = [Typist(browser(person), address, Random(0)) for person, address in people.values()]
    kinds = set().union(*(typist.kinds for typist in opened))
    assert {kind.__name__ for kind in (ours(BaseFormSet) - {Rows}) | set(Row.__subclasses__())} <= {
        k.__name__ for k in kinds
    }
    templates = set().union(*(typist.templates for typist in opened))
    assert {name for name in drafts() if name not in templates} == set()


def ours(kind):
    """Every class of this kind that a form module of the product holds, also one that a factory made."""
    modules = [import_module(f"grants.forms.{found.name}") for found in iter_modules(grants.forms.__path__)]
    held = {value for module in modules for value in vars(module).values() if isinstance(value, type)}
    return {
        one
        for one in held
        if one is not kind
        and issubclass(one, kind)
        and one.__module__.startswith(("grants", "django.forms.f"))
    }


def drafts():
    """The templates of pages with a draft that saves itself."""
    folders = [ROOT / room / "templates" for room in ("grants", "notifications")]
    return {
        str(file.relative_to(folder))
        for folder in folders
        for file in folder.rglob("*.html")
        if "<form" in (text := file.read_text()) and "data-autosave" in text
    }


# The control


@pytest.mark.rest
def test_row_that_is_known_by_its_place_is_caught(monkeypatch, house):
    """The control: keys that are the places of the rows, as before, lose what was typed."""
    monkeypatch.setattr(Row, "key", property(lambda row: f"{int(str(row.prefix).rpartition('-')[2]):032x}"))
    lost = evenings(tables(house), seeds=1, steps=3)
    assert lost
