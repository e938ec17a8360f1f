"""What the bodies that are heard first have voted on a case, read from the closed items of their agendas."""

from datetime import date

from grants.models import Application, Item, Transition
from workflows.case import Advice
from workflows.declared import steps_that_mean
from workflows.meaning import Meaning
from workflows.programmes import PROGRAMMES
from workflows.rules.advice import body_in_turn, waits_until
from workflows.stages import CHECKS, Stage


def advising_items(application: Application) -> list[Item]:
    """The items by which bodies have advised since the case was released for them last, oldest first.

    What was advised before a return to the check counts no more; a return that was taken back takes nothing away.
    """
    heard = PROGRAMMES[application.programme].heard_first
    if not heard:
        return []
    log = Transition.objects.filter(dossier=application.dossier_id).order_by("-sequence")
    if log.values_list("target", flat=True).first() in CHECKS:  # the release itself is being written
        return []
    released = log.filter(source__in=CHECKS, target=Stage.READY_FOR_SITTING).exclude(
        move__in=steps_that_mean(Meaning.TAKES_BACK)
    )
    since = released.values_list("at", flat=True).first()
    if since is None:  # the check alone has come to a refusal
        return []
    found = Item.objects.filter(
        application=application, sitting__body__key__in=heard, quorate=True, closed_at__gte=since
    )
    return list(found.select_related("sitting__body").order_by("closed_at"))


def advice_on(application: Application) -> tuple[Advice, ...]:
    """The same as facts."""
    return tuple(
        Advice(item.sitting.body.key, item.sitting.held_on, bool(item.carried))
        for item in advising_items(application)
    )


def next_body(application: Application) -> tuple[str, date | None]:
    """Key of the body that the case comes before next, and the last day on which that one still waits."""
    programme, advice = PROGRAMMES[application.programme], advice_on(application)
    turn = body_in_turn(programme, advice)
    return turn, waits_until(advice, application.terms) if turn == programme.body else None


def only_advises(item: Item) -> bool:
    """Whether the body on whose agenda the item stands is heard first, and does not decide."""
    return item.sitting.body.key in PROGRAMMES[item.application.programme].heard_first


def has_advised(item: Item) -> bool:
    """Whether the item is over with its body's advice: the case has gone on, though it waits for the next sitting."""
    if not (item.quorate and only_advises(item)):
        return False
    still_here = item.application.stage == Stage.IN_SITTING
    return not (still_here and last_item(item.application) == item)


def last_item(application: Application) -> Item | None:
    """The item by which the case is, or was last, before a body."""
    return Item.objects.filter(application=application).order_by("-sitting__held_on", "-id").first()
