"""The first administrator in front of a browser: every page of the first day, wide and narrow, from list to round."""

from typing import Any

import pytest
from django.urls import reverse

from grants.models import Confirmation, Round, User
from tests.browser.looking import WIDTHS, Looking
from tests.browser.touring import become
from tests.grants.test_first_day import STEPS

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


@pytest.mark.slow
def test_pages_of_the_first_day_have_no_barrier_and_lead_to_a_round(page: Any, axe: Any, live_server: Any):
    look = Looking(page, axe)
    become(page, live_server, User.objects.create_superuser("a@beispiel.example", "x", name="Erste Person"))
    page.goto("/")
    look.at("erster tag", *WIDTHS)
    page.goto(reverse("grants:first_day_step", args=["runde"]))
    look.at("erster tag runde zu früh", *WIDTHS)
    for key, part, typed in STEPS:
        page.goto(reverse("grants:first_day"))
        page.locator(f"main ol a[href$='/{key}/']").click()
        if part:
            look.at(f"erster tag {key} teile", *WIDTHS)
            page.locator(f"main a[href$='/{part}/']").click()
        look.at(f"erster tag {key} {part}", *WIDTHS)
        if typed:
            send(page)
            page.locator("[data-error-summary]").wait_for()
            look.at(f"erster tag {key} {part} leer", *WIDTHS)
        for name, value in typed.items():
            field = page.locator(f"main [name={name}]")
            if field.first.get_attribute("type") == "radio":
                page.locator(f"main [name={name}][value={value}]").check()
            else:
                field.fill(value)
        done = Confirmation.objects.count()
        send(page)
        page.get_by_text("Eingetragen und im Protokoll festgehalten").first.wait_for()
        assert Confirmation.objects.count() == done + 1
    page.goto(reverse("grants:first_day"))
    page.get_by_text("9 von 9 Schritten erledigt").wait_for()
    look.at("erster tag fertig", *WIDTHS)
    assert Round.objects.count() == 2
    assert look.complaints == []


def send(page: Any) -> None:
    """Press the one button of the page."""
    page.locator("main form .kern-btn--primary").click()
