"""What people do between a new account and a payment or the closing, each from the start page by links and buttons."""

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, timedelta

from django.core import mail

from demo.stories.acting import IBAN, PDF
from grants.cases.answers import DECLARATIONS
from grants.models import Application, Round
from grants.models.check import CHECKLIST
from grants.models.proofs import proof_declarations
from grants.wording import long_day, short_day
from notifications import account_mail
from notifications.outbox import settle
from tests.browser.calendar import Calendar
from tests.browser.people import People
from workflows.rules.deadlines import next_working_day

APPLICANT = "kim@verein.example"
PASSWORD = "ein langer Satz für das Konto 7"
ORGANISATION = "Stadtteilgarten Beispiel e. V."
ADVISOR, CLERK = "Berater*in Beispiel", "Sachbearbeitung Beispiel"
LEAD, OFFICE = "Leitung Beispiel", "Geschäftsstelle Beispiel"
VOTES = "Stimmen nach dem Protokoll"
LASTS = timedelta(days=120)
"""How long every project takes."""


@dataclass(frozen=True)
class Fund:
    """What differs between the funds: the round, what is asked, and who votes how. Amounts in EUR."""

    programme: str
    version: str
    round: str
    title: str
    grant: int
    own: int
    body: str
    votes: tuple[tuple[str, str], ...]
    """Person of the chooser → vote; the first one is the chair."""
    questions: dict[str, str]
    """What only this fund asks about the project."""
    inclusion: dict[str, str]
    """What not every fund asks about people."""
    unreadable: dict[str, str] = field(default_factory=dict)
    """What is typed about people at first and is no number."""
    place: tuple[str, ...] = ()
    """What only this fund asks about the place: entries of short lists."""
    statement: dict[str, str] = field(default_factory=dict)
    """What only this fund's Prüfvermerk says."""
    papers: str = ""
    """What the papers say of the bodies that were heard before."""
    recommends: bool = False
    """The body recommends and the council bodies decide."""
    others_present: tuple[str, ...] = ()
    """Members who are there and do not vote."""

    @property
    def income(self) -> list[int]:
        """The lines of the plan that the form begins with: own funds, where the fund wants some, and the grant."""
        return [amount for amount in (self.own, self.grant) if amount]

    @property
    def present(self) -> tuple[str, ...]:
        """Everybody who is in the room."""
        return (*(person for person, _ in self.votes), *self.others_present)


def register(people: People) -> None:
    """An account with a password; the address is confirmed by the link of the mail."""
    people.page.goto("/")
    people.press("Konto anlegen")
    people.write(
        {
            "Vor- und Nachname": "Kim Beispiel",
            "E-Mail": APPLICANT,
            "Passwort": PASSWORD,
            "Passwort (Wiederholung)": PASSWORD,
        }
    )
    people.press("Konto anlegen", within="main form")
    people.reads("Bitte bestätigen Sie Ihre E-Mail-Adresse")
    people.passwords[APPLICANT] = PASSWORD
    account_mail.settle()
    (link,) = re.findall(r"https?://\S+", mail.outbox[-1].body)
    people.page.goto(link)
    people.press("Ja, bestätigen")
    people.reads(f"Die Adresse {APPLICANT} ist bestätigt.")
    people.sign_in(APPLICANT)
    people.reads("Guten Tag, Kim Beispiel")
    people.leave()


def begin_at_once(people: People, fund: Fund) -> None:
    """A draft without a consultation."""
    people.come(APPLICANT)
    people.press("Antrag beginnen")
    found(people, fund)


def ask_for_advice(people: People, calendar: Calendar, fund: Fund) -> None:
    """A consultation first; the note of the advisor; then the draft."""
    people.come(APPLICANT)
    people.press("Erst beraten lassen")
    found(people, fund)
    people.come(ADVISOR)
    people.press("Öffnen")
    people.write(
        {
            "Tag des Gesprächs": short_day(calendar.today),
            "Themen": "Fristen, Eigenbeteiligung",
            "Rat": "Bitte nicht vor dem Bescheid beginnen.",
        }
    )
    people.press("Beratung festhalten")
    people.reads("Die Beratung ist festgehalten.")
    people.come(APPLICANT)
    people.press(fund.title)
    people.do("Antrag beginnen")
    people.press("Antrag ausfüllen")


def found(people: People, fund: Fund) -> None:
    """A new organisation and a title."""
    people.write({"Name der neuen Organisation oder Person": ORGANISATION, "Projekttitel": fund.title})
    people.press("Beginnen")


