"""Every list of the house sorts, filters, pages, chooses its columns and becomes a file in the same way."""

import csv
import io
import re
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from decimal import Decimal
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone
from openpyxl import load_workbook

from grants.actions.relisting import list_again
from grants.letters.erinnerung import TEXTS
from grants.models import (
    Application,
    Body,
    Dossier,
    Entry,
    Measure,
    Mittelabruf,
    Organisation,
    Pot,
    Project,
    Sitting,
)
from grants.views import exporting
from grants.views.cases import CaseTable
from grants.views.exporting import KINDS, STARTS, harmless
from grants.views.funded import FundedTable
from grants.views.listing_pages import ROWS
from grants.views.measures import MeasureTable, PaperTable
from grants.views.payment_lists import EntryTable, PaymentTable, PotTable
from grants.views.sitting_list import SittingTable
from grants.views.tables import Table
from notifications.lists import MailTable, PostTable
from notifications.models import Mail, Post
from tests.factories import World, drive, invite, plan_sitting
from tests.grants.ground import House, browser, stranger, text_of
from workflows.stages import Stage

pytestmark = pytest.mark.django_db
FUND = "gesellschaftsfonds"
BEGINNING = timezone.now()
TABLE = re.compile(r"<table.*?</table>", re.DOTALL)
HEADS = re.compile(r'<th class="kern-table__header[^"]*" scope="col"[^>]*>(?:<a [^>]*>)?([^<]*)')


def many_cases(house: House, places: range) -> list[Application]:
    """Bare cases in consultation."""
    organisation, _ = Organisation.objects.get_or_create(name="Viele e. V.")
    made = []
    for place in places:
        case = Application.objects.create(
            programme="wir20-kleinprojekt",
            round=house.round,
            organisation=organisation,
            dossier=Dossier.objects.create(),
            stage="consultation",
            waits_for="advisor",
            caseworker=house.ground.staff["sachbearbeitung"],
            created_at=BEGINNING,
        )
        Project.objects.create(application=case, title=f"Vorhaben {place:03}")
        made.append(case)
    list_again(organisation.applications)
    return made


def many_funded(house: House, places: range) -> None:
    for place, case in zip(places, many_cases(house, places), strict=True):
        published = house.today - timedelta(days=place)
        Application.objects.filter(pk=case.pk).update(published_on=published, awarded_cents=100_000 + place)


def many_calls(house: House, places: range) -> None:
    case = Application.objects.first() or many_cases(house, range(1))[0]
    Application.objects.filter(pk=case.pk).update(
        submitted_on=house.today, posted_on=house.today, awarded_cents=10**9, number="WIR2-1"
    )
    for place in places:
        Mittelabruf.objects.create(
            application=case,
            position=place + 1,
            stage="filed",
            amount_cents=1000 + place,
            filed_on=house.today,
        )


def many_pots(house: House, places: range) -> None:
    for place in places:
        Pot.objects.create(
            title="Topf", programme=FUND, budget_year=2001 + place, total_cents=100_000 + place
        )


def many_entries(house: House, places: range) -> None:
    pot = Pot.objects.order_by("-budget_year", "title")[0]
    for place in places:
        Entry.objects.create(
            pot=pot, debit="budget", credit="council", amount_cents=1 + place, key=f"{place}", at=BEGINNING
        )


def many_sittings(house: House, places: range) -> None:
    for place in places:
        Sitting.objects.create(
            body=Body.objects.get(key="arbeitsausschuss"),
            dossier=Dossier.objects.create(),
            number=place + 1,
            held_on=house.today + timedelta(days=place),
            starts_at="17:00",
            place=f"Raum {place}",
            stage="planned",
        )


def many_measures(house: House, places: range) -> None:
    for place in places:
        Measure.objects.create(
            programme="wir20-grossprojekt",
            title=f"Maßnahme {place:03}",
            dossier=Dossier.objects.create(),
            stage="catalogued",
            cap_cents=100_000 + place,
        )


