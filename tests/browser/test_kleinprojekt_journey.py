"""The first scenario (4,800 EUR, 12 % own share, 4:0:1, waiver of remedies, one call, one proof) in a real browser.

Everybody works by keyboard alone, each signed in as a person of the demonstration. A sitting must have been
summoned seven days before, and the browser lives today. So the way is walked in three parts: the first ends with the
invitation; the second begins with a case that the stories have brought, in the last three months, to a sitting of
today; the third begins with its award. What comes after the sitting happens within one day, as the law allows it:
the waiver of remedies makes the award final at once, the project begins today and is finished early.
"""

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import date, timedelta
from decimal import Decimal
from typing import Any

import pytest
from django.utils import timezone

from grants.models import Application, Sitting
from grants.models.project import DECLARATIONS
from grants.models.proof import PROOF_DECLARATIONS
from grants.models.review import CHECKLIST
from grants.stories.acting import IBAN, PDF
from grants.stories.ground import SEATS, fill_pot, lay_ground, open_round
from grants.stories.paper import Paper
from grants.stories.sittings import invite, open_sitting, plan_sitting
from grants.stories.steps import Story
from grants.wording import short_day
from notifications.models import Document
from notifications.outbox import settle
from tests.browser.keyboard import Keyboard
from tests.browser.looking import HEIGHT, WIDTHS, Looking
from workflows.procedures.sitzung import SittingStage
from workflows.stages import Stage

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]
APPLICANT = "Vorstand Nachbarschaftshilfe Beispiel e. V."
CLERK, LEAD, OFFICE = "Sachbearbeitung Beispiel", "Leitung Beispiel", "Geschäftsstelle Beispiel"
TITLE = "Erzählcafé"
FEW = "Wir sind neu gegründet."


@dataclass
class Walk:
    """One way through the pages: who acts, what is pressed and typed; every page that comes is looked at."""

    page: Any
    look: Looking
    keys: Keyboard = field(init=False)

    def __post_init__(self) -> None:
        self.keys = Keyboard(self.page)

    def enter(self, person: str) -> None:
        """Another person opens the portal and signs in by the chooser of the demonstration."""
        self.page.context.clear_cookies()
        self.page.goto("/")
        self.press(f"{person}…")

    def press(self, *names: str) -> None:
        """Press one after the other, each on the page that the one before leads to."""
        for name in names:
            self.keys.press(name)
            self.look.at(f"{len(self.look.seen):02} {name.rstrip('…')}")

    def find(self, menu: str = "Fälle") -> None:
        """Open the case: from the start page if it waits there, else from the list."""
        if not self.page.get_by_role("link", name=TITLE, exact=True).count():
            self.press(menu)
        self.press(TITLE)

    def do(self, move: str, fill: Callable[[], None] = lambda: None) -> None:
        """Make a move: open its page, fill in what it asks for, press its button."""
        self.press(move)
        fill()
        self.press(move)
        assert f"Erledigt: {move}." in self.page.locator(".mw-messages").inner_text()

    def done(self) -> None:
        """Nothing was wrong on the way."""
        assert self.look.complaints + self.keys.complaints == []


@pytest.fixture(params=[WIDTHS[0], pytest.param(WIDTHS[1], marks=pytest.mark.slow)])
def walk(request: Any, page: Any, axe: Any, settings: Any, tmp_path: Any) -> Walk:
    """A way at a width, in the demonstration."""
    settings.DEMO, settings.MEDIA_ROOT = True, tmp_path
    page.set_viewport_size({"width": request.param, "height": HEIGHT})
    return Walk(page, Looking(page, axe))


def laid(today: date, *, opened: int, closed: int, starts: int) -> Story:
    """The ground and a case of the scenario that has not begun; days relative to today."""
    ground, day = lay_ground(), lambda days: today + timedelta(days=days)
    call = open_round(
        "Laufende Runde",
        "2025",
        day(opened),
        day(closed),
        pot=fill_pot(today.year, Decimal(50_000)),
        earliest_start=day(starts),
        latest_end=day(700),
    )
    paper = Paper(
        organisation="Nachbarschaftshilfe Beispiel e. V.",
        title=TITLE,
        grant=Decimal(4800),
        own=Decimal("654.55"),
        begins=day(starts),
        ends=day(200),
        low_share_reason=FEW,
    )
    return Story(ground, paper, call, day(opened + 5), settle=settle)


def the_case() -> Application:
    """The only case there is."""
    return Application.objects.get()


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
    keys.tick(*(text for _, text in DECLARATIONS))
    walk.press("Speichern und zur Übersicht")
    walk.do("Antrag einreichen")


MASTER_DATA = {
    "Straße und Hausnummer": "Beispielstraße 1",
    "Postleitzahl": "30159",
    "Ort": "Hannover",
    "Vereinsregister-Nummer": "VR 000000",
    "Registergericht": "Amtsgericht Hannover",
    "Vertretungsberechtigte Personen": "Vorstand",
}
CONTACT = {
    "Ansprechperson": "Projektleitung",
    "Telefon": "0511 000000",
    "E-Mail der Ansprechperson": "projekt@beispiel.example",
    "Weitere Anträge bei der Stadt in diesem Jahr": "keine",
}
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
    walk.page.goto(the_case().get_absolute_url())
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
    walk.page.goto(Sitting.objects.get().get_absolute_url())
    walk.do("Einladen")


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
    keys = walk.keys
    walk.enter(OFFICE)
    walk.press(str(Sitting.objects.get()), "Anwesenheit erfassen")
    keys.tick(*(f"Mitglied {number} ({seat})" for number, seat in enumerate(SEATS, 1)))
    walk.press("Anwesenheit speichern")
    walk.page.goto(Sitting.objects.get().get_absolute_url())
    walk.do("Sitzung eröffnen")
    walk.press(TITLE)
    walk.do("Punkt aufrufen")
    walk.page.goto(item_url())
    walk.press("Abstimmung eröffnen")
    for number, seat in enumerate(SEATS, 1):
        walk.enter(f"Mitglied {number} ({seat})")
        walk.press(str(Sitting.objects.get()), TITLE, "Enthaltung" if number == 5 else "Ja")
    walk.enter(OFFICE)
    walk.page.goto(item_url())
    walk.press("Abstimmung schließen", "Abstimmung jetzt schließen")
    walk.do("Förderung beschließen")
    walk.page.goto(Sitting.objects.get().get_absolute_url())
    walk.do("Sitzung schließen")


def item_url() -> str:
    """The only item of the only sitting."""
    return f"{Sitting.objects.get().get_absolute_url()}top/1/"


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
    keys.type("Wofür brauchen Sie das Geld in den nächsten zwei Monaten?", "Honorare und Raummiete")
    walk.press("Mittel verbindlich abrufen")
    call = the_case().funds_calls.get()
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
        walk.press(call.reference)
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
    keys.tick(*(text for _, text in PROOF_DECLARATIONS))
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
