"""The first part of the scenario in a real browser: from the consultation to the invitation of the body."""

from datetime import date, timedelta

import pytest
from django.utils import timezone

from demo.stories.acting import IBAN
from demo.stories.steps import Story
from grants.cases.answers import DECLARATIONS
from grants.models import Sitting
from grants.models.check import CHECKLIST
from grants.wording import short_day
from notifications.outbox import settle
from tests.browser.journey import CONTACT, MASTER_DATA
from tests.browser.kleinprojekt import APPLICANT, CLERK, FEW, LEAD, OFFICE, TITLE, Walk, laid, the_case
from workflows.stages import SittingStage, Stage

pytestmark = [pytest.mark.rest, pytest.mark.browser, pytest.mark.django_db(transaction=True)]


def test_case_comes_from_consultation_to_the_invitation_by_keyboard(walk):
    today = timezone.localdate()
    story = laid(today, opened=-10, closed=30, starts=60)
    ask_for_advice(walk)
    advise(walk, today)
    apply(walk, story)
    assert the_case().stage == Stage.SUBMITTED
    settle()
    check(walk)
    assert the_case().stage == Stage.READY_FOR_SITTING
    summon(walk, today + timedelta(days=14))
    settle()
    assert Sitting.objects.get().stage == SittingStage.INVITED
    walk.done()


def ask_for_advice(walk: Walk) -> None:
    walk.enter(APPLICANT)
    walk.press("Erst beraten lassen")
    walk.keys.type("Projekttitel", TITLE)
    walk.press("Beginnen")
    assert the_case().stage == Stage.CONSULTATION


def advise(walk: Walk, today: date) -> None:
    walk.enter("Berater*in Beispiel")
    walk.find()
    walk.keys.unfold("Weitere Schritte")
    walk.press("Beratung festhalten")
    walk.keys.type("Tag des Gesprächs", short_day(today))
    walk.keys.type("Themen", "Fristen, Eigenbeteiligung")
    walk.keys.type("Rat", "Bitte nicht vor dem Bescheid beginnen.")
    walk.press("Beratung festhalten")


def apply(walk: Walk, story: Story) -> None:
    """All seven sections of the form."""
    keys = walk.keys
    walk.enter(APPLICANT)
    walk.press(TITLE)
    walk.do("Antrag beginnen")
    walk.press("Antrag ausfüllen", "1Wer stellt den Antrag?")
    keys.choose("Eingetragener Verein (e. V.)")
    for label, text in MASTER_DATA.items():
        keys.type(label, text)
    keys.choose("Nein")
    for label, text in CONTACT.items():
        keys.type(label, text)
    walk.press("Speichern und weiter")
    keys.type("Kurzbeschreibung (öffentlich)", "Nachbar*innen erzählen sich, woher sie kommen.")
    keys.type("Ausgangslage und Bedarf", "Es fehlt ein offener Ort.")
    keys.type("Ziele, und woran Sie sie messen", "Zwölf Treffen.")
    keys.select("Handlungsfeld", "Stadtleben")
    keys.type("Bezug zu den Zielen von WIR2.0", "Begegnung im Stadtteil.")
    walk.press("Speichern und weiter")
    for label in ("Zielgruppe", "Erwartete Teilnehmende", *INCLUSION):
        keys.type(label, "80" if label == "Erwartete Teilnehmende" else "Alle sind willkommen.")
    walk.press("Speichern und weiter")
    when_and_where(walk, story)
    plan(walk)
    keys.type("IBAN", IBAN)
    keys.type("Kontoinhaber*in", "Nachbarschaftshilfe Beispiel e. V.")
    walk.press("Speichern und weiter")
    keys.tick(*DECLARATIONS.values())
    walk.press("Speichern und zur Übersicht")
    walk.do("Antrag einreichen")


INCLUSION = ("Antidiskriminierung: Wie?", "Abbau von Zugangsbarrieren: Wie?", "Diversität: Wie?")


def when_and_where(walk: Walk, story: Story) -> None:
    keys, begins, ends = walk.keys, short_day(story.paper.begins), short_day(story.paper.ends)
    keys.type("Beginn", begins)
    keys.type("Ende", ends)
    keys.tick("Bothfeld-Vahrenheide")
    keys.type("Durchführungsort und seine Barrierefreiheit", "Stadtteiltreff, ohne Stufen")
    for label, text in (("Baustein", "Treffen"), ("von", begins), ("bis", ends)):
        keys.type(f"{label}, Zeile 1", text)
    walk.press("Speichern und weiter")


def plan(walk: Walk) -> None:
    rows = (("Honorare", "3272,73"), ("Raummiete", "1636,37"), ("Material", "545,45"))
    for number, (what, amount) in enumerate(rows, 1):
        walk.keys.type(f"Wofür, Zeile {number}", what)
        walk.keys.type(f"Betrag in Euro, Zeile {number}", amount)
    for number, amount in ((1, "654,55"), (2, "4800")):
        walk.keys.to(f"Woher, Zeile {number}")
        walk.keys.type(f"Betrag in Euro, Zeile {number}", amount)
    walk.keys.type("Warum ist die Eigenbeteiligung geringer?", FEW)
    walk.press("Speichern und weiter")


def check(walk: Walk) -> None:
    """Taken over, formally and expertly checked, the account compared; released by the lead."""
    keys = walk.keys
    walk.enter(CLERK)
    walk.find()
    walk.do("Prüfung übernehmen", lambda: keys.tick("Ich bin in dieser Sache nicht befangen."))
    walk.press("Prüfung festhalten")
    keys.tick(*(text for _, text in CHECKLIST))
    keys.type("Fachliche Bewertung", "Das Vorhaben dient den Zielen.")
    keys.type("Begründung der geringeren Eigenbeteiligung", FEW)
    keys.type("Beihilferecht", "Keine wirtschaftliche Tätigkeit.")
    keys.type("Vorgeschlagene Zuwendung", "4800")
    walk.press("Prüfung speichern")
    walk.press("Zurück zum Vorgang")
    walk.do("Vollständigkeit bestätigen")
    walk.enter(LEAD)
    walk.find()
    walk.do("Für die Sitzung freigeben")


def summon(walk: Walk, day: date) -> None:
    """A sitting is planned, the case listed, the members invited."""
    keys = walk.keys
    walk.enter(OFFICE)
    walk.press("Sitzungen", "Sitzung planen")
    for label, text in (("Tag", short_day(day)), ("Uhrzeit", "17 Uhr"), ("Ort", "Raum 101")):
        keys.type(label, text)
    walk.press("Sitzung planen", "Start", TITLE, "Auf die Tagesordnung setzen")
    keys.choose(str(Sitting.objects.get()))
    keys.type("Betrag im Beschlussvorschlag", "4800")
    keys.type("Beschlussvorschlag", "Das Erzählcafé wird gefördert.")
    walk.press("Auf die Tagesordnung setzen")
    walk.do("Einladen")
