"""The pages of the body: papers without private data, secret counts before the close, bias, quorum in plain words."""

import re
from decimal import Decimal

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from demo.stories.acting import IBAN
from demo.stories.ground import find_user
from demo.stories.sittings import open_sitting, plan_sitting
from grants.actions import perform
from grants.actions.sittings import cast, close_ballot, open_ballot, record_presence
from grants.models import Ballot, Body, Exclusion, Sitting
from tests.grants.desk_story import World, client_of
from workflows.stages import Stage

pytestmark = pytest.mark.django_db
SECRETS = re.compile(r'name="csrfmiddlewaretoken" value="[^"]+"')


@pytest.fixture
def world():
    return World()


def page_of(item, name="item"):
    return reverse(f"grants:{name}", args=[item.sitting.public_id, item.position])


def office(world):
    return client_of(world.ground.staff["geschaeftsstelle"])


def member(world, number):
    return client_of(world.ground.members[number])


def html_of(client, url):
    answer = client.get(url)
    assert answer.status_code == 200, url
    return SECRETS.sub("", answer.content.decode())


# Sitzungen


def test_members_see_a_sitting_only_once_they_are_summoned(world):
    planned = plan_sitting(world.ground, world.today, now=world.story().now())
    assert member(world, 1).get(planned.get_absolute_url()).status_code == 404
    assert office(world).get(planned.get_absolute_url()).status_code == 200
    story = world.examined("Zwei")
    invited = world.sitting(story)
    assert member(world, 1).get(invited.get_absolute_url()).status_code == 200
    assert client_of(find_user("fremd", "Fremd")).get(invited.get_absolute_url()).status_code == 404
    assert client_of(find_user("fremd", "Fremd")).get(reverse("grants:sittings")).status_code == 404


def test_only_the_office_plans_a_sitting_and_a_second_click_plans_none(world):
    url = reverse("grants:new_sitting")
    assert member(world, 0).get(url).status_code == 404
    assert client_of(world.ground.staff["sachbearbeitung"]).post(url, {}).status_code == 404
    who = office(world)
    key = re.search(r'name="key" value="([^"]+)"', who.get(url).content.decode())[1]
    data = {
        "body": world.ground.body.pk,
        "held_on": f"{world.today:%d.%m.%Y}",
        "starts_at": "17 Uhr",
        "key": key,
    }
    html = who.post(url, data).content.decode()
    assert "Bitte füllen Sie dieses Feld aus." in html
    assert 'value="17 Uhr"' in html
    for _ in range(2):
        assert who.post(url, data | {"place": "Raum 101"}).status_code == 302
    assert Sitting.objects.count() == 1


@pytest.mark.parametrize(("typed", "sentence"), [("25:00", "Uhrzeit"), ("abends", "Uhrzeit")])
def test_time_of_day_that_cannot_be_read_is_told(world, typed, sentence):
    html = office(world).post(reverse("grants:new_sitting"), {"starts_at": typed}).content.decode()
    assert f"Bitte geben Sie eine {sentence} ein" in html
    assert f'value="{typed}"' in html


def test_presence_says_in_plain_words_whether_the_body_is_quorate(world):
    sitting = world.sitting(world.examined())
    url = reverse("grants:presence", args=[sitting.public_id])
    assert member(world, 1).get(url).status_code == 404
    chair = member(world, 0)
    seats = [seat.pk for seat in world.ground.seats]
    assert chair.post(url, {"seats": seats[:2]}).status_code == 302
    page = html_of(chair, sitting.get_absolute_url())
    assert "Das Gremium ist nicht beschlussfähig." in page
    assert "2 von 5 Mitgliedern sind da, nötig sind 3" in page
    chair.post(url, {"seats": seats[:3]})
    assert "Das Gremium ist beschlussfähig." in html_of(chair, sitting.get_absolute_url())
    assert "Bitte wählen Sie mindestens eine Person." in chair.post(url, {}).content.decode()


# Unterlagen


