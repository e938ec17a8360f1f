"""The list of sittings."""

from django.db.models import QuerySet
from django.http import Http404
from django.http.response import HttpResponseBase
from django.utils.html import format_html

from grants import access
from grants.held import held_by
from grants.models import Sitting
from grants.views.acting import SignedIn
from grants.views.finding import today
from grants.views.listing import Choice, Filters, Listing
from grants.views.sittings import plannable
from grants.views.tables import Column, Day, Table, Time
from grants.wording import short_day
from workflows.programmes import PROGRAMMES
from workflows.roles import SITTING_DESK
from workflows.stages import SittingStage


def _head(sitting: Sitting, table: Table) -> str:
    return format_html('<a class="kern-link" href="{}">{}</a>', sitting.get_absolute_url(), sitting)


def _day(sitting: Sitting, table: Table) -> str:
    day = short_day(sitting.held_on)
    return (
        format_html("<span>{} <strong>heute</strong></span>", day) if sitting.held_on == table.today else day
    )


class SittingTable(Table):
    """The columns of the sittings."""

    sitting = Column("Sitzung", str, html=_head, order="number")
    body = Column("Gremium", "body.name", order="body__name", shown=False)
    day = Day("Tag", "held_on", html=_day, order="held_on")
    starts = Time("Uhrzeit", "starts_at")
    place = Column("Ort", "place", order="place")
    stage = Column("Stand", "get_stage_display", order="stage")

    start = "-held_on"
    file_name, caption = "sitzungen", "Sitzungen"
    one, many = "Sitzung", "Sitzungen"


class SittingFilters(Filters):
    """By programme whose body sits, and by stage."""

    programme = Choice("Programm", [(slug, p.title) for slug, p in PROGRAMMES.items()], method="of_programme")
    stage = Choice("Stand", [(stage.value, stage.label) for stage in SittingStage], field_name="stage")

    def of_programme(self, rows: QuerySet[Sitting], name: str, slug: str) -> QuerySet[Sitting]:
        """The sittings of the bodies of a programme."""
        return rows.filter(body__key__in=PROGRAMMES[slug].bodies())


def sittings(request: SignedIn) -> HttpResponseBase:
    """The sittings that one may see, the next one first."""
    day = today()
    held = held_by(request.user, day)
    filters = SittingFilters(request, access.sittings_visible_to(held).select_related("body"))
    listed: Listing[Sitting] = Listing(request, SittingTable, filters.qs, filters=filters)
    bodies = plannable(request.user, day)
    if not (bodies or listed.page.rows or held.is_member or held.holds(*SITTING_DESK)):
        raise Http404
    return listed.answer("grants/sittings/sittings.html", may_plan=bool(bodies))
