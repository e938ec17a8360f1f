"""Ten payments by three people in a real browser, from the start page: certified, ordered, taken to the bank, paid."""

from decimal import Decimal
from typing import Any

import pytest

from grants.actions import batches
from grants.models import Mittelabruf, PaymentRun
from tests.browser.calendar import Calendar
from tests.browser.looking import WIDTHS, Looking
from tests.browser.people import People
from tests.grants.desk_story import World
from tests.grants.test_payment_runs import entry, statement
from workflows.stages import MittelabrufStage

pytestmark = [
    pytest.mark.browser,
    pytest.mark.rest,
    pytest.mark.slow,
    pytest.mark.turns(1),
    pytest.mark.django_db(transaction=True),
]
PAYMENTS, MOST_CLICKS = 10, 20
COUNT = "addEventListener('mousedown', () => sessionStorage.pressed = Number(sessionStorage.pressed || 0) + 1, true)"
PRESSED = "() => Number(sessionStorage.pressed || 0)"
EVERY = "Alle Zahlungen dieser Liste"


class Counting(People):
    """Somebody whose presses are counted from their start page on."""

    def __init__(self, page: Any) -> None:
        super().__init__(page)
        page.add_init_script(COUNT)
        self.clicks = 0
        self._before = 0

    def come(self, who: str) -> None:
        """Signing in is none of the work."""
        self._note()
        super().come(who)
        self._before = self.page.evaluate(PRESSED)

    def done(self) -> int:
        """All presses so far."""
        self._note()
        return self.clicks

    def _note(self) -> None:
        if self.present:
            self.clicks += self.page.evaluate(PRESSED) - self._before
            self._before = self.page.evaluate(PRESSED)


def work() -> None:
    """What the workers do meanwhile."""
    for batch in batches.under_way():
        batches.work(batch)


def test_ten_payments_by_three_people_within_the_budget_of_clicks(
    page, axe, settings, monkeypatch, tmp_path, capsys
):
    settings.DEMO, settings.MEDIA_ROOT = True, tmp_path
    calendar = Calendar(monkeypatch)
    story = World().awarded()
    for euro in range(100, 100 + PAYMENTS):
        story.call_funds(Decimal(euro))
    people, looking = Counting(page), Looking(page, axe)
    for who, button in (
        ("Feststellung Beispiel", "Sachlich und rechnerisch feststellen"),
        ("Anordnung Beispiel", "Auszahlung anordnen"),
    ):
        people.come(who)
        people.press("Auszahlungen", "Viele auf einmal")
        looking.at(f"viele-{who}", *WIDTHS)
        people.tick(EVERY)
        people.press(button, within="main form")
        people.reads("0 von 10 erledigt")
        work()
        page.reload()
        people.reads("10 von 10 erledigt")
        looking.at(f"stapel-{who}", *WIDTHS)
    people.come("Stadtkasse Beispiel")
    people.press("Auszahlungen", "Viele auf einmal")
    looking.at("viele-kasse", *WIDTHS)
    people.tick(EVERY)
    people.press("Zahlungslauf zusammenstellen", within="main form")
    people.reads("0 von 10 Zahlungen aufgenommen")
    looking.at("lauf-entsteht", *WIDTHS)
    work()
    page.reload()
    run = PaymentRun.objects.get()
    looking.at("lauf", *WIDTHS)
    assert people.reads_pdf("Kontrollblatt (PDF)").startswith(b"%PDF")
    with page.expect_download() as download:
        page.get_by_role("button", name="Datei für die Bank herunterladen").click()
    assert download.value.path().read_text(encoding="utf-8") == run.content
    people.press("Alle Zahlungsläufe")
    looking.at("laeufe", *WIDTHS)
    lines = [
        entry(call.reference, str(call.recognised), calendar.today) for call in Mittelabruf.objects.all()
    ]
    people.hand_over("Datei der Bank", "auszug.xml", statement(*lines))
    people.press("Einlesen", within="main form")
    work()
    page.reload()
    people.reads("10 von 10 Zeilen erledigt")
    looking.at("rueckmeldung", *WIDTHS)
    clicks = people.done() + 2  # the file is chosen in a window of the browser
    with capsys.disabled():
        print(f"\n{PAYMENTS} payments certified, ordered, paid by three people: {clicks} clicks")
    assert set(Mittelabruf.objects.values_list("stage", flat=True)) == {MittelabrufStage.PAID}
    assert clicks <= MOST_CLICKS
    assert looking.complaints == []


def test_list_of_many_is_worked_by_keyboard_and_says_what_stands_in_the_way(page, axe, settings, monkeypatch):
    settings.DEMO = True
    Calendar(monkeypatch)
    story = World().awarded()
    for euro in (100, 200):
        story.call_funds(Decimal(euro))
    organisation = story.case.organisation
    organisation.iban_verified_at = organisation.iban_verified_by = None
    organisation.save()
    people = People(page)
    people.come("Feststellung Beispiel")
    people.press("Auszahlungen", "Viele auf einmal")
    people.reads("Die Bankverbindung ist noch nicht von einer zweiten Person bestätigt.")
    page.get_by_role("checkbox").first.focus()
    page.keyboard.press("Space")
    page.get_by_role("button", name="Sachlich und rechnerisch feststellen").focus()
    with page.expect_navigation():
        page.keyboard.press("Enter")
    work()
    page.reload()
    people.reads("0 von 1 erledigt, 1 abgelehnt")
    people.reads("noch nicht von einer zweiten Person bestätigt")