@pytest.mark.rest
def test_papers_show_neither_bank_data_nor_private_addresses(world):
    person = {"kind": "person", "organisation": "Amira Beispiel"}
    _, item = world.called_up(**person)
    page = html_of(member(world, 1), page_of(item))
    organisation, project = item.application.organisation, item.application.project
    assert project.summary.split("„")[0] in page
    assert "Empfehlung der Verwaltung" in page
    hidden = (
        IBAN,
        "DE02 1203",
        "0000 2051",
        organisation.street,
        organisation.postcode,
        project.contact_phone,
        project.contact_email,
        project.contact_name,
        f"{organisation.birth_date:%d.%m.%Y}",
        "Januar 1990",
    )
    for secret in hidden:
        assert secret not in page, secret


def test_one_item_at_a_time_with_a_way_to_the_next(world):
    sitting = world.sitting(world.examined("Eins"), world.examined("Zwei"), world.examined("Drei"))
    second = sitting.items.get(position=2)
    page = html_of(member(world, 1), page_of(second))
    assert "Zurück: TOP 1" in page
    assert "Weiter: TOP 3" in page
    assert "Verein Drei" not in page


def test_biased_member_sees_nothing_of_the_case_any_more(world):
    story, item = world.called_up()
    who, seat = member(world, 1), world.ground.seats[1]
    url = reverse("grants:exclude", args=[story.case.public_id])
    assert "Sie sehen diesen Vorgang danach nicht mehr" in html_of(who, url)
    answer = who.post(url, {"ground": "organ", "more": ""})
    assert answer.url == item.sitting.get_absolute_url()
    assert Exclusion.objects.get(seat=seat).ground.startswith("Vorstand")
    for address in (
        page_of(item),
        url,
        page_of(item, "close_ballot"),
        reverse("grants:review", args=[story.case.public_id]),
    ):
        assert who.get(address).status_code == 404, address
    for name in ("cast", "open_ballot", "close_ballot"):
        assert who.post(page_of(item, name), {"choice": "yes"}).status_code == 404
    agenda = html_of(who, item.sitting.get_absolute_url())
    assert "Sie nehmen an diesem Punkt nicht teil." in agenda
    for word in (story.paper.title, story.paper.organisation, story.case.number, "4.800,00"):
        assert word not in agenda
    assert not Ballot.objects.exists()


def test_board_member_of_the_applicant_gets_no_papers_even_without_a_declaration(world):
    story, item = world.called_up()
    world.ground.members[1].memberships.create(organisation=story.organisation)
    assert member(world, 1).get(page_of(item)).status_code == 404
    open_ballot(item, by=world.ground.staff["geschaeftsstelle"])
    assert member(world, 1).post(page_of(item, "cast"), {"choice": "yes"}).status_code == 404


def test_office_writes_down_a_bias_and_member_cannot_for_others(world):
    story = world.examined()
    world.sitting(story)
    url = reverse("grants:exclude", args=[story.case.public_id])
    seat = world.ground.seats[2]
    member(world, 1).post(url, {"ground": "family", "seat": seat.pk})
    assert [e.seat for e in story.case.exclusions.all()] == [world.ground.seats[1]]
    assert "Bitte wählen Sie ein Mitglied." in office(world).post(url, {"ground": "other"}).content.decode()
    assert office(world).post(url, {"ground": "other", "seat": seat.pk, "more": "Nachbar"}).status_code == 302
    assert story.case.exclusions.get(seat=seat).ground.endswith("Nachbar")


# Abstimmung


def test_nobody_can_tell_from_any_page_how_others_vote_before_the_close(world):
    _, item = world.called_up()
    clerk = world.ground.staff
    open_ballot(item, by=clerk["geschaeftsstelle"])
    cast(item, "yes", by=world.ground.members[1])
    watchers = [member(world, 0), member(world, 2), office(world), client_of(clerk["leitung"])]
    addresses = [page_of(item), item.sitting.get_absolute_url(), reverse("grants:sittings")]
    closing = page_of(item, "close_ballot")
    before = [html_of(who, url) for who in watchers for url in addresses] + [html_of(watchers[2], closing)]
    cast(item, "no", by=world.ground.members[1])
    after = [html_of(who, url) for who in watchers for url in addresses] + [html_of(watchers[2], closing)]
    assert before == after
    assert not any("mw-tally" in page or "1 Ja" in page or "1 Nein" in page for page in after)


