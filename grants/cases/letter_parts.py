"""What every letter shows: sender, recipient, contact, court, signature and the way."""

from datetime import date
from typing import Any

from django.conf import settings

from grants import letter_facts as texts
from grants.models import Application, OfficeData, Organisation, User
from workflows.case import Role
from workflows.chart import way
from workflows.errors import NotYet
from workflows.machine import Outcome

NO_OFFICE = (
    "Das geht noch nicht: Für unsere Briefe fehlen die „Angaben der Behörde“, also Absender und Gericht. "
    "Die Fachadministration muss sie zuerst eintragen."
)
OUTSIDE = {Role.APPLICANT, Role.SIGNATORY, Role.CLOCK}
"""Who writes no letters of the office."""
STATES = {"done": "done", "now": "now", "todo": "next"}


def office_on(day: date) -> OfficeData:
    """The office's data that hold on a day; NotYet if nobody entered any: no letter goes out without a sender."""
    office = OfficeData.on(day)
    if office is None:
        raise NotYet(NO_OFFICE)
    return office


def sender_of(office: OfficeData) -> texts.Sender:
    """The authority as it writes."""
    return texts.Sender(
        city=office.authority,
        head=office.head,
        department=office.department,
        unit=office.unit,
        street=office.street,
        place=f"{office.postcode} {office.city}",
        audit_office=office.audit_office,
    )


def remedy_of(office: OfficeData) -> texts.Remedy:
    """Court and address of the Rechtsbehelfsbelehrung (§ 58 VwGO)."""
    return texts.Remedy(
        court=office.court, lines=tuple(part.strip() for part in office.court_address.split(","))
    )


def account_of(office: OfficeData) -> texts.Account:
    """The account of the Stadtkasse that refunds are paid to."""
    return texts.Account(owner=office.cash_office, iban=office.iban, bic=office.bic, bank=office.bank)


def contact_of(person: User | None, office: OfficeData) -> texts.ContactPerson:
    """Who answers questions: the caseworker, or the office."""
    if person is None:
        return texts.ContactPerson(name="Geschäftsstelle", phone=office.phone, email=office.email)
    return texts.ContactPerson(name=person.name, phone=person.phone or office.phone, email=office.email)


def recipient_of(organisation: Organisation) -> texts.Recipient:
    """The lines of the envelope; an individual is greeted by name."""
    town = f"{organisation.postcode} {organisation.city}".strip()
    lines = tuple(line for line in (organisation.name, organisation.street, town) if line)
    if organisation.kind == Organisation.Kind.PERSON:
        return texts.Recipient(lines=lines, salutation=f"Guten Tag {organisation.name},")
    return texts.Recipient(lines=lines)


def link_to(record: Any) -> str:
    """The address of a record's page in the portal."""
    return settings.PUBLIC_URL + record.get_absolute_url()


def signer_of(application: Application, outcome: Outcome, office: OfficeData) -> str:
    """Who signs: whoever acted for the office; where the applicant or the clock did, who is in charge of the case."""
    if outcome.role not in OUTSIDE:
        return outcome.actor.name
    return application.caseworker.name if application.caseworker else office.unit


def brief(application: Application, outcome: Outcome, day: date) -> dict[str, Any]:
    """The parts of a letter about a case that a move writes."""
    office = office_on(day)
    return {
        "case_number": application.number,
        "programme": application.get_programme_display(),
        "title": application.project.title,
        "applicant": application.organisation.name,
        "applied_on": application.submitted_on,
        "sender": sender_of(office),
        "contact": contact_of(application.caseworker, office),
        "recipient": recipient_of(application.organisation),
        "signature": texts.Signature(name=signer_of(application, outcome, office)),
        "way": tuple(texts.Station(label=s.label, state=STATES[s.state]) for s in way(application.stage)),
        "link": link_to(application),
        "round": application.call.title,
    }


def frame(application: Application, day: date) -> dict[str, Any]:
    """The parts of a message about a case."""
    office = office_on(day)
    return {
        "case_number": application.number,
        "title": application.project.title,
        "link": link_to(application),
        "contact": contact_of(application.caseworker, office),
        "sender": sender_of(office),
    }


def sure(value: Any) -> Any:
    """A value that the move's rules have made sure of; ValueError rather than a letter with a hole in it."""
    if value is None:
        raise ValueError("A letter lacks a fact that its move should have made sure of.")
    return value


def paragraphs(text: str) -> list[str]:
    """The paragraphs of what somebody typed, without empty ones."""
    return [line.strip() for line in text.splitlines() if line.strip()]
