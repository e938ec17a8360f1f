"""The post office knows every kind of record: whose letters an entry sets going, from which folder, to whom."""

from datetime import date
from uuid import uuid4

import pytest

from demo.stories.acting import at
from demo.stories.measures import catalogue
from grants.actions.log import append
from grants.kinds import KINDS, name_of, names_of, owner_of
from grants.models import Mittelabruf, Transition
from notifications.rows import folder_of, letters_of, machine_of_entry, recipients
from tests.factories import World
from workflows.case import CLOCK
from workflows.procedures import PROCEDURES
from workflows.roles import Role

pytestmark = pytest.mark.django_db
DAY = date(2026, 2, 2)


def test_an_entry_of_a_measure_has_a_machine_a_folder_and_people():
    """A letter on a measure's move would reach the office of its programme."""
    ground = World().ground
    measure = catalogue(ground, "Lesen in der Halle", now=at(DAY))
    entry = Transition.objects.get(dossier=measure.dossier_id)
    assert entry.record == name_of(measure) == f"massnahme:{measure.public_id}"
    assert machine_of_entry(entry) is PROCEDURES["massnahme"]
    assert owner_of(entry.dossier) == measure
    assert folder_of(entry) == "massnahme"
    assert letters_of(entry) == ()
    assert ground.staff["geschaeftsstelle"] in recipients(Role.OFFICE, measure, DAY)
    assert not recipients(Role.TREASURY, measure, DAY).filter(pk=ground.staff["geschaeftsstelle"].pk).exists()


@pytest.mark.parametrize(
    "kind", [kind for kind in KINDS.values() if kind.earlier_names], ids=lambda kind: kind.name
)
def test_an_entry_under_an_earlier_name_is_read_like_one_of_today(kind):
    story = World().story()
    story.apply()
    case = story.case
    case.dossier.refresh_from_db()
    record = kind.model(public_id=uuid4())
    for name in kind.earlier_names:
        entry = append(
            case.dossier,
            record=record,
            move="nothing",
            source="",
            target="",
            at=story.now(),
            actor=CLOCK,
            role=Role.CLOCK.value,
            facts={},
            private={},
            posted_at=story.now(),
        )
        Transition.objects.filter(pk=entry.pk).update(record=f"{name}:{record.public_id}")
        entry.refresh_from_db()
        assert entry.record in names_of(record)
        assert machine_of_entry(entry) in kind.machines


def test_a_call_for_funds_of_before_has_the_name_that_its_log_gave_it():
    assert f"fundscall:{(public_id := uuid4())}" in names_of(Mittelabruf(public_id=public_id))
