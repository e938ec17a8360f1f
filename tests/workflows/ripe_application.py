"""The rows of an application, from the consultation to the vote of the body."""

from dataclasses import replace
from datetime import date
from decimal import Decimal

from tests.workflows.ripe import (
    CARRIED,
    CENT,
    DAY,
    FAILED,
    GRANT,
    INCOMPLETE,
    ME,
    MEMO,
    NO_BALLOT,
    NOT_QUORATE,
    NOT_SIGNED,
    OTHER,
    TERMS_2025,
    TODAY,
    TOO_EARLY,
    TOO_LATE,
    UNSOUND,
    Break,
    Row,
    extension,
)
from workflows.case import Role
from workflows.stages import Stage

NOT_MINE = Break("Eine andere Person bearbeitet den Vorgang.", {"caseworker": OTHER})
TOO_LONG = Break("höchstens 5 Monate", {"terms": replace(TERMS_2025, longest_months=5)})
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
APPLICATION_ROWS = [
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
            Break("Die beantragte Zuwendung fehlt", {"requested": Decimal(0)}),
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
        facts={"documents_due": TODAY, "asked": GRANT},
        breaks=(
            Break("Eingereicht ist ein Zuschuss von 4.799,99", {"asked": GRANT - CENT}),
            INCOMPLETE,
            UNSOUND,
            TOO_EARLY,
            TOO_LATE,
            NOT_SIGNED,
        ),
    ),
    Row(
        "lapse_request",
        (Stage.DOCUMENTS_REQUESTED,),
        Stage.FORMAL_CHECK,
        Role.CLOCK,
        facts=DOCUMENTS,
        breaks=(Break("Frühestens am 17.03.2026.", {"documents_due": TODAY}),),
    ),
    extension(Stage.DOCUMENTS_REQUESTED, "documents_due", {}),
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
]
