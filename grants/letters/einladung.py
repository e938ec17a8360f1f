"""Invites the members of a body to a sitting; who is excluded from an item reads nothing of it."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from django.conf import settings

from grants.cases.ballots import dropped, excluded_seats, put_back_for_quorum
from grants.cases.measures import motions_for
from grants.clock import day_of
from grants.letters.basis import contact_of, office_on, sender_of
from grants.letters.sachstand import Sachstand
from grants.models import Item, Sitting
from workflows.outcome import Outcome
from workflows.rules.voting import regime_of, rule_of_quorum
from workflows.sentence import LongDay, Sentence


def gather(sitting: Sitting, outcome: Outcome, data: Mapping[str, Any], now: datetime) -> Sachstand:
    return _summons(sitting, now, frozenset())


def for_some(sitting: Sitting, now: datetime) -> dict[int, Sachstand]:
    """The invitations of members who are excluded from an item: they read that there is one, and nothing of it."""
    barred: dict[int, set[int]] = {}
    for item in sitting.items.select_related("application", "sitting__body"):
        for user in excluded_seats(item).values_list("user", flat=True):
            barred.setdefault(user, set()).add(item.position)
    return {user: _summons(sitting, now, frozenset(positions)) for user, positions in barred.items()}


def _summons(sitting: Sitting, now: datetime, barred: frozenset[int]) -> Sachstand:
    """The invitation as somebody reads it who takes no part in the items at the ``barred`` positions."""
    items, office, body = _agenda(sitting), office_on(day_of(now)), sitting.body
    put_back = set(put_back_for_quorum(sitting.items.all()).values_list("position", flat=True)) - barred
    return Sachstand(
        case_number=f"{body.name}, {sitting.number}. Sitzung",
        title=Sentence("{number}. Sitzung {body}", number=sitting.number, body=body.name),
        link=settings.PUBLIC_URL + sitting.get_absolute_url(),
        contact=contact_of(None, office),
        sender=sender_of(office),
        state=Sentence("{day}, {begins}", day=LongDay(sitting.held_on), begins=sitting.starts_at),
        lines=(
            Sentence("Ort: {place}", place=sitting.place),
            *(_announced(item, barred=item.position in barred) for item in items),
            *(
                Sentence("Auswahl einer Maßnahme: {measure}", measure=str(measure))
                for measure in motions_for(body)
            ),
            *(
                Sentence(
                    "TOP {item}: zweite Ladung. Der Punkt wurde zurückgestellt, weil das Gremium nicht "
                    "beschlussfähig war. Darüber kann es jetzt ohne Rücksicht auf die Zahl der Anwesenden beschließen "
                    "({law}).",
                    item=item.position,
                    law=regime_of(body.procedure).second_summons_law,
                )
                for item in items
                if item.position in put_back
            ),
            Sentence(
                "Bitte sagen Sie vor dem Punkt, wenn Sie befangen sein könnten (§ 41 NKomVG, §§ 20, 21 VwVfG)."
            ),
            rule_of_quorum(body.procedure, body.seats_total),
        ),
        next_on=sitting.held_on,
    )


def _announced(item: Item, *, barred: bool) -> Sentence:
    if barred:
        return Sentence("TOP {item}: Sie nehmen an diesem Punkt nicht teil.", item=item.position)
    return Sentence("TOP {item}: {title}", item=item.position, title=item.application.project.title)


def _agenda(sitting: Sitting) -> list[Item]:
    """What is still to be dealt with: a case that was withdrawn meanwhile is announced to nobody."""
    found = sitting.items.select_related("application__project", "sitting__body")
    return [item for item in found if not dropped(item)]
