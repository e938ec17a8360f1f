"""What every letter and every message is made of: sender, recipient, contact, court, and the case it is about."""

from dataclasses import dataclass
from datetime import date


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
    title: str
    link: str  # address of the page in the portal
    contact: ContactPerson
    sender: Sender
