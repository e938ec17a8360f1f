"""Whether the records stand where the log left them."""

from collections.abc import Iterator
from typing import Any

from grants.actions.log import name_of
from grants.actions.proving import Finding
from grants.models import (
    Application,
    ChangeRequest,
    FundsCall,
    InterimProof,
    Measure,
    Refund,
    Sitting,
    Transition,
)


def check_stages() -> Iterator[Finding]:
    """Every record has the stage that its last entry led to.

    Looks twice, because a move may come between reading records and reading the log: what differs once only is none.
    """
    yield from sorted(set(_differences()) & set(_differences()), key=str)


def _differences() -> list[Finding]:
    entries = Transition.objects.order_by("dossier_id", "sequence")
    led = dict(entries.values_list("record", "target"))  # the last entry of a record wins
    records: list[Any] = [
        *Application.objects.order_by("pk"),
        *(
            record
            for kind in (FundsCall, ChangeRequest, InterimProof, Refund)
            for record in kind._default_manager.select_related("application").order_by("pk")
        ),
        *Sitting.objects.order_by("pk"),
        *Measure.objects.order_by("pk"),
    ]
    return [
        Finding(
            f"Der Stand ist „{record.stage}“, das Protokoll führt zu „{led.get(name_of(record), 'nichts')}“.",
            record.dossier_id,
            None,
            name_of(record),
        )
        for record in records
        if led.get(name_of(record)) != record.stage
    ]
