"""What lists sort and search by, written anew where it follows from another record than the case itself."""

from django.db.models import F, QuerySet

from grants.cases.listed import listed
from grants.models import Application, Item, Record, Round
from workflows.stages import BEFORE_SUBMISSION, SITTING_SUMMONED


def list_again(cases: QuerySet[Application]) -> None:
    """The name of an organisation is another one: write down anew how its cases are ordered and found."""
    for case in cases.select_related("project", "organisation", "round"):
        Application.objects.filter(pk=case.pk).update(**listed(case))


def round_changed(call: Round) -> None:
    """The last day of a round is another one: drafts of it are due on that day."""
    open_ones = call.applications.filter(stage__in=BEFORE_SUBMISSION)
    open_ones.update(due_on=call.closes_on)


def show_to_body(sitting: Record) -> None:
    """Let the members of a summoned sitting find the cases of its agenda."""
    if sitting.stage in SITTING_SUMMONED:
        agenda = Item.objects.filter(sitting=sitting.pk).values("application")
        Application.objects.filter(pk__in=agenda, words_body="").update(words_body=F("words"))


def is_before_a_body(case: Application) -> bool:
    """Whether the case is on the agenda of a summoned sitting, whose members may read it."""
    return Item.objects.filter(application=case, sitting__stage__in=SITTING_SUMMONED).exists()
