"""The rows of what happens after the award: hearing, revocation, refund, change, interim proof."""

from dataclasses import replace
from datetime import date, timedelta
from decimal import Decimal

from tests.workflows.ripe import (
    CASE,
    DAY,
    FINAL,
    GRANT,
    ME,
    OTHER,
    PAYING,
    POSTED,
    PROOF,
    SUIT,
    TODAY,
    Break,
    Row,
)
from workflows.case import Lawsuit, Role
from workflows.claim import Claim
from workflows.procedures.aenderungsantrag import Change, ChangeStage
from workflows.procedures.erstattung import Collection, RefundStage
from workflows.procedures.verwendungsnachweis import Interim, InterimStage
from workflows.rules.interest import BASE_RATES
from workflows.stages import Stage

PAID_ON = date(2026, 3, 15)
CLAIM = Claim(
    ground="auflage",
    amount=Decimal(1000),
    heard_on=TODAY - 30 * DAY,
    known_on=date(2026, 3, 12),
    limit=date(2027, 3, 12),
    answered_on=TODAY - DAY,
    drafted_by=OTHER,
)
LEFT_OVER = replace(PROOF, recognised_grant=Decimal(3800))
PAID = FINAL | {
    "paid": GRANT,
    "called": GRANT,
    "payments": ((PAID_ON, GRANT),),
    "base_rates": BASE_RATES,
    "proof": LEFT_OVER,
}
HEARD = PAID | {"heard_from": Stage.PROOF_IN_REVIEW, "hearing_due": TODAY - DAY, "claim": CLAIM}
UNPAID = FINAL | {"heard_from": Stage.RUNNING, "hearing_due": TODAY - DAY, "claim": CLAIM}
RELEASED_CLAIM = replace(CLAIM, released_on=TODAY - DAY, due=TODAY + 30 * DAY, made=True)
POSTED_CLAIM = replace(RELEASED_CLAIM, released_on=date(2026, 1, 20), posted_on=date(2026, 1, 27))
ABOUT = {"ground": "zweckverfehlung", "claimed": Decimal(1000), "known_on": TODAY}
HEARING = ABOUT | {"statement": "Es wurden nur 3.800,00 € gebraucht."}
OPEN_CALL = Break("Ein Mittelabruf ist noch nicht abgeschlossen.", {"called": GRANT + 1})
UNKNOWN_GROUND = Break("einen Grund der Liste", data={"ground": "anders"}, at="ground")
CONDITION_ALONE = Break("die auflösende Bedingung allein nicht", data={"ground": "bedingung"}, at="ground")
TOO_MUCH = Break("höchstens 1.000,00", data={"claimed": Decimal("1000.01")}, at="claimed")
NOT_KNOWN_YET = Break("zwischen dem Versand", data={"known_on": TODAY + DAY}, at="known_on")
OPEN_HEARING = Break(
    "läuft noch bis zum 16.03.2026", {"hearing_due": TODAY, "claim": replace(CLAIM, answered_on=None)}
)
NOT_DRAFTED = Break("noch nicht entworfen", {"claim": replace(CLAIM, drafted_by=None)})
OWN_CLAIM = Break("Wer den Bescheid entworfen hat", {"claim": replace(CLAIM, drafted_by=ME)})
YEAR_OVER = Break("Jahresfrist endete am 15.03.2026", {"claim": replace(CLAIM, limit=TODAY - DAY)})
DECIDED = Break("schon freigegeben", {"claim": replace(CLAIM, released_on=TODAY)})
ELSEWHERE = Break("an anderer Stelle", {"heard_from": Stage.CLOSED})
NOT_MADE = Break("wird noch erstellt", {"claim": replace(RELEASED_CLAIM, made=False)})
ENDED = (Lawsuit("refused_part", date(2026, 3, 13), date(2026, 3, 15)),)

