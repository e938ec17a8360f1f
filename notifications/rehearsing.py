"""What a move would send, for whoever reads it before the move is made. Nothing is kept and nothing is numbered."""

import json
from datetime import datetime

from grants.clock import day_of
from grants.kinds import owner_of
from grants.letters import from_json, key_for
from grants.models import Transition
from grants.post_office import Outgoing
from notifications.documents import UNPRINTED, if_printed, render
from notifications.letters import compose
from notifications.rows import NOBODY, folder_of, letters_of, recipients
from workflows.letters import Letter
from workflows.wording import LETTERS

FOR_THE_FILE = "Zur Akte; es geht nicht hinaus."
DRAFT = "ENTWURF"
"""What stands in the place of a document's number before there is one."""


def outgoing(entry: Transition, now: datetime) -> list[Outgoing]:
    """The letters and mails of an entry that was taken back; people who read the same words share one."""
    texts = json.loads(entry.private or "{}").get("letters", {})
    found = []
    for letter in letters_of(entry) if texts else ():
        for text, to in _readers(entry, letter, texts, now).items():
            found.append(_written(entry, letter, text, to, now))
    return found


def _readers(entry: Transition, letter: Letter, texts: dict[str, str], now: datetime) -> dict[str, list[str]]:
    """The text of a letter's facts → who gets it."""
    if letter.key not in texts:
        return {}
    if letter.paper:
        lines = from_json(letter.key, texts[letter.key]).recipient.lines
        return {texts[letter.key]: [", ".join(lines)]}
    if not letter.mailed:
        return {texts[letter.key]: [FOR_THE_FILE]}
    found: dict[str, list[str]] = {}
    for user in recipients(letter.to, owner_of(entry.dossier), day_of(now)):
        text = texts.get(key_for(letter.key, user.pk), texts[letter.key])
        found.setdefault(text, []).append(str(user))
    return found or {texts[letter.key]: [NOBODY]}


def _written(entry: Transition, letter: Letter, text: str, to: list[str], now: datetime) -> Outgoing:
    number = DRAFT if letter.document else ""
    facts, day = from_json(letter.key, text), day_of(now)
    composed = compose(letter.key, folder_of(entry), facts, number=number, made_on=day)
    pdf = None if composed.html is None else print_draft(composed.html, composed.title, now)
    words = ("", "") if letter.paper or not letter.mailed else (composed.subject, composed.body_text)
    unprinted = UNPRINTED if composed.html is not None and pdf is None else ""
    return Outgoing(LETTERS[letter.key], tuple(to), *words, pdf, unprinted)


def print_draft(html: str, title: str, now: datetime) -> bytes | None:
    """A letter that has no number yet, as a PDF that says so; None if it cannot be printed now."""
    made = {"number": DRAFT, "title": f"{DRAFT}: {title}"}
    return if_printed(lambda: render(html, **made, made_at=day_of(now)))
