"""Who decided on a case, as its Bescheid names them: our own body, or the council bodies on its recommendation."""

from dataclasses import dataclass
from datetime import date

from grants.cases.advice import advising_items
from grants.models import Application, Body, CouncilVote, Item, Sitting
from workflows.machine import Decider
from workflows.programmes import PROGRAMMES
from workflows.sentence import LongDay, Sentence
from workflows.stages import SITTING_TO_COME

ADVISED_FOR = (
    "Das Gremium „{name}“ ist vorher gehört worden. Es hat am {held_on} empfohlen, das Vorhaben zu fördern "
    "(Ja: {yes}, Nein: {no}, Enthaltungen: {abstained})."
)
ADVISED_AGAINST = (
    "Das Gremium „{name}“ ist vorher gehört worden. Es hat am {held_on} empfohlen, das Vorhaben nicht zu fördern "
    "(Ja: {yes}, Nein: {no}, Enthaltungen: {abstained})."
)
DECIDED = (CouncilVote.Result.APPROVED, CouncilVote.Result.REFUSED)


@dataclass(frozen=True)
class Decision:
    """A body, its day, whether it said yes, and in sentences how it came to decide.

    ``recommends``: the body recommends, and the council bodies have not decided.
    """

    body: str
    decided_on: date
    yes: bool
    path: tuple[Sentence, ...] = ()
    recommends: bool = False


def bodies_of(application: Application) -> tuple[str, ...]:
    """The names of the bodies that the application comes before, in their order; the last decides or recommends."""
    keys = PROGRAMMES[application.programme].bodies()
    names = dict(Body.objects.filter(key__in=keys).values_list("key", "name"))
    return tuple(names[key] for key in keys)


def council_of(application: Application) -> tuple[str, ...]:
    """The council bodies that advise and decide on a recommendation of ours; empty where our own body decides."""
    if PROGRAMMES[application.programme].decided_by is Decider.BODY:
        return ()
    terms = application.terms
    return terms.advising_body, terms.deciding_body


def planned_sitting(application: Application, today: date) -> date | None:
    """The first sitting of the first of them that is planned for a day after the round has closed; None if none is."""
    over = max(today, application.round.closes_on)
    body = PROGRAMMES[application.programme].bodies()[0]
    planned = Sitting.objects.filter(body__key=body, stage__in=SITTING_TO_COME, held_on__gt=over)
    return planned.order_by("held_on").values_list("held_on", flat=True).first()


def decision_of(application: Application) -> Decision | None:
    """The last decision on the case; None if no body has decided (a formal refusal). Advice alone is none."""
    decides = PROGRAMMES[application.programme].body
    items = Item.objects.filter(application=application, closed_at__isnull=False, sitting__body__key=decides)
    item = items.select_related("sitting__body").order_by("-closed_at").first()
    if item is None or item.closed_at is None:
        return None
    votes = list(application.council_votes.filter(recorded_at__gt=item.closed_at).order_by("id"))
    final = next((vote for vote in reversed(votes) if vote.result in DECIDED), None)
    heard = heard_first(application)
    if final is None:
        ours = (item.sitting.body.name, item.sitting.held_on, bool(item.carried), heard)
        return Decision(*ours, recommends=bool(council_of(application)))
    yes = final.result == CouncilVote.Result.APPROVED
    path = (*heard, _recommended(item), *map(_advised, _advice(votes)))
    return Decision(final.body, final.held_on, yes, path)


def heard_first(application: Application) -> tuple[Sentence, ...]:
    """What the bodies said that were heard before the deciding one, a sentence each."""
    return tuple(_heard(item) for item in advising_items(application))


def heard_before(item: Item) -> tuple[str, ...]:
    """What the others had said when the body of this item voted, or what they have said until now."""
    heard = advising_items(item.application)
    return tuple(_heard(one) for one in heard if _was_over(one, item))


def _was_over(one: Item, item: Item) -> bool:
    """Whether one item was closed when the other one was, or is while that one is open."""
    return item.closed_at is None or (one.closed_at is not None and one.closed_at < item.closed_at)


def _heard(item: Item) -> Sentence:
    return Sentence(
        ADVISED_FOR if item.carried else ADVISED_AGAINST,
        name=item.sitting.body.name,
        held_on=LongDay(item.sitting.held_on),
        yes=item.yes or 0,
        no=item.no or 0,
        abstained=item.abstained or 0,
    )


def _recommended(item: Item) -> Sentence:
    return Sentence(
        "Das Gremium „{name}“ hat am {held_on} empfohlen, das Vorhaben zu fördern.",
        name=item.sitting.body.name,
        held_on=LongDay(item.sitting.held_on),
    )


def _advice(votes: list[CouncilVote]) -> list[CouncilVote]:
    return [vote for vote in votes if vote.result == CouncilVote.Result.ADVISED]


def _advised(vote: CouncilVote) -> Sentence:
    return Sentence(
        "Das Gremium „{body}“ hat am {held_on} über die Drucksache {paper} beraten.",
        body=vote.body,
        held_on=LongDay(vote.held_on),
        paper=vote.paper,
    )