def many_papers(house: House, places: range) -> None:
    for place, case in zip(places, many_cases(house, places), strict=True):
        Application.objects.filter(pk=case.pk).update(
            stage="in_council",
            submitted_on=house.today,
            number=f"WIR2-{place}",
            council_paper=f"{place:04}/2026",
            council_on=house.today,
            endorsed_cents=100_000 + place,
        )


def many_posts(house: House, places: range) -> None:
    for place, case in zip(places, many_cases(house, places), strict=True):
        Post.objects.create(
            key=f"{place}",
            kind="reminder",
            due_on=house.today,
            dossier=case.dossier,
            letter=next(iter(TEXTS)),
            address=f"Straße {place}\nHannover",
            run_after=BEGINNING,
            made_at=BEGINNING,
        )


def many_mails(house: House, places: range) -> None:
    many_posts(house, places)
    for post in Post.objects.filter(mails=None).order_by("pk"):
        Mail.objects.create(
            message_id=f"<{post.key}>",
            post=post,
            sender="a@b",
            to="c@d",
            subject=f"Brief {post.key}",
            sent_at=BEGINNING,
        )


@dataclass(frozen=True)
class Kind:
    """One list: who reads it where, how it gets rows, and a filter that finds all of them or none."""

    table: type[Table]
    url: str
    fill: Callable[[House, range], object]
    finds: str
    misses: str
    reader: str = "leitung"
    prefix: str = ""
    most: int = 10
    """Statements for a page with one row and with three."""


KINDS_OF_LISTS = {
    kind.table.file_name: kind
    for kind in (
        Kind(CaseTable, "grants:cases", many_cases, "stage=1&q=vorhaben", "stage=6"),
        Kind(
            FundedTable, "grants:funded", many_funded, "programme=wir20-kleinprojekt", f"programme={FUND}", ""
        ),
        Kind(PaymentTable, "grants:mittelabrufe", many_calls, "fuer=alle&q=vorhaben", "q=gibtesnicht"),
        Kind(
            PotTable,
            "grants:pots",
            many_pots,
            "toepfe-programme=",
            "toepfe-programme=wir20-grossprojekt",
            prefix="toepfe-",
        ),
        Kind(EntryTable, "grants:pots", many_entries, "konto=budget", "konto=paid"),
        Kind(SittingTable, "grants:sittings", many_sittings, "stage=planned", "stage=closed"),
        Kind(MeasureTable, "grants:measures", many_measures, "stage=catalogued", "stage=selected"),
        Kind(PaperTable, "grants:papers", many_papers, "programme=wir20-kleinprojekt", f"programme={FUND}"),
        Kind(PostTable, "notifications:outbox", many_posts, "stand=due&art=reminder", "stand=dead", most=11),
        Kind(MailTable, "notifications:mails", many_mails, "q=erinnerung", "q=gibtesnicht", most=11),
    )
}
each_list = pytest.mark.parametrize("kind", KINDS_OF_LISTS.values(), ids=KINDS_OF_LISTS)


@dataclass
class Reader:
    """Somebody who reads a list."""

    kind: Kind
    client: Client

    def page(self, query: str = "") -> str:
        """The page."""
        return text_of(self.client.get(f"{reverse(self.kind.url)}?{query}"))

    def table(self, query: str = "") -> str:
        """The part of the page with the rows of this list; "" without any."""
        found = [
            t
            for t in TABLE.findall(self.page(query))
            if self.kind.table.caption in t.partition("</caption>")[0]
        ]
        return found[0] if found else ""

    def heads(self, query: str = "") -> list[str]:
        """The heads of its columns."""
        return HEADS.findall(self.table(query))

    def rows(self, query: str = "") -> int:
        """How many rows it shows."""
        return self.table(query).count('scope="row"')

    def csv(self, query: str = "") -> list[list[str]]:
        """The CSV of the list."""
        said = self.file("csv", query).decode()
        assert said.startswith(exporting.BOM)
        return list(csv.reader(io.StringIO(said.removeprefix(exporting.BOM), newline=""), delimiter=";"))

    def xlsx(self, query: str = "") -> list[list[Any]]:
        """The XLSX of the list."""
        sheet = load_workbook(io.BytesIO(self.file("xlsx", query))).active
        return [list(row) for row in sheet.iter_rows(values_only=True)]

    def file(self, end: str, query: str = "") -> bytes:
        """The list as a file."""
        answer = self.client.get(f"{reverse(self.kind.url)}?{query}&{self.kind.prefix}datei={end}")
        assert answer.status_code == 200
        assert answer["Content-Disposition"].endswith(
            f'{self.kind.table.file_name}-{timezone.localdate()}.{end}"'
        )
        assert answer["Content-Type"] == exporting.TYPES[end]
        return b"".join(answer)


