"""Facts in which nothing stands in the way, and what a row says of a move: by whom, with what, and what breaks it."""

from dataclasses import dataclass, field, replace
from datetime import date, timedelta
from decimal import Decimal
from typing import Any

from workflows.case import Actor, Case, Draft, Lawsuit, Memo, Proof, Resolution
from workflows.programmes.wir20_kleinprojekt import Wir20Kleinprojekt
from workflows.roles import Role
from workflows.stages import Stage

TERMS_2025 = Wir20Kleinprojekt.terms_for("2025")
DAY = timedelta(days=1)
CENT = Decimal("0.01")
TODAY = date(2026, 3, 16)
ME, OTHER = 7, 8
GRANT = Decimal(4800)
CARRIED, FAILED, NOT_QUORATE = Resolution(True, True), Resolution(True, False), Resolution(False, False)
MEMO = Memo(written_by=OTHER, eligible=Decimal(6000), own=Decimal(1200), proposal=GRANT)
DRAFT = Draft(
    kind="award",
    drafted_by=OTHER,
    amount=GRANT,
    period_begins=date(2026, 6, 1),
    period_ends=date(2026, 11, 30),
    made=True,
)
PROOF = Proof(check_missing=(), checked_by=OTHER, recognised_grant=GRANT)
CASE = Case(
    terms=TERMS_2025,
    programme="wir20-kleinprojekt",
    round_opens=date(2026, 1, 1),
    round_closes=date(2026, 3, 31),
    earliest_start=date(2026, 5, 1),
    latest_end=date(2026, 11, 30),
    begins=date(2026, 6, 1),
    ends=date(2026, 11, 30),
    requested=GRANT,
    expenses=Decimal(6000),
    income=Decimal(6000),
    eligible=Decimal(6000),
    cash=Decimal(6000),
    own=Decimal(1200),
    pot_left=Decimal(50000),
    caseworker=ME,
    memo=MEMO,
    item_listed=True,
    motion_amount=GRANT,
    regime_confirmed=True,
    endorsed=GRANT,
    draft=DRAFT,
    proof=PROOF,
)
RELEASED: dict[str, Any] = {"released_by": OTHER, "released_on": date(2026, 3, 10), "awarded": GRANT}
POSTED = RELEASED | {"posted_on": date(2026, 3, 12), "period_ends": date(2026, 11, 30), "waiver_form": True}
FINAL = POSTED | {"final_on": date(2026, 3, 15), "waived_remedies_on": date(2026, 3, 15)}
SUIT = (Lawsuit("grant", date(2026, 3, 13)),)
"""Pending, against the grant."""


@dataclass(frozen=True)
class Break:
    """A change that one rule must notice: of the facts, of the input or of the actor; what it then says and where."""

    says: str
    facts: dict[str, Any] = field(default_factory=dict)
    data: dict[str, Any] = field(default_factory=dict)
    at: str = ""


@dataclass(frozen=True)
class Row:
    """One move from one stage (or several alike): who makes it, with what, and how it can fail."""

    move: str
    sources: tuple[str, ...]
    target: str
    role: Role
    facts: dict[str, Any] = field(default_factory=dict)
    data: dict[str, Any] = field(default_factory=dict)
    breaks: tuple[Break, ...] = ()

    def __str__(self) -> str:
        return f"{self.move}-{self.sources[0]}"


def actor(*roles: Role, user_id: int | None = ME) -> Actor:
    """Somebody with these roles."""
    return Actor("Person Beispiel", frozenset(roles), user_id)


def broken(good: Any, *changes: Break) -> Any:
    """The facts with the changes; ``grant.x`` reaches into the case of a call for funds."""
    for change in changes:
        inner = {name[6:]: value for name, value in change.facts.items() if name.startswith("grant.")}
        outer = {name: value for name, value in change.facts.items() if not name.startswith("grant.")}
        good = replace(good, **outer, **({"grant": replace(good.grant, **inner)} if inner else {}))
    return good


NOT_SIGNED = Break("Es fehlt noch die Freigabe durch eine weitere", {"signatures_needed": 2})
INCOMPLETE = Break("„Projekttitel“ fehlt.", {"missing": ("„Projekttitel“ fehlt.",)})
UNSOUND = Break("Nicht ausgeglichen.", {"plan_problems": ("Nicht ausgeglichen.",)})
UNCONFIRMED = Break("nach welchen Verfahrensregeln", {"regime_confirmed": False})
COUNTED_OTHERWISE = Break("nach anderen Verfahrensregeln ausgezählt", {"counted_otherwise": True})
NO_BALLOT = Break("Die Abstimmung ist noch nicht geschlossen.", {"resolution": None})
TOO_LATE = Break("spätestens am 29.11.2026", {"latest_end": date(2026, 11, 29)})
TOO_EARLY = Break("frühestens am 01.05.2026", {"begins": date(2026, 4, 30)})
PAYING = (Stage.FINAL, Stage.RUNNING, Stage.PROOF_DUE, Stage.PROOF_IN_REVIEW, Stage.PROOF_INCOMPLETE)

MORE_TIME = {"until": TODAY + DAY, "reason": "Der Vorstand tagt erst dann."}


def extension(stage: str, due: str, facts: dict[str, Any], *breaks: Break) -> Row:
    """More time in a stage whose period ended the day before yesterday."""
    past = Break("in der Vergangenheit", data={"until": TODAY - DAY}, at="until")
    no_longer = Break("bis zum 17.03.2026", {due: TODAY + DAY}, at="until")
    return Row(
        "extend_period",
        (stage,),
        "",
        Role.CASEWORKER,
        facts=facts | {due: TODAY - 3 * DAY},
        data=MORE_TIME,
        breaks=(past, no_longer, *breaks),
    )
