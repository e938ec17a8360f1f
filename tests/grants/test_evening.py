"""What a chair and an office meet in an evening: nobody votes, two record at once, too few, too little, gone."""

import json
import re
from datetime import timedelta
from decimal import Decimal

import pytest
from django.db import IntegrityError, transaction
from django.urls import reverse
from django.utils import timezone

from demo.stories.sittings import close_sitting, invite, open_sitting, plan_sitting
from grants.actions.sittings import (
    cast,
    change_item,
    close_ballot,
    exclude,
    open_ballot,
    record_presence,
)
from grants.letters import from_json
from grants.models import Body, Item, Pot, Sitting, Transition
from grants.views.sittings import state_of
from notifications.making import written
from notifications.models import Post
from notifications.rows import make_rows
from tests.grants.desk_story import World, client_of
from tests.grants.test_announced import plain
from tests.house.seeing import row_of
from workflows.errors import NotYet, Stale
from workflows.stages import Stage

pytestmark = [pytest.mark.rest, pytest.mark.django_db]


@pytest.fixture
def world():
    return World()


def page_of(user, item, name="item"):
    answer = client_of(user).get(reverse(f"grants:{name}", args=[item.sitting.public_id, item.position]))
    assert answer.status_code == 200
    return plain(answer.content.decode())


def office_of(world):
    return world.ground.staff["geschaeftsstelle"]


def lines_of(record, move, key):
    """What the letter of a move says."""
    entry = Transition.objects.get(dossier=record.dossier, move=move)
    return from_json(key, json.loads(entry.private)["letters"][key]).lines


def fresh(item):
    return Item.objects.select_related("sitting__body", "application").get(pk=item.pk)


def regime(name):
    Body.objects.filter(key="arbeitsausschuss").update(regime=name)


# Niemand stimmt ab


@pytest.mark.parametrize("rules", ["nkomvg", "vwvfg"])
def test_a_ballot_without_a_vote_is_not_closed_and_nothing_is_refused(world, rules):
    regime(rules)
    story, item = world.called_up()
    open_ballot(item, by=office_of(world))
    page = page_of(office_of(world), item, "close_ballot")
    assert "Niemand hat abgestimmt. Ohne eine einzige Stimme gibt es keinen Beschluss." in page
    assert "Stimmengleichheit" not in page
    with pytest.raises(NotYet, match="vertagen Sie den Punkt"):
        close_ballot(item, by=office_of(world))
    assert (fresh(item).closed_at, fresh(item).application.stage) == (None, Stage.IN_SITTING)
    story.move("defer", office_of(world), 19, reason="Es wurde nicht abgestimmt.")


def test_a_result_without_a_vote_cannot_be_stored(world):
    _, item = world.called_up()
    now = timezone.now()
    result = {"opened_at": now, "closed_at": now, "yes": 0, "no": 0, "abstained": 0, "carried": False}
    with pytest.raises(IntegrityError), transaction.atomic():
        Item.objects.filter(pk=item.pk).update(**result, quorate=True)
    Item.objects.filter(pk=item.pk).update(**result, quorate=False)


def test_the_close_page_asks_for_a_doubt_only_where_the_rules_know_one(world):
    _, item = world.called_up()
    open_ballot(item, by=office_of(world))
    cast(item, "yes", by=world.ground.members[0])
    assert "§ 65 Abs. 1 NKomVG entsprechend" in page_of(office_of(world), item, "close_ballot")
    regime("vwvfg")
    page = page_of(office_of(world), item, "close_ballot")
    assert "angezweifelt" not in page
    assert "NKomVG" not in page
    assert "§ 90 Abs. 1 VwVfG" in page


def test_a_page_that_is_out_of_date_closes_nothing_and_then_says_what_holds(world):
    _, item = world.called_up()
    who, url = client_of(office_of(world)), reverse("grants:close_ballot", args=[item.sitting.public_id, 1])
    open_ballot(item, by=office_of(world))
    cast(item, "yes", by=world.ground.members[0])
    seen = re.search(r'name="seen" value="(\w+)"', who.get(url).content.decode())[1]
    cast(
        item, "no", by=world.ground.members[1]
    )  # one more who was counted as present: nothing announced changes
    record_presence(item.sitting, world.ground.seats[:2], by=office_of(world))
    with pytest.raises(Stale):
        close_ballot(item, by=office_of(world), seen=seen)
    answer = who.post(url, {"seen": seen})
    assert answer.status_code == 422
    assert "Inzwischen hat sich geändert" in answer.content.decode()
    assert "2 von 5 Mitgliedern sind da" in plain(answer.content.decode()) or "Bei der Eröffnung" in plain(
        answer.content.decode()
    )
    anew = re.search(r'name="seen" value="(\w+)"', answer.content.decode())[1]
    assert who.post(url, {"seen": anew}).status_code == 302
    assert fresh(item).closed_at


