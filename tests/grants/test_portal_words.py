"""What the pages of an applicant say: numbers, names, days and examples that hold for this very case."""

from decimal import Decimal
from uuid import uuid4

import pytest
from django.urls import reverse

from demo.stories.ground import find_user
from grants.actions.drafts import save_plan
from grants.cases.answers import form_of
from grants.forms.births import NewCaseForm
from grants.kinds import KINDS
from grants.models import Membership, Organisation, Project, Round
from grants.views.wording import stage_name
from tests.grants.ground import House, browser, text_of
from workflows.dates import long_date

pytestmark = pytest.mark.django_db


def section(story, slug):
    address = reverse("grants:application", args=[story.case.public_id])
    return text_of(browser(story.applicant).get(f"{address}?abschnitt={slug}"))


def test_sections_are_counted_with_the_files_that_the_overview_counts():
    story = House().draft()
    overview = text_of(
        browser(story.applicant).get(reverse("grants:application", args=[story.case.public_id]))
    )
    listed = overview.count("kern-task-list__item")
    sections = form_of(story.case).sections
    assert listed == len(sections) + 1
    assert f"Abschnitt 1 von {listed}" in section(story, sections[0].slug)
    assert f"Abschnitt {len(sections)} von {listed}" in section(story, sections[-1].slug)


def test_days_of_the_round_stand_beside_the_days_and_no_example_lies_outside():
    story = House().draft()
    call, page = story.case.round, section(story, "zeit")
    for day in (call.earliest_start, call.latest_end):
        assert f"{long_date(day)}." in page
    assert "zum Beispiel 27.11.2026" not in page


def test_plan_says_to_the_ear_what_it_says_to_the_eye_and_promises_no_multiple():
    story = House().draft()
    lines = [
        {
            "side": "expense",
            "category": "fees",
            "label": "Honorar",
            "calculation": "",
            "amount": Decimal(100),
        },
        {
            "side": "income",
            "category": "requested",
            "label": "Zuwendung",
            "calculation": "",
            "amount": Decimal(600),
        },
    ]
    rest = {"eligible": True, "in_kind": False, "third_party_status": ""}
    save_plan(story.case, [line | rest for line in lines], by=story.applicant, now=story.now())
    page = section(story, "finanzierung")
    expenses, income = page.split("Einnahmen und Finanzierung")[:2]
    assert (expenses.count(">Wofür</th>"), income.count(">Woher</th>")) == (1, 1)
    assert "Wofür" not in income
    assert "Wir zahlen" not in page
    assert "ist höher als die zuwendungsfähigen Ausgaben" in page


def test_new_organisation_needs_its_name_and_says_so():
    house = House()
    rounds, own = Round.objects.all(), Organisation.objects.create(name="Eigener e. V.")
    form = NewCaseForm(rounds=rounds, organisations=Organisation.objects.filter(pk=own.pk))
    assert form.fields["name"].required
    said = {"round": house.round.public_id, "title": "Titel", "start": "start_draft", "key": "0" * 12}
    for chosen, wrong in (("new", {"name": ["Bitte geben Sie den Namen an."]}), (str(own.public_id), {})):
        sent = NewCaseForm(
            said | {"organisation": chosen},
            rounds=rounds,
            organisations=Organisation.objects.filter(pk=own.pk),
        )
        assert sent.errors == wrong
        assert sent.fields["name"].required


def test_rounds_of_two_programmes_with_one_title_are_told_apart():
    house = House()
    other = Round.objects.get(pk=house.round.pk)
    other.pk, other.public_id, other.programme = None, uuid4(), "gesellschaftsfonds"
    other.save()
    choices = [
        label
        for _, label in NewCaseForm(rounds=Round.objects.all(), organisations=[]).fields["round"].choices
    ]
    assert len(set(choices)) == len(choices)
    page = text_of(browser(house.ground.staff["leitung"]).get("/faelle/"))
    for call in (house.round, other):
        assert f"{call.get_programme_display()}: {call.title}</option>" in page


def test_who_begins_is_the_first_contact():
    house, person = House(), find_user("neue-person", "Ayşe Öztürk")
    person.phone = "0511 123"
    person.save()
    own = Organisation.objects.create(name="Eigener e. V.")
    Membership.objects.create(organisation=own, user=person, signatory=True)
    client = browser(person)
    key = client.get("/faelle/neu/").context["form"]["key"].value()
    said = {
        "round": house.round.public_id,
        "organisation": own.public_id,
        "title": "Chor",
        "start": "start_draft",
    }
    assert client.post("/faelle/neu/", said | {"key": key}).status_code == 302
    project = Project.objects.get(title="Chor")
    assert (project.contact_name, project.contact_phone, project.contact_email) == (
        "Ayşe Öztürk",
        "0511 123",
        person.email,
    )


def test_only_who_may_apply_is_offered_to_begin():
    house = House()
    newcomer = find_user("ganz-neu", "Ganz Neu")
    offered = {
        who.name: "Antrag beginnen" in text_of(browser(who).get("/runden/"))
        for who in (newcomer, house.ground.staff["leitung"], house.ground.members[1])
    }
    assert list(offered.values()) == [True, False, False], offered


def test_auditor_finds_the_pots_in_the_menu():
    house = House()
    auditor = next(
        user for user in house.ground.staff.values() if user.functions.filter(role="auditor").exists()
    )
    page = text_of(browser(auditor).get("/"))
    assert f'href="{reverse("grants:pots")}"' in page
    assert browser(auditor).get(reverse("grants:pots")).status_code == 200


def test_missing_right_is_called_so():
    answer = browser(House().ground.staff["leitung"]).get("/admin/", follow=True)
    assert answer.status_code == 403
    assert "ein Recht, das Ihr Konto nicht hat" in text_of(answer)
    assert "zu lange offen" not in text_of(answer)


def test_every_kind_of_record_names_its_own_stages():
    assert stage_name("sitting", "closed") == "Geschlossen"
    assert stage_name("application", "closed") == "Abgeschlossen"
    for kind, stages in ((kind.name, kind.stages) for kind in KINDS.values()):
        assert {stage.value: stage_name(kind, stage.value) for stage in stages} == {
            stage.value: stage.label for stage in stages
        }
    assert stage_name("sitting", "") == ""
