"""Every machine with good facts and the rows of its moves."""

from typing import Any

from tests.workflows.ripe import CALL, CALL_ROWS, CASE, ROWS, SITTING, SITTING_ROWS, Row
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
from workflows.machine import Machine
from workflows.procedures.massnahme import Massnahme
from workflows.procedures.mittelabruf import Mittelabruf
from workflows.procedures.sitzung import Sitzung
from workflows.programmes.wir20_kleinprojekt import Wir20Kleinprojekt

MACHINES: list[tuple[type[Machine], Any, list[Row]]] = [
    (Wir20Kleinprojekt, CASE, ROWS),
    (GROSS, GROSS_CASE, SHARED + RECOMMENDED),
    (GFZ, GFZ_CASE, [*SHARED, *RECOMMENDED, PRESENTATION]),
    (Mittelabruf, CALL, CALL_ROWS),
    (Sitzung, SITTING, SITTING_ROWS),
    (Massnahme, MEASURE, MEASURE_ROWS),
]
