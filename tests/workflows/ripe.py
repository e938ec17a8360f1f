"""Cases in which nothing stands in the way, and for every move what breaks each of its rules."""

from dataclasses import dataclass, field, replace
from datetime import date, timedelta
from decimal import Decimal
from typing import Any

from workflows.case import (
    Actor,
    Case,
    Draft,
    FundsCall,
    Lawsuit,
    Memo,
    Proof,
    Resolution,
    Role,
    SittingFacts,
)
from workflows.procedures.mittelabruf import CallStage
from workflows.procedures.sitzung import SittingStage
from workflows.programmes.wir20_kleinprojekt import Wir20Kleinprojekt
from workflows.stages import Stage

TERMS_2025 = Wir20Kleinprojekt.terms_for("2025")
DAY = timedelta(days=1)
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
NOT_MINE = Break("Ein anderer Mensch bearbeitet den Vorgang.", {"caseworker": OTHER})
INCOMPLETE = Break("„Projekttitel“ fehlt.", {"missing": ("„Projekttitel“ fehlt.",)})
UNSOUND = Break("Nicht ausgeglichen.", {"plan_problems": ("Nicht ausgeglichen.",)})
UNCONFIRMED = Break("nach welchen Verfahrensregeln", {"regime_confirmed": False})
NO_BALLOT = Break("Die Abstimmung ist noch nicht geschlossen.", {"resolution": None})
EMPTY_DRAFT = Break("fehlt noch: die Begründung.", {"draft": replace(DRAFT, missing=("die Begründung",))})
OWN_DRAFT = Break("Wer den Bescheid entworfen hat", {"draft": replace(DRAFT, drafted_by=ME)})
RELEASED_ALREADY = Break("Der Bescheid ist schon freigegeben.", {"released_by": OTHER})
NOT_RELEASED = Break("Der Bescheid ist noch nicht freigegeben.", {"released_by": None})
NO_LETTER = Break("Bescheid", {"draft": replace(DRAFT, made=False)})
PENDING = Break("Eine Klage ist anhängig.", {"lawsuits": SUIT})
TOO_LATE = Break("spätestens am 29.11.2026", {"latest_end": date(2026, 11, 29)})
TOO_LONG = Break("höchstens 5 Monate", {"terms": replace(TERMS_2025, longest_months=5)})
TOO_EARLY = Break("frühestens am 01.05.2026", {"begins": date(2026, 4, 30)})
POSTED_BEFORE_RELEASE = Break("", data={"posted_on": date(2026, 3, 9)}, at="posted_on")
NOT_PRESENTED = Break(
    "öffentliche Vorstellung",
    {"terms": replace(TERMS_2025, presentation=True), "presented_on": None},
)
DOCUMENTS = {"documents_due": TODAY - DAY}
BEFORE = (
    Stage.SUBMITTED,
    Stage.FORMAL_CHECK,
    Stage.DOCUMENTS_REQUESTED,
    Stage.EXPERT_CHECK,
    Stage.READY_FOR_SITTING,
    Stage.IN_SITTING,
    Stage.DEFERRED,
    Stage.ENDORSED,
    Stage.DECLINED,
    Stage.PLAN_ADJUSTMENT,
    Stage.AWARD_DRAFTED,
    Stage.REFUSAL_DRAFTED,
)
AWARDED_ON = (Stage.AWARDED, Stage.FINAL, Stage.RUNNING)
PAYING = (Stage.FINAL, Stage.RUNNING, Stage.PROOF_DUE, Stage.PROOF_IN_REVIEW, Stage.PROOF_INCOMPLETE)
SUED = (Stage.AWARDED, Stage.REFUSED, *PAYING, Stage.HEARING, Stage.REFUND_CLAIMED, Stage.ENFORCEMENT)

