"""What the post office does when it hears of a move: it wakes a worker. The row in the log is the truth."""

from typing import Any

from django.dispatch import receiver

from grants.events import moved
from notifications import tasks


@receiver(moved, dispatch_uid="notifications.post")
def wake_the_post_office(sender: Any, transition_id: int, letters: bool, **kwargs: Any) -> None:
    """Ask a worker to make the rows of a move that concerns it; without a broker the sweep finds them."""
    if letters:
        tasks.wake(tasks.post, transition_id)
