"""What happened in a case, told from its log to the person who reads."""

import json
from collections.abc import Iterable, Sequence

from grants.kinds import is_of_the_case
from grants.models import Application, Transition, User
from grants.views.offering import reads_internal
from grants.views.wording import WRITTEN_BY_THE_HOUSE, act_name, role_name, stage_name
from workflows.acts import ACTS
from workflows.case import Actor
from workflows.declared import steps_that_mean
from workflows.meaning import Meaning
from workflows.roles import APPLICANTS, Role

SPOKEN = ("reason", "items", "note")
"""Answers of a move that its entry repeats for those who may read them."""


def entries_of(application: Application) -> list[Transition]:
    """The log of the case, oldest first, with the people in it."""
    entries = Transition.objects.filter(dossier_id=application.dossier_id).order_by("sequence")
    return list(entries.select_related("user"))


def visited(entries: Iterable[Transition]) -> list[str]:
    """The stages that the case itself has been in."""
    return [entry.target for entry in entries if is_of_the_case(entry)]


def told_to(reader: User, actor: Actor, entries: Sequence[Transition]) -> list[dict[str, object]]:
    """The entries that this reader may see, newest first; the same act of the same person in a row is told once."""
    office, rows, last = reads_internal(actor), [], None
    own = not actor.roles.isdisjoint(APPLICANTS)
    for entry in entries:
        if not _may_see(entry, actor, office):
            continue
        same = entry.move in ACTS and last and (last.move, last.user_id) == (entry.move, entry.user_id)
        if same:
            rows.pop()
        rows.append(_row(entry, reader, office, own))
        last = entry
    return rows[::-1]


def _may_see(entry: Transition, actor: Actor, office: bool) -> bool:
    if entry.move in steps_that_mean(Meaning.TOLD_APART):
        return False
    if office:
        return True
    if entry.move in WRITTEN_BY_THE_HOUSE or entry.move in steps_that_mean(Meaning.PREPARES):
        return False
    if actor.roles.isdisjoint(APPLICANTS):
        return is_of_the_case(entry) and entry.move not in ACTS
    told = entry.move not in ACTS or entry.move in steps_that_mean(Meaning.TOLD_TO_ALL)
    return told or entry.role in APPLICANTS


def _row(entry: Transition, reader: User, office: bool, own: bool) -> dict[str, object]:
    return {
        "at": entry.at,
        "title": act_name(entry.record, entry.move),
        "who": _who(entry, reader, office),
        "text": _said(entry) if office or (own and entry.role in APPLICANTS) else "",
        "stage": stage_name(entry.record, entry.target) if entry.source != entry.target else "",
    }


def _who(entry: Transition, reader: User, office: bool) -> str:
    if entry.role == Role.CLOCK:
        return "von selbst, nach Frist"
    if entry.user_id == reader.pk:
        return "Sie"
    return signed(entry) if office and entry.user else role_name(entry.role)


def signed(entry: Transition) -> str:
    """Who made a move, and as what: for readers who may know names."""
    return f"{_name(entry)}, {role_name(entry.role)}"


def _name(entry: Transition) -> str:
    """The name of its day; once it is erased, that of the account."""
    kept = json.loads(entry.private) if entry.private else {}
    return str(kept.get("actor") or (entry.user and entry.user.name) or "")


def _said(entry: Transition) -> str:
    if not entry.private:
        return ""
    data = json.loads(entry.private).get("data") or {}
    return next((str(data[name]) for name in SPOKEN if data.get(name)), "")