ROWS = [
    Row("open_consultation", ("",), Stage.CONSULTATION, Role.ADVISOR),
    Row("start_draft", ("", Stage.CONSULTATION), Stage.DRAFT, Role.APPLICANT),
    Row("close_consultation", (Stage.CONSULTATION,), Stage.DISCONTINUED, Role.ADVISOR),
    Row("discard_draft", (Stage.DRAFT,), Stage.DISCONTINUED, Role.APPLICANT),
    Row(
        "submit",
        (Stage.DRAFT,),
        Stage.SUBMITTED,
        Role.SIGNATORY,
        breaks=(
            INCOMPLETE,
            UNSOUND,
            NOT_SIGNED,
            Break("Der beantragte Zuschuss fehlt", {"requested": Decimal(0)}),
            Break("Höchstens 10.000,00", {"requested": Decimal("10000.01")}),
            Break("frühestens am 01.05.2026", {"begins": date(2026, 4, 30)}),
            TOO_LATE,
            TOO_LONG,
            Break("Die Antragsfrist endete am 15.03.2026", {"round_closes": TODAY - DAY}),
        ),
    ),
    Row(
        "withdraw",
        (Stage.DRAFT, *BEFORE, Stage.IN_COUNCIL),
        Stage.WITHDRAWN,
        Role.SIGNATORY,
        breaks=(NOT_SIGNED,),
    ),
    Row(
        "begin_check",
        (Stage.SUBMITTED,),
        Stage.FORMAL_CHECK,
        Role.CASEWORKER,
        data={"unbiased": True},
        breaks=(Break("§§ 20, 21 VwVfG", data={"unbiased": False}, at="unbiased"),),
    ),
    Row(
        "request_documents",
        (Stage.FORMAL_CHECK, Stage.EXPERT_CHECK),
        Stage.DOCUMENTS_REQUESTED,
        Role.CASEWORKER,
        data={"items": "Satzung"},
        breaks=(NOT_MINE,),
    ),
    Row(
        "supply_documents",
        (Stage.DOCUMENTS_REQUESTED,),
        Stage.FORMAL_CHECK,
        Role.SIGNATORY,
        facts={"documents_due": TODAY},
        breaks=(INCOMPLETE, UNSOUND, TOO_EARLY, TOO_LATE, NOT_SIGNED),
    ),
    Row(
        "lapse_request",
        (Stage.DOCUMENTS_REQUESTED,),
        Stage.FORMAL_CHECK,
        Role.CLOCK,
        facts=DOCUMENTS,
        breaks=(Break("Frühestens am 17.03.2026.", {"documents_due": TODAY}),),
    ),
    Row(
        "confirm_completeness",
        (Stage.FORMAL_CHECK,),
        Stage.EXPERT_CHECK,
        Role.CASEWORKER,
        breaks=(NOT_MINE, Break("noch offen: Satzung.", {"checklist_open": ("Satzung",)})),
    ),
    Row(
        "propose_refusal",
        (Stage.FORMAL_CHECK, Stage.EXPERT_CHECK),
        Stage.REFUSAL_DRAFTED,
        Role.CASEWORKER,
        data={"reason": "Nicht förderfähig"},
        breaks=(NOT_MINE,),
    ),
    Row(
        "release_for_sitting",
        (Stage.EXPERT_CHECK,),
        Stage.READY_FOR_SITTING,
        Role.LEAD,
        breaks=(
            Break("Es fehlt noch: der Vorschlag.", {"memo": replace(MEMO, missing=("der Vorschlag",))}),
            Break("(unter 20 %): Die Begründung", {"memo": replace(MEMO, own=Decimal("1199.99"))}),
            Break("möglich sind höchstens 4.800,00", {"memo": replace(MEMO, proposal=Decimal("4800.01"))}),
            Break("Wer den Prüfvermerk geschrieben hat", {"memo": replace(MEMO, written_by=ME)}),
        ),
    ),
    Row(
        "return_to_check",
        (Stage.READY_FOR_SITTING, Stage.AWARD_DRAFTED, Stage.REFUSAL_DRAFTED),
        Stage.EXPERT_CHECK,
        Role.LEAD,
        data={"reason": "Neue Tatsachen"},
    ),
    Row(
        "discontinue", (*BEFORE, Stage.IN_COUNCIL), Stage.DISCONTINUED, Role.LEAD, data={"reason": "Erledigt"}
    ),
    Row(
        "consent_early_start",
        (Stage.SUBMITTED, Stage.FORMAL_CHECK, Stage.EXPERT_CHECK, Stage.READY_FOR_SITTING),
        "",
        Role.LEAD,
        data={"early_start_on": TODAY},
        breaks=(
            Break("schon zugestimmt", {"early_start_on": TODAY}),
            Break("in der Vergangenheit", data={"early_start_on": TODAY - DAY}, at="early_start_on"),
        ),
    ),
    Row(
        "open_item",
        (Stage.READY_FOR_SITTING,),
        Stage.IN_SITTING,
        Role.CHAIR,
        breaks=(Break("steht nicht auf der Tagesordnung", {"item_listed": False}),),
    ),
    Row(
        "defer",
        (Stage.IN_SITTING,),
        Stage.DEFERRED,
        Role.CHAIR,
        data={"reason": "Rückfragen"},
        breaks=(Break("Das Gremium hat schon beschlossen.", {"resolution": CARRIED}),),
    ),
    Row(
        "relist",
        (Stage.DEFERRED,),
        Stage.READY_FOR_SITTING,
        Role.OFFICE,
        breaks=(Break("Platz 3 der Nachrückliste", {"reserve_rank": 3}),),
    ),
    Row(
        "endorse",
        (Stage.IN_SITTING,),
        Stage.ENDORSED,
        Role.CHAIR,
        facts={"resolution": CARRIED},
        data={"amount": GRANT},
        breaks=(
            NO_BALLOT,
            Break("höchstens der beantragte Betrag 4.000,00", {"requested": Decimal(4000)}, at="amount"),
            Break("Abgestimmt wurde über 4.700,00", {"motion_amount": Decimal(4700)}, at="amount"),
            Break("Budget überschritten um 0,01", {"pot_left": Decimal("4799.99")}, at="amount"),
        ),
    ),
    Row(
        "decline",
        (Stage.IN_SITTING,),
        Stage.DECLINED,
        Role.CHAIR,
        facts={"resolution": FAILED},
        breaks=(
            NO_BALLOT,
            Break("nicht beschlussfähig", {"resolution": NOT_QUORATE}),
            Break("Das Gremium hat den Antrag angenommen.", {"resolution": CARRIED}),
        ),
    ),
    Row(
        "draft_award",
        (Stage.ENDORSED,),
        Stage.AWARD_DRAFTED,
        Role.CASEWORKER,
        breaks=(UNCONFIRMED, Break("Der Betrag wurde gesenkt", {"endorsed": Decimal("4799.99")})),
    ),
    Row(
        "request_adapted_plan",
        (Stage.ENDORSED,),
        Stage.PLAN_ADJUSTMENT,
        Role.CASEWORKER,
        facts={"endorsed": Decimal("4799.99")},
        breaks=(Break("wurde nicht gesenkt", {"endorsed": GRANT}),),
    ),
    Row(
        "confirm_adapted_plan",
        (Stage.PLAN_ADJUSTMENT,),
        Stage.AWARD_DRAFTED,
        Role.SIGNATORY,
        breaks=(
            Break("genau den beschlossenen Zuschuss", {"endorsed": Decimal(4000)}),
            INCOMPLETE,
            UNSOUND,
            TOO_EARLY,
            TOO_LATE,
            NOT_SIGNED,
        ),
    ),
    Row(
        "lapse_adapted_plan",
        (Stage.PLAN_ADJUSTMENT,),
        Stage.EXPERT_CHECK,
        Role.CLOCK,
        facts={"plan_due": TODAY - DAY},
        breaks=(Break("Frühestens am 17.03.2026.", {"plan_due": TODAY}),),
    ),
    Row("draft_refusal", (Stage.DECLINED,), Stage.REFUSAL_DRAFTED, Role.CASEWORKER),
    Row(
        "release_award",
        (Stage.AWARD_DRAFTED,),
        "",
        Role.LEAD,
        breaks=(
            RELEASED_ALREADY,
            UNCONFIRMED,
            EMPTY_DRAFT,
            OWN_DRAFT,
            Break("nicht der beschlossene Betrag", {"draft": replace(DRAFT, amount=Decimal(4801))}),
        ),
    ),
    Row(
        "dispatch_award",
        (Stage.AWARD_DRAFTED,),
        Stage.AWARDED,
        Role.OFFICE,
        facts=RELEASED,
        data={"posted_on": TODAY},
        breaks=(NOT_RELEASED, NO_LETTER, POSTED_BEFORE_RELEASE),
    ),
    Row(
        "release_refusal",
        (Stage.REFUSAL_DRAFTED,),
        "",
        Role.LEAD,
        facts={"draft": replace(DRAFT, kind="refusal")},
        breaks=(RELEASED_ALREADY, EMPTY_DRAFT, OWN_DRAFT),
    ),
    Row(
        "dispatch_refusal",
        (Stage.REFUSAL_DRAFTED,),
        Stage.REFUSED,
        Role.OFFICE,
        facts=RELEASED,
        data={"posted_on": TODAY},
        breaks=(NOT_RELEASED, NO_LETTER, POSTED_BEFORE_RELEASE),
    ),
    Row(
        "record_returned_mail",
        (Stage.AWARDED,),
        Stage.AWARD_DRAFTED,
        Role.OFFICE,
        facts=POSTED,
        data={"reason": "Unbekannt verzogen"},
    ),
    Row(
        "record_returned_mail",
        (Stage.REFUSED,),
        Stage.REFUSAL_DRAFTED,
        Role.OFFICE,
        facts=POSTED,
        data={"reason": "Unbekannt verzogen"},
    ),
    Row(
        "become_final",
        (Stage.AWARDED,),
        Stage.FINAL,
        Role.CLOCK,
        facts=POSTED | {"posted_on": date(2026, 1, 27)},
        breaks=(PENDING, Break("Frühestens am 21.04.2026.", {"posted_on": date(2026, 3, 16)})),
    ),
    Row(
        "accept_waiver_of_remedies",
        (Stage.AWARDED,),
        Stage.FINAL,
        Role.CASEWORKER,
        facts=POSTED,
        data={"received_on": date(2026, 3, 12)},
        breaks=(
            Break("liegt noch nicht vor", {"waiver_form": False}),
            PENDING,
            Break("nach dem Versand", data={"received_on": date(2026, 3, 11)}, at="received_on"),
        ),
    ),
    Row(
        "close_refusal",
        (Stage.REFUSED,),
        Stage.CLOSED,
        Role.CLOCK,
        facts=POSTED | {"posted_on": date(2026, 1, 20)},
        breaks=(PENDING, Break("Frühestens am 06.05.2026.", {"posted_on": date(2026, 3, 16)})),
    ),
    Row(
        "record_receipt",
        (Stage.AWARDED, Stage.REFUSED),
        "",
        Role.OFFICE,
        facts=POSTED | {"posted_on": date(2026, 3, 10)},
        data={"notified_on": TODAY, "way": "receipt"},
        breaks=(
            Break("ist schon vermerkt", {"notified_on": TODAY}),
            Break("späteren Tag bis heute", data={"notified_on": TODAY + DAY}, at="notified_on"),
            Break("wodurch der Zugang belegt ist", data={"way": "post"}, at="way"),
        ),
    ),
    Row(
        "record_receipt",
        (Stage.AWARDED, Stage.REFUSED),
        "",
        Role.OFFICE,
        facts=POSTED | {"posted_on": date(2026, 3, 10)},
        data={"notified_on": date(2026, 3, 10), "way": "service"},
        breaks=(
            Break("ist schon vermerkt", {"notified_on": TODAY}),
            Break("zwischen seinem Versand", data={"notified_on": date(2026, 3, 9)}, at="notified_on"),
            Break("zwischen seinem Versand", data={"notified_on": TODAY + DAY}, at="notified_on"),
            Break("späteren Tag bis heute", data={"way": "receipt"}, at="notified_on"),
            Break("wodurch der Zugang", data={"way": "post", "notified_on": TODAY}, at="way"),
        ),
    ),
    Row(
        "record_lawsuit",
        SUED,
        "",
        Role.LEAD,
        facts=FINAL,
        data={"filed_on": TODAY, "scope": "grant"},
        breaks=(
            Break("nicht in der Zukunft", data={"filed_on": TODAY + DAY}, at="filed_on"),
            Break("wogegen sich die Klage richtet", data={"scope": "anders"}, at="scope"),
        ),
    ),
    Row(
        "close_lawsuit",
        SUED,
        "",
        Role.LEAD,
        facts=FINAL | {"lawsuits": SUIT},
        data={"ended_on": TODAY},
        breaks=(
            Break("Es ist keine Klage anhängig.", {"lawsuits": ()}),
            Break("nicht in der Zukunft", data={"ended_on": TODAY + DAY}, at="ended_on"),
            Break("nicht anhängig", data={"scope": "interest"}, at="scope"),
        ),
    ),
    Row(
        "begin_project",
        (Stage.FINAL,),
        Stage.RUNNING,
        Role.CLOCK,
        facts=FINAL | {"begins": TODAY},
        breaks=(Break("Frühestens am 17.03.2026.", {"begins": TODAY + DAY}),),
    ),
    Row(
        "end_period",
        (Stage.RUNNING,),
        Stage.PROOF_DUE,
        Role.CLOCK,
        facts=FINAL | {"period_ends": TODAY - DAY},
        breaks=(Break("Frühestens am 17.03.2026.", {"period_ends": TODAY}),),
    ),
    Row(
        "finish_early",
        (Stage.RUNNING,),
        Stage.PROOF_DUE,
        Role.SIGNATORY,
        facts=FINAL | {"begins": TODAY - DAY},
        data={"fulfilled_on": TODAY},
        breaks=(
            Break("zwischen Projektbeginn und heute", data={"fulfilled_on": TODAY + DAY}, at="fulfilled_on"),
        ),
    ),
    Row(
        "waive_grant",
        AWARDED_ON,
        Stage.WAIVED,
        Role.SIGNATORY,
        facts=FINAL,
        breaks=(
            Break("schon 100,00", {"paid": Decimal(100), "called": Decimal(100)}),
            Break("Ein Mittelabruf ist noch nicht abgeschlossen.", {"called": Decimal(50)}),
            NOT_SIGNED,
        ),
    ),
    Row(
        "suspend_payments",
        PAYING,
        "",
        Role.LEAD,
        facts=FINAL,
        data={"reason": "Hinweise"},
        breaks=(Break("schon ausgesetzt", {"payments_suspended": True}),),
    ),
    Row(
        "resume_payments",
        PAYING,
        "",
        Role.LEAD,
        facts=FINAL | {"payments_suspended": True},
        data={"reason": "Geklärt"},
        breaks=(Break("nicht ausgesetzt", {"payments_suspended": False}),),
    ),
    Row(
        "meet_condition",
        (Stage.AWARDED, *PAYING),
        "",
        Role.LEAD,
        facts=FINAL | {"condition_open": "Mietvertrag"},
        data={"reason": "Liegt vor"},
        breaks=(Break("Es ist keine Bedingung offen.", {"condition_open": ""}),),
    ),
    Row(
        "file_proof",
        (Stage.PROOF_DUE,),
        Stage.PROOF_IN_REVIEW,
        Role.SIGNATORY,
        facts=FINAL,
        breaks=(
            Break("Der Sachbericht fehlt.", {"proof": Proof(missing=("Der Sachbericht fehlt.",))}),
            NOT_SIGNED,
        ),
    ),
    Row(
        "request_proof_documents",
        (Stage.PROOF_IN_REVIEW,),
        Stage.PROOF_INCOMPLETE,
        Role.CASEWORKER,
        facts=FINAL,
        data={"items": "Belegliste"},
    ),
    Row(
        "supply_proof_documents",
        (Stage.PROOF_INCOMPLETE,),
        Stage.PROOF_IN_REVIEW,
        Role.SIGNATORY,
        facts=FINAL | {"proof_documents_due": TODAY},
        breaks=(Break("Der Verwendungsnachweis fehlt.", {"proof": None}), NOT_SIGNED),
    ),
    Row(
        "lapse_proof_request",
        (Stage.PROOF_INCOMPLETE,),
        Stage.PROOF_IN_REVIEW,
        Role.CLOCK,
        facts=FINAL | {"proof_documents_due": TODAY - DAY},
        breaks=(Break("Frühestens am 17.03.2026.", {"proof_documents_due": TODAY}),),
    ),
    Row(
        "accept_proof",
        (Stage.PROOF_IN_REVIEW,),
        Stage.CLOSED,
        Role.LEAD,
        facts=FINAL | {"paid": GRANT, "called": GRANT},
        breaks=(
            Break(
                "Es fehlt noch: der Prüfungsvermerk.",
                {"proof": replace(PROOF, check_missing=("der Prüfungsvermerk",))},
            ),
            Break("Wer den Nachweis geprüft hat", {"proof": replace(PROOF, checked_by=ME)}),
            Break("Vor einer Rückforderung", {"proof": replace(PROOF, recognised_grant=Decimal("4799.99"))}),
            Break("Ein Mittelabruf ist noch nicht abgeschlossen.", {"called": Decimal(4801)}),
            NOT_PRESENTED,
        ),
    ),
    Row(
        "archive",
        (Stage.CLOSED, Stage.WITHDRAWN, Stage.WAIVED, Stage.DISCONTINUED),
        Stage.ARCHIVED,
        Role.CLOCK,
        facts={"closed_on": date(2015, 12, 31)},
        breaks=(Break("Der Tag dafür steht noch nicht fest.", {"closed_on": None}),),
    ),
    Row(
        "erase",
        (Stage.ARCHIVED,),
        "",
        Role.DPO,
        data={"offered": True},
        breaks=(
            Break("schon gelöscht", {"erased_on": TODAY}),
            Break("zuerst dem Stadtarchiv", data={"offered": False}, at="offered"),
        ),
    ),
]
"""Every move of the Kleinprojekt."""

