"""The pages of the money: what waits for whom, why money may not flow yet, pots and their bookings."""

import re
from decimal import Decimal

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from demo.stories.acting import IBAN
from demo.stories.ground import fill_pot, find_user
from grants.models import Entry, Mittelabruf
from tests.grants.desk_story import World, client_of
from workflows.errors import NotYet

pytestmark = pytest.mark.django_db
WHOLE = "DE02 1203 0000 0000 2020 51"


@pytest.fixture
def world():
    return World()


def staff(world, key):
    return client_of(world.ground.staff[key])


def html_of(client, url):
    answer = client.get(url)
    assert answer.status_code == 200, url
    return answer.content.decode()


def test_list_shows_each_function_what_waits_for_it(world):
    story = world.awarded()
    call = story.call_funds(Decimal(1000))
    url = reverse("grants:mittelabrufe")
    assert "Eine Auszahlung wartet auf Sie." in html_of(staff(world, "feststellung"), url)
    assert "Alles erledigt" in html_of(staff(world, "anordnung"), url)
    story.on_call(call, "certify", "feststellung", 9, recognised=Decimal(1000))
    assert "Eine Auszahlung wartet auf Sie." in html_of(staff(world, "anordnung"), url)
    assert "Alles erledigt" in html_of(staff(world, "feststellung"), url)
    assert call.reference in html_of(staff(world, "feststellung"), f"{url}?fuer=alle")
    assert call.reference in html_of(client_of(story.applicant), url)
    assert client_of(find_user("fremd", "Fremd")).get(url).status_code == 404


@pytest.mark.rest
def test_search_finds_by_title_and_says_when_nothing_is_found(world):
    world.awarded("Fahrradwerkstatt").call_funds(Decimal(100))
    url = reverse("grants:mittelabrufe")
    who = staff(world, "feststellung")
    assert "Fahrradwerkstatt" in html_of(who, f"{url}?q=fahrrad")
    assert "Nichts gefunden" in html_of(who, f"{url}?q=theater")
    assert who.get(f"{url}?sort=quatsch&page=99&fuer=x").status_code == 200


def test_body_and_strangers_see_no_call_and_no_account(world):
    call = world.awarded().call_funds(Decimal(1000))
    for who in (client_of(world.ground.members[1]), client_of(find_user("fremd", "Fremd"))):
        assert who.get(call.get_absolute_url()).status_code == 404


def test_whole_account_is_for_those_who_pay(world):
    story = world.awarded()
    call = story.call_funds(Decimal(1000))
    assert WHOLE in html_of(staff(world, "kasse"), call.get_absolute_url())
    for who in (staff(world, "sachbearbeitung"), client_of(story.applicant)):
        page = html_of(who, call.get_absolute_url())
        assert WHOLE not in page
        assert IBAN not in page


def test_page_says_why_nothing_may_be_paid(world):
    story = world.awarded()
    call = story.call_funds(Decimal(1000))
    story.case.payments_suspended = True
    story.case.save()
    page = html_of(staff(world, "feststellung"), call.get_absolute_url())
    assert "Noch keine Auszahlung möglich" in page
    assert "Die Auszahlungen sind ausgesetzt." in page
    assert "/schritt/certify/" not in page


def test_certifier_gets_the_move_and_the_others_do_not(world):
    call = world.awarded().call_funds(Decimal(1000))
    assert "/schritt/certify/" in html_of(staff(world, "feststellung"), call.get_absolute_url())
    for key in ("kasse", "sachbearbeitung", "leitung", "pruefamt"):
        assert "/schritt/certify/" not in html_of(staff(world, key), call.get_absolute_url())


def test_changed_account_is_told_to_the_office(world):
    story = world.awarded()
    call = story.call_funds(Decimal(1000))
    Mittelabruf.objects.filter(pk=call.pk).update(iban="DE89370400440532013000")
    page = html_of(staff(world, "feststellung"), call.get_absolute_url())
    assert "Das Konto wurde seit dem Abruf geändert" in page


def queries_of(client, url):
    with CaptureQueriesContext(connection) as counted:
        assert client.get(url).status_code == 200
    return len(counted)