# Anwesenheit


def test_two_who_record_presence_at_once_do_not_undo_each_other(world):
    sitting = world.sitting(world.examined())
    url, seats = reverse("grants:presence", args=[sitting.public_id]), [s.pk for s in world.ground.seats]
    office, chair = client_of(office_of(world)), client_of(world.ground.members[0])
    office.post(url, {"seats": seats[:3]})
    shown = [str(pk) for pk in seats[:3]]
    assert re.findall(r'name="shown" value="(\d+)"', chair.get(url).content.decode()) == shown
    office.post(url, {"seats": seats[:4], "shown": shown})  # the fourth has come
    chair.post(
        url, {"seats": seats[1:3], "shown": shown}
    )  # the first has left; of the fourth the page knew nothing
    there = set(sitting.presences.filter(left_at=None).values_list("seat_id", flat=True))
    assert there == set(seats[1:4])
    chair.post(url, {"seats": seats[1:3], "shown": shown})  # the same click again
    assert set(sitting.presences.filter(left_at=None).values_list("seat_id", flat=True)) == there
    assert chair.post(url, {"seats": seats[:1], "shown": ["999999"]}).status_code == 200


def test_of_two_who_change_a_listed_motion_the_second_reads_the_first(world):
    story = world.examined()
    sitting = plan_sitting(world.ground, world.today + timedelta(days=30), now=story.now(12))
    item, url = story.put_to(sitting), reverse("grants:change_item", args=[sitting.public_id, 1])
    who, seen = client_of(office_of(world)), item.wording
    assert f'name="seen" value="{seen}"' in who.get(url).content.decode()
    change_item(item, by=office_of(world), amount=Decimal(4000), motion="Vier", seen=seen)
    answer = who.post(url, {"amount": "3.000", "motion": "Drei", "seen": seen})
    assert answer.status_code == 422
    assert "inzwischen geändert" in answer.content.decode()
    assert "Drei" in answer.content.decode()
    assert fresh(item).motion == "Vier"


# Zu wenige


def test_opening_below_the_quorum_is_warned_of_by_the_rules_of_the_body(world):
    sitting = world.sitting(world.examined())
    url = reverse("grants:sitting_move", args=[sitting.public_id, "open_sitting"])
    for rules, law in (("nkomvg", "§ 65 Abs. 1 NKomVG entsprechend"), ("vwvfg", "§ 90 Abs. 1 VwVfG")):
        regime(rules)
        record_presence(sitting, world.ground.seats[:2], by=office_of(world))
        page = plain(client_of(office_of(world)).get(url).content.decode())
        assert f"Nicht beschlussfähig: 2 von 5 Mitgliedern sind da, nötig sind 3 ({law})." in page
        record_presence(sitting, world.ground.seats[:3], by=office_of(world))
        assert "Nicht beschlussfähig" not in client_of(office_of(world)).get(url).content.decode()


def test_where_too_few_are_there_putting_off_is_the_next_step_and_the_second_summons_is_kept(world):
    story = world.examined(days=90)
    sitting = world.sitting(story, days=-20)
    open_sitting(world.ground, sitting, 2)
    story.day = sitting.held_on
    story.move("open_item", office_of(world), 18)
    item = fresh(sitting.items.get())
    page = page_of(office_of(world), item)
    assert "nach einer zweiten Ladung" in page
    assert "Vertagen" in page.partition("Weitere Schritte")[0]
    story.case.refresh_from_db()
    assert story.case.next_move == "defer"
    story.move("defer", office_of(world), 19, reason="Zu wenige")
    assert fresh(item).put_off == "quorum"
    assert state_of(fresh(item), sitting)["label"] == "vertagt: nicht beschlussfähig"
    close_sitting(world.ground, sitting)
    story.move("relist", office_of(world), 21)
    again = world.sitting(story, days=0)
    assert any("TOP 1: zweite Ladung" in line for line in lines_of(again, "invite", "einladung"))
    open_sitting(world.ground, again, 1)
    story.day = world.today
    assert "Zum zweiten Mal geladen ist zu TOP 1" in plain(
        client_of(office_of(world)).get(again.get_absolute_url()).content.decode()
    )
    story.move("open_item", office_of(world), 18)
    second = fresh(again.items.get())
    open_ballot(second, by=office_of(world))
    cast(second, "yes", by=world.ground.members[0])
    assert "zweite Ladung mit Hinweis" in page_of(office_of(world), second, "close_ballot")
    assert "Für diesen Punkt ändert das nichts" in page_of(office_of(world), second, "close_ballot")
    assert close_ballot(second, by=office_of(world)).carried


