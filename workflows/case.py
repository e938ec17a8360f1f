"""All that a rule may know: frozen facts about one case, one actor, one guideline. No address, no bank data."""

from collections.abc import Mapping
from dataclasses import dataclass, field, fields
from datetime import date
from decimal import Decimal
from enum import StrEnum
from typing import Any, TypeVar

from workflows.calendar import end_of
from workflows.claim import Claim
from workflows.period import Period, Unit
from workflows.roles import Role

ZERO = Decimal(0)


@dataclass(frozen=True)
class Actor:
    """Someone at the counter, with the roles they hold for this record. A biased person holds none."""

    name: str
    roles: frozenset[Role]
    user_id: int | None = None


CLOCK = Actor("Fristenuhr", frozenset({Role.CLOCK}))


class OwnShare(StrEnum):
    """Whether a guideline asks for an own contribution (Eigenbeteiligung), and what happens below its percentage."""

    NONE = "none"
    WANTED = "wanted"
    """Below the percentage a reason is needed."""
    NEEDED = "needed"
    """Below the percentage the application is not sent."""


@dataclass(frozen=True, kw_only=True)
class Terms:
    """What a guideline (Richtlinienfassung) may change. Money in EUR, periods with their unit.

    Shipped in the ``terms.toml`` of each fund with source and confidence, editable in the database, pinned to a case at
    its submission. The defaults here are those of ``data/terms.toml``: a case that was pinned before a value existed
    has them.
    """

    version: str
    valid_from: date
    cap: Decimal
    """Höchstbetrag je Vorhaben."""
    fixed_up_to: Decimal
    """Festbetrag up to and with this grant."""
    fixed_with_share_up_to: Decimal
    """Festbetrag up to and with this grant if the own contribution is reached."""
    own_share_percent: Decimal
    """Eigenbeteiligung in percent of the eligible expenses; 0 = no number: none, or an appropriate one."""
    own_share: str = OwnShare.WANTED
    """One of ``OwnShare``."""
    minimum: Decimal | None = None
    """At least this grant is requested; None: the guideline knows no smallest one."""
    third_party_is_own: bool = False
    in_kind_rate: Decimal = Decimal(15)
    in_kind_percent: Decimal = Decimal(20)
    documents_period: Period = Period(14, Unit.DAYS)
    adapted_plan_period: Period = Period(21, Unit.DAYS)
    invitation_period: Period = Period(7, Unit.DAYS)
    deferrals_alert: int = 3
    advice_wait: Period = Period(0, Unit.DAYS)
    """Between the advice of the last body that is heard first and the vote of the deciding one; 0: no wait."""
    payout_grace: Period = Period(10, Unit.WORKING_DAYS)
    use_within: Period = Period(2, Unit.MONTHS)
    proof_within: Period = Period(6, Unit.MONTHS)
    proof_documents_period: Period = Period(14, Unit.DAYS)
    interim_proofs: bool = True
    """The fund asks for interim proofs where the period outlasts a year; the proof at the end is always owed."""
    interim_beyond: Period = Period(90, Unit.DAYS)
    """A grant period that reaches further than this beyond a 31 December owes an interim proof by 31 March."""
    hearing_period: Period = Period(21, Unit.DAYS)
    refund_bagatelle: Decimal = Decimal(500)
    refund_period: Period = Period(42, Unit.DAYS)
    dunning_period: Period = Period(14, Unit.DAYS)
    interest_bagatelle: Decimal = Decimal(50)
    line_tolerance_percent: Decimal = Decimal(20)
    inventory_from: Decimal = Decimal(800)
    """Things that cost more, net, are listed in an inventory."""
    competence_limit: Decimal | None = None
    """Above this grant the council bodies may have to decide; None: no limit is known."""
    advising_body: str = "Internationaler Ausschuss"
    deciding_body: str = "Verwaltungsausschuss"
    measure_cap: Decimal | None = None
    """What the awards of one announced measure may reach together."""
    measures_per_half_year: int = 2
    longest: Period | None = None
    """A project runs so long at most; None: the guideline does not say."""
    presentation: bool = False
    """The results are presented in public and documented."""
    receipts_kept: Period = Period(5, Unit.YEARS)
    retention: Period = Period(10, Unit.YEARS)
    retention_refused: Period = Period(3, Unit.YEARS)
    day_count: str = "act/act"