@pytest.mark.rest
def test_list_asks_the_same_number_of_questions_for_one_and_three_calls(world):
    story = world.awarded()
    story.call_funds(Decimal(100))
    url = reverse("grants:mittelabrufe")
    who = [staff(world, "feststellung"), staff(world, "sachbearbeitung"), client_of(story.applicant)]
    before = [queries_of(client, url) for client in who]
    story.call_funds(Decimal(200))
    world.awarded("Zwei").call_funds(Decimal(100))
    assert [queries_of(client, url) for client in who] == before
    assert max(before) <= 10


# Töpfe


def test_pots_show_where_the_money_is(world):
    story = world.awarded()
    story.pay(Decimal(1000))
    page = html_of(staff(world, "sachbearbeitung"), reverse("grants:pots"))
    for amount in ("50.000,00", "1.000,00", "3.800,00", "45.200,00"):
        assert amount in page, amount
    assert "Budget erhöhen" not in page
    assert client_of(story.applicant).get(reverse("grants:pots")).status_code == 404
    assert client_of(world.ground.members[1]).get(reverse("grants:pots")).status_code == 404


def test_lead_raises_a_pot_once_with_a_reason(world):
    url, who = reverse("grants:pots"), staff(world, "leitung")
    key = re.search(r'name="key" value="([^"]+)"', html_of(who, url))[1]
    html = who.post(url, {"amount": "viel", "reason": "Ratsbeschluss", "key": key}).content.decode()
    assert "Bitte geben Sie einen Betrag in Euro ein" in html
    assert 'value="viel"' in html
    assert "Ratsbeschluss" in html
    data = {"amount": "2.500", "reason": "Ratsbeschluss vom 1. Juni", "key": key}
    for _ in range(2):
        assert who.post(url, data).status_code == 302
    assert Entry.objects.filter(credit="council").count() == 1
    world.pot.refresh_from_db()
    assert world.pot.left == Decimal(52500)
    assert "Ratsbeschluss vom 1. Juni (Leitung Beispiel)" in html_of(who, url)
    assert staff(world, "sachbearbeitung").post(url, data).status_code == 404


@pytest.mark.rest
def test_pots_ask_the_same_number_of_questions_for_one_and_three_rows(world):
    who, url = staff(world, "leitung"), f"{reverse('grants:pots')}?topf={world.pot.pk}"
    world.drafted()
    before = queries_of(who, url)
    world.drafted("Zwei")
    world.drafted("Drei")
    fill_pot(world.today.year + 1, Decimal(1000))
    assert queries_of(who, url) == before
    assert before <= 10


def test_payment_that_was_made_despite_an_obstacle_is_shown_to_the_lead_and_not_to_the_applicant(world):
    story = world.awarded()
    call = story.call_funds(Decimal(1000))
    story.certify(call)
    story.order(call)
    story.sue()
    assert "/schritt/record_payment_made/" in html_of(staff(world, "kasse"), call.get_absolute_url())
    with pytest.raises(NotYet, match="Klage"):
        story.on_call(call, "confirm_payment", "kasse", 13, paid_on=story.day)
    story.on_call(
        call, "record_payment_made", "kasse", 13, paid_on=story.day, reason="Der Zahllauf lief schon."
    )
    story.case.refresh_from_db()
    assert story.case.paid == Decimal(1000)
    call.refresh_from_db()
    assert call.paid_despite == "Eine Klage ist anhängig. Vermerk der Stadtkasse: Der Zahllauf lief schon."
    assert call.paid_despite.values["reason"] == "Der Zahllauf lief schon."
    (obstacle,) = call.paid_despite.values["obstacles"]
    assert [sentence.text for sentence in obstacle.values["sentences"]] == ["Eine Klage ist anhängig."]
    for page in (story.case.get_absolute_url(), call.get_absolute_url()):
        assert "Trotz eines Hindernisses ausgezahlt" in html_of(staff(world, "leitung"), page)
        assert "Trotz eines Hindernisses" not in html_of(client_of(story.applicant), page)


def test_called_before_counts_earlier_calls_that_stand_and_is_never_negative(world):
    story = world.awarded()
    first, second, third = (story.call_funds(Decimal(amount)) for amount in (1000, 700, 400))
    story.on_call(first, "return_call", "feststellung", 9, reason="Zu früh")
    for call, before in ((first, "0,00"), (second, "0,00"), (third, "700,00")):
        page = html_of(staff(world, "feststellung"), call.get_absolute_url())
        assert f'Davor abgerufen</dt><dd class="mw-number">{before}' in page
