"""The Kosten- und Finanzierungsplan: its lines, its sums, and what is wrong with it (form 5.5)."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from decimal import Decimal

from workflows.case import ZERO, OwnShare, Terms
from workflows.money import LARGEST, format_eur, is_whole_cents, round_cents
from workflows.rules.categories import CATEGORIES, UNPAID, IncomeCategory, Side, ThirdPartyStatus
from workflows.rules.financing import own_share_reached
from workflows.sentence import Percent, Sentence, as_sentence

SHARE_WANTED = (
    "Die Eigenbeteiligung von {own} erreicht nicht {least} der zuwendungsfähigen Ausgaben von {eligible}. "
    "Bitte begründen Sie das."
)
SHARE_NEEDED = (
    "Die Eigenbeteiligung von {own} erreicht nicht {least} der zuwendungsfähigen Ausgaben von {eligible}. "
    "Die Richtlinie verlangt das; eine Begründung ersetzt es nicht."
)


@dataclass(frozen=True, kw_only=True)
class PlanLine:
    """One line of the plan: ``amount`` and ``rate`` (per hour) in EUR.

    ``category`` belongs to the side's vocabulary; plain strings of the database will do. ValueError for an
    unknown side, category or status and for an amount that is not a number up to ``LARGEST``.
    """

    side: str
    category: str
    label: str
    amount: Decimal
    eligible: bool = True
    """Zuwendungsfähig; counts for expenses only."""
    in_kind: bool = False
    """Unbar: unpaid work or things given, at their value in money."""
    third_party_status: str | None = None
    hours: Decimal | None = None
    rate: Decimal | None = None

    def __post_init__(self) -> None:
        CATEGORIES[Side(self.side)](self.category)
        if self.third_party_status:
            ThirdPartyStatus(self.third_party_status)
        for number in (self.amount, self.hours, self.rate):
            if number is not None and not (number.is_finite() and abs(number) <= LARGEST):
                raise ValueError(f"Ein Betrag ist eine Zahl bis {format_eur(LARGEST)}.")

    @property
    def unpaid(self) -> bool:
        """True if no money flows for this line, by its mark or by its category."""
        return self.in_kind or self.category in UNPAID


@dataclass(frozen=True, kw_only=True)
class PlanTotals:
    """The sums of a plan in EUR."""

    expenses: Decimal
    income: Decimal
    """All income, the requested grant and in-kind contributions included."""
    eligible: Decimal
    """Zuwendungsfähige Gesamtausgaben, in-kind included (Q5)."""
    cash: Decimal
    """Eligible expenses for which money flows."""
    own: Decimal
    """Eigenbeteiligung: own money and in-kind contributions, without third-party money (Q4)."""
    in_kind: Decimal
    """In-kind expenses."""
    third_party: Decimal
    requested: Decimal


def totals(lines: Sequence[PlanLine]) -> PlanTotals:
    """The sums of these lines; an empty plan sums to zero."""
    expenses = [line for line in lines if line.side == Side.EXPENSE]
    income = [line for line in lines if line.side == Side.INCOME]
    eligible = [line for line in expenses if line.eligible]
    return PlanTotals(
        expenses=_sum(expenses),
        income=_sum(income),
        eligible=_sum(eligible),
        cash=_sum(line for line in eligible if not line.unpaid),
        own=_sum_of(income, IncomeCategory.OWN_CASH) + _sum_of(income, IncomeCategory.OWN_IN_KIND),
        in_kind=_sum(line for line in expenses if line.unpaid),
        third_party=_sum_of(income, IncomeCategory.THIRD_PARTY),
        requested=_sum_of(income, IncomeCategory.REQUESTED),
    )


def own_contribution(sums: PlanTotals, terms: Terms) -> Decimal:
    """The Eigenbeteiligung in EUR; third-party money is in it only where the guideline says so (Q4)."""
    return sums.own + (sums.third_party if terms.third_party_is_own else ZERO)


def plan_problems(
    lines: Sequence[PlanLine], sums: PlanTotals, terms: Terms, *, low_share_reason: str = ""
) -> list[Sentence]:
    """All that keeps this plan from being sent, as German sentences; an empty list if nothing does.

    ``sums`` are the ``totals`` of ``lines``; ``low_share_reason`` is the applicant's reason for a low own
    contribution.
    """
    problems = [sentence for line in lines for sentence in _line_problems(line, terms)]
    problems += _balance_problems(lines, sums)
    problems += _share_problems(sums, terms, low_share_reason)
    problems += _grant_problems(sums, terms)
    return problems


def plan_warnings(lines: Iterable[PlanLine]) -> list[Sentence]:
    """What does not stop the plan but must be looked at: the city may be paying twice for the same."""
    return [
        Sentence(
            "„{line}“ kommt aus anderen Mitteln der Stadt. Bitte prüfen, ob dasselbe doppelt gefördert wird.",
            line=_name(line),
        )
        for line in lines
        if line.category == IncomeCategory.CITY and line.side == Side.INCOME and line.amount
    ]


def _line_problems(line: PlanLine, terms: Terms) -> list[Sentence]:
    """V5 to V8: what is wrong with one line by itself."""
    return [
        Sentence("„{line}“: {problem}", line=_name(line), problem=as_sentence(problem))
        for wrong, problem in (
            (line.amount < 0, "Ein Betrag darf nicht negativ sein."),
            (not is_whole_cents(line.amount), "Ein Betrag hat höchstens zwei Nachkommastellen."),
            (
                _status_missing(line),
                "Bitte geben Sie an, ob die Mittel beantragt, bewilligt oder abgelehnt sind.",
            ),
            (
                _counts_refused(line),
                Sentence(
                    "Abgelehnte Mittel finanzieren nichts. Bitte setzen Sie den Betrag auf {nothing}.",
                    nothing=ZERO,
                ),
            ),
            (
                _rate_too_high(line, terms),
                Sentence("Möglich sind höchstens {rate} je Stunde.", rate=terms.in_kind_rate),
            ),
            (_hours_do_not_fit(line), "Stunden mal Stundensatz ergeben nicht den Betrag."),
        )
        if wrong
    ]


def _name(line: PlanLine) -> str:
    return line.label.strip() or Sentence(CATEGORIES[Side(line.side)](line.category).label)


def _status_missing(line: PlanLine) -> bool:
    return line.category == IncomeCategory.THIRD_PARTY and not line.third_party_status


def _counts_refused(line: PlanLine) -> bool:
    return line.third_party_status == ThirdPartyStatus.REFUSED and line.amount != 0


def _rate_too_high(line: PlanLine, terms: Terms) -> bool:
    return line.unpaid and line.rate is not None and line.rate > terms.in_kind_rate


def _hours_do_not_fit(line: PlanLine) -> bool:
    if line.hours is None or line.rate is None:
        return False
    return line.amount != round_cents(line.hours * line.rate)


def _balance_problems(lines: Sequence[PlanLine], sums: PlanTotals) -> list[Sentence]:
    """V1: both sides are equal, and in-kind contributions stand on both."""
    given = _sum(line for line in lines if line.side == Side.INCOME and line.unpaid)
    problems = []
    if sums.expenses != sums.income:
        problems.append(
            Sentence(
                "Ausgaben und Einnahmen sind nicht gleich: {expenses} Ausgaben, "
                "{income} Einnahmen, "
                "{difference} Unterschied.",
                expenses=sums.expenses,
                income=sums.income,
                difference=abs(sums.expenses - sums.income),
            )
        )
    if sums.in_kind != given:
        problems.append(
            Sentence(
                "Unbare Leistungen stehen auf beiden Seiten mit demselben Wert: "
                "jetzt {in_kind} bei den Ausgaben und {given} bei den Einnahmen.",
                in_kind=sums.in_kind,
                given=given,
            )
        )
    return problems


def _share_problems(sums: PlanTotals, terms: Terms, reason: str) -> list[Sentence]:
    """V2 and V5: the own contribution is high enough (or explained, where it is only wanted; Nr. 17.2 der Richtlinie
    WIR2.0), and not too much of it is in kind.
    """
    problems = []
    own = own_contribution(sums, terms)
    needed = terms.own_share == OwnShare.NEEDED
    if not own_share_reached(sums.eligible, own, terms) and (needed or not reason.strip()):
        problems.append(
            Sentence(
                SHARE_NEEDED if needed else SHARE_WANTED,
                own=own,
                least=Percent(terms.own_share_percent),
                eligible=sums.eligible,
            )
        )
    if sums.in_kind * 100 > sums.eligible * terms.in_kind_percent:
        problems.append(
            Sentence(
                "Unbare Leistungen zählen bis zu {most} "
                "der zuwendungsfähigen Ausgaben von {eligible}; "
                "angegeben sind {in_kind}.",
                most=Percent(terms.in_kind_percent),
                eligible=sums.eligible,
                in_kind=sums.in_kind,
            )
        )
    return problems


def _grant_problems(sums: PlanTotals, terms: Terms) -> list[Sentence]:
    """V3 and V4: a grant is asked for, within the cap and within the money that is really spent."""
    asked = sums.requested
    return [
        as_sentence(problem)
        for wrong, problem in (
            (asked <= 0, "Die beantragte Zuwendung fehlt."),
            (
                asked > terms.cap,
                Sentence("Beantragt sind {asked}; der Höchstbetrag ist {cap}.", asked=asked, cap=terms.cap),
            ),
            (
                asked > sums.cash,
                Sentence(
                    "Beantragt sind {asked}; das ist mehr als die zuwendungsfähigen baren Ausgaben "
                    "von {cash}.",
                    asked=asked,
                    cash=sums.cash,
                ),
            ),
        )
        if wrong
    ]


def _sum(lines: Iterable[PlanLine]) -> Decimal:
    return sum((line.amount for line in lines), ZERO)


def _sum_of(lines: Iterable[PlanLine], category: IncomeCategory) -> Decimal:
    return _sum(line for line in lines if line.category == category)
