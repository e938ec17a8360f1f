"""The list of cases: search, filter, sort, pages, always with the same few queries."""

from collections.abc import Sequence

from django.db.models import Q, QuerySet
from django.http import HttpRequest, HttpResponseNotAllowed
from django.http.response import HttpResponseBase
from django.template.loader import render_to_string
from django.utils.html import format_html

from grants.access import applications_visible_to
from grants.held import Held, held_by
from grants.models import Application, Round
from grants.searching import Found, search
from grants.turn import in_programmes
from grants.views.acting import SignedIn
from grants.views.finding import today
from grants.views.listing import Choice, Filters, Listing, Search
from grants.views.listing_pages import MOST_COUNTED_BESIDE
from grants.views.tables import Column, Day, Money, Table
from grants.wording import short_day
from workflows.programmes import PROGRAMMES
from workflows.roles import APPLICANTS, WAITED_FOR, Role
from workflows.sentence import Sentence
from workflows.stages import ENDED, STATIONS, Stage

WAITING = {
    Role.APPLICANT: tuple(sorted(APPLICANTS)),
    **{role: (role,) for role in Role if role in WAITED_FOR},
}
"""What the filter offers → the roles that it finds."""
WAITS = {role: role.label for role in Role} | {
    Role.SIGNATORY: Role.APPLICANT.label,
    Role.CLOCK: "niemand, eine Frist läuft",
}
UNREAD = ("terms_text", "words", "words_office", "words_body")
"""Long columns that no row of the list shows."""
STATION_KEYS = {str(number): stages for number, (_, stages) in enumerate(STATIONS, 1)} | {
    stage.value: (stage,) for stage in Stage
}
"""What the address names: a station of the way by its number, or one stage by its name."""


def _stations(asked: str) -> list[tuple[str, str]]:
    """The stations of the way, each with its stages behind it where it has several, or where a link asks for one."""
    found = []
    for number, (label, stages) in enumerate(STATIONS, 1):
        found.append((str(number), label))
        if len(stages) > 1 or asked in stages:
            found += [(stage.value, f"– {stage.label}") for stage in Stage if stage in stages]
    return found


def _head(case: Application, table: Table) -> str:
    return format_html(
        '<a class="kern-link" href="{}">{}</a><br><span class="mw-quiet">{} · {}</span>',
        case.get_absolute_url(),
        case.project,
        case.number or "ohne Aktenzeichen",
        case.round.title,
    )


def _way(case: Application, table: Table) -> str:
    return render_to_string("grants/parts/way_cell.html", {"case": case})


def _due(case: Application, table: Table) -> str:
    if case.due_on is None:
        return str(table.default)
    day = short_day(case.due_on)
    return format_html('<span class="mw-late">{}</span>', day) if case.due_on < table.today else day


def _waits(case: Application) -> str:
    return WAITS[Role(case.waits_for)] if case.waits_for else ""


class CaseTable(Table):
    """The columns that a case can have in the list; who is in charge of it only the administration reads."""

    title = Column("Vorhaben", lambda case: str(case.project), html=_head, order="title_order")
    number = Column("Aktenzeichen", "number", order="number", shown=False)
    organisation = Column("Organisation", "organisation.name", order="organisation_order")
    programme = Column("Programm", "get_programme_display", shown=False)
    round = Column("Runde", "round.title", shown=False)
    stage = Column("Weg", "stage_label", html=_way, order="stage_order")
    waits_for = Column("Wer ist dran", _waits)
    caseworker = Column(
        "Zuständig", lambda case: str(case.caseworker or ""), shown=False, beside="caseworker"
    )
    due = Day("Frist", "due_on", html=_due, order="due_on")
    submitted = Day("Eingang", "submitted_on", order="submitted_on", shown=False)
    requested = Money("Beantragt", "requested", order="requested_cents")
    age = Day("Angelegt", "created_at", order="created_at", shown=False)

    file_name, caption = "faelle", "Fälle"
    one, many = "Fall", "Fälle"


