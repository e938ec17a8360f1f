"""What applicants of the stories write: plans and texts that follow from a few numbers."""

from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from typing import Any

from grants.cases.answers import DECLARATIONS
from workflows.programmes import PROGRAMMES
from workflows.questions import Owner
from workflows.rules.categories import ExpenseCategory, IncomeCategory, Side

ZERO = Decimal(0)


@dataclass(frozen=True, kw_only=True)
class Paper:
    """An application in short: who, what, how much. Money in EUR."""

    organisation: str
    title: str
    grant: Decimal
    own: Decimal
    begins: date
    ends: date
    kind: str = "verein"
    in_kind: Decimal = ZERO
    field_of_action: str = "kultur"
    focus: str = "vor_ort"
    summary: str = ""
    fictitious: bool = True
    low_share_reason: str = ""
    signatures: int = 1
    extra: dict[str, Any] = field(default_factory=dict)

    @property
    def total(self) -> Decimal:
        """All expenses, in-kind included."""
        return self.grant + self.own


def plan_of(paper: Paper) -> list[dict[str, Any]]:
    """A balanced plan with exactly this grant and own contribution."""
    cash = paper.total - paper.in_kind
    fees = (cash * 6 / 10).quantize(Decimal("0.01"))
    rooms = (cash * 3 / 10).quantize(Decimal("0.01"))
    rows = [
        _expense(ExpenseCategory.FEES, "Honorare für Anleitung und Moderation", fees),
        _expense(ExpenseCategory.ROOMS, "Raummiete", rooms),
        _expense(ExpenseCategory.MATERIAL, "Material und Druck", cash - fees - rooms),
        _expense(ExpenseCategory.IN_KIND, "Unentgeltliche Arbeit", paper.in_kind, in_kind=True),
        _income(IncomeCategory.OWN_CASH, "Eigene Mittel", paper.own - paper.in_kind),
        _income(IncomeCategory.OWN_IN_KIND, "Unentgeltliche Arbeit", paper.in_kind, in_kind=True),
        _income(IncomeCategory.REQUESTED, "Beantragte Zuwendung", paper.grant),
    ]
    return [row for row in rows if row["amount"] > 0]


def _expense(
    category: ExpenseCategory, label: str, amount: Decimal, *, in_kind: bool = False
) -> dict[str, Any]:
    return {
        "side": Side.EXPENSE.value,
        "category": category.value,
        "label": label,
        "amount": amount,
        "in_kind": in_kind,
    }


def _income(
    category: IncomeCategory, label: str, amount: Decimal, *, in_kind: bool = False
) -> dict[str, Any]:
    return {
        "side": Side.INCOME.value,
        "category": category.value,
        "label": label,
        "amount": amount,
        "in_kind": in_kind,
    }


def project_of(paper: Paper, programme: str) -> dict[str, Any]:
    """The answers to what the form of this fund asks."""
    asked = [q for q in PROGRAMMES[programme].form.questions if q.owner is not Owner.ORGANISATION]
    examples = {question.key: question.example for question in asked if question.example is not None}
    keys = {question.key for question in asked}
    return examples | {name: answer for name, answer in _answers(paper).items() if name in keys}


def _answers(paper: Paper) -> dict[str, Any]:
    return {
        "contact_name": f"Projektleitung {paper.organisation}"[:120],
        "contact_phone": "0511 000000",
        "contact_email": "projekt@beispiel.example",
        "other_applications": "keine",
        "title": paper.title,
        "summary": paper.summary
        or f"„{paper.title}“ bringt Menschen verschiedener Herkunft im Stadtteil zusammen.",
        "situation": "Im Stadtteil fehlt ein offener Ort, an dem Menschen sich ohne Hürden begegnen können.",
        "goals": "Zwölf Treffen finden statt (Zahl der Treffen).\nMindestens 80 Menschen nehmen teil (Listen).",
        "field_of_action": paper.field_of_action,
        "wir2_goal": "Das Vorhaben stärkt Teilhabe und Begegnung (Strategiepapier, Ziele des Handlungsfelds).",
        "focus": paper.focus,
        "innovation": "Die Gruppen planen selbst und laden einander ein; das gab es im Stadtteil noch nicht.",
        "lasting_effect": "Drei der Gruppen treffen sich danach ohne Förderung weiter.",
        "documentation": "Eine Ausstellung im Stadtteil und ein kurzer Bericht mit Bildern.",
        "against_discrimination": "Das Team ist geschult; es gibt eine Ansprechperson für Beschwerden.",
        "fewer_barriers": "Der Eintritt ist frei, der Raum ist stufenlos, es wird gedolmetscht.",
        "diversity": "Planung und Leitung sind gemischt besetzt.",
        "target_group": "Nachbar*innen verschiedener Herkunft und jeden Alters",
        "participants": 80,
        "begins": paper.begins,
        "ends": paper.ends,
        "districts": ["3"],
        "place": "Stadtteiltreff, stufenlos erreichbar",
        "low_share_reason": paper.low_share_reason,
        "declarations": list(DECLARATIONS),
        **paper.extra,
    }
