"""The rows of the collection of a refund."""

from dataclasses import replace
from datetime import timedelta
from decimal import Decimal

from tests.workflows.ripe import CASE, DAY, ME, OTHER, TODAY, Break, Row
from tests.workflows.ripe_recovery import HEARD, OLD_RATES, POSTED_CLAIM, RELEASED_CLAIM
from workflows.case import Lawsuit
from workflows.procedures.erstattung import RefundFacts
from workflows.roles import Role
from workflows.stages import RefundStage, Stage

COLLECTION = RefundFacts(
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
            Break(
                "Basiszinssatz ab dem 01.01.2026",
                {
                    "grant.claim": replace(POSTED_CLAIM, bears_interest=True),
                    "grant.base_rates": OLD_RATES,
                    "receipts": (),
                },
                at="refunded_on",
            ),
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
            Break("noch nicht neu versandt", {"grant.claim": replace(POSTED_CLAIM, posted_on=None)}),
            Break(
                "Eine Klage gegen Widerruf oder Rücknahme",
                {"grant.lawsuits": (Lawsuit("revocation", TODAY),)},
            ),
            Break("Fällig ist die Erstattung am 16.03.2026", {"deferred_until": TODAY}),
            Break(
                "Basiszinssatz ab dem 01.01.2026",
                {
                    "grant.claim": replace(POSTED_CLAIM, due=TODAY - DAY, bears_interest=True),
                    "grant.base_rates": OLD_RATES,
                },
            ),
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