def test_what_was_put_off_for_another_reason_is_not_summoned_again(world):
    story = world.examined(days=90)
    sitting = world.sitting(story, days=-20)
    open_sitting(world.ground, sitting)
    story.day = sitting.held_on
    story.move("open_item", office_of(world), 18)
    open_ballot(sitting.items.get(), by=office_of(world), now=story.now(18))
    story.move("defer", office_of(world), 19, reason="Rückfragen")
    item = fresh(sitting.items.get())
    assert (item.put_off, state_of(item, sitting)["label"]) == ("otherwise", "vertagt")
    close_sitting(world.ground, sitting)
    story.move("relist", office_of(world), 21)
    again = world.sitting(story)
    assert not any("zweite Ladung" in line for line in lines_of(again, "invite", "einladung"))
    assert state_of(fresh(item), Sitting.objects.get(pk=sitting.pk))["label"] == "vertagt"


def test_after_a_ballot_without_quorum_only_putting_off_is_offered(world):
    _, item = world.called_up()
    open_ballot(item, by=office_of(world))
    record_presence(item.sitting, world.ground.seats[:2], by=office_of(world))
    close_ballot(item, by=office_of(world), challenged=True)
    html = (
        client_of(office_of(world))
        .get(reverse("grants:item", args=[item.sitting.public_id, 1]))
        .content.decode()
    )
    assert re.findall(r"/schritt/(\w+)/", html) == ["defer"]
    assert "mw-moves__further" not in html
    assert "öglich:" not in plain(html)
    item.application.refresh_from_db()
    assert item.application.next_move == "defer"


# Zu wenig Geld


def test_a_motion_beyond_the_pot_is_warned_of_before_the_ballot_opens(world):
    story, item = world.called_up()
    assert "reicht das Geld nicht" not in page_of(office_of(world), item)
    Pot.objects.filter(pk=world.pot.pk).update(total_cents=479_999)
    said = "Vorgeschlagen sind 4.800,00 €, da sind noch 4.799,99 €"
    for person in (office_of(world), world.ground.members[0], world.ground.members[1]):
        assert said in page_of(person, item).replace("\xa0", " ")
    url = reverse("grants:move", args=[story.case.public_id, "endorse"])
    open_ballot(item, by=office_of(world))
    for person in world.ground.members:
        cast(item, "yes", by=person)
    close_ballot(item, by=office_of(world))
    assert said in plain(client_of(office_of(world)).get(url).content.decode()).replace("\xa0", " ")


# Wer was liest


def test_the_grounds_of_a_deferral_stay_in_the_file_and_only_what_is_meant_for_them_goes_out(world):
    story, _ = world.called_up()
    url = reverse("grants:move", args=[story.case.public_id, "defer"])
    page = plain(client_of(office_of(world)).get(url).content.decode())
    assert "Mitteilung an die Antragsteller*in" in page
    story.move("defer", office_of(world), 19, reason="Streit im Vorstand", told="Bitte nennen Sie die Orte.")
    entry = Transition.objects.filter(dossier=story.case.dossier, move="defer").get()
    assert "Streit im Vorstand" not in json.loads(entry.private)["letters"]["sachstand"]
    later, *told = lines_of(story.case, "defer", "sachstand")
    assert told == ["Bitte nennen Sie die Orte."]
    assert "nichts zu tun" not in later
    story.move("relist", office_of(world), 20)


def test_nobody_is_asked_to_vote_on_an_item_that_was_put_off_while_its_ballot_was_open(world):
    story, item = world.called_up()
    open_ballot(item, by=office_of(world))
    member = world.ground.members[1]
    assert row_of(member, world.today, "cast")
    story.move("defer", office_of(world), 19, reason="Der Beamer ist ausgefallen.")
    assert not row_of(member, world.today, "cast")


def test_who_is_asked_for_nothing_when_an_item_is_deferred_reads_that(world):
    story, _ = world.called_up()
    story.move("defer", office_of(world), 19, reason="Streit im Vorstand")
    (said,) = lines_of(story.case, "defer", "sachstand")
    assert said.endswith("in einer späteren Sitzung entschieden; Sie brauchen nichts zu tun.")


