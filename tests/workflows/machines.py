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
from tests.workflows.ripe_funds_call import CALL, CALL_ROWS
from tests.workflows.ripe_kleinprojekt import ROWS
from tests.workflows.ripe_recovery import RECOVERY_ROWS
from tests.workflows.ripe_sitting import SITTING, SITTING_ROWS
from workflows.machine import Machine
from workflows.procedures.aenderungsantrag import Aenderungsantrag
from workflows.procedures.erstattung import Erstattung
from workflows.procedures.massnahme import Massnahme
from workflows.procedures.mittelabruf import Mittelabruf
from workflows.procedures.sitzung import Sitzung
from workflows.procedures.verwendungsnachweis import Zwischennachweis
from workflows.programmes.wir20_kleinprojekt import Wir20Kleinprojekt

MACHINES: list[tuple[type[Machine], Any, list[Row]]] = [
    (Wir20Kleinprojekt, CASE, ROWS + RECOVERY_ROWS),
    (GROSS, GROSS_CASE, SHARED + RECOMMENDED + RECOVERY_ROWS),
    (GFZ, GFZ_CASE, [*SHARED, *RECOMMENDED, PRESENTATION, *RECOVERY_ROWS]),
    (Mittelabruf, CALL, CALL_ROWS),
    (Aenderungsantrag, CHANGE, CHANGE_ROWS),
    (Zwischennachweis, INTERIM, INTERIM_ROWS),
    (Erstattung, COLLECTION, COLLECTION_ROWS),
    (Sitzung, SITTING, SITTING_ROWS),
    (Massnahme, MEASURE, MEASURE_ROWS),
]