CALL = FundsCall(
    grant=replace(CASE, stage=Stage.RUNNING, bank_verified=True, **FINAL),
    amount=Decimal(1000),
    filed_by=99,
    recognised=Decimal(1000),
)
NOT_FINAL = Break("noch nicht bestandskräftig", {"grant.final_on": None})
OTHER_ACCOUNT = Break("Das Konto wurde seit dem Abruf geändert", {"iban_changed": True})
NOT_VERIFIED = Break("nicht von einer zweiten Person bestätigt", {"grant.bank_verified": False})
CALL_ROWS = [
    Row(
        "call_funds",
        ("",),
        CallStage.FILED,
        Role.SIGNATORY,
        breaks=(
            Break("erst nach der Bestandskraft", {"grant.stage": Stage.AWARDED}),
            Break("Die Bankverbindung fehlt.", {"missing": ("Die Bankverbindung fehlt.",)}),
            Break("Sie können noch 999,99", {"grant.called": Decimal("3800.01")}),
        ),
    ),
    Row(
        "return_call",
        (CallStage.FILED, CallStage.CERTIFIED),
        CallStage.RETURNED,
        Role.CERTIFIER,
        data={"reason": "Zu früh"},
    ),
    Row(
        "return_call",
        (CallStage.ORDERED,),
        CallStage.RETURNED,
        Role.TREASURY,
        facts={"certified_by": OTHER, "ordered_by": 9, "ordered_on": TODAY},
        data={"reason": "Das Konto ist aufgelöst"},
    ),
    Row(
        "certify",
        (CallStage.FILED,),
        CallStage.CERTIFIED,
        Role.CERTIFIER,
        data={"recognised": Decimal(1000)},
        breaks=(
            NOT_FINAL,
            NOT_VERIFIED,
            Break("selbst gestellt", {"filed_by": ME}),
            Break("gemeinsame Vertretung", {"grant.signatures_needed": 2, "signed_by": frozenset()}),
            Break("höchstens 1.000,00", data={"recognised": Decimal("1000.01")}, at="recognised"),
        ),
    ),
    Row(
        "order_payment",
        (CallStage.CERTIFIED,),
        CallStage.ORDERED,
        Role.ORDERER,
        facts={"certified_by": OTHER},
        breaks=(
            NOT_FINAL,
            OTHER_ACCOUNT,
            Break("Wer festgestellt hat, darf nicht anordnen", {"certified_by": ME}),
        ),
    ),
    Row(
        "confirm_payment",
        (CallStage.ORDERED,),
        CallStage.PAID,
        Role.TREASURY,
        facts={"certified_by": OTHER, "ordered_by": 9, "ordered_on": TODAY},
        data={"paid_on": TODAY},
        breaks=(
            NOT_FINAL,
            NOT_VERIFIED,
            OTHER_ACCOUNT,
            Break("darf nicht auszahlen", {"ordered_by": ME}),
            Break("liegt in der Zukunft", data={"paid_on": TODAY + DAY}, at="paid_on"),
            Break("vor ihrer Anordnung", data={"paid_on": TODAY - DAY}, at="paid_on"),
        ),
    ),
    Row(
        "record_payment_made",
        (CallStage.ORDERED,),
        CallStage.PAID,
        Role.TREASURY,
        facts={"certified_by": OTHER, "ordered_by": 9, "ordered_on": TODAY, "iban_changed": True},
        data={"paid_on": TODAY, "reason": "Der Zahllauf war schon bei der Bank."},
        breaks=(
            Break("steht nichts entgegen", {"iban_changed": False}),
            Break("darf nicht auszahlen", {"ordered_by": ME}),
            Break("liegt in der Zukunft", data={"paid_on": TODAY + DAY}, at="paid_on"),
            Break("vor ihrer Anordnung", data={"paid_on": TODAY - DAY}, at="paid_on"),
        ),
    ),
]
SITTING = SittingFacts(
    held_on=TODAY + 7 * DAY, invited_on=TODAY, seats=5, present=5, items=2, invitation_days=7
)
SITTING_ROWS = [
    Row("plan_sitting", ("",), SittingStage.PLANNED, Role.OFFICE),
    Row(
        "invite",
        (SittingStage.PLANNED,),
        SittingStage.INVITED,
        Role.OFFICE,
        breaks=(
            Break("Die Tagesordnung ist noch leer.", {"items": 0}),
            Break("es noch 6.", {"held_on": TODAY + 6 * DAY}),
        ),
    ),
    Row(
        "open_sitting",
        (SittingStage.INVITED,),
        SittingStage.OPEN,
        Role.CHAIR,
        facts={"held_on": TODAY},
        breaks=(
            Break("Die Sitzung ist am 17.03.2026.", {"held_on": TODAY + DAY}),
            Break("zuerst die Anwesenheit", {"present": 0}),
        ),
    ),
    Row(
        "close_sitting",
        (SittingStage.OPEN,),
        SittingStage.CLOSED,
        Role.CHAIR,
        breaks=(Break("Noch ohne Ergebnis: Erzählcafé.", {"items_open": ("Erzählcafé",)}),),
    ),
]
