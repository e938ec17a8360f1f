"""A fund that pays the whole award at once: one of the house, for as long as a block lasts, and its one payment."""

from collections.abc import Iterator
from contextlib import contextmanager
from unittest.mock import patch

from demo.stories.steps import Story
from grants.models import Mittelabruf
from workflows.mittelabruf import Pays
from workflows.programmes.wir20_kleinprojekt import Wir20Kleinprojekt


@contextmanager
def paying_at_once() -> Iterator[None]:
    """Inside the block the Kleinprojekte are paid in one sum."""
    with patch.object(Wir20Kleinprojekt, "pays", Pays.AT_ONCE):
        yield


def open_payment(story: Story) -> Mittelabruf:
    """The person in charge opens the one payment."""
    public_id = story.born("mittelabruf", "open_payment", story.staff("sachbearbeitung"))
    return story.case.mittelabrufe.get(public_id=public_id)


def pay_at_once(story: Story) -> Mittelabruf:
    """Opened, certified, ordered and paid: four people of the office."""
    payment = open_payment(story)
    story.workday()
    story.certify(payment)
    story.order(payment)
    story.workday()
    story.on_call(payment, "confirm_payment", "kasse", 13, paid_on=story.day)
    return payment
