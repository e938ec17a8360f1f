"""Who decided on a case, as its Bescheid names them: our own body, or the council bodies on its recommendation."""

from dataclasses import dataclass
from datetime import date

from grants.models import Application, Body, CouncilVote, Item, Sitting
from workflows.programmes import PROGRAMMES
from workflows.sentence import LongDay, Sentence
from workflows.stages import SITTING_TO_COME

DECIDED = (CouncilVote.Result.APPROVED, CouncilVote.Result.REFUSED)


@dataclass(frozen=True)
class Decision:
    """A body, its day, whether it said yes, and in sentences how it came to decide."""

    body: str
    decided_on: date
    yes: bool
    path: tuple[str, ...] = ()


def body_of(application: Application) -> str:
    """The name of the body that sees the application first."""
    return Body.objects.values_list("name", flat=True).get(key=PROGRAMMES[application.programme].body)


def planned_sitting(application: Application, today: date) -> date | None:
    """The first sitting of that body that is planned for a day after the round has closed; None if none is."""
    over = max(today, application.round.closes_on)
    body = PROGRAMMES[application.programme].body
    planned = Sitting.objects.filter(body__key=body, stage__in=SITTING_TO_COME, held_on__gt=over)
    return planned.order_by("held_on").values_list("held_on", flat=True).first()


def decision_of(application: Application) -> Decision | None:
    """The last decision on the case; None if no body has decided (a formal refusal)."""
    items = Item.objects.filter(application=application, closed_at__isnull=False)
    item = items.select_related("sitting__body").order_by("-closed_at").first()
    if item is None or item.closed_at is None:
        return None
    votes = list(application.council_votes.filter(recorded_at__gt=item.closed_at).order_by("id"))
    final = next((vote for vote in reversed(votes) if vote.result in DECIDED), None)
    if final is None:
        return Decision(item.sitting.body.name, item.sitting.held_on, bool(item.carried))
    yes = final.result == CouncilVote.Result.APPROVED
    return Decision(final.body, final.held_on, yes, (_recommended(item), *map(_advised, _advice(votes))))


def _recommended(item: Item) -> str:
    return Sentence(
        "Das Gremium „{name}“ hat am {held_on} empfohlen, das Vorhaben zu fördern.",
        name=item.sitting.body.name,
        held_on=LongDay(item.sitting.held_on),
    )


def _advice(votes: list[CouncilVote]) -> list[CouncilVote]:
    return [vote for vote in votes if vote.result == CouncilVote.Result.ADVISED]


def _advised(vote: CouncilVote) -> str:
    return Sentence(
        "Das Gremium „{body}“ hat am {held_on} über die Drucksache {paper} beraten.",
        body=vote.body,
        held_on=LongDay(vote.held_on),
        paper=vote.paper,
    )
