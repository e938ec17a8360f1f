"""Whether the records stand where the log left them."""

from collections.abc import Iterator

from grants.actions.proving import Finding
from grants.kinds import KINDS, name_of, same_as
from grants.models import Transition
from workflows.sentence import Sentence


def check_stages() -> Iterator[Finding]:
    """Every record has the stage that its last entry led to.

    Looks twice, because a move may come between reading records and reading the log: what differs once only is none.
    """
    yield from sorted(set(_differences()) & set(_differences()), key=str)


def _differences() -> list[Finding]:
    of_records = Transition.objects.filter(dossier__name=None)  # the chains of the house lead no record
    entries = of_records.order_by("dossier_id", "sequence").values_list("record", "target")
    led = {same_as(name)[0]: target for name, target in entries.iterator()}  # the last entry of a record wins
    records = (record for kind in KINDS.values() for record in kind.rows().order_by("pk"))
    return [
        Finding(
            Sentence(
                "Der Stand ist „{stage}“, das Protokoll führt zu „{record}“.",
                stage=record.stage,
                record=led.get(name_of(record), "nichts"),
            ),
            record.dossier_id,
            None,
            name_of(record),
        )
        for record in records
        if led.get(name_of(record)) != record.stage
    ]
