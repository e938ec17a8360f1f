"""Narrow screens: nothing goes sideways at 320 px, no caption is stacked, and a list begins on the first screen."""

from typing import Any

import pytest
from django.urls import reverse

from tests.browser.test_desk_pages import sign_in
from tests.grants.ground import House

pytestmark = [pytest.mark.browser, pytest.mark.rest, pytest.mark.django_db(transaction=True)]
LINES = """() => [...document.querySelectorAll('caption')].map(caption => {
  const style = getComputedStyle(caption);
  return caption.getBoundingClientRect().height / parseFloat(style.lineHeight);
})"""


def test_no_section_of_the_form_is_scrolled_sideways_at_320_px(page: Any, live_server: Any):
    story = House().draft()
    sign_in(page, live_server, story.applicant)
    page.set_viewport_size({"width": 320, "height": 640})
    page.goto(story.case.get_absolute_url())
    page.goto(reverse("grants:application", args=[story.case.public_id]))
    sections = page.eval_on_selector_all(
        "main a[href*='abschnitt=']", "links => links.map(link => link.href)"
    )
    assert len(set(sections)) >= 7
    for address in sorted(set(sections)):
        page.goto(address)
        assert page.evaluate("document.documentElement.scrollWidth") <= 320, address


def test_captions_of_the_plan_are_whole_lines_and_not_stacked_at_360_px(page: Any, live_server: Any):
    story = House().draft()
    sign_in(page, live_server, story.applicant)
    page.set_viewport_size({"width": 360, "height": 780})
    page.goto(f"{reverse('grants:application', args=[story.case.public_id])}?abschnitt=finanzierung")
    heights = page.evaluate(LINES)
    assert len(heights) >= 2
    assert max(heights) < 3


def test_a_list_of_cases_begins_on_the_first_screen_of_a_phone(page: Any, live_server: Any):
    story = House().submitted()
    sign_in(page, live_server, story.staff("leitung"))
    page.set_viewport_size({"width": 360, "height": 780})
    page.goto(reverse("grants:cases"))
    first = page.get_by_role("link", name=str(story.case.project)).first
    assert first.bounding_box()["y"] < 780
