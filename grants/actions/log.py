"""Writing the log: each entry carries the hash of the one before, over two salted digests.

``facts`` hold no personal data. ``private`` holds names, free text, input and letters; its text and salt can be
removed without breaking the chain. tools/verify_log.py checks the same lines without any of our code.
"""

import secrets
from collections.abc import Mapping
from datetime import datetime
from hashlib import sha256

from grants.kinds import name_of
from grants.models import Dossier, Record, Transition
from grants.models.canonical import canonical, moment
from workflows.case import Actor

LOG_VERSION = 1


def digest(salt: str, text: str) -> str:
    """SHA-256 over 32 salt bytes (hex) and the text, as hex."""
    return sha256(bytes.fromhex(salt) + text.encode()).hexdigest()


def line_of(entry: Transition) -> str:
    """The hashed line of an entry: a fixed list, written as canonical JSON."""
    return canonical(
        [
            entry.log_version,
            entry.dossier_id,
            entry.sequence,
            entry.record,
            entry.move,
            entry.source,
            entry.target,
            moment(entry.at),
            entry.user_id,
            entry.role,
            entry.previous,
            entry.facts_digest,
            entry.private_digest,
        ]
    )


def hash_of(entry: Transition) -> str:
    """SHA-256 of the entry's line, as hex."""
    return sha256(line_of(entry).encode()).hexdigest()


def append(
    dossier: Dossier,
    *,
    record: Record | str,
    move: str,
    source: str,
    target: str,
    at: datetime,
    actor: Actor,
    role: str,
    facts: Mapping[str, object],
    private: Mapping[str, object],
    key: str | None = None,
    data_digest: str = "",
    posted_at: datetime | None = None,
) -> Transition:
    """Write the next entry of a locked dossier and move its head. The caller holds the lock.

    ``record`` is a name where the dossier is of no record.
    """
    entry = Transition(
        dossier=dossier,
        sequence=dossier.length + 1,
        log_version=LOG_VERSION,
        record=record if isinstance(record, str) else name_of(record),
        move=move,
        source=source,
        target=target,
        at=at,
        user_id=actor.user_id,
        role=role,
        facts=canonical(dict(facts)),
        facts_salt=secrets.token_hex(32),
        private=canonical({"actor": actor.name, **private}),
        private_salt=secrets.token_hex(32),
        previous=dossier.head,
        key=key,
        data_digest=data_digest,
        posted_at=posted_at,
    )
    entry.facts_digest = digest(entry.facts_salt, entry.facts)
    entry.private_digest = digest(entry.private_salt or "", entry.private or "")
    entry.hash = hash_of(entry)
    entry.save(force_insert=True)
    dossier.length, dossier.head = entry.sequence, entry.hash
    return entry
