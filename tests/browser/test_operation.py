"""The page „Betrieb“ and the start page with everything standing still, wide and narrow, without a barrier."""

from datetime import timedelta
from typing import Any

import pytest
from django.urls import reverse

from grants.actions import heartbeats
from grants.clock import database_now, day_of
from grants.models import Application
from notifications import outbox
from notifications.models import Post
from tests.browser.looking import WIDTHS, Looking
from tests.browser.test_desk_pages import sign_in
from tests.grants.ground import House
from tests.house.alive import all_alive

pytestmark = [pytest.mark.browser, pytest.mark.rest, pytest.mark.django_db(transaction=True)]


def test_what_stands_still_is_read_by_everybody(
    page: Any, axe: Any, live_server: Any, settings: Any, tmp_path: Any
):
    settings.MEDIA_ROOT, settings.SEAL_TO = tmp_path, "siegel@draussen.example"
    settings.EMAIL_BACKEND = "notifications.mailbox.EmailBackend"
    story, look = House().submitted(), Looking(page, axe)
    outbox.settle()
    all_alive()
    sign_in(page, live_server, story.staff("leitung"))
    page.goto(reverse("notifications:operation"))
    page.get_by_text("Es läuft alles.").wait_for()
    look.at("betrieb läuft", *WIDTHS)
    now = database_now()
    old = {"made_at": now - timedelta(days=3), "finished_at": None}
    Post.objects.filter(kind="mail").update(state="dead", error="OSError: away", **old)
    Post.objects.filter(kind="letter").update(state="due", **old)
    Application.objects.update(wake_on=day_of(now) - timedelta(days=2))
    heartbeats.note(heartbeats.BEAT, now - timedelta(hours=2))
    settings.DISK_LEAST, settings.BACKUP_HOURS = 10**18, 30
    page.goto(reverse("notifications:operation"))
    page.get_by_text("Der Taktgeber (beat) gibt kein Lebenszeichen.").wait_for()
    look.at("betrieb steht", *WIDTHS)
    page.goto(reverse("grants:home"))
    page.get_by_role("link", name="Gescheitert: E-Mails (1).").wait_for()
    look.at("start bei stillstand", *WIDTHS)
    assert look.complaints == []