def test_who_invites_reads_what_is_on_the_agenda_and_a_barred_chair_does_not_read_that_item(world):
    first, second = world.examined("Eins"), world.examined("Zwei")
    sitting = plan_sitting(world.ground, world.today + timedelta(days=20), now=first.now(12))
    for story in (first, second):
        story.put_to(sitting)
    exclude(second.case, world.ground.seats[0], "Vorstand", by=office_of(world), now=second.now(13))

    def agenda(user, move):
        url = reverse("grants:sitting_move", args=[sitting.public_id, move])
        return plain(client_of(user).get(url).content.decode()).replace("\xa0", " ")

    asked = agenda(office_of(world), "invite")
    assert "TOP 1: Eins, 4.800,00 € (noch nicht aufgerufen)" in asked
    assert "TOP 2: Zwei, 4.800,00 €" in asked
    invite(world.ground, sitting, world.today)
    read = agenda(world.ground.members[0], "open_sitting")
    assert "TOP 1: Eins" in read
    assert "TOP 2: Sie nehmen an diesem Punkt nicht teil." in read
    assert re.findall(r".{12}Zwei\b", read) == []


def test_the_invitation_names_no_item_to_who_is_barred_promises_no_deputy_and_knows_the_rules(world):
    regime("vwvfg")
    first, second = world.examined("Eins"), world.examined("Zwei")
    sitting = plan_sitting(world.ground, world.today + timedelta(days=20), now=first.now(12))
    for story in (first, second):
        story.put_to(sitting)
    barred, free = world.ground.seats[1], world.ground.seats[2]
    exclude(second.case, barred, "Vorstand", by=office_of(world), now=second.now(13))
    world.ground.members[3].memberships.create(organisation=first.organisation)
    invite(world.ground, sitting, world.today)
    entry = sitting.dossier.transitions.get(move="invite")
    make_rows(entry.pk)
    mails = {post.user_id: written(post).body_text for post in Post.objects.filter(transition=entry)}
    assert len(mails) == 5
    assert "TOP 1: Eins" in mails[barred.user_id]
    assert "Zwei" not in mails[barred.user_id]
    assert "TOP 2: Sie nehmen an diesem Punkt nicht teil." in mails[barred.user_id]
    assert "Eins" not in mails[world.ground.members[3].pk]
    assert {"TOP 1: Eins", "TOP 2: Zwei"} <= set(mails[free.user_id].splitlines())
    assert "mindestens 3 von 5 Mitgliedern da sind (§ 90 Abs. 1 VwVfG)" in mails[free.user_id]
    assert not [word for text in mails.values() for word in ("Vertretung", "Mehrheit") if word in text]


# Wer nicht mehr da ist


def test_a_withdrawn_case_drops_out_of_the_agenda_its_sum_and_its_invitation_and_everybody_is_told(world):
    first, second = world.examined("Eins"), world.examined("Zwei")
    sitting = world.sitting(first, second)
    second.day = world.today
    second.withdraw("Wir machen es ohne die Stadt.")
    item = fresh(sitting.items.get(position=2))
    assert state_of(item, sitting)["label"] == "entfällt: Zurückgezogen"
    page = plain(client_of(world.ground.members[1]).get(sitting.get_absolute_url()).content.decode())
    assert "entfällt: Zurückgezogen" in page
    assert page.replace("\xa0", " ").count("9.600,00") == 0
    for person in (world.ground.members[1], office_of(world)):
        start = plain(client_of(person).get(reverse("grants:home")).content.decode())
        assert "Entfällt: TOP 2." in start
    open_sitting(world.ground, sitting)
    first.day = world.today
    first.vote(sitting.items.get(position=1), 4, 0, 1)
    close_sitting(world.ground, sitting)
    assert state_of(fresh(item), Sitting.objects.get(pk=sitting.pk))["label"] == "nicht behandelt"


def test_nobody_is_invited_to_an_agenda_of_withdrawn_cases(world):
    story = world.examined()
    sitting = plan_sitting(world.ground, world.today + timedelta(days=20), now=story.now(12))
    story.put_to(sitting)
    story.withdraw("")
    with pytest.raises(NotYet, match="Tagesordnung ist noch leer"):
        invite(world.ground, sitting, world.today)


# Kleines


def test_the_start_page_shows_sittings_to_come_and_one_that_nobody_has_closed(world):
    past, running = (
        world.sitting(world.examined("Eins"), days=-1),
        world.sitting(world.examined("Zwei"), days=-1),
    )
    coming = world.sitting(world.examined("Drei"), days=0)
    open_sitting(world.ground, running)
    page = plain(client_of(world.ground.members[1]).get(reverse("grants:home")).content.decode())
    assert str(past) not in page
    assert str(coming) in page
    assert str(running) in page
    assert "noch nicht geschlossen" in page


def test_after_listing_an_item_one_reads_its_agenda(world):
    story = world.examined()
    sitting = plan_sitting(world.ground, world.today + timedelta(days=20), now=story.now(12))
    url = reverse("grants:list_item", args=[story.case.public_id])
    data = {"sitting": sitting.pk, "amount": "4.800", "motion": "Förderung"}
    assert client_of(office_of(world)).post(url, data).url == sitting.get_absolute_url()
