"""The list of the funded projects, for everybody."""

from django.contrib.auth.decorators import login_not_required
from django.db.models import Sum
from django.http import HttpRequest, HttpResponseNotAllowed
from django.http.response import HttpResponseBase
from django.utils.html import format_html

from grants.models import Application, Organisation, Round
from grants.views.cases import UNREAD
from grants.views.listing import Choice, Filters, Listing
from grants.views.tables import Column, Day, Money, Table
from workflows.programmes import PROGRAMMES

ANONYMOUS = "Einzelperson"


def _head(row: Application, table: Table) -> str:
    head = format_html("<strong>{}</strong>", row.project)
    summary = row.project.summary
    return format_html('{}<br><span class="mw-quiet">{}</span>', head, summary) if summary else head


def _public_name(row: Application) -> str:
    is_person = row.organisation.kind in ("", Organisation.Kind.PERSON)
    return ANONYMOUS if is_person else row.organisation.name


class FundedTable(Table):
    """What everybody may read of an award. Nothing sorts by the name: the place of a person would give it away."""

    title = Column("Vorhaben", lambda row: str(row.project), html=_head, order="title_order")
    who = Column("Wer", _public_name)
    summary = Column("Kurzbeschreibung", "project.summary", shown=False)
    programme = Column("Programm", "get_programme_display")
    round = Column("Runde", "round.title")
    published = Day("Veröffentlicht", "published_on", order="published_on", shown=False)
    awarded = Money("Bewilligt", "awarded")

    start = "-published_on"
    file_name, caption = "gefoerderte-vorhaben", "Geförderte Vorhaben"
    one, many = "Vorhaben", "Vorhaben"


class FundedFilters(Filters):
    """By programme and round."""

    programme = Choice(
        "Programm", [(slug, p.title) for slug, p in PROGRAMMES.items()], field_name="programme"
    )
    round = Choice("Runde", (), field_name="round")

    def __init__(self, request: HttpRequest) -> None:
        super().__init__(request, Application.objects.filter(published_on__isnull=False))
        rounds = Round.objects.order_by("-opens_on")
        self.filters["round"].extra["choices"] = [(str(call.pk), call.full_title) for call in rounds]


@login_not_required
def funded(request: HttpRequest) -> HttpResponseBase:
    """The funded projects whose Bescheid was sent and whose applicants agreed; individuals stay unnamed."""
    if request.method not in ("GET", "HEAD"):
        return HttpResponseNotAllowed(["GET", "HEAD"])
    filters = FundedFilters(request)
    rows = filters.qs.select_related("project", "organisation", "round").defer(*UNREAD)
    listed: Listing[Application] = Listing(request, FundedTable, rows, filters=filters)
    if file := listed.file():
        return file
    total = filters.qs.aggregate(total=Sum("awarded_cents"))["total"] if listed.page.counted else None
    return listed.answer("grants/funded.html", total=total)