def interim_due(
    begins: date | None, ends: date | None, terms: Terms, covered_until: date | None = None
) -> date | None:
    """31 March after the first 31 December that no interim proof covers and that the grant period crosses far enough.

    ``terms.interim_beyond`` after it is not enough: the proof of use comes soon then. None if none is due, and where
    the fund asks for none.
    """
    if begins is None or ends is None or not terms.interim_proofs:
        return None
    year = covered_until.year + 1 if covered_until else begins.year
    far = end_of(date(year, 12, 31), terms.interim_beyond)
    return date(year + 1, 3, 31) if ends > far else None


def deadline() -> Any:
    """A field that names the last day of a period: it may be given more time, and lapses on the day after it."""
    return field(default=None, metadata={"deadline": True})


@dataclass(frozen=True)
class Resolution:
    """What a body resolved on one item, once the ballot is closed. ``reasons`` are German sentences."""

    quorate: bool
    carried: bool
    reasons: tuple[str, ...] = ()
    approval_needed: bool = False


@dataclass(frozen=True)
class Advice:
    """What a body that is heard first has voted on a case; ``body`` is its key. It binds nobody."""

    body: str
    voted_on: date
    carried: bool


@dataclass(frozen=True)
class Lawsuit:
    """A suit at the administrative court. ``scope``: grant, refused_part, condition, revocation or interest."""

    scope: str
    filed_on: date
    closed_on: date | None = None


@dataclass(frozen=True, kw_only=True)
class Memo:
    """The Prüfvermerk as the rules see it. ``missing`` names what is still empty, as German words."""

    missing: tuple[str, ...] = ()
    written_by: int | None = None
    eligible: Decimal = ZERO
    own: Decimal = ZERO
    low_share_reason: bool = False
    proposal: Decimal = ZERO


@dataclass(frozen=True, kw_only=True)
class Draft:
    """The draft of the Bescheid that is being prepared. ``kind``: award or refusal."""

    kind: str
    missing: tuple[str, ...] = ()
    drafted_by: int | None = None
    amount: Decimal = ZERO
    period_begins: date | None = None
    period_ends: date | None = None
    rests_on_vote: bool = False
    """A body has voted for this refusal; the check alone came to none."""
    condition: str = ""
    """Aufschiebende Bedingung (X11): nothing is paid before it is met."""
    made: bool = False
    """The released Bescheid lies in the archive as a numbered PDF."""


@dataclass(frozen=True, kw_only=True)
class Proof:
    """The Verwendungsnachweis as the rules see it. Money in EUR."""

    missing: tuple[str, ...] = ()
    fulfilled_on: date | None = None
    check_missing: tuple[str, ...] = ("das Ergebnis der Prüfung",)
    checked_by: int | None = None
    recognised_grant: Decimal | None = None


@dataclass(frozen=True, kw_only=True)
class OwnFacts:
    """What only one fund knows about a case: a fund that has such facts declares them in a subclass, with defaults.

    A fact is set by the fund's own moves and extensions (``Effects.own_facts``), or it is the answer to a question of
    the same key that the fund declares as ``judged``.
    """


@dataclass(frozen=True, kw_only=True)
class Facts:
    """All that the rules of a machine may know about one record."""

    stage: str = ""