class CaseFilters(Filters):
    """By words, place on the way, programme, round, and whose turn it is."""

    q = Search(help_text="Aktenzeichen, Titel oder Organisation", method="find")
    stage = Choice("Station oder Stand", (), method="in_stage")
    programme = Choice("Programm", [(slug, p.title) for slug, p in PROGRAMMES.items()], method="in_programme")
    round = Choice("Runde", (), field_name="round")
    waits_for = Choice("Wer ist dran", [(role.value, WAITS[role]) for role in WAITING], method="waiting")

    def __init__(self, request: HttpRequest, held: Held) -> None:
        super().__init__(request, applications_visible_to(held))
        rounds = Round.objects.order_by("-opens_on")
        self.filters["round"].extra["choices"] = [(str(call.pk), call.full_title) for call in rounds]
        self.filters["stage"].extra["choices"] = _stations(request.GET.get("stage", ""))
        self.held = held
        self.found: Found | None = None
        """What the search has found, if there was one."""

    def find(self, rows: QuerySet[Application], name: str, words: str) -> QuerySet[Application]:
        """The cases in which every word is, among rows that this person may see: so that is not asked again."""
        self.found = search(rows, self.held, words)
        return Application.objects.filter(pk__in=self.found.ids)

    def in_stage(self, rows: QuerySet[Application], name: str, key: str) -> QuerySet[Application]:
        """Cases at a station or in a stage."""
        return rows.filter(_in_stages(STATION_KEYS[key]))

    def in_programme(self, rows: QuerySet[Application], name: str, slug: str) -> QuerySet[Application]:
        """Cases of a programme."""
        return rows.filter(in_programmes([slug]))

    def waiting(self, rows: QuerySet[Application], name: str, role: str) -> QuerySet[Application]:
        """Cases that wait for somebody."""
        return rows.filter(waits_for__in=WAITING[Role(role)])

    @property
    def only_ended(self) -> bool:
        """Whether the station that is asked for is the end, where nearly all rows are cases that are over."""
        return ENDED.issubset(STATION_KEYS.get(self.asked.get("stage") or "", ()))


def cases(request: SignedIn) -> HttpResponseBase:
    """The cases that this person may see."""
    if request.method not in ("GET", "HEAD"):
        return HttpResponseNotAllowed(["GET", "HEAD"])
    held = held_by(request.user, today())
    filters = CaseFilters(request, held)
    rows = filters.qs.select_related("project", "organisation", "round").defer(*UNREAD)
    listed = Listing(
        request,
        CaseTable,
        rows,
        filters=filters,
        hidden=() if held.is_office else ("caseworker",),
        instead={"due_on": "id"} if filters.only_ended else None,  # in an ended case nothing is due
        count=len(filters.found.ids) if filters.found else None,
        most=_most(held),
    )
    return listed.answer("grants/cases.html", **_told(filters.found))


def _told(found: Found | None) -> dict[str, object]:
    """What the list says of a search that did not find exactly what was typed."""
    if found is None or not (found.nearly or not found.whole):
        return {}
    if found.nearly:
        return {"remark": NEARLY}
    more = Sentence(
        "Mehr als {most} Fälle gefunden. "
        "Hier stehen die neuesten {most}; mit einem Wort mehr werden es weniger.",
        most=len(found.ids),
    )
    return {"count": more}


NEARLY = ". So geschrieben steht es in keinem Fall, diese sind ähnlich."


def _most(held: Held) -> int | None:
    """How many cases are counted: fewer where each has to be looked at, because only its agenda says who sees it."""
    return MOST_COUNTED_BESIDE if held.is_member and not held.is_office else None


def _in_stages(stages: Sequence[Stage]) -> Q:
    """Cases in these stages. Most cases are ended: those are asked for by what is left out, so that the list is read in
    its order and not sorted whole."""
    if ENDED.issubset(stages):
        return ~Q(stage__in=sorted(set(Stage) - set(stages)))
    return Q(stage__in=stages)
