"""Whom one can be in the demonstration: functions and fictitious organisations, nobody real."""

from dataclasses import dataclass

from demo.stories.ground import DOMAIN, JURY, KURATORIUM, SEATS, STAFF


@dataclass(frozen=True)
class Persona:
    """Somebody to sign in as: the key of the address, the name, and in one line what they can do."""

    key: str
    name: str
    can: str

    @property
    def email(self) -> str:
        """The address of the account."""
        return f"{self.key}@{DOMAIN}"


APPLICANTS = (
    Persona(
        "nachbarschaftshilfe-beispiel-e-v",
        "Vorstand Nachbarschaftshilfe Beispiel e. V.",
        "schreibt Anträge, ruft Mittel ab und weist ihre Verwendung nach",
    ),
    Persona(
        "zwei-ufer-beispiel-e-v",
        "Vorstand Zwei Ufer Beispiel e. V.",
        "vertritt den Verein gemeinsam mit einer zweiten Person",
    ),
    Persona(
        "zwei-ufer-beispiel-e-v-2",
        "Zweite Person im Vorstand von Zwei Ufer Beispiel e. V.",
        "gibt frei, was der Verein gemeinsam erklärt",
    ),
    Persona("alex-beispiel", "Alex Beispiel", "hat als Einzelperson eine Förderung bekommen"),
)
_CAN = {
    "beratung": "berät vor dem Antrag und hält die Beratung fest",
    "sachbearbeitung": "prüft Anträge und Nachweise und entwirft Bescheide",
    "leitung": "gibt Prüfvermerke und Bescheide frei, führt die Töpfe",
    "geschaeftsstelle": "lädt zu Sitzungen ein und vermerkt den Versand von Bescheiden",
    "feststellung": "stellt Mittelabrufe sachlich und rechnerisch fest",
    "anordnung": "ordnet Auszahlungen an",
    "kasse": "bestätigt Auszahlungen",
    "pruefamt": "sieht alles und ändert nichts",
    "datenschutz": "löscht personenbezogene Daten archivierter Vorgänge",
}
OFFICE = tuple(Persona(key, name, _CAN[key]) for key, (name, _) in STAFF.items())
MEMBERS = tuple(
    Persona(
        f"mitglied{number}",
        f"Mitglied {number} ({label})",
        "leitet die Sitzung und stimmt ab" if number == 1 else "liest die Unterlagen und stimmt ab",
    )
    for number, label in enumerate(SEATS, 1)
)
OTHERS = (
    Persona("kuratorium6", f"Mitglied 6 ({KURATORIUM[0]})", "sitzt im Kuratorium und empfiehlt Großprojekte"),
    Persona("jury1", f"Jurymitglied 1 ({JURY[0]})", "leitet die Jury des Gesellschaftsfonds"),
    Persona("jury2", f"Jurymitglied 2 ({JURY[1]})", "schlägt Vorhaben des Ideenwettbewerbs vor"),
)
PERSONAS = {
    "Antragsteller*innen": APPLICANTS,
    "Verwaltung": OFFICE,
    "Arbeitsausschuss": MEMBERS,
    "Kuratorium und Jury": OTHERS,
}
"""The page of the demonstration shows them in these groups."""