@dataclass(frozen=True, kw_only=True)
class Case(Facts):
    """One application as the rules see it. Money in EUR, days in Europe/Berlin, people as user ids."""

    number: str | None = None
    programme: str = ""
    terms: Terms

    # Antrag
    missing: tuple[str, ...] = ()
    """German sentences: mandatory fields, attachments and declarations that are still empty or wrong."""
    plan_problems: tuple[str, ...] = ()
    """German sentences: what is wrong with the cost and financing plan."""
    signatures_needed: int = 1
    signed_by: frozenset[int] = frozenset()
    """Who has released the present version of what is about to be sent (§ 26 Abs. 2 BGB)."""
    ending_signed_by: frozenset[int] = frozenset()
    """Who has released that the case ends here: withdrawal of the application, or waiver of the grant."""
    round_opens: date | None = None
    round_closes: date | None = None
    earliest_start: date | None = None
    latest_end: date | None = None
    begins: date | None = None
    ends: date | None = None
    early_start_asked: date | None = None
    """From when the applicant asks to begin before the Bescheid."""
    early_start_on: date | None = None
    submitted_on: date | None = None
    documents_due: date | None = deadline()
    unchanged: bool = False
    """Nothing of what was sent has changed since the office asked for something that is missing."""

    # Geld
    requested: Decimal = ZERO
    asked: Decimal | None = None
    """The grant as it was requested when the application was sent last; None before."""
    expenses: Decimal = ZERO
    income: Decimal = ZERO
    eligible: Decimal = ZERO
    cash: Decimal = ZERO
    own: Decimal = ZERO
    pot_left: Decimal = ZERO
    reserved: Decimal = ZERO
    committed: Decimal = ZERO
    called: Decimal = ZERO
    """Sum of the calls for funds that are not returned or refused."""
    paid: Decimal = ZERO

    # Prüfung
    caseworker: int | None = None
    checklist_open: tuple[str, ...] = ()
    memo: Memo | None = None
    review_returned: str = ""
    """Why the lead has given the Prüfvermerk back; empty once it is written anew."""

    # Gremium
    item_body: str = ""
    """Key of the body on whose agenda the case stands, or stood last."""
    advice: tuple[Advice, ...] = ()
    """What the bodies that are heard first have voted since the case was released for them, oldest first."""
    item_listed: bool = False
    """On the agenda of a sitting that was summoned in due form and is open."""
    item_announced: bool = False
    """On the agenda of a sitting that has still to be opened."""
    ballot_open: bool = False
    resolution: Resolution | None = None
    """Exists only after the ballot is closed."""
    motion_amount: Decimal | None = None
    """The amount of the motion that was voted on."""
    quorum_lacking: bool = False
    """The item is called up, and too few members are there to resolve on it."""
    deferrals: int = 0
    reserve_rank: int | None = None
    """Place on the reserve list of the round; 1 moves up first."""
    reserve_taken: frozenset[int] = frozenset()
    """Places that other cases of the round hold."""
    measure_left: Decimal | None = None
    """What the cap of the measure still holds; None: the case belongs to no measure."""
    council_paper: str = ""
    """Number of the Beschlussdrucksache."""
    council_on: date | None = None
    council_advised_on: date | None = None
    """When the advising committee of the council voted."""
    regime_confirmed: bool = False
    counted_otherwise: bool = False
    """The vote was counted by other rules of procedure than those that the body has now."""
    endorsed: Decimal | None = None

    # Bescheid
    draft: Draft | None = None
    plan_due: date | None = deadline()
    plan_confirmed: bool = False
    awarded: Decimal | None = None
    period_begins: date | None = None
    period_ends: date | None = None
    budget_year: int | None = None
    released_by: int | None = None
    released_on: date | None = None
    posted_on: date | None = None
    posting: str = "post"
    """Way of notification: post, service, receipt or portal."""
    returned_on: date | None = None
    """Since when the posted Bescheid is known to have come back."""
    notified_on: date | None = None
    """Proven later receipt, formal service or retrieval; None for the fiction of § 41 Abs. 2 VwVfG."""
    instructed: bool = True
    waiver_form: bool = False
    """The signed waiver of remedies (Rechtsbehelfsverzicht) lies in the case."""
    final_on: date | None = None
    contested_on: date | None = None
    """A suit came in time and was heard of only after the day that was taken for final; empty again with its end."""
    waived_remedies_on: date | None = None
    lawsuits: tuple[Lawsuit, ...] = ()

    # Auszahlung
    payments_suspended: bool = False
    condition_open: str = ""
    bank_verified: bool = False

    # Nachweis
    proof_due: date | None = deadline()
    proof_documents_due: date | None = deadline()
    proof: Proof | None = None
    presented_on: date | None = None
    """When the results were presented in public and their documentation lay before the office."""
    interim_until: date | None = None
    """The last day that an interim proof covers which was filed and not given back."""

    # Anhörung und Erstattung
    heard_from: str = ""
    hearing_due: date | None = deadline()
    claim: Claim | None = None
    payments: tuple[tuple[date, Decimal], ...] = ()
    """What was paid out, each with its day, oldest first."""
    refunded: Decimal = ZERO
    """What came back; ``paid`` is already less by it."""
    base_rates: tuple[tuple[date, Decimal], ...] = ()
    reopening_agreed_by: frozenset[int] = frozenset()
    """Who has agreed in writing that this closed case is taken up again."""

    # Ende
    outcome: str = ""
    closed_on: date | None = None
    erased_on: date | None = None

    own_facts: OwnFacts = OwnFacts()

    @property
    def nothing_called(self) -> bool:
        """No money was called yet."""
        return not self.called

    @property
    def hearing_unanswered(self) -> bool:
        """The recipient was asked and has not answered."""
        return self.claim is not None and self.claim.answered_on is None

    @property
    def claim_limit(self) -> date | None:
        """The last day of the year in which to revoke (§ 48 Abs. 4, § 49 Abs. 3 Satz 2 VwVfG)."""
        return self.claim.limit if self.claim else None

    @property
    def refund_due(self) -> date | None:
        """By when the recipient has to pay back; None while the Bescheid is on nobody's table or under suit."""
        return self.claim.due if self.claim and self.claim.posted_on and not self.claim_suspended else None

    @property
    def claim_suspended(self) -> bool:
        """A suit against the revocation is pending (§ 80 Abs. 1 VwGO); one against interest alone suspends nothing."""
        return any(suit.closed_on is None and suit.scope in ("grant", "revocation") for suit in self.lawsuits)

    @property
    def interim_due(self) -> date | None:
        """When the next interim proof is due, as the Bescheid orders it."""
        return interim_due(self.period_begins, self.period_ends, self.terms, self.interim_until)

    @property
    def rates_known_until(self) -> date | None:
        """The last day of the half-year of the newest base rate; what holds after it nobody knows yet (§ 247 BGB)."""
        newest = max((day for day, _ in self.base_rates), default=None)
        return newest and (date(newest.year, 6, 30) if newest.month < 7 else date(newest.year, 12, 31))

    @property
    def budget_year_ends(self) -> date | None:
        """The last day of the budget year that the award belongs to."""
        return date(self.budget_year, 12, 31) if self.budget_year else None


