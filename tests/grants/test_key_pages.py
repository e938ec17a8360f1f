"""Pages of a list by key: every row once, in order, whatever comes or goes meanwhile, also among equals."""

from datetime import date

import pytest
from django.test import RequestFactory

from grants.models import Application, Dossier, Organisation, Project, Round
from grants.views.listing_pages import MOST_COUNTED, ROWS, page_of
from tests.grants.ground import House, browser, text_of

pytestmark = [pytest.mark.django_db, pytest.mark.smoke]
ORDERS = ("due_on", "-due_on", "title_order", "-title_order", "-id", "requested_cents")


@pytest.fixture
def rows():
    """Sixty cases: many with the same day, some without, titles that repeat."""
    house = House()
    organisation = Organisation.objects.create(name="Viele e. V.")
    for place in range(60):
        case = Application.objects.create(
            programme="wir20-kleinprojekt",
            round=house.round,
            organisation=organisation,
            dossier=Dossier.objects.create(),
            stage="consultation",
            created_at="2026-01-01T00:00:00Z",
            due_on=date(2026, 1, 1 + place % 3) if place % 4 else None,
            title_order=f"titel {place % 7}",
            requested_cents=500,
        )
        Project.objects.create(application=case, title=f"Titel {place % 7}")
    return Application.objects.all()


def asked(rows, order, query=None):
    return page_of(RequestFactory().get("/", query or {}), rows, order)


def walked(rows, order, way):
    """All pages from one end to the other."""
    page = asked(rows, order) if way == "on" else asked(rows, order, {"ende": "1"})
    pages = [page]
    while step := getattr(page, way):
        page = asked(rows, order, step)
        pages.append(page)
    return pages


def expected(rows, order):
    column, down = order.removeprefix("-"), order.startswith("-")
    filled = [row for row in rows if getattr(row, column) is not None]
    empty = [row for row in rows if getattr(row, column) is None]
    filled.sort(key=lambda row: (getattr(row, column), row.pk), reverse=down)
    empty.sort(key=lambda row: row.pk, reverse=down)
    return [row.pk for row in (*filled, *empty)]


@pytest.mark.parametrize("order", ORDERS)
def test_walking_on_meets_every_row_once_in_order(rows, order):
    pages = walked(rows, order, "on")
    assert [row.pk for page in pages for row in page] == expected(rows, order)
    assert [len(page) for page in pages] == [ROWS, ROWS, 10]
    assert pages[0].back is pages[0].first is None
    assert pages[-1].on is pages[-1].last is None


@pytest.mark.parametrize("order", ORDERS)
def test_walking_back_from_the_last_page_meets_them_too(rows, order):
    pages = walked(rows, order, "back")
    met = list(dict.fromkeys(row.pk for page in reversed(pages) for row in page))
    assert met == expected(rows, order)
    assert pages[0].on is None
    assert len(pages[0]) == ROWS
    assert [row.pk for row in pages[-1]] == expected(rows, order)[:ROWS]


def test_a_row_that_goes_shifts_nothing(rows):
    first = asked(rows, "due_on")
    second = [row.pk for row in asked(rows, "due_on", first.on)]
    gone = first.rows[-1]  # the very row whose key the link has
    gone.project.delete()
    gone.delete()
    assert [row.pk for row in asked(rows, "due_on", first.on)] == second


def test_behind_the_last_row_is_the_last_page(rows):
    last = asked(rows, "-id", {"ende": "1"})
    end = last.rows[-1].pk
    assert [row.pk for row in asked(rows, "-id", {"nach": f"{end}~{end}"})] == [row.pk for row in last]


@pytest.mark.parametrize(
    "query",
    [
        {"nach": "unsinn"},
        {"nach": "~"},
        {"nach": "2026-13-45~1"},
        {"nach": "2026-01-01~99999999999999999999999"},
        {"nach": "2026-01-01~\x00"},
        {"nach": "٣~٣"},
        {"vor": "x~y"},
        {"vor": "~-1"},
    ],
)
@pytest.mark.parametrize("order", ["due_on", "-id", "title_order"])
def test_an_address_that_says_no_key_shows_the_first_page(rows, order, query):
    assert [row.pk for row in asked(rows, order, query)][:1] == expected(rows, order)[:1]


def test_a_number_beyond_all_columns_breaks_nothing(rows):
    assert len(asked(rows, "requested_cents", {"nach": f"{10**30}~1"})) == ROWS
    assert len(asked(rows, "requested_cents", {"vor": f"{-(10**30)}~1"})) == ROWS


def test_few_rows_have_no_pages_and_are_counted_without_asking(rows, django_assert_num_queries):
    few = Round.objects.all()
    with django_assert_num_queries(1):
        page = asked(few, "-id")
    assert (page.count, page.on, page.first) == (few.count(), None, None)


def test_more_than_are_counted_say_so(rows, monkeypatch):
    assert MOST_COUNTED == 10_000
    monkeypatch.setattr("grants.views.listing_pages.MOST_COUNTED", 40)
    page = asked(rows, "-id")
    assert (page.count, page.counted) == (40, False)
    lead = browser(House().ground.staff["leitung"])
    assert "Mehr als 40 Fälle" in text_of(lead.get("/faelle/"))


def test_links_of_the_list_keep_filter_and_order(rows):
    lead = browser(House().ground.staff["leitung"])
    page = lead.get("/faelle/?stage=consultation&sort=title").content.decode()
    assert 'rel="next" href="?stage=consultation&amp;sort=title&amp;nach=titel+' in page
    assert 'rel="last" href="?stage=consultation&amp;sort=title&amp;ende=1"' in page
    assert 'rel="prev"' not in page
    assert "60 Fälle gefunden" in page
