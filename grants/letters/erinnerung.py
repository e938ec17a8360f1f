"""Reminds by mail of a day."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.conf import settings

from grants.kinds import facts_of
from grants.letters.basis import Message, contact_of, frame, office_on, sender_of
from grants.models import Application, Record, Sitting
from workflows.letters import Reminder
from workflows.period import Casus, Inflected
from workflows.sentence import LongDay, Sentence, names_in

TEXTS = {
    "antrag_nicht_eingereicht": (
        "Ihr Antrag ist noch nicht eingereicht",
        "Ihr Antrag liegt noch als Entwurf im Portal. Bitte reichen Sie ihn bis zum Ende der Förderrunde ein.",
    ),
    "unterlagen_fehlen": (
        "Zu Ihrem Antrag fehlen noch Unterlagen",
        "Bitte laden Sie die nachgeforderten Unterlagen hoch und senden Sie die Nachreichung ab.",
    ),
    "plan_anpassen": (
        "Ihr Kosten- und Finanzierungsplan ist noch anzupassen",
        "Bitte passen Sie den Plan an die beschlossene Summe an und bestätigen Sie ihn im Portal.",
    ),
    "mittel_nicht_abgerufen": (
        "Sie haben noch keine Mittel abgerufen",
        "Die bewilligten Mittel stehen nur bis zum Ende des Haushaltsjahres bereit. "
        "Bitte rufen Sie ab, was Sie innerhalb {use_within} nach der Auszahlung brauchen.",
    ),
    "nachweis_faellig": (
        "Der Verwendungsnachweis",
        "Bitte füllen Sie Sachbericht, zahlenmäßigen Nachweis und Belegliste aus und reichen Sie alles im Portal ein.",
    ),
    "anhoerung_endet": (
        "Ihre Frist zur Stellungnahme endet bald",
        "Bitte antworten Sie auf die Anhörung, wenn Sie sich äußern möchten. Sonst entscheiden wir nach der Akte.",
    ),
    "jahresfrist": (
        "Die Jahresfrist für Widerruf oder Rücknahme läuft ab",
        "Beides ist nur innerhalb eines Jahres seit Kenntnis möglich (§ 48 Abs. 4, § 49 Abs. 3 VwVfG).",
    ),
    "erstattung_faellig": (
        "Die Erstattung",
        "Bitte überweisen Sie den Betrag auf das Konto, das der Erstattungsbescheid nennt, mit dem Kassenzeichen.",
    ),
    "basiszinssatz_fehlt": (
        "Der Basiszinssatz des nächsten Halbjahres",
        "Bitte lassen Sie ihn von der Fachadministration unter „Basiszinssätze“ eintragen (Bundesbank, § 247 BGB). "
        "Ohne ihn lassen sich Zinsen nach diesem Tag nicht berechnen.",
    ),
    "zwischennachweis": (
        "Der Zwischennachweis",
        "Bitte berichten Sie im Portal über das vergangene Jahr: was geschehen ist und was Sie ausgegeben haben.",
    ),
    "zeitraum_endet": (
        "Der Bewilligungszeitraum Ihres Projekts",
        "Brauchen Sie mehr Zeit, beantragen Sie jetzt eine Verlängerung. Sonst bereiten Sie bitte den Nachweis vor.",
    ),
    "sitzung_in_sieben_tagen": (
        "Die nächste Sitzung",
        "Bitte lesen Sie die Unterlagen und sagen Sie der Geschäftsstelle Bescheid, wenn Sie verhindert oder "
        "befangen sind.",
    ),
}
"""Key of a reminder → its subject, and what is to be done; in braces a period of the Terms, behind „innerhalb“."""


@dataclass(frozen=True, kw_only=True)
class Erinnerung(Message):
    """Reminds of a day. ``reminder`` is the key that the programme gave it."""

    reminder: str
    subject: Sentence  # "Der Verwendungsnachweis ist bald fällig"
    what: Sentence  # what is to be done
    due: date
    overdue: bool = False


def gather(reminder: Reminder, record: Record, today: date) -> Erinnerung:
    subject, what = TEXTS[reminder.key]
    due = getattr(facts_of(record), reminder.day)
    parts = FRAMES[record.kind](record, today)
    return Erinnerung(
        **parts | {"case_number": parts["case_number"] or "Entwurf"},
        reminder=reminder.key,
        subject=Sentence(subject),
        what=_what(what, record),
        due=due,
        overdue=today > due,
    )


def _what(text: str, record: Any) -> Sentence:
    """The sentence with the periods of the Terms that the case is bound to; other records have none to name."""
    periods = {name: Inflected(getattr(record.terms, name), Casus.WITHIN) for name in names_in(text)}
    return Sentence(text, **periods)


def _frame_of_sitting(sitting: Sitting, today: date) -> dict[str, Any]:
    office = office_on(today)
    return {
        "case_number": f"{sitting.number}. Sitzung",
        "title": Sentence(
            "{body}, {day}, {begins}, {place}",
            body=sitting.body.name,
            day=LongDay(sitting.held_on),
            begins=sitting.starts_at,
            place=sitting.place,
        ),
        "link": settings.PUBLIC_URL + sitting.get_absolute_url(),
        "contact": contact_of(None, office),
        "sender": sender_of(office),
    }


FRAMES: dict[str, Callable[[Any, date], dict[str, Any]]] = {
    Application.kind: frame,
    Sitting.kind: _frame_of_sitting,
}
"""Kind of a record that reminders are about → the head of the message."""