@pytest.fixture
def house() -> House:
    return House()


@pytest.fixture
def read(house: House) -> Callable[..., Reader]:
    """Fill a list and read it."""

    def reading(kind: Kind, places: range) -> Reader:
        kind.fill(house, places)
        return Reader(kind, browser(house.ground.staff[kind.reader] if kind.reader else None))

    return reading


def orders(kind: Kind) -> list[str]:
    """The values of the address that sort a list."""
    names = [name for name, column in kind.table.base_columns.items() if column.orderable]
    return [sign + name for name in names for sign in ("", "-")]


def test_every_list_is_here():
    lists = {
        part for kind in KINDS_OF_LISTS.values() for part in kind.table.__mro__ if Table in part.__bases__
    }
    assert set(Table.__subclasses__()) == lists
    for kind in KINDS_OF_LISTS.values():
        assert orders(kind), "sorts"
        assert (
            any(not column.visible for column in kind.table.base_columns.values())
            or len(kind.table.base_columns) > 3
        )


@each_list
def test_a_list_asks_the_same_few_questions_for_one_row_and_for_three(read, kind):
    counts: dict[str, set[int]] = {}
    for places in (range(1), range(1, 3)):
        reader = read(kind, places)
        everything = "&".join(f"{kind.prefix}spalte={name}" for name in kind.table.base_columns)
        for query in (
            "",
            kind.finds,
            everything,
            f"{kind.prefix}sort={orders(kind)[0]}",
            f"{everything}&{kind.prefix}datei=csv",
        ):
            b"".join(reader.client.get(f"{reverse(kind.url)}?{query}"))
            with CaptureQueriesContext(connection) as caught:
                b"".join(reader.client.get(f"{reverse(kind.url)}?{query}"))
            assert len(caught) <= kind.most, "\n".join(q["sql"] for q in caught.captured_queries)
            counts.setdefault(query, set()).add(len(caught))
    assert {query: found for query, found in counts.items() if len(found) > 1} == {}


@each_list
def test_a_list_sorts_by_each_of_its_orders_and_says_so(read, kind):
    reader = read(kind, range(3))
    rows = reader.rows()
    assert rows >= 3
    for order in orders(kind):
        table = reader.table(f"{kind.prefix}sort={order}")
        way = "descending" if order.startswith("-") else "ascending"
        shown = kind.table.base_columns[order.removeprefix("-")].visible
        assert table.count("aria-sort") == table.count(f'aria-sort="{way}"') == int(shown), order
        assert "sortiert: " in table.partition("</caption>")[0], order
        assert table.count('scope="row"') == rows, order
    first = orders(kind)[0]
    forth, back = (reader.csv(f"{kind.prefix}sort={sign}{first}")[1:] for sign in ("", "-"))
    assert forth == back[::-1]
    assert "aria-sort" not in reader.table(f"{kind.prefix}sort=geheim")
    assert reader.table(f"{kind.prefix}sort={first},{orders(kind)[-1]}").count("aria-sort") == 0
    assert "aria-sort" not in reader.table(f"{kind.prefix}sort=a.b")


@pytest.mark.parametrize(("order", "column"), [("due", "due_on"), ("age", "created_at")])
def test_cases_stand_in_the_order_of_the_days_that_they_show(read, order, column):
    """Also where the last one that was begun is due first; what has no day stands at the end."""
    reader = read(KINDS_OF_LISTS["faelle"], range(3))
    ids = list(Application.objects.order_by("-pk").values_list("pk", flat=True))
    for number, case in enumerate(ids):
        Application.objects.filter(pk=case).update(**{column: timezone.now() + timedelta(days=30 * number)})
    titles = [str(Application.objects.get(pk=case).project) for case in ids]
    for sign, expected in (("", titles), ("-", titles[::-1])):
        assert [row[0] for row in reader.csv(f"sort={sign}{order}")[1:]] == expected
        assert [row[0] for row in reader.csv(f"stage=1&sort={sign}{order}")[1:]] == expected
    assert "Sortiert: " in reader.page(f"sort={order}")
    if column == "due_on":
        Application.objects.filter(pk=ids[0]).update(due_on=None)
        assert [row[0] for row in reader.csv(f"sort={order}")[1:]] == [*titles[1:], titles[0]]


