"""What every page owes its readers, proven on the page that has every part."""

import re
from html.parser import HTMLParser

import pytest
from django.template import Context, Template
from django.template.loader import render_to_string
from django.test import RequestFactory

from grants.templatetags.mittelweg import moves, way
from grants.views.listing_pages import Page
from tests.grants.gallery import STATIONS, render

VOID = {"meta", "link", "input", "br", "img", "hr", "rect", "source"}


class Reader(HTMLParser):
    """Collects every tag with its attributes, and tags that were not closed in order."""

    def __init__(self, html: str):
        super().__init__()
        self.tags: list[tuple[str, dict[str, str]]] = []
        self.open: list[str] = []
        self.crossed: list[str] = []
        self.feed(html)

    def handle_starttag(self, tag, attrs):
        self.tags.append((tag, {name: value or "" for name, value in attrs}))
        if tag not in VOID:
            self.open.append(tag)

    def handle_startendtag(self, tag, attrs):
        self.tags.append((tag, {name: value or "" for name, value in attrs}))

    def handle_endtag(self, tag):
        if not self.open or self.open.pop() != tag:
            self.crossed.append(tag)

    def all(self, name: str) -> list[dict[str, str]]:
        return [attrs for tag, attrs in self.tags if tag == name]


@pytest.fixture(params=[False, True], ids=["fresh", "wrong"])
def page(request):
    return Reader(render(wrong=request.param))


def test_tags_are_closed_in_order(page):
    assert (page.open, page.crossed) == ([], [])


def test_page_has_no_inline_script_or_style(page):
    assert not page.all("style")
    assert all(script.get("src") for script in page.all("script"))
    for _, attrs in page.tags:
        assert not {name for name in attrs if name == "style" or name.startswith("on")}


def test_ids_are_unique_and_references_point_somewhere(page):
    ids = [attrs["id"] for _, attrs in page.tags if "id" in attrs]
    assert len(ids) == len(set(ids))
    for _, attrs in page.tags:
        for name in ("for", "aria-labelledby", "aria-describedby"):
            assert set(attrs.get(name, "").split()) <= set(ids), attrs


def test_every_control_has_a_label(page):
    labelled = {label["for"] for label in page.all("label")}
    for tag in ("input", "select", "textarea"):
        for control in page.all(tag):
            assert control.get("type") == "hidden" or control["id"] in labelled


def test_page_has_one_heading_one_main_and_a_way_to_skip(page):
    assert len(page.all("h1")) == len(page.all("main")) == 1
    first_link = page.all("a")[0]
    assert first_link["href"] == "#" + page.all("main")[0]["id"]


def test_errors_stand_at_the_field_and_in_a_summary_that_takes_focus():
    html = render(wrong=True)
    page = Reader(html)
    summary = next(attrs for _, attrs in page.tags if "data-error-summary" in attrs)
    assert "autofocus" in summary
    assert summary["tabindex"] == "-1"
    assert 'href="#id_amount"' in html
    assert 'href="#id_kind_0"' in html
    amount = next(control for control in page.all("input") if control.get("id") == "id_amount")
    assert amount["aria-invalid"] == "true"
    assert "id_amount_error" in amount["aria-describedby"]
    assert amount["value"] == "4800.50", "what was typed must stay"
    assert "<title>Fehler: " in html


def test_fresh_form_has_no_summary_of_errors():
    assert "data-error-summary" not in render()


# The way


def test_way_marks_the_present_station_once_and_hangs_branches_under_it():
    line = way(STATIONS)["stations"]
    assert [row["state"] for row in line].count("now") == 1
    present = next(row for row in line if row["state"] == "now")
    assert [branch["label"] for branch in present["branches"]] == ["Nachforderung"]
    assert len(line) == len(STATIONS) - 1


def test_way_is_read_out_as_an_ordered_list_with_one_current_step():
    html = Template("{% load mittelweg %}{% way stations %}").render(Context({"stations": STATIONS}))
    assert html.startswith("<ol")
    assert html.count('aria-current="step"') == 1
    assert html.count(", erledigt") == 2


# The moves


def test_first_possible_move_is_the_only_primary_button():
    parts = moves(
        [{"label": "a", "obstacles": ["noch nicht."]}, {"label": "b"}, {"label": "c"}, {"label": "d"}]
    )
    shown = parts["first"] + parts["further"]
    assert [row["label"] for row in shown if row["style"] == "primary"] == ["b"]
    assert {row["label"] for row in shown} == set("abcd")


def test_blocked_move_says_why_and_is_no_link():
    html = Template("{% load mittelweg %}{% moves offers %}").render(
        Context({"offers": [{"label": "Einreichen", "url": "/x/", "obstacles": ["Die Satzung fehlt."]}]})
    )
    assert "Die Satzung fehlt." in html
    assert 'href="/x/"' not in html


# Lists


def test_pager_keeps_the_filter_and_forgets_the_page():
    page: Page = Page([], 60, first={}, back={"vor": "7~7"}, on={"nach": "9~9"}, last={"ende": "1"})
    context = Context({"request": RequestFactory().get("/?q=x&nach=6~6"), "page": page})
    html = Template("{% load mittelweg %}{% pager page %}").render(context)
    links = re.findall(r'rel="(\w+)" href="([^"]*)"', html)
    there = {
        "first": "?q=x",
        "prev": "?q=x&amp;vor=7~7",
        "next": "?q=x&amp;nach=9~9",
        "last": "?q=x&amp;ende=1",
    }
    assert dict(links) == there


def test_pager_of_one_page_says_nothing():
    context = Context({"page": Page([], 3)})
    assert not Template("{% load mittelweg %}{% pager page %}").render(context).strip()


@pytest.mark.parametrize(
    "name",
    [
        "400.html",
        "403.html",
        "403_csrf.html",
        "404.html",
        "413.html",
        "500.html",
        "503_busy.html",
        "503_away.html",
        "503_full.html",
        "signed_out.html",
    ],
)
def test_error_pages_need_no_context(name):
    page = Reader(render_to_string(name))
    assert (page.open, page.crossed) == ([], [])
    assert len(page.all("h1")) == 1
