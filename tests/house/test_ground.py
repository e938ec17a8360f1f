"""What tests may rely on before they begin: an empty database, and cases that are put there as they were made."""

import pytest

from grants.models import Application, User
from tests import pictures
from tests.factories import World, drive
from tests.grants.records import fingerprint, undone
from workflows.stages import Stage


def stand() -> tuple[dict[str, str], int]:
    """A case in a stage, and the state of the database with it."""
    story = drive(World(), Stage.READY_FOR_SITTING)
    assert story.case.stage == Stage.READY_FOR_SITTING
    return fingerprint(), story.case.pk


@pytest.mark.django_db
def test_what_is_put_back_is_what_was_built_row_by_row():
    with undone():
        built = stand()
    assert not Application.objects.exists()
    pictures.begin()
    known = len(pictures.PICTURES)
    assert stand() == built
    assert len(pictures.PICTURES) == known


@pytest.mark.django_db
def test_any_other_write_ends_what_is_known_of_the_database():
    world = World()
    assert pictures.KNOWN.picture
    User.objects.filter(pk=world.ground.members[0].pk).update(name="Anders")
    assert pictures.KNOWN.picture is None
    known = len(pictures.PICTURES)
    drive(world, Stage.DRAFT)
    assert len(pictures.PICTURES) == known


@pytest.mark.django_db
def test_another_case_on_the_same_ground_is_another_case():
    world = World()
    first, second = drive(world, Stage.DRAFT), drive(world, Stage.DRAFT)
    assert first.case.pk != second.case.pk
    assert Application.objects.count() == 2


@pytest.mark.parametrize("turn", [1, 2])
@pytest.mark.django_db(transaction=True)
def test_a_transactional_test_starts_from_an_empty_database_too(turn):
    assert not Application.objects.exists()
    stand()