@each_list
def test_a_list_filters_and_forgets_the_filter(read, kind):
    reader = read(kind, range(3))
    rows = reader.rows()
    assert reader.rows(kind.finds) == rows
    assert reader.rows(kind.misses) == 0
    assert "gefunden" in reader.page(kind.misses)
    assert "Filter löschen" in reader.page(kind.misses)
    assert (
        reader.rows(
            "&".join(f"{name.partition('=')[0]}=unsinn" for name in kind.misses.split("&") if "q" not in name)
        )
        == rows
    )


@each_list
def test_a_list_pages_by_key(read, kind):
    reader = read(kind, range(ROWS + 5))
    page = reader.page()
    assert reader.rows() == ROWS
    assert 'rel="last"' in page
    assert 0 < reader.rows(f"{kind.prefix}ende=1") <= ROWS
    assert 'rel="first"' in reader.page(f"{kind.prefix}ende=1")
    on = re.search(r'rel="next" href="\?([^"]*)"', page)
    assert on
    assert 0 < reader.rows(on[1].replace("&amp;", "&")) < ROWS


@each_list
def test_a_list_chooses_its_columns(read, kind):
    reader = read(kind, range(1))
    columns = list(kind.table.base_columns.items())
    head, *others = [(name, column.verbose_name) for name, column in columns]
    assert reader.heads() == [column.verbose_name for _, column in columns if column.visible]
    name, label = others[-1]
    query = f"{kind.prefix}spalte={name}&{kind.prefix}spalte=geheim"
    assert reader.heads(query) == [head[1], label]
    everything = "&".join(f"{kind.prefix}spalte={name}" for name, _ in others)
    assert reader.heads(everything) == [label for _, label in (head, *others)]
    assert f'value="{name}" id="{kind.prefix}spalte-{name}" checked' in reader.page(query)


@each_list
def test_a_list_is_a_file_with_the_rows_and_columns_that_are_shown(read, kind):
    reader = read(kind, range(3))
    rows = reader.rows()
    for read_file in (reader.csv, reader.xlsx):
        head, *found = read_file()
        assert head == reader.heads()
        assert len(found) == rows
        name, label = [(name, c.verbose_name) for name, c in kind.table.base_columns.items()][1]
        assert read_file(f"{kind.prefix}spalte={name}")[0] == [reader.heads()[0], label]
        assert len(read_file(kind.misses)) == 1
    assert f'name="{kind.prefix}datei" value="xlsx"' in reader.page()
    assert reader.client.get(f"{reverse(kind.url)}?{kind.prefix}datei=exe")["Content-Type"].startswith(
        "text/html"
    )


@each_list
def test_a_long_list_is_written_row_by_row_and_is_the_same_file(read, kind, monkeypatch):
    reader = read(kind, range(3))
    query = f"{kind.prefix}sort={orders(kind)[-1]}"
    short = reader.file("csv", query), reader.xlsx(query)
    monkeypatch.setattr(exporting, "MOST_AT_ONCE", 1)
    monkeypatch.setattr("grants.views.listing.AT_A_TIME", 2)
    assert reader.client.get(f"{reverse(kind.url)}?{kind.prefix}datei=csv").streaming
    assert (reader.file("csv", query), reader.xlsx(query)) == short


