"""The second and third part of the scenario in a real browser: from the sitting to the award, from there to the end."""

from datetime import date
from decimal import Decimal

import pytest
from django.utils import timezone

from demo.stories.acting import PDF
from demo.stories.ground import SEATS
from demo.stories.sittings import invite, open_sitting, plan_sitting
from demo.stories.steps import Story
from grants.models import Sitting
from grants.models.proofs import proof_declarations
from grants.wording import short_day
from notifications.models import Document
from notifications.outbox import settle
from tests.browser.kleinprojekt import APPLICANT, CLERK, LEAD, OFFICE, TITLE, Walk, laid, the_case
from workflows.stages import Stage

pytestmark = [pytest.mark.browser, pytest.mark.rest, pytest.mark.django_db(transaction=True)]


def summoned(today: date) -> Story:
    """The case on the agenda of a sitting of today; its members were invited in time."""
    story = laid(today, opened=-90, closed=-60, starts=0)
    story.apply()
    story.check()
    sitting = plan_sitting(story.ground, today, now=story.now())
    story.put_to(sitting)
    invite(story.ground, sitting, story.day)
    settle()
    return story


def test_case_comes_from_the_sitting_to_a_final_award_by_keyboard(walk):
    today = timezone.localdate()
    summoned(today)
    resolve(walk)
    assert the_case().stage == Stage.ENDORSED
    award(walk, today)
    assert the_case().stage == Stage.FINAL
    made = Document.objects.filter(dossier=the_case().dossier, made_at__isnull=False)
    assert "zuwendungsbescheid" in made.values_list("key", flat=True)
    walk.done()


def test_case_comes_from_the_award_to_its_closing_by_keyboard(walk):
    today = timezone.localdate()
    story = summoned(today)
    sitting = Sitting.objects.get()
    open_sitting(story.ground, sitting)
    story.vote(sitting.items.get(), 4, 0, 1)
    story.draft_award()
    story.send_award()
    story.waive_remedies()
    story.clock()
    assert the_case().stage == Stage.RUNNING
    pay(walk, today)
    prove(walk, today)
    case = the_case()
    assert (case.stage, case.outcome, case.paid) == (Stage.CLOSED, "settled", Decimal(4800))
    made = Document.objects.filter(dossier=case.dossier, made_at__isnull=False)
    assert {"auszahlungsmitteilung", "abschlussmitteilung"} < set(made.values_list("key", flat=True))
    walk.done()


def resolve(walk: Walk) -> None:
    """The Arbeitsausschuss votes 4:0:1."""
    keys, sitting = walk.keys, str(Sitting.objects.get())
    walk.enter(OFFICE)
    walk.press(sitting, "Anwesenheit erfassen")
    keys.tick(*(f"Mitglied {number} ({seat})" for number, seat in enumerate(SEATS, 1)))
    walk.press("Anwesenheit speichern")
    walk.do("Sitzung eröffnen")
    walk.press(TITLE)
    walk.do("Punkt aufrufen")
    walk.press("Abstimmung eröffnen")
    for number, seat in enumerate(SEATS, 1):
        walk.enter(f"Mitglied {number} ({seat})")
        walk.press(sitting, TITLE, "Enthaltung" if number == 5 else "Ja")
    walk.enter(OFFICE)
    walk.press(sitting, TITLE, "Abstimmung schließen", "Abstimmung jetzt schließen")
    walk.do("Förderung beschließen")
    walk.press(sitting)
    walk.do("Sitzung schließen")


def award(walk: Walk, today: date) -> None:
    """Drafted, released, made, posted; then the waiver of remedies."""
    keys, day = walk.keys, short_day(today)
    walk.enter(CLERK)
    walk.find()
    walk.do("Bewilligung entwerfen")
    walk.press("Bescheid entwerfen")
    keys.type("Besondere Auflagen", "Laden Sie die Stadt zum Abschluss ein.")
    walk.press("Entwurf speichern")
    walk.enter(LEAD)
    walk.find()
    walk.do("Bewilligung freigeben")
    settle()
    walk.enter(OFFICE)
    walk.find()
    walk.do("Versand der Bewilligung vermerken", lambda: keys.type("Zur Post gegeben am", day))
    settle()
    walk.enter(APPLICANT)
    walk.press(TITLE, "Anlage hochladen")
    keys.select("Was ist das für eine Datei?", "Rechtsbehelfsverzicht")
    keys.hand_over("Datei", {"name": "Verzicht.pdf", "mimeType": "application/pdf", "buffer": PDF})
    walk.press("Hochladen")
    walk.enter(CLERK)
    walk.find()
    walk.do("Rechtsbehelfsverzicht annehmen", lambda: keys.type("Eingegangen am", day))


def pay(walk: Walk, today: date) -> None:
    """One call for the whole grant: called, certified, ordered, paid, by four people."""
    keys = walk.keys
    walk.enter(APPLICANT)
    walk.press(TITLE, "Mittel abrufen")
    keys.type("Betrag", "4.800,00")
    keys.type("Wofür brauchen Sie das Geld?", "Honorare und Raummiete")
    walk.press("Mittel verbindlich abrufen")
    steps = {
        "Feststellung Beispiel": ("Sachlich und rechnerisch feststellen", lambda: None),
        "Anordnung Beispiel": ("Auszahlung anordnen", lambda: None),
        "Stadtkasse Beispiel": (
            "Auszahlung bestätigen",
            lambda: keys.type("Ausgezahlt am", short_day(today)),
        ),
    }
    for person, (move, fill) in steps.items():
        walk.enter(person)
        walk.press(TITLE)
        walk.do(move, fill)
    settle()


def prove(walk: Walk, today: date) -> None:
    """Finished early, proven without receipts, checked by one and closed by another."""
    keys, day = walk.keys, short_day(today)
    walk.enter(APPLICANT)
    walk.press(TITLE)
    keys.unfold("Weitere Schritte")
    walk.do("Projekt vorzeitig abschließen", lambda: keys.type("Das Projekt war abgeschlossen am", day))
    walk.press("Verwendungsnachweis ausfüllen")
    keys.type("Projekt abgeschlossen am", day)
    for label, text in REPORT.items():
        keys.type(label, text)
    for line in the_case().project.plan_lines.all():
        keys.type(f"Ist: {line}", str(line.amount).replace(".", ","))
    keys.tick(*(text for _, text in proof_declarations(the_case().terms)))
    walk.press("Speichern")
    walk.do("Verwendungsnachweis einreichen")
    walk.enter(CLERK)
    walk.find()
    walk.press("Verwendungsnachweis prüfen")
    keys.type("Anerkannte Ausgaben", "5454,55")
    keys.type("Davon bar bezahlt", "5454,55")
    keys.type("Prüfungsvermerk", "Schlüssig, eine Stichprobe.")
    walk.press("Prüfung speichern")
    walk.enter(LEAD)
    walk.find()
    walk.do("Verwendungsnachweis anerkennen")
    settle()


REPORT = {
    "Sachbericht: Verlauf und Ergebnis": "Alle Treffen fanden statt.",
    "Welche Ziele wurden erreicht, welche nicht?": "Alle.",
    "Teilnehmende": "96",
    "Öffentlichkeitsarbeit und Hinweis auf die Förderung": "Auf allen Plakaten.",
}
