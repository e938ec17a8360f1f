"""What each letter is written from: one frozen dataclass a letter, kept with the move that names it.

Amounts are ``Decimal`` EUR with at most two places, days are ``date``, moments aware ``datetime``. Nothing in here is
live: a letter written tomorrow shows the facts of today.
"""

from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal

from grants.facts_codec import FACTS_VERSION, decode, encode
from grants.letter_basis import (
    Account,
    Brief,
    ContactPerson,
    Message,
    Recipient,
    Remedy,
    Sender,
    Signature,
    Station,
)
from grants.letter_facts_later import (
    Abrufablehnung,
    Aenderungsbescheid,
    Anhoerung,
    Berichtigung,
    InterestLine,
    Mahnung,
    RefundPart,
    Rueckforderungsbescheid,
    Widerrufsbescheid,
)

__all__ = [
    "FACTS",
    "FACTS_VERSION",
    "Account",
    "ContactPerson",
    "InterestLine",
    "Recipient",
    "RefundPart",
    "Remedy",
    "Sender",
    "Signature",
    "Station",
    "from_json",
    "to_json",
]


@dataclass(frozen=True, kw_only=True)
class PlanLine:
    """A line of the Kosten- und Finanzierungsplan. ``side`` is ``expense`` or ``income``."""

    side: str
    number: str  # "1.2"
    label: str
    requested: Decimal
    approved: Decimal
    in_kind: bool  # unpaid work or things, at their value in money


@dataclass(frozen=True, kw_only=True)
class Attachment:
    """A file that came with the application. ``digest`` is its SHA-256 in hexadecimal."""

    name: str
    digest: str


@dataclass(frozen=True, kw_only=True)
class Entry:
    """One answer of the application, as it was sent."""

    label: str
    text: str


@dataclass(frozen=True, kw_only=True)
class Eingangsbestaetigung(Brief):
    """Acknowledges an application; decides nothing."""

    received_at: datetime
    requested: Decimal
    attachments: tuple[Attachment, ...] = ()
    sitting_on: date | None = None  # planned sitting of the body after the round has closed
    body: str  # which sees the application first
    call_ends_on: date  # last day for documents of this round
    early_start: bool = False  # a förderunschädlicher vorzeitiger Maßnahmebeginn was asked for
    answers: tuple[Entry, ...]  # the annex: what was sent
    digest: str  # SHA-256 of what was sent, in hexadecimal
    privacy_link: str


@dataclass(frozen=True, kw_only=True)
class Nachforderung(Brief):
    """Asks for missing documents or statements."""

    missing: tuple[str, ...]
    due: date  # a named working day (§ 31 VwVfG)


@dataclass(frozen=True, kw_only=True)
class VorzeitigerBeginn(Brief):
    """Allows to begin before the Bescheid, at one's own risk (VV 1.3 zu § 44 LHO)."""

    asked_on: date | None  # the day that the application names, if it asks for one
    early_start_on: date
    remedy: Remedy | None = None  # where less is allowed than was asked for


@dataclass(frozen=True, kw_only=True)
class Zuwendungsbescheid(Brief):
    """Grants money, wholly or in part."""

    grantee: str  # whom the grant is for, by legal name
    signatories: tuple[
        str, ...
    ]  # who signs for the grantee; all of them, if they represent jointly (§ 26 Abs. 2 BGB)
    budget_year: int
    requested: Decimal
    awarded: Decimal
    kind: str  # "festbetrag" or "anteil"
    rate: Decimal | None = None  # percent of the eligible expenses, for "anteil"
    eligible: Decimal  # zuwendungsfähige Gesamtausgaben as the office has recognised them
    own: Decimal  # Eigenbeteiligung, money and in-kind
    purpose: str
    target_group: str
    venue: str
    measures: tuple[str, ...]
    goals: tuple[str, ...]
    period_from: date  # Bewilligungszeitraum
    period_to: date
    project_from: date  # Durchführungszeitraum
    project_to: date
    early_start_on: date | None = None  # consent to an early start, from this day
    guideline: str  # title with Drucksache
    body: str  # it decides on the funding (of its recommendation ``reasons`` tells), the office issues the Bescheid
    decided_on: date
    reasons: tuple[str, ...] = ()  # why the project is funded: considerations of discretion
    partial_reasons: tuple[
        str, ...
    ] = ()  # why less than requested (§ 39 VwVfG); needed if awarded < requested
    conditions: tuple[str, ...] = ()  # aufschiebende Bedingungen
    obligations: tuple[str, ...] = ()  # further Auflagen
    plan: tuple[PlanLine, ...]
    line_tolerance: int  # percent by which one line may be exceeded
    payout_grace: int  # working days after finality
    use_within_months: int
    iban_end: str  # last four characters
    proof_due: date
    proof_months: int  # after the purpose is fulfilled, or the month of the period's end
    interim_proof_due: date | None = None
    keep_years: int
    inventory_from: Decimal  # net price from which an object is listed
    annex: tuple[str, ...]  # the ANBest-P, line by line, as they held at the release
    annex_version: str
    remedy: Remedy

    def __post_init__(self):
        """Refuse a letter that contradicts itself."""
        if self.kind not in ("festbetrag", "anteil") or (self.kind == "anteil") != (self.rate is not None):
            raise ValueError("kind is festbetrag or anteil, and a rate belongs to anteil only")
        if self.awarded < self.requested and not self.partial_reasons:
            raise ValueError("a partial award needs its reasons (§ 39 VwVfG)")

    @property
    def partial(self) -> bool:
        """Say whether less was granted than requested."""
        return self.awarded < self.requested

    @property
    def in_kind(self) -> bool:
        """Say whether the plan counts unpaid work or things."""
        return any(line.in_kind for line in self.plan)

    @property
    def planned(self) -> Decimal:
        """The expenses that the approved plan shows as eligible."""
        return sum((line.approved for line in self.plan if line.side == "expense"), Decimal("0.00"))