DEADLINES = frozenset(known.name for known in fields(Case) if known.metadata.get("deadline"))
"""Facts of a case that are the last day of a period."""


@dataclass(frozen=True, kw_only=True)
class FactsBeside(Facts):
    """The facts of a record beside a case, and those of the case."""

    grant: Case


@dataclass(frozen=True, kw_only=True)
class SittingFacts(Facts):
    """One sitting of a body, as its rules see it."""

    held_on: date | None = None
    invited_on: date | None = None
    invitation_days: int = 7
    seats: int = 0
    present: int = 0
    regime: str = "nkomvg"
    """Key of the rules by which the body resolves."""
    items: int = 0
    items_open: tuple[str, ...] = ()
    """Items without a result, as „TOP 3“: the chair may be barred from one and must not read its title."""


@dataclass(frozen=True, kw_only=True)
class MeasureFacts(Facts):
    """One measure of the catalogue, as its rules see it. Money in EUR."""

    sittings: frozenset[date] = frozenset()
    """Days on which the Kuratorium sat."""
    chosen: tuple[date, ...] = ()
    """Days on which other measures were selected."""
    per_half_year: int = 2
    left: Decimal = ZERO
    call_closes: date | None = None
    """Last day of the newest call."""
    waiting: int = 0
    """Applications for it that are not decided yet."""


class NotLoaded(LookupError):
    """A fact was asked for that is not read in this stage: no rule of the stage was known to need it."""


class _NotLoaded:
    """What stands on the class for a fact; one that was read stands on the instance, and that goes first."""

    def __set_name__(self, owner: type, name: str) -> None:
        self.name = name

    def __get__(self, facts: Any, owner: type | None = None) -> Any:
        if facts is None:
            return self
        raise NotLoaded(f"„{self.name}“ is not read of a case in stage „{facts.__dict__.get('stage')}“")


class LoadedCase(Case):
    """A case of which some facts were read. The others raise NotLoaded: none answers with a default."""

    locals().update((name, _NotLoaded()) for name in Case.__dataclass_fields__)

    def __repr__(self) -> str:
        return f"LoadedCase({self.__dict__})"

    def __eq__(self, other: object) -> bool:
        return isinstance(other, LoadedCase) and self.__dict__ == other.__dict__

    __hash__ = None  # type: ignore[assignment]


def loaded(facts: Mapping[str, Any]) -> Case:
    """A case of which these facts are known, and no other."""
    if unknown := facts.keys() - Case.__dataclass_fields__.keys():
        raise TypeError(f"a case has no {', '.join(sorted(unknown))}")
    case = object.__new__(LoadedCase)
    case.__dict__.update(facts)
    return case


Frozen = TypeVar("Frozen")


def changed(frozen: Frozen, /, **values: Any) -> Frozen:
    """A frozen dataclass with other values: as ``dataclasses.replace``, whose constructor is too slow to walk with."""
    twin = object.__new__(type(frozen))
    twin.__dict__.update(frozen.__dict__, **values)
    return twin