def apply(people: People, fund: Fund, call: Round) -> None:
    """All seven sections of the form, from its overview; then it is sent."""
    begins, ends = call.earliest_start, call.earliest_start + LASTS
    people.press(re.compile("Wer stellt den Antrag"))
    people.choose("Eingetragener Verein (e. V.)", "Nein")
    people.write(MASTER_DATA | CONTACT)
    people.press("Speichern und weiter")
    people.write(PROJECT | fund.questions)
    people.press("Speichern und weiter")
    people.write({"Zielgruppe": "Nachbar*innen jeden Alters"} | fund.inclusion | fund.unreadable)
    if fund.unreadable:
        people.is_refused("Speichern und weiter", "Bitte geben Sie eine ganze Zahl")
        people.write({label: fund.inclusion[label] for label in fund.unreadable})
    people.press("Speichern und weiter")
    people.choose(*fund.place)
    people.write({"Beginn": short_day(begins), "Ende": short_day(ends)})
    people.tick("Bothfeld-Vahrenheide")
    people.write({"Durchführungsort und seine Barrierefreiheit": "Stadtteiltreff, ohne Stufen"})
    step = {"Baustein": "Treffen", "von": short_day(begins), "bis": short_day(ends)}
    people.write({f"{label}, Zeile 1": text for label, text in step.items()})
    people.press("Speichern und weiter")
    people.write({"Wofür, Zeile 1": "Honorare", "Betrag in Euro, Zeile 1": str(fund.grant + fund.own)})
    income = people.page.get_by_role("table", name="Einnahmen und Finanzierung")
    for row, amount in enumerate(fund.income, 1):
        income.get_by_label(f"Betrag in Euro, Zeile {row}").fill(str(amount))
    people.press("Speichern und weiter")
    people.write({"IBAN": IBAN, "Kontoinhaber*in": ORGANISATION})
    people.press("Speichern und weiter")
    people.tick(*DECLARATIONS.values())
    people.press("Speichern und zur Übersicht")


def send(people: People) -> None:
    """The application is sent, from the overview of its form."""
    people.do("Antrag einreichen")
    settle()


def mend(people: People, section: str, said: Mapping[str, str]) -> None:
    """Other answers in a section of the form, from its overview and back."""
    people.press(re.compile(section))
    people.write(said)
    people.press("Speichern und zur Übersicht")


def take_over(people: People, fund: Fund, said: Mapping[str, str] | None = None) -> None:
    """The clerk takes the check over; ``said`` is what only this fund asks then."""
    people.come(CLERK)
    people.press(fund.title)
    people.do("Prüfung übernehmen", said, ticked=("Ich bin in dieser Sache nicht befangen.",))


def check(people: People, fund: Fund) -> None:
    """Formally and expertly checked by one, released by another."""
    people.come(CLERK)
    people.press(fund.title, "Prüfung festhalten")
    people.tick(*(text for _, text in CHECKLIST))
    people.write({"Fachliche Bewertung": "Das Vorhaben dient den Zielen."} | fund.statement)
    people.write(
        {
            "Beihilferecht": "Keine wirtschaftliche Tätigkeit.",
            "Vorgeschlagene Zuwendung": str(fund.grant),
        }
    )
    people.press("Prüfung speichern")
    people.reads("Die Prüfung ist gespeichert.")
    people.press("Zurück zum Vorgang")
    people.do("Vollständigkeit bestätigen")
    people.come(LEAD)
    people.press(fund.title)
    people.do("Für die Sitzung freigeben")


def confirm_account(people: People, *way: str) -> None:
    """The clerk compares the account with a proof of the bank, on the page that these links lead to."""
    people.come(CLERK)
    people.press(*way)
    people.write({"IBAN auf dem Bankbeleg": IBAN})
    people.tick("Auch der Name auf dem Beleg ist der oben genannte.")
    people.press("Bankverbindung bestätigen", within="main form")
    people.reads("Die Bankverbindung ist bestätigt.")


def confirm_rules(people: People, fund: Fund, way: str) -> None:
    """The lead confirms by which rules the body resolves, on the page that this link leads to."""
    people.come(LEAD)
    people.press(way)
    body = people.page.get_by_role("region", name=fund.body)
    body.get_by_role("radio").first.check()
    with people.page.expect_navigation():
        body.get_by_role("button", name="Verfahrensregeln bestätigen").click()
    people.reads("Die Verfahrensregeln sind bestätigt")


def plan(people: People, calendar: Calendar, fund: Fund, days: int = 14) -> date:
    """The office plans a sitting of the body ``days`` from now; return its day."""
    day = next_working_day(calendar.today + timedelta(days=days))
    people.come(OFFICE)
    people.press("Sitzungen", "Sitzung planen")
    people.write({"Gremium": fund.body, "Tag": short_day(day), "Uhrzeit": "17 Uhr", "Ort": "Raum 101"})
    people.press("Sitzung planen", within="main form")
    people.reads("Die Sitzung ist geplant.")
    return day


