"""What every letter and every message shows, and how it is gathered: sender, recipient, contact, court, the case."""

from dataclasses import dataclass
from datetime import date
from typing import Any, TypeVar

from django.conf import settings

from grants.cases.beside import rows
from grants.models import Application, OfficeData, Organisation, User
from workflows.chart import way
from workflows.errors import NotYet
from workflows.outcome import Outcome
from workflows.roles import UNSEEN_IN_LETTERS
from workflows.sentence import VERBATIM, Sentence

NO_OFFICE = (
    "Das geht noch nicht: Für unsere Briefe fehlen die „Angaben der Behörde“, also Absender und Gericht. "
    "Die Fachadministration muss sie zuerst eintragen."
)
STATES = {"done": "done", "now": "now", "todo": "next"}


@dataclass(frozen=True, kw_only=True)
class Sender:
    """The office that writes."""

    city: str  # "Landeshauptstadt Hannover"
    head: str  # "Der Oberbürgermeister"
    department: str  # "Fachbereich Gesellschaftliche Teilhabe"
    unit: str  # "OE 56.10"
    street: str
    place: str  # postcode and town
    audit_office: str  # "Rechnungsprüfungsamt der Landeshauptstadt Hannover"


@dataclass(frozen=True, kw_only=True)
class ContactPerson:
    """Who answers questions: a person or a role."""

    name: str
    phone: str
    email: str


@dataclass(frozen=True, kw_only=True)
class Recipient:
    """Whom the letter is for. ``lines`` are the lines of the envelope, name first, town last (at most six)."""

    lines: tuple[str, ...]
    salutation: str = "Sehr geehrte Damen und Herren,"


@dataclass(frozen=True, kw_only=True)
class Signature:
    """Name under the letter (§ 37 Abs. 3 VwVfG)."""

    name: str


@dataclass(frozen=True, kw_only=True)
class Station:
    """A station of the way. ``state`` is ``done``, ``now`` or ``next``."""

    label: str
    state: str


@dataclass(frozen=True, kw_only=True)
class Remedy:
    """The court of the Rechtsbehelfsbelehrung and its address, from the office's data (§ 58 VwGO)."""

    court: str  # "Verwaltungsgericht Hannover"
    lines: tuple[str, ...]  # street, postcode and town


@dataclass(frozen=True, kw_only=True)
class Account:
    """Where money comes back to; the Kassenzeichen is the case's number."""

    owner: str  # "Stadtkasse der Landeshauptstadt Hannover"
    iban: str  # without spaces
    bic: str
    bank: str


@dataclass(frozen=True, kw_only=True)
class Brief:
    """What every letter needs."""

    case_number: str
    programme: str  # "WIR2.0-Förderprogramm: Kleinprojekte"
    title: str  # the project's
    applicant: str  # the organisation's or person's name as in the application
    applied_on: date
    sender: Sender
    contact: ContactPerson
    recipient: Recipient
    signature: Signature
    way: tuple[Station, ...]
    link: str  # address of the case in the portal
    round: str  # "Sommerrunde 2026"


@dataclass(frozen=True, kw_only=True)
class Message:
    """A mail without a PDF."""

    case_number: str
    title: Sentence  # the project's, or what the sitting is called
    link: str  # address of the page in the portal
    contact: ContactPerson
    sender: Sender


def office_on(day: date, application: Application | None = None) -> OfficeData:
    """The office's data that hold on a day; NotYet if nobody entered any: no letter goes out without a sender.

    An application under its lock has read them already.
    """
    if application is None or application.kept is None:
        office = OfficeData.on(day)
    else:
        known = [office for office in rows(application, "offices")["offices"] if office.valid_from <= day]
        office = known[-1] if known else None
    if office is None:
        raise NotYet(NO_OFFICE)
    return office


def sender_of(office: OfficeData) -> Sender:
    """The authority as it writes."""
    return Sender(
        city=office.authority,
        head=office.head,
        department=office.department,
        unit=office.unit,
        street=office.street,
        place=f"{office.postcode} {office.city}",
        audit_office=office.audit_office,
    )


def remedy_of(office: OfficeData) -> Remedy:
    """Court and address of the Rechtsbehelfsbelehrung (§ 58 VwGO)."""
    return Remedy(court=office.court, lines=tuple(part.strip() for part in office.court_address.split(",")))


def account_of(office: OfficeData) -> Account:
    """The account of the Stadtkasse that refunds are paid to."""
    return Account(owner=office.cash_office, iban=office.iban, bic=office.bic, bank=office.bank)


def contact_of(person: User | None, office: OfficeData) -> ContactPerson:
    """Who answers questions: the caseworker, or the office."""
    if person is None:
        return ContactPerson(name="Geschäftsstelle", phone=office.phone, email=office.email)
    return ContactPerson(name=person.name, phone=person.phone or office.phone, email=office.email)


def recipient_of(organisation: Organisation) -> Recipient:
    """The lines of the envelope; an individual is greeted by name."""
    town = f"{organisation.postcode} {organisation.city}".strip()
    lines = tuple(line for line in (organisation.name, organisation.street, town) if line)
    if organisation.kind == Organisation.Kind.PERSON:
        return Recipient(lines=lines, salutation=f"Guten Tag {organisation.name},")
    return Recipient(lines=lines)


def link_to(record: Any) -> str:
    """The address of a record's page in the portal."""
    return settings.PUBLIC_URL + record.get_absolute_url()


def signer_of(application: Application, outcome: Outcome, office: OfficeData) -> str:
    """Who signs: whoever acted for the office; where the applicant or the clock did, who is in charge of the case."""
    if outcome.role not in UNSEEN_IN_LETTERS:
        return outcome.actor.name
    return application.caseworker.name if application.caseworker else office.unit


def brief(application: Application, outcome: Outcome, day: date) -> dict[str, Any]:
    """The parts of a letter about a case that a move writes."""
    office = office_on(day, application)
    return {
        "case_number": application.number,
        "programme": application.get_programme_display(),
        "title": application.project.title,
        "applicant": application.organisation.name,
        "applied_on": application.submitted_on,
        "sender": sender_of(office),
        "contact": contact_of(application.caseworker, office),
        "recipient": recipient_of(application.organisation),
        "signature": Signature(name=signer_of(application, outcome, office)),
        "way": tuple(Station(label=s.label, state=STATES[s.state]) for s in way(application.stage)),
        "link": link_to(application),
        "round": application.round.title,
    }


def frame(application: Application, day: date) -> dict[str, Any]:
    """The parts of a message about a case."""
    office = office_on(day, application)
    return {
        "case_number": application.number,
        "title": as_written(application.project.title),
        "link": link_to(application),
        "contact": contact_of(application.caseworker, office),
        "sender": sender_of(office),
    }


Known = TypeVar("Known")


def sure(value: Known | None) -> Known:
    """A value that the move's rules have made sure of; ValueError rather than a letter with a hole in it."""
    if value is None:
        raise ValueError("A letter lacks a fact that its move should have made sure of.")
    return value


def paragraphs(text: str) -> list[str]:
    """The paragraphs of what somebody typed, without empty ones."""
    return [line.strip() for line in text.splitlines() if line.strip()]


def typed(text: str) -> list[Sentence]:
    """The same, each as a sentence that is said as it was written."""
    return [as_written(paragraph) for paragraph in paragraphs(text)]


def as_written(words: str) -> Sentence:
    """Somebody's words, or a name, where else a sentence stands."""
    return Sentence(VERBATIM, said=words)
