"""Rows in a real browser: saved by the script and by the button, removed and back, both texts of a conflict."""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import pytest
from django.urls import reverse

from grants.actions.drafts import save_project
from grants.models import PlanLine, Project
from tests.browser.looking import Looking
from tests.browser.test_desk_pages import sign_in
from tests.grants.ground import House

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]
SHOWS = """() => { const box = document.querySelector('[data-saved]').getBoundingClientRect();
  return box.top >= 0 && box.bottom <= innerHeight; }"""


@pytest.fixture
def form(page: Any, live_server: Any) -> Any:
    """Opens a section of a full draft."""
    story = House().draft()
    sign_in(page, live_server, story.applicant)
    page.set_viewport_size({"width": 360, "height": 780})
    address = reverse("grants:application", args=[story.case.public_id])

    def open_section(slug: str) -> Any:
        page.goto(f"{address}?abschnitt={slug}")
        return story

    return open_section


@contextmanager
def autosaved(page: Any) -> Iterator[None]:
    """What is done inside is saved by the script; whether it is can be seen without scrolling."""
    with page.expect_response(lambda answer: answer.request.headers.get("x-requested-with") == "autosave"):
        yield
    page.wait_for_function("() => document.querySelector('[data-saved]').textContent.includes('espeichert')")
    assert page.evaluate(SHOWS)


def amounts() -> list[tuple[str, int]]:
    return list(PlanLine.objects.filter(side="expense").values_list("label", "amount_cents"))


def test_rows_are_typed_saved_twice_removed_and_brought_back(page, axe, form):
    form("finanzierung")
    looking, before = Looking(page, axe), amounts()
    for label, amount in (("Getränke", "150"), ("Getränke", "20")):
        page.get_by_role("button", name="Ausgabe hinzufügen").click()
        page.keyboard.press("Tab")
        page.keyboard.type(label)
        page.keyboard.press("Tab")
        page.keyboard.press("Tab")
        with autosaved(page):
            page.keyboard.type(amount)
    both = [*before, ("Getränke", 15000), ("Getränke", 2000)]
    assert amounts() == both
    looking.at("plan", 1280, 360)
    for _ in range(2):
        page.get_by_role("button", name="Speichern und zur Übersicht").click()
        page.get_by_role("link", name="Kosten und Finanzierung").click()
        assert amounts() == both
    row = page.locator("[data-plan=expenses] [data-plan-row]").nth(len(before))
    with autosaved(page):
        row.get_by_role("button", name="Entfernen").click()
    assert row.is_hidden()
    undo = page.get_by_role("button", name="Rückgängig")
    assert undo.evaluate("button => button === document.activeElement")
    looking.at("plan-removed", 1280, 360)
    assert amounts() == [*before, ("Getränke", 2000)]
    with autosaved(page):
        page.keyboard.press("Enter")
    assert row.is_visible()
    assert amounts() == both
    assert looking.complaints == []


@pytest.mark.rest
def test_conflict_stands_at_its_field_and_waits_for_a_choice(page, axe, form):
    story = form("vorhaben")
    looking, title = Looking(page, axe), page.get_by_role("textbox", name="Projekttitel")
    save_project(story.case, {"title": "Von der anderen", "goals": "Ihre Ziele"}, by=story.applicant)
    with autosaved(page):
        title.fill("Von mir")
    box = page.locator("[data-elsewhere=title]")
    assert "Von der anderen" in box.inner_text()
    assert page.locator("[name=goals]").input_value() == "Ihre Ziele"
    title.press("End")
    with autosaved(page):
        page.keyboard.type("!")
    assert box.count() == 1
    looking.at("conflict", 1280, 360)
    assert Project.objects.values_list("title", "answers__goals").get() == ("Von der anderen", "Ihre Ziele")
    page.get_by_role("button", name="Meine Eingabe speichern").click()
    page.wait_for_load_state()
    assert Project.objects.get().title == "Von mir!"
    assert page.locator("[data-elsewhere]").count() == 0
    assert looking.complaints == []


@pytest.mark.rest
def test_without_a_connection_the_button_keeps_the_page_and_it_is_saved_once_there_is_one(page, form):
    story = form("vorhaben")
    said = page.locator("[data-saved]")
    page.context.set_offline(True)
    page.get_by_label("Ausgangslage und Bedarf").fill("Im Funkloch geschrieben.")
    page.get_by_role("button", name="Speichern und weiter").click()
    said.get_by_text("Keine Verbindung: noch nicht gespeichert.").wait_for()
    assert page.get_by_label("Ausgangslage und Bedarf").input_value() == "Im Funkloch geschrieben."
    with autosaved(page):
        page.context.set_offline(False)
    assert Project.objects.get(application=story.case).answers["situation"] == "Im Funkloch geschrieben."
    page.get_by_role("button", name="Speichern und weiter").click()
    page.wait_for_url("**abschnitt=menschen")
