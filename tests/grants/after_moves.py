"""The facts after a move, as the door has logged them and as the database has them."""

import json
from typing import Any

from grants.actions.door import open_part
from grants.kinds import facts_of
from grants.models import Transition
from grants.models.canonical import canonical

BESIDE_THE_FACTS = ("legal_day", "recall", "signed_by")
"""What an entry says of its move, or of the content before it."""


def said_in(entry: Transition) -> dict[str, Any]:
    """The facts after a move, as the door has logged them; it has not read all of them again."""
    facts = json.loads(entry.facts)
    return {name: value for name, value in facts.items() if name not in BESIDE_THE_FACTS}


def found_in(record: Any) -> dict[str, Any]:
    """The same facts, all read from the database."""
    record = type(record)._default_manager.get(pk=record.pk)
    facts = json.loads(canonical(open_part(facts_of(record))))
    return {name: value for name, value in facts.items() if name not in BESIDE_THE_FACTS}