def summon(people: People, calendar: Calendar, fund: Fund) -> None:
    """A sitting is planned, the case listed, the members invited; then its day comes."""
    day = plan(people, calendar, fund)
    people.press("Start", fund.title, "Auf die Tagesordnung setzen")
    people.page.get_by_role("radio").first.check()
    people.write({"Betrag im Beschlussvorschlag": str(fund.grant)})
    people.press("Auf die Tagesordnung setzen", within="main form")
    people.reads("Der Vorgang steht auf der Tagesordnung.")
    people.do("Einladen")
    calendar.turn_to(day, 17)


def vote(people: People, fund: Fund, resolved: str) -> None:
    """The office records who is there; the chair leads, all vote, the chair counts, resolves and closes."""
    chair = fund.votes[0][0]
    people.come(OFFICE)
    people.press("Öffnen: Anwesenheit erfassen")
    people.tick(*fund.present)
    people.press("Anwesenheit speichern")
    people.reads("Die Anwesenheit ist erfasst.")
    people.do("Sitzung eröffnen")
    people.come(chair)
    people.press("Öffnen: Die Sitzung läuft", fund.title)
    people.do("Punkt aufrufen")
    people.press("Abstimmung eröffnen")
    people.reads("Die Abstimmung ist eröffnet.")
    for person, choice in fund.votes:
        if person != chair:
            people.come(person)
            people.press("Öffnen: Abstimmen")
            people.reads(fund.papers)
        people.press(choice)
        people.reads(f"Ihre Stimme ist abgegeben: {choice}.")
    people.come(chair)
    people.press("Öffnen: Die Sitzung läuft", fund.title, "Abstimmung schließen")
    people.press("Abstimmung jetzt schließen")
    people.reads("Die Abstimmung ist geschlossen.")
    people.do(resolved)
    people.press(re.compile("Sitzung"), within="main header")
    people.do("Sitzung schließen")
    settle()


def decide_in_council(people: People, calendar: Calendar, fund: Fund) -> None:
    """The office hands the case to the council bodies, and notes from their minutes what each of them resolved."""
    people.come(OFFICE)
    people.press(fund.title)
    people.do("In die Ratsgremien geben", {"Nummer der Drucksache": "0815/2030"})
    advised = {"Tag der Sitzung": short_day(calendar.pass_days(10)), VOTES: "8:2:0"}
    people.come(OFFICE)
    people.press(fund.title)
    people.do("Beratung des Ausschusses festhalten", advised)
    decided = {"Beschlossen am": short_day(calendar.pass_days(7)), VOTES: "einstimmig"}
    people.come(OFFICE)
    people.press(fund.title)
    people.do("Zustimmung der Ratsgremien festhalten", decided | {"Betrag der Förderung": str(fund.grant)})


def award(people: People, calendar: Calendar, fund: Fund) -> None:
    """The Bescheid is drafted by the clerk, read and released by the lead, posted by the office."""
    people.come(CLERK)
    people.press(fund.title)
    if not fund.recommends:
        people.do("Bewilligung entwerfen")
    people.press("Bescheid entwerfen")
    people.write({"Besondere Auflagen": "Laden Sie die Stadt zum Abschluss ein."})
    people.press("Entwurf speichern")
    people.reads("Der Entwurf ist gespeichert.")
    people.come(LEAD)
    people.press(fund.title, "Bewilligung freigeben")
    assert people.reads_pdf("Den Bescheid als Entwurf lesen (PDF)").startswith(b"%PDF")
    people.press("Bewilligung freigeben", within="main form")
    people.reads("Erledigt: Bewilligung freigeben.")
    settle()
    people.come(OFFICE)
    people.press(fund.title)
    people.do("Versand der Bewilligung vermerken", {"Zur Post gegeben am": short_day(calendar.today)})
    settle()
    people.come(APPLICANT)
    people.press(fund.title)
    assert people.reads_pdf(re.compile("^Entscheidung über Ihren Antrag")).startswith(b"%PDF")


def waive_remedies(people: People, calendar: Calendar, fund: Fund) -> None:
    """The applicant sends the signed form, the clerk accepts it."""
    people.come(APPLICANT)
    people.press(fund.title, "Rechtsbehelfsverzicht hochladen")
    people.write({"Was ist das für eine Datei?": "Rechtsbehelfsverzicht (unterschrieben)"})
    people.hand_over("Datei", "Verzicht.pdf", PDF)
    people.press("Hochladen")
    people.reads("„Verzicht.pdf“ ist gespeichert.")
    people.come(CLERK)
    people.press(fund.title)
    people.do("Rechtsbehelfsverzicht annehmen", {"Eingegangen am": short_day(calendar.today)})


