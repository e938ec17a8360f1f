"""What a plan of costs and financing comes to, as the page shows it beside the tables."""

from collections.abc import Sequence
from decimal import Decimal

from grants.cases.completeness import problems_of_plan
from grants.cases.facts import line_of
from grants.letters.basis import sure
from grants.models import Application, PlanLine
from workflows.case import OwnShare, Terms
from workflows.rules import eligibility as law
from workflows.rules.financing import financing
from workflows.rules.submission import reaches_minimum
from workflows.sentence import Percent, Sentence
from workflows.stages import Stage


def plan_summary(application: Application, lines: Sequence[PlanLine]) -> dict[str, object]:
    """Sums, kind of financing, balance and open points of the stored plan."""
    facts = [line_of(line) for line in lines]
    sums, terms = law.totals(facts), application.terms
    own = law.own_contribution(sums, terms)
    difference = sums.expenses - sums.income
    totals = [
        _total("expenses", "Gesamtausgaben", sums.expenses),
        _total("eligible", "davon zuwendungsfähig", sums.eligible),
        _total("own", "Eigenbeteiligung", own, _share(own, sums.eligible, terms)),
        _total("third_party", "Zuwendungen Dritter", sums.third_party),
        _total("requested", "Beantragte Zuwendung", sums.requested, _bounds(terms)),
        _total("income", "Einnahmen mit Zuwendung", sums.income),
        _total("difference", "Unterschied", difference, strong=True),
    ]
    return {
        "totals": totals,
        "financing": _kind(sums, own, terms),
        "balance": _balance(lines, difference),
        "problems": _problems(application, facts, sums) if lines else [],
        "sums": {"expenses": sums.expenses, "income": sums.income},
    }


def _total(
    key: str, label: str, amount: Decimal, note: str = "", *, strong: bool = False
) -> dict[str, object]:
    return {"key": key, "label": label, "amount": amount, "note": note, "strong": strong}


def _share(own: Decimal, eligible: Decimal, terms: Terms) -> str:
    if not eligible:
        return ""
    reached = Percent(own * 100 / eligible)
    if not terms.own_share_percent:
        return Sentence("{reached} der zuwendungsfähigen Ausgaben", reached=reached)
    needed = terms.own_share == OwnShare.NEEDED
    return Sentence(
        "{reached} der zuwendungsfähigen Ausgaben, nötig {asked}"
        if needed
        else "{reached} der zuwendungsfähigen Ausgaben, gewünscht {asked}",
        reached=reached,
        asked=Percent(terms.own_share_percent),
    )


def _bounds(terms: Terms) -> Sentence:
    if terms.minimum is None:
        return Sentence("höchstens {cap}", cap=terms.cap)
    return Sentence("mindestens {minimum}, höchstens {cap}", minimum=terms.minimum, cap=terms.cap)


def _problems(application: Application, facts: list[law.PlanLine], sums: law.PlanTotals) -> list[Sentence]:
    """What is to be cleared up before the application is sent, or the adapted plan confirmed."""
    terms = application.terms
    problems = problems_of_plan(application.project, facts, sums, terms)
    if application.stage != Stage.PLAN_ADJUSTMENT and sums.requested > 0:
        problems += [short] if (short := reaches_minimum(sums.requested, terms.minimum).unmet) else []
    return problems


def _kind(sums: law.PlanTotals, own: Decimal, terms: Terms) -> str:
    if not (sums.requested and sums.eligible):
        return ""
    if sums.requested > sums.eligible:
        return (
            "Die beantragte Zuwendung ist höher als die zuwendungsfähigen Ausgaben. "
            "Bitte haken Sie an, was gefördert werden soll, oder beantragen Sie weniger."
        )
    found = financing(sums.requested, sums.eligible, own, terms)
    if found.kind == "festbetrag":
        return (
            "Festbetragsfinanzierung: Der bewilligte Betrag steht fest, wenn die Ausgaben hoch genug bleiben."
        )
    return Sentence(
        "Anteilfinanzierung: Wir zahlen {rate} der zuwendungsfähigen Ausgaben.",
        rate=Percent(sure(found.rate)),
    )


def _balance(lines: Sequence[PlanLine], difference: Decimal) -> str:
    if not lines:
        return "Der Plan ist noch leer."
    if not difference:
        return "Ausgaben und Einnahmen sind gleich hoch. Der Plan geht auf."
    more, less = ("Ausgaben", "Einnahmen") if difference > 0 else ("Einnahmen", "Ausgaben")
    return Sentence(
        "Die {more} sind um {difference} höher als die {less}.",
        more=more,
        difference=abs(difference),
        less=less,
    )
