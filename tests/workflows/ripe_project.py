"""The rows of a project that was awarded, from its first day to its proof, and of what is kept of it."""

from dataclasses import replace
from datetime import date
from decimal import Decimal

from tests.workflows.ripe import (
    CENT,
    DAY,
    FINAL,
    GRANT,
    ME,
    NOT_SIGNED,
    PAYING,
    PROOF,
    TERMS_2025,
    TODAY,
    Break,
    Row,
    extension,
)
from workflows.case import Proof
from workflows.roles import Role
from workflows.stages import Stage

NOT_PRESENTED = Break(
    "öffentliche Vorstellung",
    {"terms": replace(TERMS_2025, presentation=True), "presented_on": None},
)
AWARDED_ON = (Stage.AWARDED, Stage.FINAL, Stage.RUNNING)
PROJECT_ROWS = [
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
            Break("Ein Mittelabruf ist unterwegs", {"called": Decimal(50)}),
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
        breaks=(
            Break("Der Verwendungsnachweis fehlt.", {"proof": None}),
            NOT_SIGNED,
            Break("ist nichts dazugekommen", {"unchanged": True}, {"note": " "}, at="note"),
        ),
    ),
    Row(
        "lapse_proof_request",
        (Stage.PROOF_INCOMPLETE,),
        Stage.PROOF_IN_REVIEW,
        Role.CLOCK,
        facts=FINAL | {"proof_documents_due": TODAY - DAY},
        breaks=(Break("Frühestens am 17.03.2026.", {"proof_documents_due": TODAY}),),
    ),
    extension(Stage.PROOF_INCOMPLETE, "proof_documents_due", FINAL),
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
            Break("Ein Mittelabruf ist unterwegs", {"called": Decimal(4801)}),
            Break(
                "0,01 € sind anerkannt",
                {"paid": GRANT - CENT, "called": GRANT - CENT},
                {"rest_not_called": False},
                at="rest_not_called",
            ),
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