def pay(people: People, calendar: Calendar, fund: Fund, *, grace: int = 0) -> None:
    """Called for by the applicant; certified, ordered and confirmed by three people, ``grace`` days later."""
    people.come(APPLICANT)
    people.press(fund.title, "Mittel abrufen")
    need = "Honorare der nächsten zwei Monate"
    people.write({"Betrag": str(fund.grant), "Wofür brauchen Sie das Geld?": need})
    people.press("Mittel verbindlich abrufen")
    people.reads("ist eingegangen.")
    if grace:
        calendar.pass_days(grace)
    pay_out(people, calendar, fund)
    people.come(APPLICANT)
    people.press(fund.title, "Abruf 1")
    people.reads("Ausgezahlt")


def pay_at_once(people: People, calendar: Calendar, fund: Fund) -> None:
    """The clerk opens the one payment; the applicant calls nothing, and reads when the money comes."""
    people.come(APPLICANT)
    people.press(fund.title)
    people.reads("Ihr Geld kommt von selbst")
    assert "Mittel abrufen" not in people.text()
    people.come(CLERK)
    people.press(fund.title, "Auszahlung der ganzen Zuwendung vorbereiten")
    people.press("Auszahlung verbindlich vorbereiten", within="main form")
    people.come(APPLICANT)
    people.press(fund.title)
    people.reads("Die Auszahlung der Zuwendung ist unterwegs.")
    pay_out(people, calendar, fund)
    people.come(APPLICANT)
    people.press(fund.title, "Auszahlung in einer Summe")
    people.reads(f"Ausgezahlt {long_day(calendar.today)}")


def pay_out(people: People, calendar: Calendar, fund: Fund) -> None:
    """Certified, ordered and confirmed by three people."""
    paid = {"Ausgezahlt am": short_day(calendar.today)}
    for person, move, said in (
        ("Feststellung Beispiel", "Sachlich und rechnerisch feststellen", {}),
        ("Anordnung Beispiel", "Auszahlung anordnen", {}),
        ("Stadtkasse Beispiel", "Auszahlung bestätigen", paid),
    ):
        people.come(person)
        people.press(fund.title)
        people.do(move, said)
    settle()


def prove(people: People, fund: Fund, *, ended: date, due: date) -> None:
    """The grant period has ended: the applicant shows what the money was used for, until the day ``due``."""
    people.come(APPLICANT)
    people.press(fund.title, "Verwendungsnachweis ausfüllen")
    people.reads(f"Bitte reichen Sie ihn bis zum {long_day(due)} ein.")
    people.write(REPORT | {"Projekt abgeschlossen am": short_day(ended)})
    for caption, amounts in (
        ("Ausgaben", [fund.grant + fund.own]),
        ("Einnahmen und Finanzierung", fund.income),
    ):
        boxes = people.page.get_by_role("table", name=caption).get_by_role("textbox").all()
        for box, amount in zip(boxes, amounts, strict=True):
            box.fill(str(amount))
    people.tick(*(text for _, text in proof_declarations(Application.objects.get().terms)))
    people.press("Speichern")
    people.do("Verwendungsnachweis einreichen")
    settle()


def close(people: People, fund: Fund) -> None:
    """The clerk checks the proof, the lead accepts it and so closes the case."""
    people.come(CLERK)
    people.press(fund.title, "Verwendungsnachweis prüfen")
    spent = str(fund.grant + fund.own)
    people.write({"Anerkannte Ausgaben": spent, "Davon bar bezahlt": spent})
    people.write({"Prüfungsvermerk": "Schlüssig, eine Stichprobe."})
    people.press("Prüfung speichern")
    people.come(LEAD)
    people.press(fund.title)
    people.do("Verwendungsnachweis anerkennen")
    settle()


MASTER_DATA = {
    "Straße und Hausnummer": "Beispielstraße 1",
    "Postleitzahl": "30159",
    "Ort": "Hannover",
    "Vereinsregister-Nummer": "VR 000000",
    "Registergericht": "Amtsgericht Hannover",
    "Vertretungsberechtigte Personen": "Kim Beispiel, Vorstand",
}
CONTACT = {
    "Ansprechperson": "Kim Beispiel",
    "Telefon": "0511 000000",
    "E-Mail der Ansprechperson": "projekt@verein.example",
    "Weitere Anträge bei der Stadt in diesem Jahr": "keine",
}
REPORT = {
    "Sachbericht: Verlauf und Ergebnis": "Alle Treffen fanden statt.",
    "Welche Ziele wurden erreicht, welche nicht?": "Alle.",
    "Teilnehmende": "96",
    "Öffentlichkeitsarbeit und Hinweis auf die Förderung": "Auf allen Plakaten.",
}
PROJECT = {
    "Kurzbeschreibung (öffentlich)": "Ein Garten, in dem sich Menschen begegnen.",
    "Ausgangslage und Bedarf": "Im Stadtteil fehlt ein offener Ort.",
    "Ziele, und woran Sie sie messen": "Zwölf Treffen mit je acht Menschen.",
}
