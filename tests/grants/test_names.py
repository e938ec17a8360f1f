"""Names: what stands beside an author, what stays of their day, who may change them, and what is no name."""

from importlib import import_module

import pytest
from django.apps import apps
from django.core.exceptions import ValidationError
from django.test import Client
from django.urls import reverse

from demo.stories.ground import find_user
from grants.actions.desk import note_advice, send_message
from grants.forms.people import NameField
from grants.models import CaseMessage, ConsultationNote, User
from tests.factories import World, drive
from tests.grants.ground import browser, text_of
from tests.tables import each
from workflows.stages import Stage

pytestmark = pytest.mark.django_db
DISGUISED = [
    "Аnna Muster",  # a Cyrillic A
    "Anna Mυster",  # a Greek upsilon
    "Leitunɡ Іmke",
    "𝐀nna",
    "Ａnna Muster",
    "ﬁona",
    "Muster\u202eanna",
    "An\u200bna",
    "\u2066Anna\u2069",
]
NAMES = [
    "Anna Muster",
    "Đặng Thị Ngọc Ánh",
    "Иван Петров",
    "Ελένη Παπαδοπούλου",
    "Анна Müller",  # each word in one script
    "Müller-Иванова",
    "فاطمة الزهراء",
    "李小龍",
    "Ünal Işık-Çelik",
    "O’Connor, Jr.",
    "Łukasz Żółć",
]


@each([name for name in DISGUISED if not name.startswith("Leitunɡ")] + ["Leitung Іmke"])
def test_name_that_is_made_to_look_like_another_is_refused_at_its_field(name):
    with pytest.raises(ValidationError) as refused:
        NameField().clean(name)
    assert any(word in refused.value.messages[0] for word in ("verschiedenen Schriften", "unsichtbar"))


@each(NAMES)
def test_name_of_any_script_is_taken(name):
    assert NameField().clean(name) == name


def test_refusal_stands_at_the_field_of_registration_organisation_and_profile(account_mails):
    word = "Ein-langes-Passwort-7"
    said = {"name": "Аnna", "email": "neu@beispiel.example", "password1": word, "password2": word}
    assert "verschiedenen Schriften" in text_of(Client().post(reverse("account_signup"), said))
    client = browser(find_user("vera", "Vera Beispiel"))
    assert "verschiedenen Schriften" in text_of(client.post(reverse("grants:profile"), {"name": "Аnna"}))
    said = {"organisation": "new", "name": "Verеin e. V.", "title": "Fest", "start": "start_draft"}
    answer = client.post(reverse("grants:new_case"), said)
    assert "verschiedenen Schriften" in answer.context["form"].errors["name"][0]


def test_message_shows_for_whom_its_author_speaks_and_keeps_the_name_of_its_day():
    world = World()
    story = drive(world, Stage.SUBMITTED)
    clerk = world.ground.staff["sachbearbeitung"]
    send_message(story.case, by=clerk, text="Bitte die Satzung.", now=story.now())
    send_message(story.case, by=story.applicant, text="Kommt morgen.", now=story.now())
    note_advice(
        story.case, by=clerk, held_on=story.now().date(), topics="Fristen", advice="Rat", now=story.now()
    )
    named, speaker = clerk.name, story.applicant.name
    User.objects.filter(pk__in=[clerk.pk, story.applicant.pk]).update(name="Ganz Anders")
    page = text_of(browser(story.applicant).get(story.case.get_absolute_url()))
    assert f"{named}, Sachbearbeitung" in page
    desk = text_of(browser(world.ground.staff["leitung"]).get(story.case.get_absolute_url()))
    assert f"{speaker}, {story.case.organisation.name}" in desk
    assert "Ganz Anders" not in desk.partition("Was bisher geschah")[0].partition("Nachrichten")[2]
    assert f"{speaker}, " in desk.partition("Was bisher geschah")[2]


def test_older_messages_are_signed_with_what_is_known_today():
    story = drive(World(), Stage.SUBMITTED)
    clerk = story.ground.staff["sachbearbeitung"]
    send_message(story.case, by=story.applicant, text="Alt.", now=story.now())
    note_advice(story.case, by=clerk, held_on=story.now().date(), topics="T", advice="R", now=story.now())
    CaseMessage.objects.update(author_name="", author_standing="")
    ConsultationNote.objects.update(advisor_name="", advisor_standing="")
    import_module("grants.migrations.0021_names_of_their_day").sign(apps, None)
    (message,), (note,) = CaseMessage.objects.all(), ConsultationNote.objects.filter(topics="T")
    assert (message.author_name, message.author_standing) == (
        story.applicant.name,
        story.case.organisation.name,
    )
    assert (note.advisor_name, note.advisor_standing) == (clerk.name, "Verwaltung")


def test_office_sets_the_names_of_its_people_and_applicants_their_own():
    world = World()
    for who, changes in ((world.ground.staff["leitung"], False), (find_user("vera", "Vera Beispiel"), True)):
        client = browser(who)
        client.post(reverse("grants:profile"), {"name": "Neuer Name"})
        who.refresh_from_db()
        assert (who.name == "Neuer Name") is changes
        page = text_of(client.get(reverse("grants:profile")))
        assert ("Ihren Namen trägt die Verwaltung ein" in page) is not changes