def test_vote_can_be_changed_until_the_close_and_counts_once(world):
    _, item = world.called_up()
    voter, who = member(world, 1), office(world)
    assert "noch nicht als anwesend" not in html_of(voter, page_of(item))
    assert (
        voter.post(page_of(item, "cast"), {"choice": "yes"}, follow=True)
        .content.decode()
        .count("nicht (mehr) offen")
        == 1
    )
    who.post(page_of(item, "open_ballot"))
    voter.post(page_of(item, "cast"), {"choice": "yes"})
    assert 'value="yes" aria-pressed="true"' in html_of(voter, page_of(item))
    voter.post(page_of(item, "cast"), {"choice": "no"})
    assert (
        "Bitte wählen Sie Ja, Nein"
        in voter.post(page_of(item, "cast"), {"choice": "x"}, follow=True).content.decode()
    )
    assert "1 von 5 stimmberechtigt Anwesenden" in html_of(who, page_of(item, "close_ballot"))
    assert voter.get(page_of(item, "close_ballot")).status_code == 404
    assert who.post(page_of(item, "close_ballot")).status_code == 302
    page = html_of(voter, page_of(item))
    assert "Ergebnis: abgelehnt" in page
    assert "Warum das so ist" in page
    assert 'name="choice"' not in page
    item.refresh_from_db()
    assert (item.yes, item.no) == (0, 1)


def test_absent_member_reads_but_does_not_vote(world):
    _, item = world.called_up(present=3)
    open_ballot(item, by=world.ground.staff["geschaeftsstelle"])
    page = html_of(member(world, 4), page_of(item))
    assert "nicht als anwesend erfasst" in page
    assert 'name="choice"' not in page
    page = member(world, 4).post(page_of(item, "cast"), {"choice": "yes"}, follow=True).content.decode()
    assert "nicht stimmberechtigt anwesend" in page
    assert not Ballot.objects.exists()


def test_who_voted_and_then_left_was_present_at_the_vote(world):
    _, item = world.called_up()
    clerk = world.ground.staff["geschaeftsstelle"]
    open_ballot(item, by=clerk)
    for person in world.ground.members:
        cast(item, "yes", by=person)
    record_presence(item.sitting, world.ground.seats[:2], by=clerk)
    item = close_ballot(item, by=clerk)
    assert (item.yes, item.present, item.carried) == (5, 5, True)


def test_doubted_quorum_counts_who_is_there_now(world):
    _, item = world.called_up()
    clerk, who = world.ground.staff["geschaeftsstelle"], office(world)
    open_ballot(item, by=clerk)
    record_presence(item.sitting, world.ground.seats[:2], by=clerk)
    assert who.post(page_of(item, "close_ballot"), {"challenged": "on"}).status_code == 302
    item.refresh_from_db()
    assert (item.challenged, item.quorate, item.carried) == (True, False, False)


def test_chair_gets_the_moves_of_the_item_and_a_member_none(world):
    _, item = world.called_up()
    assert "/schritt/defer/" in html_of(member(world, 0), page_of(item))
    assert "/schritt/" not in html_of(member(world, 1), page_of(item))