@dataclass(frozen=True, kw_only=True)
class Ablehnungsbescheid(Brief):
    """Refuses an application."""

    requested: Decimal
    situation: tuple[str, ...]  # Sachverhalt, by paragraphs
    reasons: tuple[str, ...]  # § 39 VwVfG: formal or content reasons, with the considerations of discretion
    formal: bool = False  # refused by the office for formal reasons; no body has decided
    body: str = ""
    decided_on: date | None = None
    applications: int | None = None  # how many competed in the round; never whose
    guideline: str
    remedy: Remedy


@dataclass(frozen=True, kw_only=True)
class Auszahlungsmitteilung(Brief):
    """Tells of a payment; no administrative act."""

    decision_on: date  # date of the Zuwendungsbescheid
    call_number: int
    requested: Decimal
    recognised: Decimal
    paid: Decimal
    deviation: str = ""  # why recognised differs from requested
    account_holder: str
    iban_end: str
    executed_on: date
    end_to_end: str
    granted: Decimal
    paid_total: Decimal
    remaining: Decimal
    use_by: date


@dataclass(frozen=True, kw_only=True)
class Abschlussmitteilung(Brief):
    """Tells the result of the check of the proof of use and closes the case."""

    decision_on: date
    proof_on: date  # day the proof came in
    granted: Decimal
    eligible: Decimal  # of the Zuwendungsbescheid
    recognised_expenses: Decimal
    recognised: Decimal  # recognised grant
    paid: Decimal
    rest: Decimal = Decimal("0.00")  # recognised, but never called: it lapses with the closing
    refunded: Decimal = Decimal("0.00")  # already paid back; ``paid`` counts it as paid
    keep_until: date  # last day for keeping the Belege


@dataclass(frozen=True, kw_only=True)
class BescheidUnterwegs(Message):
    """The Bescheid was posted; the copy in the portal is for information."""

    posted_on: date


@dataclass(frozen=True, kw_only=True)
class Sachstand(Message):
    """Where the case stands."""

    state: str  # German label of the stage
    lines: tuple[str, ...]  # plain sentences: what happened, what comes next
    next_on: date | None = None


@dataclass(frozen=True, kw_only=True)
class Erinnerung(Message):
    """Reminds of a day. ``reminder`` is the key that the programme gave it."""

    reminder: str
    subject: str  # "Der Verwendungsnachweis ist bald fällig"
    what: str  # one sentence: what is to be done
    due: date
    overdue: bool = False


FACTS: dict[str, type] = {
    "eingangsbestaetigung": Eingangsbestaetigung,
    "nachforderung": Nachforderung,
    "vorzeitiger_beginn": VorzeitigerBeginn,
    "zuwendungsbescheid": Zuwendungsbescheid,
    "ablehnungsbescheid": Ablehnungsbescheid,
    "auszahlungsmitteilung": Auszahlungsmitteilung,
    "abschlussmitteilung": Abschlussmitteilung,
    "bescheid_unterwegs": BescheidUnterwegs,
    "sachstand": Sachstand,
    "plan_anpassen": Sachstand,
    "ratsgremien": Sachstand,
    "nachrueckliste": Sachstand,
    "vorzeitig_abgeschlossen": Sachstand,
    "nachweis_nachforderung": Sachstand,
    "ruecknahmebestaetigung": Sachstand,
    "einladung": Sachstand,
    "frist_verlaengert": Sachstand,
    "anhoerung": Anhoerung,
    "anhoerung_beendet": Sachstand,
    "rueckforderungsbescheid": Rueckforderungsbescheid,
    "widerrufsbescheid": Widerrufsbescheid,
    "mahnung": Mahnung,
    "erstattung_erledigt": Sachstand,
    "berichtigung": Berichtigung,
    "aenderungsbescheid": Aenderungsbescheid,
    "abrufablehnung": Abrufablehnung,
    "zwischennachweis_geprueft": Sachstand,
    "erinnerung": Erinnerung,
}
"""Letter key → the type of its facts."""


def key_for(key: str, user: int) -> str:
    """Under what a move keeps the facts of letter ``key`` for one person who reads it otherwise than the others."""
    return f"{key}:{user}"


def to_json(facts) -> str:
    """Return the canonical text of the facts: the same facts give the same text."""
    return encode(facts)


def from_json(key: str, text: str):
    """Return the facts of letter ``key`` from their text, upgraded to today's version.

    Raises ``KeyError`` for an unknown letter and ``ValueError`` for a text that does not fit.
    """
    return decode(FACTS[key], key, text)