RECOVERY_ROWS = [
    Row(
        "open_hearing",
        (Stage.AWARDED, *PAYING),
        Stage.HEARING,
        Role.CASEWORKER,
        facts=PAID,
        data=HEARING,
        breaks=(NOT_KNOWN_YET, UNKNOWN_GROUND, CONDITION_ALONE, TOO_MUCH),
    ),
    Row(
        "waive_paid_grant",
        (Stage.FINAL, Stage.RUNNING),
        Stage.HEARING,
        Role.SIGNATORY,
        facts=PAID,
        data={"reason": "Der Verein löst sich auf."},
        breaks=(
            Break("Es wurde nichts ausgezahlt.", {"paid": Decimal(0)}),
            OPEN_CALL,
            Break("Es fehlt noch die Freigabe durch eine weitere", {"signatures_needed": 2}),
        ),
    ),
    Row(
        "record_hearing_answer",
        (Stage.HEARING,),
        "",
        Role.CASEWORKER,
        facts=HEARD | {"claim": replace(CLAIM, answered_on=None)},
        data={"received_on": TODAY},
        breaks=(
            Break("schon vermerkt", {"claim": CLAIM}),
            Break("frühestens am Tag der Anhörung", data={"received_on": TODAY + DAY}, at="received_on"),
        ),
    ),
    Row(
        "draft_claim",
        (Stage.HEARING,),
        "",
        Role.CASEWORKER,
        facts=HEARD,
        data={"ground": "zweckverfehlung", "claimed": Decimal(1000), "reasoning": "Weil."},
        breaks=(DECIDED, OPEN_HEARING, UNKNOWN_GROUND, CONDITION_ALONE, TOO_MUCH),
    ),
    Row(
        "claim_refund",
        (Stage.HEARING,),
        Stage.REFUND_CLAIMED,
        Role.LEAD,
        facts=HEARD,
        breaks=(
            Break("Es wurde nichts ausgezahlt.", {"paid": Decimal(0)}),
            NOT_DRAFTED,
            OWN_CLAIM,
            OPEN_HEARING,
            YEAR_OVER,
            Break("verjährt", {"claim": replace(CLAIM, known_on=date(2022, 12, 31))}),
            Break("Bagatellgrenze", {"claim": replace(CLAIM, amount=Decimal(500))}),
            OPEN_CALL,
        ),
    ),
    Row(
        "release_revocation",
        (Stage.HEARING,),
        "",
        Role.LEAD,
        facts=UNPAID,
        breaks=(
            DECIDED,
            Break("Es wurde schon Geld ausgezahlt.", {"paid": Decimal(1)}),
            NOT_DRAFTED,
            OWN_CLAIM,
            OPEN_HEARING,
            YEAR_OVER,
            OPEN_CALL,
        ),
    ),
    Row(
        "revoke_unpaid",
        (Stage.HEARING,),
        Stage.CLOSED,
        Role.LEAD,
        facts=UNPAID | {"claim": RELEASED_CLAIM},
        data={"posted_on": TODAY},
        breaks=(
            Break("Es wurde schon Geld ausgezahlt.", {"paid": Decimal(1)}),
            Break("noch nicht freigegeben", {"claim": CLAIM}),
            NOT_MADE,
            OPEN_CALL,
            Break("zwischen der Freigabe", data={"posted_on": TODAY + DAY}, at="posted_on"),
        ),
    ),
    Row(
        "drop_claim",
        (Stage.HEARING,),
        Stage.CLOSED,
        Role.LEAD,
        facts=HEARD,
        data={"reason": "Die Erklärung überzeugt."},
        breaks=(
            Break("noch nicht abgerechnet", {"heard_from": Stage.RUNNING}),
            DECIDED,
            OPEN_HEARING,
            OPEN_CALL,
        ),
    ),
    *(
        Row(
            name,
            (Stage.HEARING,),
            target,
            Role.LEAD,
            facts=HEARD | {"heard_from": target},
            data={"reason": "Es hat sich geklärt."},
            breaks=(ELSEWHERE, DECIDED),
        )
        for name, target in (
            ("resume_award", Stage.AWARDED),
            ("resume_final", Stage.FINAL),
            ("resume_project", Stage.RUNNING),
            ("resume_proof_due", Stage.PROOF_DUE),
            ("resume_proof_check", Stage.PROOF_IN_REVIEW),
        )
    ),
    Row(
        "dispatch_claim",
        (Stage.REFUND_CLAIMED,),
        "",
        Role.OFFICE,
        facts=HEARD | {"claim": RELEASED_CLAIM},
        data={"posted_on": TODAY},
        breaks=(
            Break("schon vermerkt", {"claim": POSTED_CLAIM}),
            NOT_MADE,
            Break("zwischen der Freigabe", data={"posted_on": TODAY + DAY}, at="posted_on"),
        ),
    ),
    Row(
        "record_returned_claim",
        (Stage.REFUND_CLAIMED,),
        "",
        Role.OFFICE,
        facts=HEARD | {"claim": POSTED_CLAIM},
        data={"reason": "Unbekannt verzogen"},
        breaks=(Break("noch nicht versandt", {"claim": RELEASED_CLAIM}),),
    ),
    Row(
        "settle_refund",
        (Stage.REFUND_CLAIMED, Stage.ENFORCEMENT),
        Stage.CLOSED,
        Role.TREASURY,
        facts=HEARD | {"claim": replace(POSTED_CLAIM, settled=True)},
        breaks=(
            Break("noch nicht beglichen", {"claim": POSTED_CLAIM}),
            Break("Eine Klage ist anhängig.", {"lawsuits": SUIT}),
        ),
    ),
    Row(
        "enforce",
        (Stage.REFUND_CLAIMED,),
        Stage.ENFORCEMENT,
        Role.TREASURY,
        facts=HEARD | {"claim": replace(POSTED_CLAIM, overdue_since=TODAY)},
        breaks=(
            Break(
                "am 03.04.2026 bestandskräftig", {"claim": replace(POSTED_CLAIM, posted_on=date(2026, 2, 26))}
            ),
            Break("Zuerst ist zu mahnen", {"claim": replace(POSTED_CLAIM, overdue_since=TODAY + DAY)}),
            Break("gegen den Widerruf", {"lawsuits": (Lawsuit("revocation", TODAY),)}),
            Break(
                "verjährt",
                {"claim": replace(POSTED_CLAIM, known_on=date(1990, 1, 1), posted_on=date(1995, 1, 27))},
            ),
        ),
    ),
    Row(
        "correct_obvious_error",
        (Stage.AWARDED, Stage.REFUSED, *PAYING),
        "",
        Role.LEAD,
        facts=FINAL,
        data={"wrong": "4.080,00 €", "right": "4.800,00 €"},
        breaks=(Break("sind gleich", data={"right": "4.080,00 €"}, at="right"),),
    ),
    Row(
        "reopen",
        (Stage.CLOSED,),
        Stage.HEARING,
        Role.LEAD,
        facts=PAID | {"outcome": "settled", "reopening_agreed_by": frozenset({OTHER})},
        data=HEARING,
        breaks=(
            Break("nichts zurückzunehmen", {"outcome": "refused"}),
            Break("Eine zweite Person", {"reopening_agreed_by": frozenset({ME})}),
            NOT_KNOWN_YET,
            UNKNOWN_GROUND,
            CONDITION_ALONE,
            TOO_MUCH,
        ),
    ),
    Row(
        "follow_court",
        (Stage.REFUSED,),
        Stage.EXPERT_CHECK,
        Role.LEAD,
        facts=POSTED | {"lawsuits": ENDED},
        data={"judged_on": TODAY, "reason": "Ermessen neu auszuüben"},
        breaks=(
            Break("keine Klage beendet", {"lawsuits": ()}),
            Break("zwischen dem Versand", data={"judged_on": TODAY + DAY}, at="judged_on"),
        ),
    ),
    Row(
        "follow_court",
        (Stage.CLOSED,),
        Stage.EXPERT_CHECK,
        Role.LEAD,
        facts=POSTED | {"outcome": "refused"},
        data={"judged_on": TODAY, "reason": "Ermessen neu auszuüben"},
        breaks=(
            Break("wurde nicht abgelehnt", {"outcome": "settled"}),
            Break("keine Klage beendet", {"lawsuits": SUIT}),
            Break("zwischen dem Versand", data={"judged_on": TODAY + DAY}, at="judged_on"),
        ),
    ),
]
"""Every move of the chapters recovery and refund; every fund has them."""

