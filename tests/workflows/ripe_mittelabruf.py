"""A ripe call for funds beside a running project, and what breaks each of its rules."""

from dataclasses import replace
from decimal import Decimal

from tests.workflows.ripe import CASE, CENT, DAY, FINAL, GRANT, ME, OTHER, TODAY, Break, Row
from workflows.mittelabruf import MittelabrufFacts
from workflows.roles import Role
from workflows.stages import MittelabrufStage, Stage

CALL = MittelabrufFacts(
    grant=replace(CASE, stage=Stage.RUNNING, bank_verified=True, **FINAL),
    amount=Decimal(1000),
    filed_by=99,
    recognised=Decimal(1000),
    drafted_by=OTHER,
    decided_on=TODAY - DAY,
    made=True,
)
NOT_FINAL = Break("noch nicht bestandskräftig", {"grant.final_on": None})
OTHER_ACCOUNT = Break("Das Konto wurde seit dem Abruf geändert", {"iban_changed": True})
NOT_VERIFIED = Break("nicht von einer zweiten Person bestätigt", {"grant.bank_verified": False})
HELD = Break("ist diese Zahlung angehalten", {"held": True})
CALL_ROWS = [
    Row(
        "call_funds",
        ("",),
        MittelabrufStage.FILED,
        Role.SIGNATORY,
        breaks=(
            Break("Sie müssen nichts abrufen", {"at_once": True}),
            Break("erst nach der Bestandskraft", {"grant.stage": Stage.AWARDED}),
            Break("Die Bankverbindung fehlt.", {"missing": ("Die Bankverbindung fehlt.",)}),
            Break("Sie können noch 999,99", {"grant.called": Decimal("3800.01")}),
        ),
    ),
    Row(
        "open_payment",
        ("",),
        MittelabrufStage.FILED,
        Role.CASEWORKER,
        facts={"at_once": True, "amount": GRANT},
        breaks=(
            Break("ruft die Organisation das Geld ab", {"at_once": False}),
            Break("Eine zweite gibt es nicht", {"grant.called": 2 * CENT}),
            NOT_FINAL,
            Break("Die Bankverbindung fehlt.", {"missing": ("Die Bankverbindung fehlt.",)}),
            Break("die ganze Zuwendung auf einmal", {"amount": GRANT - CENT}),
        ),
    ),
    Row(
        "return_call",
        (MittelabrufStage.FILED, MittelabrufStage.CERTIFIED),
        MittelabrufStage.RETURNED,
        Role.CERTIFIER,
        data={"reason": "Zu früh"},
    ),
    Row(
        "return_call",
        (MittelabrufStage.ORDERED,),
        MittelabrufStage.RETURNED,
        Role.TREASURY,
        facts={"certified_by": OTHER, "ordered_by": 9, "ordered_on": TODAY},
        data={"reason": "Das Konto ist aufgelöst"},
        breaks=(Break("steht in einem Zahlungslauf", {"in_run": True}),),
    ),
    Row(
        "certify",
        (MittelabrufStage.FILED,),
        MittelabrufStage.CERTIFIED,
        Role.CERTIFIER,
        data={"recognised": Decimal(1000)},
        breaks=(
            NOT_FINAL,
            HELD,
            NOT_VERIFIED,
            Break("selbst gestellt", {"filed_by": ME}),
            Break("gemeinsame Vertretung", {"grant.signatures_needed": 2, "signed_by": frozenset()}),
            Break("höchstens 1.000,00", data={"recognised": Decimal("1000.01")}, at="recognised"),
            Break(
                "in einer Summe ausgezahlt: 1.000,00",
                {"at_once": True},
                {"recognised": Decimal("999.99"), "note": "Weniger"},
                at="recognised",
            ),
            Break("nennen Sie bitte den Grund", data={"recognised": Decimal("999.99")}, at="note"),
        ),
    ),
    Row(
        "draft_call_refusal",
        (MittelabrufStage.FILED, MittelabrufStage.CERTIFIED),
        "",
        Role.CASEWORKER,
        data={"reasoning": "Der Bedarf ist nicht belegt."},
        breaks=(Break("Sie müssen nichts abrufen", {"at_once": True}),),
    ),
    Row(
        "refuse_call",
        (MittelabrufStage.FILED, MittelabrufStage.CERTIFIED),
        MittelabrufStage.REFUSED,
        Role.LEAD,
        breaks=(
            Break("noch nicht entworfen", {"drafted_by": None}),
            Break("Wer die Entscheidung entworfen hat", {"drafted_by": ME}),
        ),
    ),
    Row(
        "dispatch_call_refusal",
        (MittelabrufStage.REFUSED,),
        "",
        Role.OFFICE,
        data={"posted_on": TODAY},
        breaks=(
            Break("schon vermerkt", {"posted_on": TODAY}),
            Break("Es gibt noch kein PDF", {"made": False}),
            Break("zwischen der Entscheidung", data={"posted_on": TODAY + DAY}, at="posted_on"),
        ),
    ),
    Row(
        "order_payment",
        (MittelabrufStage.CERTIFIED,),
        MittelabrufStage.ORDERED,
        Role.ORDERER,
        facts={"certified_by": OTHER},
        breaks=(
            NOT_FINAL,
            HELD,
            OTHER_ACCOUNT,
            Break("Wer festgestellt hat, darf nicht anordnen", {"certified_by": ME}),
        ),
    ),
    Row(
        "confirm_payment",
        (MittelabrufStage.ORDERED,),
        MittelabrufStage.PAID,
        Role.TREASURY,
        facts={"certified_by": OTHER, "ordered_by": 9, "ordered_on": TODAY},
        data={"paid_on": TODAY},
        breaks=(
            NOT_FINAL,
            HELD,
            NOT_VERIFIED,
            OTHER_ACCOUNT,
            Break("darf nicht auszahlen", {"ordered_by": ME}),
            Break("liegt in der Zukunft", data={"paid_on": TODAY + DAY}, at="paid_on"),
            Break("vor ihrer Anordnung", data={"paid_on": TODAY - DAY}, at="paid_on"),
        ),
    ),
    Row(
        "record_payment_made",
        (MittelabrufStage.ORDERED,),
        MittelabrufStage.PAID,
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
