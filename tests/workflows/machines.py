"""Every machine with good facts and the rows of its moves."""

from typing import Any

from tests.workflows.ripe import CASE, Row
from tests.workflows.ripe_change import CHANGE, CHANGE_ROWS, INTERIM, INTERIM_ROWS
from tests.workflows.ripe_collection import COLLECTION, COLLECTION_ROWS
from tests.workflows.ripe_council import (
    GFZ,
    GFZ_CASE,
    GROSS,
    GROSS_CASE,
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
from workflows.machine import Machine
from workflows.procedures.aenderungsantrag import ChangeRequestMachine
from workflows.procedures.erstattung import RefundMachine
from workflows.procedures.massnahme import MeasureMachine
from workflows.procedures.mittelabruf import MittelabrufMachine
from workflows.procedures.sitzung import SittingMachine
from workflows.procedures.verwendungsnachweis import InterimProofMachine
from workflows.programmes.wir20_kleinprojekt import Wir20Kleinprojekt

MACHINES: list[tuple[type[Machine], Any, list[Row]]] = [
    (Wir20Kleinprojekt, CASE, ROWS + RECOVERY_ROWS),
    (GROSS, GROSS_CASE, SHARED + RECOMMENDED + RECOVERY_ROWS),
    (GFZ, GFZ_CASE, [*SHARED, *RECOMMENDED, PRESENTATION, *RECOVERY_ROWS]),
    (MittelabrufMachine, CALL, CALL_ROWS),
    (ChangeRequestMachine, CHANGE, CHANGE_ROWS),
    (InterimProofMachine, INTERIM, INTERIM_ROWS),
    (RefundMachine, COLLECTION, COLLECTION_ROWS),
    (SittingMachine, SITTING, SITTING_ROWS),
    (MeasureMachine, MEASURE, MEASURE_ROWS),
]