RUNNING = replace(
    CASE, stage=Stage.RUNNING, period_begins=date(2026, 1, 1), budget_year=2026, bank_verified=True, **FINAL
)
CHANGE = Change(
    grant=RUNNING,
    filed_by=99,
    shift=Decimal(300),
    from_planned=Decimal(2000),
    to_planned=Decimal(1000),
    new_ends=date(2026, 12, 31),
    drafted_by=OTHER,
    decided_on=TODAY - DAY,
    made=True,
)
NOT_CHANGEABLE = Break("deren Zeitraum noch läuft", {"grant.stage": Stage.PROOF_DUE})
UNSAID = Break("Die Begründung fehlt.", {"missing": ("Die Begründung fehlt.",)})
PERIOD_OVER = Break("endete am 15.03.2026", {"grant.period_ends": TODAY - DAY})
NOT_LATER = Break("nach dem bisherigen", {"new_ends": TODAY - DAY})
NO_DECISION = Break("noch nicht entworfen", {"drafted_by": None})
OWN_DECISION = Break("Wer die Entscheidung entworfen hat", {"drafted_by": ME})
TOO_SMALL_LINE = Break("hat nur 299,99", {"from_planned": Decimal("299.99")})
ALONE = Break("gemeinsame Vertretung", {"grant.signatures_needed": 2})
CHANGE_ROWS = [
    Row(
        "request_change",
        ("",),
        ChangeStage.CHANGE_FILED,
        Role.SIGNATORY,
        breaks=(
            NOT_CHANGEABLE,
            UNSAID,
            Break("Bis 20 % mehr", {"to_planned": Decimal(1500)}),
            TOO_SMALL_LINE,
        ),
    ),
    Row(
        "request_extension",
        ("",),
        ChangeStage.EXTENSION_FILED,
        Role.SIGNATORY,
        breaks=(NOT_CHANGEABLE, PERIOD_OVER, UNSAID, NOT_LATER),
    ),
    Row(
        "grant_change",
        (ChangeStage.CHANGE_FILED,),
        ChangeStage.GRANTED,
        Role.LEAD,
        breaks=(NOT_CHANGEABLE, ALONE, TOO_SMALL_LINE, NO_DECISION, OWN_DECISION),
    ),
    Row(
        "refuse_change",
        (ChangeStage.CHANGE_FILED,),
        ChangeStage.REFUSED,
        Role.LEAD,
        breaks=(NO_DECISION, OWN_DECISION),
    ),
    Row(
        "grant_extension",
        (ChangeStage.EXTENSION_FILED,),
        ChangeStage.GRANTED,
        Role.LEAD,
        breaks=(
            NOT_CHANGEABLE,
            PERIOD_OVER,
            ALONE,
            NOT_LATER,
            NO_DECISION,
            OWN_DECISION,
            Break("den Haushaltsrest", {"new_ends": date(2027, 1, 1)}, at="carried_over"),
        ),
    ),
    Row(
        "refuse_extension",
        (ChangeStage.EXTENSION_FILED,),
        ChangeStage.REFUSED,
        Role.LEAD,
        breaks=(NO_DECISION, OWN_DECISION),
    ),
    Row(
        "draft_decision",
        (ChangeStage.CHANGE_FILED, ChangeStage.EXTENSION_FILED),
        "",
        Role.CASEWORKER,
        data={"reasoning": "Das Ziel bleibt."},
    ),
    Row(
        "take_back_change",
        (ChangeStage.CHANGE_FILED, ChangeStage.EXTENSION_FILED),
        ChangeStage.TAKEN_BACK,
        Role.SIGNATORY,
    ),
    Row(
        "dispatch_change",
        (ChangeStage.GRANTED, ChangeStage.REFUSED),
        "",
        Role.OFFICE,
        data={"posted_on": TODAY},
        breaks=(
            Break("schon vermerkt", {"posted_on": TODAY}),
            Break("wird noch erstellt", {"made": False}),
            Break("zwischen der Entscheidung", data={"posted_on": TODAY + DAY}, at="posted_on"),
        ),
    ),
]
INTERIM = Interim(
    grant=replace(RUNNING, period_begins=date(2025, 6, 1)), until=date(2025, 12, 31), filed_by=99
)
INTERIM_ROWS = [
    Row(
        "file_interim_proof",
        ("",),
        InterimStage.FILED,
        Role.SIGNATORY,
        breaks=(
            Break("in die Laufzeit des Projekts", {"grant.stage": Stage.PROOF_DUE}),
            Break("Der Bericht fehlt.", {"missing": ("Der Bericht fehlt.",)}),
            Break("vor heute enden", {"until": TODAY}),
        ),
    ),
    Row(
        "accept_interim_proof",
        (InterimStage.FILED,),
        InterimStage.ACCEPTED,
        Role.CASEWORKER,
        breaks=(ALONE,),
    ),
    Row(
        "return_interim_proof",
        (InterimStage.FILED,),
        InterimStage.RETURNED,
        Role.CASEWORKER,
        data={"reason": "Die Ausgaben fehlen."},
    ),
]
COLLECTION = Collection(
    grant=replace(CASE, **HEARD | {"stage": Stage.REFUND_CLAIMED, "claim": POSTED_CLAIM}),
    ordered_by=OTHER,
)
BACK = ((TODAY - timedelta(days=3), Decimal(1000)),)
"""Everything came back."""
ALL_BACK = Break("nichts mehr offen", {"receipts": BACK})
OWN_ORDER = Break("darf nicht buchen", {"ordered_by": ME})
OVERDUE = {"grant": replace(COLLECTION.grant, claim=replace(POSTED_CLAIM, due=TODAY - DAY))}
COLLECTION_ROWS = [
    Row(
        "order_collection",
        ("",),
        RefundStage.OPEN,
        Role.ORDERER,
        breaks=(Break("noch nicht versandt", {"grant.claim": RELEASED_CLAIM}),),
    ),
    Row(
        "close_collection",
        (RefundStage.OPEN,),
        RefundStage.PAID,
        Role.TREASURY,
        facts={"receipts": BACK},
        breaks=(Break("Offen sind noch 1.000,00", {"receipts": ()}), OWN_ORDER),
    ),
    Row(
        "record_receipt_of_refund",
        (RefundStage.OPEN,),
        "",
        Role.TREASURY,
        data={"refunded_on": TODAY, "refunded": Decimal(1000)},
        breaks=(
            ALL_BACK,
            OWN_ORDER,
            Break("spätestens heute", data={"refunded_on": TODAY + DAY}, at="refunded_on"),
            Break("Offen sind an diesem Tag", data={"refunded": Decimal("1000.01")}, at="refunded"),
        ),
    ),
    Row(
        "remind_of_refund",
        (RefundStage.OPEN,),
        "",
        Role.TREASURY,
        facts=OVERDUE,
        breaks=(
            Break("Fällig ist die Erstattung am 16.03.2026", {"deferred_until": TODAY}),
            ALL_BACK,
        ),
    ),
    Row(
        "defer_refund",
        (RefundStage.OPEN,),
        "",
        Role.LEAD,
        data={"deferred_until": TODAY + DAY, "reason": "Ratenzahlung"},
        breaks=(ALL_BACK, Break("nach heute", data={"deferred_until": TODAY}, at="deferred_until")),
    ),
    Row(
        "give_up_refund",
        (RefundStage.OPEN,),
        RefundStage.GIVEN_UP,
        Role.LEAD,
        data={"reason": "Uneinbringlich"},
        breaks=(ALL_BACK,),
    ),
]
