"""The vocabulary of a Kosten- und Finanzierungsplan: sides and categories (application form 5.5)."""

from enum import StrEnum


class Side(StrEnum):
    """The two sides of the plan."""

    EXPENSE = "expense"
    INCOME = "income"

    @property
    def label(self) -> str:
        """The side's German name."""
        return "Ausgaben" if self is Side.EXPENSE else "Einnahmen"


class ExpenseCategory(StrEnum):
    """What money is spent on, in the order of the form."""

    STAFF = "staff"
    FEES = "fees"
    ALLOWANCES = "allowances"
    MATERIAL = "material"
    ROOMS = "rooms"
    RENTED_EQUIPMENT = "rented_equipment"
    PURCHASES = "purchases"
    TRAVEL = "travel"
    CATERING = "catering"
    PUBLICITY = "publicity"
    ACCESS = "access"
    INSURANCE = "insurance"
    OVERHEAD = "overhead"
    DOCUMENTATION = "documentation"
    IN_KIND = "in_kind"

    @property
    def label(self) -> str:
        """The category's German name."""
        return EXPENSE_LABELS[self]


EXPENSE_LABELS = {
    ExpenseCategory.STAFF: "Personalausgaben",
    ExpenseCategory.FEES: "Honorare und Künstlersozialabgabe",
    ExpenseCategory.ALLOWANCES: "Aufwandsentschädigungen, Übungsleiter*innen- und Ehrenamtspauschalen",
    ExpenseCategory.MATERIAL: "Sach- und Verbrauchsmaterial",
    ExpenseCategory.ROOMS: "Raummiete und Nebenkosten",
    ExpenseCategory.RENTED_EQUIPMENT: "Technik und Miete von Geräten",
    ExpenseCategory.PURCHASES: "Anschaffungen und Geräte",
    ExpenseCategory.TRAVEL: "Reise-, Fahrt-, Transport- und Übernachtungskosten",
    ExpenseCategory.CATERING: "Verpflegung",
    ExpenseCategory.PUBLICITY: "Öffentlichkeitsarbeit, Druck, Web",
    ExpenseCategory.ACCESS: "Dolmetschen, Übersetzung, Kinderbetreuung, Barrierefreiheit",
    ExpenseCategory.INSURANCE: "Versicherungen, GEMA, Gebühren",
    ExpenseCategory.OVERHEAD: "Verwaltungs- und Gemeinkosten",
    ExpenseCategory.DOCUMENTATION: "Dokumentation und Evaluation",
    ExpenseCategory.IN_KIND: "Unbare Leistungen",
}


class IncomeCategory(StrEnum):
    """Where money comes from, in the order of the form."""

    OWN_CASH = "own_cash"
    OWN_IN_KIND = "own_in_kind"
    CONTRIBUTIONS = "contributions"
    DONATIONS = "donations"
    THIRD_PARTY = "third_party"
    CITY = "city"
    REQUESTED = "requested"

    @property
    def label(self) -> str:
        """The category's German name."""
        return INCOME_LABELS[self]


INCOME_LABELS = {
    IncomeCategory.OWN_CASH: "Eigenmittel (bar)",
    IncomeCategory.OWN_IN_KIND: "Eigenleistungen (unbar)",
    IncomeCategory.CONTRIBUTIONS: "Teilnahmebeiträge, Eintritt, Verkauf",
    IncomeCategory.DONATIONS: "Spenden und Sponsoring",
    IncomeCategory.THIRD_PARTY: "Zuwendungen Dritter",
    IncomeCategory.CITY: "Weitere Mittel der Landeshauptstadt Hannover",
    IncomeCategory.REQUESTED: "Beantragte Zuwendung",
}

CATEGORIES: dict[Side, type[ExpenseCategory] | type[IncomeCategory]] = {
    Side.EXPENSE: ExpenseCategory,
    Side.INCOME: IncomeCategory,
}


UNPAID = frozenset({ExpenseCategory.IN_KIND, IncomeCategory.OWN_IN_KIND})
"""Categories in which no money flows."""


class ThirdPartyStatus(StrEnum):
    """How far a grant of somebody else has come."""

    APPLIED = "applied"
    GRANTED = "granted"
    REFUSED = "refused"

    @property
    def label(self) -> str:
        """The status's German name."""
        return {"applied": "beantragt", "granted": "bewilligt", "refused": "abgelehnt"}[self]