def test_move_of_an_item_leads_back_to_the_item_and_never_elsewhere(world):
    _, item = world.called_up()
    who = office(world)
    who.post(page_of(item, "open_ballot"))
    for number in range(3):
        member(world, number).post(page_of(item, "cast"), {"choice": "yes"})
    who.post(page_of(item, "close_ballot"))
    found = re.search(r'href="([^"]+/schritt/endorse/[^"]*)"', html_of(who, page_of(item)))
    html = html_of(who, found[1])
    hidden = dict(re.findall(r'name="(key|seen)" value="([^"]+)"', html))
    assert who.post(found[1], hidden | {"amount": "4.800,00"}).url == page_of(item)
    away = reverse("grants:sitting_move", args=[item.sitting.public_id, "close_sitting"])
    html = html_of(who, f"{away}?zurueck=//fremd.example/")
    assert "fremd.example" not in html
    hidden = dict(re.findall(r'name="(key|seen)" value="([^"]+)"', html))
    assert who.post(f"{away}?zurueck=//fremd.example/", hidden).url == item.sitting.get_absolute_url()


def test_barred_chair_reads_no_title_even_in_the_reasons_of_a_move(world):
    story, item = world.called_up()
    Exclusion.objects.create(
        application=story.case, seat=world.ground.seats[0], ground="Vorstand", declared_at=story.now()
    )
    page = html_of(member(world, 0), item.sitting.get_absolute_url())
    assert "Noch ohne Ergebnis: TOP 1." in page
    assert story.paper.title not in page


# Gremien


def test_lead_confirms_the_rules_with_the_hint_on_ties(world):
    url, body = reverse("grants:bodies"), world.ground.body
    assert member(world, 1).get(url).status_code == 404
    lead = client_of(world.ground.staff["leitung"])
    assert "§ 91 Satz 2 VwVfG" in html_of(lead, url)
    data = {"body": body.key, f"{body.key}-regime": "vwvfg"}
    assert client_of(world.ground.staff["sachbearbeitung"]).post(url, data).status_code == 404
    assert "Bitte wählen Sie die Verfahrensregeln." in lead.post(url, {"body": body.key}).content.decode()
    assert lead.post(url, data).status_code == 302
    body = Body.objects.get(pk=body.pk)
    assert (body.regime, body.regime_confirmed_by) == ("vwvfg", world.ground.staff["leitung"])


# Zahl der Anfragen


def queries_of(client, url):
    with CaptureQueriesContext(
        connection,
    ) as counted:
        assert client.get(url).status_code == 200
    return len(counted)


@pytest.mark.rest
def test_pages_of_a_sitting_ask_the_same_number_of_questions_for_one_and_three_items(world):
    one = world.sitting(world.examined("Eins"))
    listed = reverse("grants:sittings")
    clients = [office(world), member(world, 1)]
    before = [queries_of(who, url) for who in clients for url in (one.get_absolute_url(), listed)]
    three = world.sitting(world.examined("Zwei"), world.examined("Drei"), world.examined("Vier"))
    world.sitting(world.examined("Fünf"))
    after = [queries_of(who, url) for who in clients for url in (three.get_absolute_url(), listed)]
    assert before == after
    assert max(before[1::2]) <= 10
    assert max(before[::2]) <= 17


def test_sitting_goes_its_way_through_the_pages_to_the_close(world):
    story, item = world.called_up()
    who = office(world)
    who.post(page_of(item, "open_ballot"))
    for number in range(4):
        member(world, number).post(page_of(item, "cast"), {"choice": "yes"})
    who.post(page_of(item, "close_ballot"))
    assert "angenommen" in html_of(member(world, 4), item.sitting.get_absolute_url())
    assert "4 Ja, 0 Nein, 0 Enthaltung" in html_of(member(world, 4), item.sitting.get_absolute_url())
    perform(story.case, "endorse", {"amount": Decimal(4800)}, by=world.ground.staff["geschaeftsstelle"])
    story.case.refresh_from_db()
    assert story.case.stage == Stage.ENDORSED
    assert "/schritt/close_sitting/" in html_of(who, item.sitting.get_absolute_url())


def test_opening_needs_presence_and_the_page_says_so(world):
    sitting = world.sitting(world.examined())
    page = html_of(office(world), sitting.get_absolute_url())
    assert "Bitte erfassen Sie zuerst die Anwesenheit." in page
    open_sitting(world.ground, sitting)
    assert "Bitte erfassen Sie zuerst" not in html_of(office(world), sitting.get_absolute_url())
