"""Many failed rows are tried again together: those that are ticked, or all of a kind, by whoever sees them."""

from typing import Any

import pytest
from django.urls import reverse

from demo.stories.steps import Story
from grants.clock import database_now
from grants.models import Membership
from notifications import bounces, outbox, posting
from notifications.models import Post
from tests.grants.desk_story import client_of
from tests.notifications.cases import write_letters

pytestmark = pytest.mark.django_db(transaction=True)
PAGE = "/postausgang/gescheitert/"
COUNT = 6


@pytest.fixture
def dead(submitted: Story, mailbox: None) -> list[Post]:
    """Six mails about the state of a case that failed."""
    write_letters(submitted, COUNT, with_pdf=0)
    for entry in posting.unposted():
        posting.post(entry)
    Post.objects.update(state="dead", error="Der Mailserver lehnt ab: 550", attempts=8)
    return list(Post.objects.order_by("pk"))


def office(story: Story) -> Any:
    return client_of(story.staff("geschaeftsstelle"))


def states() -> list[str]:
    return list(Post.objects.order_by("pk").values_list("state", flat=True))


def test_outbox_leads_to_what_failed_while_there_is_some(submitted: Story, dead: list[Post]) -> None:
    who = office(submitted)
    assert f'href="{PAGE}"' in who.get("/postausgang/").content.decode()
    Post.objects.update(state="due", error="")
    assert f'href="{PAGE}"' not in who.get("/postausgang/").content.decode()


def test_ticked_rows_are_tried_again_and_say_who_did_it(submitted: Story, dead: list[Post]) -> None:
    who = office(submitted)
    page = who.get(PAGE).content.decode()
    assert page.count('name="zeile"') == COUNT
    assert "550" in page
    answer = who.post(PAGE, {"zeile": [dead[0].pk, dead[2].pk]}, follow=True)
    assert "2 Zeilen werden gleich neu versucht." in answer.content.decode()
    assert states() == ["due", "dead", "due", "dead", "dead", "dead"]
    row = Post.objects.get(pk=dead[0].pk)
    assert row.note == f"Neu versucht: {submitted.staff('geschaeftsstelle').name}"
    assert (row.attempts, row.put_off) == (0, 0)
    outbox.settle()
    assert states().count("done") == 2


def test_all_of_a_kind_are_tried_again_by_one_press(submitted: Story, dead: list[Post]) -> None:
    Post.objects.filter(pk=dead[5].pk).update(letter="eingangsbestaetigung")
    answer = office(submitted).post(PAGE, {"alle": "mail:sachstand"}, follow=True)
    assert "5 Zeilen werden gleich neu versucht." in answer.content.decode()
    assert states() == ["due"] * 5 + ["dead"]


def test_row_that_somebody_else_revived_is_left_alone(submitted: Story, dead: list[Post]) -> None:
    Post.objects.filter(pk=dead[0].pk).update(state="due")
    answer = office(submitted).post(PAGE, {"zeile": [dead[0].pk]}, follow=True)
    assert "nichts angekreuzt" in answer.content.decode()
    assert Post.objects.get(pk=dead[0].pk).note == ""


def test_row_that_nobody_can_get_tells_why_and_holds_up_no_other(submitted: Story, dead: list[Post]) -> None:
    Post.objects.filter(pk=dead[0].pk).update(user=None, address="")
    submitted.organisation.memberships.all().delete()
    answer = office(submitted).post(PAGE, {"zeile": [row.pk for row in dead[:2]]}, follow=True)
    said = answer.content.decode()
    assert "Eine Zeile wird gleich neu versucht." in said
    assert "immer noch niemanden" in said
    assert states()[:2] == ["dead", "due"]


@pytest.mark.parametrize(
    "typed",
    [{}, {"zeile": "x"}, {"zeile": "9" * 30}, {"alle": ":"}, {"alle": "mail:"}, {"alle": "\x00:\x00"}],
)
def test_odd_words_change_nothing(submitted: Story, dead: list[Post], typed: dict[str, str]) -> None:
    assert office(submitted).post(PAGE, typed).status_code in (302, 400)
    assert set(states()) == {"dead"}


def test_nobody_revives_what_they_do_not_see(submitted: Story, dead: list[Post]) -> None:
    for stranger in (submitted.applicant, submitted.staff("kasse")):
        assert client_of(stranger).post(PAGE, {"alle": "mail:sachstand"}).status_code == 404
    Membership.objects.create(user=submitted.staff("geschaeftsstelle"), organisation=submitted.organisation)
    office(submitted).post(PAGE, {"alle": "mail:sachstand"})
    assert set(states()) == {"dead"}


def test_pages_are_accessible_and_fit_a_phone(
    submitted: Story, dead: list[Post], page: Any, axe: Any, live_server: Any
) -> None:
    """The outbox on its worst day: rows that failed, one that came back, one that the mail server puts off."""
    Post.objects.filter(pk=dead[0].pk).update(
        state="due",
        put_off=3,
        put_off_since=database_now(),
        run_after=database_now(),
        error="450 4.2.0 später",
    )
    Post.objects.filter(pk=dead[1].pk).update(sent_as=dead[1].message_id)
    Post.objects.filter(pk=dead[1].pk).update(state="returned", error=f"Die E-Mail kam zurück: {'x' * 120}")
    bounces.mark(dead[1].address, "550 5.1.1 unbekannt", database_now())
    client = office(submitted)
    cookie = client.cookies["sessionid"].value
    page.context.add_cookies([{"name": "sessionid", "value": cookie, "url": live_server.url}])
    rows = [row.get_absolute_url() for row in dead[:3]]
    act = reverse("notifications:act", args=[dead[1].pk, "adresse"])
    for address in ("/", "/postausgang/", PAGE, *rows, act, submitted.case.get_absolute_url()):
        for width in (1280, 360):
            page.set_viewport_size({"width": width, "height": 900})
            page.goto(address)
            assert axe(page) == [], (address, width)
            wide = page.evaluate("document.documentElement.scrollWidth")
            assert wide <= width, (address, width, wide)
    page.goto(PAGE)
    page.get_by_role("checkbox").first.check()
    page.get_by_role("button", name="Angekreuzte noch einmal versuchen").click()
    page.get_by_text("Eine Zeile wird gleich neu versucht.").wait_for()


def test_mail_that_was_told_in_another_way_is_done(submitted: Story, dead: list[Post]) -> None:
    who, row = office(submitted), dead[5]
    case = submitted.case.get_absolute_url()
    assert row.get_absolute_url() in who.get(case).content.decode()
    who.post(reverse("notifications:act", args=[row.pk, "erledigt"]))
    row.refresh_from_db()
    assert (row.state, row.finished_by) == ("done", submitted.staff("geschaeftsstelle"))
    assert "Auf anderem Weg" in row.note
    assert row.get_absolute_url() not in who.get(case).content.decode()
