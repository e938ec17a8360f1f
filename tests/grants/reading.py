"""What somebody has read on the page of a move."""

from datetime import date
from functools import partial

from grants.actions.seen import Seen, stamp_of
from grants.kinds import name_of, record_named
from grants.models import Record, User
from grants.views.finding import today
from grants.views.offering import machine_for
from grants.views.signing import shown


def seen_by(user: User, record: Record, move: str, day: date | None = None) -> Seen:
    """What the page of a move shows this person now, with the record read anew."""
    record = record_named(name_of(record))
    show = partial(shown, move=move)
    return Seen(stamp_of(show(record, machine_for(record, user, day or today()))), show)
