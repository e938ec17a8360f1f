"""Does an idea fit a fund? A few answers, judged by the rules under which an application is sent."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from enum import StrEnum

from workflows.case import ZERO, Actor, Case, Terms
from workflows.law import law_of
from workflows.machine import Programme, way_on
from workflows.rules.categories import ExpenseCategory, IncomeCategory, Side, ThirdPartyStatus
from workflows.rules.eligibility import PlanLine, plan_problems, totals
from workflows.sentence import TOGETHER, Sentence, as_sentence
from workflows.stages import Stage
from workflows.verdict import ELSEWHERE
from workflows.wording import sentence_of

BEGUN = Sentence(
    "Das Vorhaben hat schon begonnen, oder es sind Verträge dafür geschlossen. Gefördert wird nur, was noch nicht "
    "begonnen hat (VV 1.3 zu § 44 LHO)."
)
ELSEWHERE_THAN_HERE = Sentence("Das Vorhaben findet in Hannover statt, wenigstens zu einem Teil.")
NO_FIELD = Sentence(
    "Das Vorhaben trägt zu einem Handlungsfeld von WIR2.0 bei. Welches passt, klärt die Beratung mit Ihnen."
)
NO_ROUND = Sentence("Gerade ist keine Förderrunde offen.")


class Answer(StrEnum):
    """What comes of the answers."""

    FITS = "fits"
    FITS_IF = "fits_if"
    """Something would have to be otherwise; whoever asks can see to it."""
    NOT = "not"
    """Not in this round, or not at all."""


@dataclass(frozen=True, kw_only=True)
class Wish:
    """A project in a few answers. Money in EUR; None and nothing chosen: not said, and not judged."""

    begun: bool = False
    here: bool = True
    """At least a part of it takes place in Hannover."""
    field_of_action: str = ""
    begins: date | None = None
    ends: date | None = None
    cost: Decimal
    """What is paid for, in money."""
    own: Decimal = ZERO
    others: Decimal = ZERO
    """What others pay."""
    unpaid: Decimal = ZERO
    """Unpaid work and things given, at their value in money; they stand on both sides of the plan."""

    @property
    def requested(self) -> Decimal:
        """The grant that is left to ask for; negative where own and other money is more than is needed."""
        return self.cost - self.own - self.others

    def plan(self) -> list[PlanLine]:
        """The wish as a cost and financing plan."""
        lines = (
            (
                Side.EXPENSE,
                ExpenseCategory.MATERIAL,
                "Alle Ausgaben zusammen, bitte aufteilen",
                self.cost,
                None,
            ),
            (Side.EXPENSE, ExpenseCategory.IN_KIND, "Unbezahlte Arbeit und Sachspenden", self.unpaid, None),
            (Side.INCOME, IncomeCategory.OWN_CASH, "Eigene Mittel", self.own, None),
            (Side.INCOME, IncomeCategory.OWN_IN_KIND, "Unbezahlte Arbeit und Sachspenden", self.unpaid, None),
            (
                Side.INCOME,
                IncomeCategory.THIRD_PARTY,
                "Geld von anderen",
                self.others,
                ThirdPartyStatus.APPLIED,
            ),
            (Side.INCOME, IncomeCategory.REQUESTED, "Beantragte Zuwendung", self.requested, None),
        )
        return [
            PlanLine(
                side=side,
                category=category,
                label=label,
                amount=amount,
                in_kind=category in (ExpenseCategory.IN_KIND, IncomeCategory.OWN_IN_KIND),
                third_party_status=status,
            )
            for side, category, label, amount, status in lines
            if amount
        ]


@dataclass(frozen=True, kw_only=True)
class Call:
    """A round, as far as it bears on the question. Days are the first and the last that count."""

    opens: date
    closes: date
    earliest_start: date
    latest_end: date
    measure: str = ""
    """The announced measure that its projects carry out."""


@dataclass(frozen=True)
class Reason:
    """Why something does not fit as it is, and the rule that says so, with its paragraph."""

    sentence: Sentence
    rule: str
    final: bool
    """No other answer of the application would mend it."""


@dataclass(frozen=True)
class Fit:
    """What comes of a wish in one fund."""

    answer: Answer
    reasons: tuple[Reason, ...] = ()


def fit(programme: type[Programme], wish: Wish, terms: Terms, call: Call | None, today: date) -> Fit:
    """Judge a wish as if it were sent today, in an open round, with everything that is not asked here in order.

    Without a round (``call`` None) the other rules are judged all the same.
    """
    reasons = tuple(_reasons(programme, wish, terms, call, today))
    if not reasons:
        return Fit(Answer.FITS)
    return Fit(Answer.NOT if any(each.final for each in reasons) else Answer.FITS_IF, reasons)


def draft_of(programme: type[Programme], wish: Wish, terms: Terms, call: Call | None) -> Case:
    """The draft that the answers make, with every answer that was not asked for given."""
    lines = wish.plan()
    sums = totals(lines)
    return Case(
        stage=Stage.DRAFT,
        programme=programme.slug,
        terms=terms,
        missing=tuple(_missing(programme, wish)),
        plan_problems=tuple(plan_problems(lines, sums, terms)),
        signatures_needed=0,
        round_opens=call.opens if call else None,
        round_closes=call.closes if call else None,
        earliest_start=call.earliest_start if call else None,
        latest_end=call.latest_end if call else None,
        begins=wish.begins,
        ends=wish.ends,
        requested=sums.requested,
        expenses=sums.expenses,
        income=sums.income,
        eligible=sums.eligible,
        cash=sums.cash,
        own=sums.own,
        own_facts=programme.example_facts(),
    )


def _reasons(
    programme: type[Programme], wish: Wish, terms: Terms, call: Call | None, today: date
) -> Iterator[Reason]:
    if call is None:
        yield Reason(NO_ROUND, "", final=True)
    sending = way_on(programme, Stage.DRAFT)
    day = max(today, call.opens) if call else today
    machine = programme(draft_of(programme, wish, terms, call), Actor("", law_of(sending).by), day)
    for rule in sending.conditions:
        if verdict := rule(machine):
            continue
        said = sentence_of(rule, programme)
        for sentence in _each(verdict.unmet):
            yield Reason(sentence, said, final=verdict.mend == ELSEWHERE or sentence is BEGUN)
    if call and call.measure:
        carries = Sentence("Das Vorhaben setzt diese Maßnahme um: „{measure}“.", measure=call.measure)
        yield Reason(carries, "", final=False)


def _each(unmet: Sentence) -> list[Sentence]:
    """The sentences that a rule has put together."""
    together = unmet.values.get("sentences") if unmet.text == TOGETHER else None
    return [as_sentence(said) for said in together] if isinstance(together, tuple) else [unmet]


def _missing(programme: type[Programme], wish: Wish) -> Iterator[Sentence]:
    """Mandatory answers that could not be given as things are."""
    if wish.begun:
        yield BEGUN
    if not wish.here:
        yield ELSEWHERE_THAN_HERE
    if not wish.field_of_action and programme.form.question("field_of_action"):
        yield NO_FIELD
