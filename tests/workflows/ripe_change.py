"""The rows of what is asked for beside a running project: a change, more time, an interim proof."""

from dataclasses import replace
from datetime import date
from decimal import Decimal

from tests.workflows.ripe import CASE, DAY, FINAL, ME, OTHER, TODAY, Break, Row
from workflows.procedures.aenderungsantrag import ChangeRequestFacts
from workflows.procedures.verwendungsnachweis import InterimProofFacts
from workflows.roles import Role
from workflows.stages import ChangeRequestStage, InterimProofStage, Stage

RUNNING = replace(
    CASE, stage=Stage.RUNNING, period_begins=date(2026, 1, 1), budget_year=2026, bank_verified=True, **FINAL
)
CHANGE = ChangeRequestFacts(
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
        ChangeRequestStage.CHANGE_FILED,
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
        ChangeRequestStage.EXTENSION_FILED,
        Role.SIGNATORY,
        breaks=(NOT_CHANGEABLE, PERIOD_OVER, UNSAID, NOT_LATER),
    ),
    Row(
        "grant_change",
        (ChangeRequestStage.CHANGE_FILED,),
        ChangeRequestStage.GRANTED,
        Role.LEAD,
        breaks=(NOT_CHANGEABLE, ALONE, TOO_SMALL_LINE, NO_DECISION, OWN_DECISION),
    ),
    Row(
        "refuse_change",
        (ChangeRequestStage.CHANGE_FILED,),
        ChangeRequestStage.REFUSED,
        Role.LEAD,
        breaks=(NO_DECISION, OWN_DECISION),
    ),
    Row(
        "grant_extension",
        (ChangeRequestStage.EXTENSION_FILED,),
        ChangeRequestStage.GRANTED,
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
        (ChangeRequestStage.EXTENSION_FILED,),
        ChangeRequestStage.REFUSED,
        Role.LEAD,
        breaks=(NO_DECISION, OWN_DECISION),
    ),
    Row(
        "draft_decision",
        (ChangeRequestStage.CHANGE_FILED, ChangeRequestStage.EXTENSION_FILED),
        "",
        Role.CASEWORKER,
        data={"reasoning": "Das Ziel bleibt."},
    ),
    Row(
        "take_back_change",
        (ChangeRequestStage.CHANGE_FILED, ChangeRequestStage.EXTENSION_FILED),
        ChangeRequestStage.TAKEN_BACK,
        Role.SIGNATORY,
    ),
    Row(
        "dispatch_change",
        (ChangeRequestStage.GRANTED, ChangeRequestStage.REFUSED),
        "",
        Role.OFFICE,
        data={"posted_on": TODAY},
        breaks=(
            Break("schon vermerkt", {"posted_on": TODAY}),
            Break("Es gibt noch kein PDF", {"made": False}),
            Break("zwischen der Entscheidung", data={"posted_on": TODAY + DAY}, at="posted_on"),
        ),
    ),
]
INTERIM = InterimProofFacts(
    grant=replace(RUNNING, period_begins=date(2025, 6, 1)), until=date(2025, 12, 31), filed_by=99
)
INTERIM_ROWS = [
    Row(
        "file_interim_proof",
        ("",),
        InterimProofStage.FILED,
        Role.SIGNATORY,
        breaks=(
            Break(
                "verlangt keinen Zwischennachweis", {"grant.terms": replace(CASE.terms, interim_proofs=False)}
            ),
            Break("in die Laufzeit des Projekts", {"grant.stage": Stage.PROOF_DUE}),
            Break("Der Bericht fehlt.", {"missing": ("Der Bericht fehlt.",)}),
            Break("vor heute enden", {"until": TODAY}),
        ),
    ),
    Row(
        "accept_interim_proof",
        (InterimProofStage.FILED,),
        InterimProofStage.ACCEPTED,
        Role.CASEWORKER,
        breaks=(ALONE,),
    ),
    Row(
        "return_interim_proof",
        (InterimProofStage.FILED,),
        InterimProofStage.RETURNED,
        Role.CASEWORKER,
        data={"reason": "Die Ausgaben fehlen."},
    ),
]
