"""The chains of the house that belong to no case: the rights, the first day, the restores."""

from collections.abc import Mapping
from datetime import datetime

from grants.actions.lock import lock
from grants.actions.log import append
from grants.models import Dossier, Transition, User
from workflows.case import Actor
from workflows.roles import Role

COMMAND_LINE = "Kommandozeile"


def lock_chain(name: str) -> Dossier:
    """Lock the dossier with this name, made if it is new, until the transaction ends."""
    return lock(Dossier.objects.get_or_create(name=name)[0].pk)


def note(
    chain: Dossier,
    move: str,
    *,
    by: User | str | None,
    facts: Mapping[str, object],
    private: Mapping[str, object] | None = None,
    record: str = "",
    at: datetime,
) -> Transition:
    """Write the next entry of a locked chain; no letter comes of it.

    ``by`` is a person, the name of somebody without an account, or None for a command. ``record`` names what the entry
    is about, where it is not the chain as a whole.
    """
    actor = (
        Actor(by.name, frozenset(), by.pk)
        if isinstance(by, User)
        else Actor(by or COMMAND_LINE, frozenset(), None)
    )
    entry = append(
        chain,
        record=record or f"{chain.name}:{chain.name}",
        move=move,
        source="",
        target="",
        at=at,
        actor=actor,
        role=Role.ADMIN.value,
        facts=facts,
        private=private or {},
        posted_at=at,
    )
    chain.save(update_fields=["length", "head"])
    return entry
