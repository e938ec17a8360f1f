"""After a restore an open payment is held until a person has compared it with the account."""

from decimal import Decimal
from pathlib import Path

import pytest
from django.db import IntegrityError, transaction

from grants.actions import perform
from grants.actions.restores import release_payment
from grants.clock import database_now
from grants.models import Mittelabruf, Transition
from notifications.restoring import held_payments, note_restore
from tests.factories import drive
from workflows.errors import NotHere, NotYet, NotYours
from workflows.stages import Stage

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.smoke]
EVERYTHING = {"by": "Betrieb", "reason": "Platte defekt", "gap": 1000}
SENTENCE = "ist diese Zahlung angehalten"


@pytest.fixture
def ordered(world, settings, tmp_path: Path):
    """A running case with an ordered call for funds, after a restore."""
    settings.VAR_DIR = tmp_path
    story = drive(world, Stage.RUNNING)
    call = story.call_funds(Decimal(1000))
    story.certify(call)
    story.order(call)
    call.refresh_from_db()
    noted = note_restore(**EVERYTHING)
    assert noted.payments == 1
    call.refresh_from_db()
    return story, call


def test_held_payment_is_not_confirmed_before_somebody_has_compared_it(ordered):
    story, call = ordered
    treasury, now = story.staff("kasse"), database_now()
    with pytest.raises(NotYet, match=SENTENCE):
        perform(call, "confirm_payment", {"paid_on": story.day}, by=treasury, now=now)
    with pytest.raises(NotYours):
        release_payment(call, by=treasury, reason="Ich war es nicht")
    with pytest.raises(NotYet, match="verglichen"):
        release_payment(call, by=story.staff("leitung"), reason=" ")
    release_payment(call, by=story.staff("leitung"), reason="Steht nicht auf dem Auszug")
    with pytest.raises(NotHere):
        release_payment(call, by=story.staff("leitung"), reason="Noch einmal")
    assert Transition.objects.filter(move="release_payment", dossier=call.dossier_id).count() == 1
    call.refresh_from_db()
    perform(call, "confirm_payment", {"paid_on": story.day}, by=treasury, now=now)
    assert not held_payments().exists()


def test_payment_that_was_made_is_noted_as_made_and_names_the_restore(ordered):
    story, call = ordered
    data = {"paid_on": story.day, "reason": "Steht auf dem Auszug"}
    perform(call, "record_payment_made", data, by=story.staff("kasse"), now=database_now())
    call.refresh_from_db()
    assert SENTENCE in str(call.paid_despite)
    assert not held_payments().exists()


def test_database_holds_a_held_payment_off_the_ordinary_way(ordered):
    call = ordered[1]
    with pytest.raises(IntegrityError), transaction.atomic():
        Mittelabruf.objects.filter(pk=call.pk).update(
            stage="paid", paid_by=call.filed_by, paid_on=call.ordered_on, paid_cents=1
        )


def test_reference_of_a_call_made_after_a_restore_is_none_that_was_forgotten(ordered):
    story, call = ordered
    forgotten = f"{story.case.number}-{call.position + 1:02}"  # the next one, made and paid in the gap
    again = story.call_funds(Decimal(500))
    assert again.position == call.position + 1
    assert again.reference.startswith(f"{forgotten}-")
    assert call.reference == f"{story.case.number}-{call.position:02}"
    assert len(again.reference) <= 35  # EndToEndId
