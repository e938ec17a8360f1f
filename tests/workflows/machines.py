"""Every machine with good facts and the rows of its moves."""

from dataclasses import replace
from decimal import Decimal
from typing import Any

from tests.funds.nachbarschaft import Nachbarschaftsfonds
from tests.funds.nachbarschaft.law import RIPE, ROWS_OF_FUND
from tests.workflows.advised import ADVISED, ADVISED_ROWS, AdvisedFund
from tests.workflows.ripe import CASE, TODAY, Row
from tests.workflows.ripe_change import CHANGE, CHANGE_ROWS, INTERIM, INTERIM_ROWS
from tests.workflows.ripe_collection import COLLECTION, COLLECTION_ROWS
from tests.workflows.ripe_council import (
    MEASURE,
    MEASURE_ROWS,
    PRESENTATION,
    RECOMMENDED,
    SHARED,
)
from tests.workflows.ripe_kleinprojekt import ROWS
from tests.workflows.ripe_mittelabruf import CALL, CALL_ROWS
from tests.workflows.ripe_recovery import RECOVERY_ROWS
from tests.workflows.ripe_sitting import SITTING, SITTING_ROWS
from workflows.case import Case
from workflows.machine import Decider, Machine, Programme
from workflows.procedures.aenderungsantrag import ChangeRequestMachine
from workflows.procedures.erstattung import RefundMachine
from workflows.procedures.massnahme import MeasureMachine
from workflows.procedures.mittelabruf import MittelabrufMachine
from workflows.procedures.sitzung import SittingMachine
from workflows.procedures.verwendungsnachweis import InterimProofMachine
from workflows.programmes import FUNDS, PROGRAMMES


def ripe_fund(fund: type[Programme]) -> tuple[type[Programme], Case, list[Row]]:
    """A fund with good facts and the rows of its moves, by what its class and its newest Terms say of it."""
    terms = fund.versions[-1]
    left = None if terms.measure_cap is None else Decimal(50_000)
    case = replace(
        CASE, programme=fund.slug, measure_left=left, presented_on=TODAY if terms.presentation else None
    )
    path = ROWS if fund.decided_by is Decider.BODY else [*SHARED, *RECOMMENDED]
    shown = [PRESENTATION] if terms.presentation else []
    return fund, case, [*path, *shown, *RECOVERY_ROWS]


MACHINES: list[tuple[type[Machine], Any, list[Row]]] = [
    *(ripe_fund(fund) for fund in PROGRAMMES.values() if fund.__module__ in FUNDS),
    (Nachbarschaftsfonds, RIPE, ROWS_OF_FUND),
    (AdvisedFund, ADVISED, ADVISED_ROWS),
    (MittelabrufMachine, CALL, CALL_ROWS),
    (ChangeRequestMachine, CHANGE, CHANGE_ROWS),
    (InterimProofMachine, INTERIM, INTERIM_ROWS),
    (RefundMachine, COLLECTION, COLLECTION_ROWS),
    (SittingMachine, SITTING, SITTING_ROWS),
    (MeasureMachine, MEASURE, MEASURE_ROWS),
]