def test_a_file_holds_amounts_as_numbers_and_days_as_days(read):
    reader = read(KINDS_OF_LISTS["faelle"], range(1))
    Application.objects.update(requested_cents=123_456, due_on=date(2026, 12, 1))
    Application.objects.update(number="WIR2-7", submitted_on=date(2026, 11, 1))
    query = "spalte=number&spalte=due&spalte=requested"
    assert reader.csv(query)[1] == ["Vorhaben 000", "WIR2-7", "01.12.2026", "1234,56"]
    assert reader.xlsx(query)[1] == ["Vorhaben 000", "WIR2-7", DAY_OF_CELL, 1234.56]
    cell = load_workbook(io.BytesIO(reader.file("xlsx", query))).active["D2"]
    assert (cell.data_type, cell.number_format) == ("n", exporting.FORMATS[Decimal])


DAY_OF_CELL = datetime(2026, 12, 1)  # noqa: DTZ001  # a cell has no zone
FORMULAS = ("=1+1", "+1", "-1", "@SUM(A1)", "\t=1", "\r=1", "＝1")


@pytest.mark.parametrize("most", [0, 2_000], ids=["streamed", "at once"])
def test_no_cell_of_a_file_starts_a_formula(read, monkeypatch, most):
    monkeypatch.setattr(exporting, "MOST_AT_ONCE", most)
    reader = read(KINDS_OF_LISTS["faelle"], range(len(FORMULAS)))
    for project, title in zip(Project.objects.order_by("pk"), FORMULAS, strict=True):
        Project.objects.filter(pk=project.pk).update(title=title)
    for row in (*reader.csv()[1:], *reader.xlsx()[1:]):
        assert row[0].startswith("'"), row
        assert not any(isinstance(cell, str) and STARTS.match(cell) for cell in row), row
    sheet = load_workbook(io.BytesIO(reader.file("xlsx"))).active
    assert {cell.data_type for row in sheet.iter_rows() for cell in row} <= {"s", "n", "d"}


def test_control_characters_leave_a_text_before_it_becomes_a_cell():
    assert harmless("a\x00b\x0bc") == "abc"
    assert harmless("\x01=1") == "'=1"
    assert harmless("Fest = Freude") == "Fest = Freude"


def test_a_file_holds_only_what_its_reader_may_see(house):
    own = house.submitted(title="Eigenes Fest")
    house.submitted(title="Fremdes Fest", organisation="Anderer e. V.")
    kind = KINDS_OF_LISTS["faelle"]
    for user, titles in (
        (own.applicant, ["Eigenes Fest"]),
        (stranger(), []),
        (house.ground.members[0], []),
        (own.staff("leitung"), ["Fremdes Fest", "Eigenes Fest"]),
    ):
        reader = Reader(kind, browser(user))
        for rows in (reader.csv(), reader.xlsx(), reader.csv("q=Fest&sort=-age")):
            assert [row[0] for row in rows[1:]] == titles, user
    for name in ("postausgang", "drucksachen", "toepfe", "massnahmen"):
        kind = KINDS_OF_LISTS[name]
        for end in KINDS:
            address = f"{reverse(kind.url)}?{kind.prefix}datei={end}"
            assert browser(own.applicant).get(address).status_code == 404, address


def test_a_member_of_a_body_gets_no_column_that_is_the_offices():
    story = drive(World(), Stage.READY_FOR_SITTING)
    sitting = plan_sitting(story.ground, story.day.replace(year=story.day.year + 1), now=story.now())
    story.put_to(sitting)
    invite(story.ground, sitting, story.day)
    member = Reader(KINDS_OF_LISTS["faelle"], browser(story.ground.members[0]))
    office = Reader(KINDS_OF_LISTS["faelle"], browser(story.staff("leitung")))
    query = "spalte=caseworker&spalte=stage"
    assert office.heads(query) == ["Vorhaben", "Weg", "Zuständig"]
    assert member.heads(query) == member.csv(query)[0] == member.xlsx(query)[0] == ["Vorhaben", "Weg"]
    assert "Zuständig" not in member.page()
    assert [row[0] for row in member.csv()[1:]] == [story.case.project.title]


def test_nobody_learns_the_place_of_a_person_among_the_funded():
    """Sorted or searched by the name, the list would give away what „Einzelperson“ hides."""
    columns = FundedTable.base_columns
    assert not columns["who"].orderable
    assert not any("organisation" in str(column.order_by) for column in columns.values())
