"""Each fund asks its own questions about a project, and nothing that only another fund wants to know."""

from datetime import date
from decimal import Decimal

import pytest
from django.urls import reverse

from demo.stories.ground import fill_pot, open_round
from demo.stories.paper import Paper
from demo.stories.telling import Telling
from grants.actions.drafts import save_project
from grants.cases.answers import answers_of, form_of
from grants.cases.completeness import MOST_NAMED, missing_by_field, missing_in_application
from grants.cases.facts import case_of
from grants.cases.snapshot import said_in, written_and_sent
from grants.models import Application, Project
from grants.models.canonical import canonical
from tests.factories import World
from tests.grants.desk_story import client_of
from tests.grants.ground import House, again
from workflows.errors import NotYet
from workflows.questionnaires import CHOICES
from workflows.questions import Typed

pytestmark = [pytest.mark.rest, pytest.mark.django_db]
OF_WIR20 = {"field_of_action", "wir2_goal", "against_discrimination", "fewer_barriers", "diversity"}
OF_CONTESTS = {"focus", "innovation", "lasting_effect", "documentation"}


@pytest.fixture
def drafted():
    """Two applications of one applicant, to a contest and to the Kleinprojekte, with nothing written yet."""
    world = World()
    paper = Paper(
        organisation="Erzählen e. V.", title="Erzählnacht", grant=Decimal(4000), own=Decimal(1000),
        begins=date(2026, 6, 1), ends=date(2026, 11, 30),
    )  # fmt: skip
    pot = fill_pot(2026, Decimal(20_000), "GFZ 2026", "gesellschaftsfonds")
    contest = open_round(
        "Ideenwettbewerb", "neu", date(2026, 1, 1), date(2026, 3, 31),
        pot=pot, earliest_start=date(2026, 5, 1), latest_end=date(2027, 12, 31),
    )  # fmt: skip
    tale = Telling(world.ground, lambda: None)
    stories = [tale.story(paper, call, date(2026, 2, 2)) for call in (contest, world.round)]
    for story in stories:
        story.consult()
        story.move("start_draft", story.applicant)
    return stories


def asked_in(story, section="vorhaben"):
    page = client_of(story.applicant).get(
        reverse("grants:application", args=[story.case.public_id]), {"abschnitt": section}
    )
    return {name for name in OF_WIR20 | OF_CONTESTS if f'name="{name}"' in page.content.decode()}


def project(story):
    return Project.objects.get(application=story.case)


def missing(story):
    return dict(missing_by_field(Application.objects.get(pk=story.case.pk)))


def test_contest_asks_what_the_jury_judges_by(drafted):
    contest, small = drafted
    assert asked_in(contest) == OF_CONTESTS
    assert asked_in(small) == {"field_of_action", "wir2_goal"}
    assert asked_in(contest, "menschen") == set()
    assert asked_in(small, "menschen") == OF_WIR20 - {"field_of_action", "wir2_goal"}


def test_only_what_is_asked_can_be_missing(drafted):
    contest, small = drafted
    open_in = [set(missing(story)) for story in (contest, small)]
    assert (open_in[0] & OF_WIR20, open_in[0] & OF_CONTESTS) == (set(), OF_CONTESTS)
    assert (open_in[1] & OF_WIR20, open_in[1] & OF_CONTESTS) == (OF_WIR20, set())


def test_what_is_asked_can_be_written_and_read(drafted):
    contest, _ = drafted
    contest.fill()
    assert project(contest).answers["focus"] == "vor_ort"
    assert "field_of_action" not in project(contest).answers
    address = reverse("grants:application", args=[contest.case.public_id])
    read = client_of(contest.staff("sachbearbeitung")).get(address)
    assert read.status_code == 404  # a draft belongs to the applicant alone
    assert not missing(contest).keys() & OF_CONTESTS


def test_answer_that_another_fund_asks_for_is_written_by_nobody(drafted):
    _, small = drafted
    with pytest.raises(AttributeError):
        save_project(small.case, {"innovation": "Neu"}, by=small.applicant)


def test_draft_keeps_what_is_too_long_or_no_number_and_sending_refuses(drafted):
    _, small = drafted
    small.fill()
    said = {"situation": "x" * 4001, "participants": Typed("so um die achtzig")}
    save_project(small.case, said, by=small.applicant)
    case = Application.objects.get(pk=small.case.pk)
    assert {key: answers_of(case)[key] for key in said} == said
    assert isinstance(answers_of(case)["participants"], Typed)
    refused = missing(small)
    assert "4001 Zeichen" in refused["situation"]
    assert "ganze Zahl" in refused["participants"]
    assert set(case_of(case).missing) == set(refused.values())
    save_project(small.case, {"situation": "x" * 4000, "participants": 1_000_000}, by=small.applicant)
    assert missing(small) == {}


def test_what_a_column_does_not_take_is_kept_as_typed_until_it_is_mended(drafted):
    """Whoever it belongs to: the project, or the organisation with all its applications."""
    _, small = drafted
    small.fill()
    client, address = client_of(small.applicant), reverse("grants:application", args=[small.case.public_id])
    wrong = {
        ("antragstellende", "postcode"): "viele",
        ("antragstellende", "signatures_needed"): "zwei",
        ("antragstellende", "contact_email"): "kein-at",
        ("vorhaben", "title"): "x" * 121,
        ("vorhaben", "summary"): "y" * 1501,
        ("zeit", "begins"): "im Mai",
    }
    for (section, name), typed in wrong.items():
        page = client.get(address, {"abschnitt": section})
        data = {field.html_name: field.value() for field in page.context["form"]}
        data = {key: value for key, value in data.items() if value not in (None, False)}
        data |= {
            "stamp": page.context["stamp"],
            name: typed,
            "milestones-TOTAL_FORMS": "0",
            "milestones-INITIAL_FORMS": "0",
        }
        assert client.post(f"{address}?abschnitt={section}", data).status_code == 422
        again = client.get(address, {"abschnitt": section}).content.decode()
        assert typed in again, name
        assert missing(small)[name]
    case = Application.objects.get(pk=small.case.pk)
    assert (case.organisation.postcode, case.project.title) == ("30159", small.paper.title)
    assert {key for key, value in case.project.answers.items() if isinstance(value, dict)} == {
        name for _, name in wrong
    }
    page = client.get(address, {"abschnitt": "vorhaben"})
    data = {field.html_name: field.value() for field in page.context["form"]}
    data = {key: value for key, value in data.items() if value not in (None, False)}
    data |= {"stamp": page.context["stamp"], "title": "Kurz", "summary": "Auch kurz."}
    client.post(f"{address}?abschnitt=vorhaben", data)
    case = Application.objects.get(pk=small.case.pk)
    assert (case.project.title, case.project.summary) == ("Kurz", "Auch kurz.")
    assert not {"title", "summary"} & (missing(small).keys() | case.project.answers.keys())


def test_page_shows_again_what_was_typed_and_cannot_be_read(drafted):
    _, small = drafted
    small.fill()
    address = reverse("grants:application", args=[small.case.public_id])
    client = client_of(small.applicant)
    page = client.get(address, {"abschnitt": "menschen"}).content.decode()
    stamp = page.split('name="stamp" value="')[1].split('"')[0]
    told = client.post(
        f"{address}?abschnitt=menschen",
        {"stamp": stamp, "participants": "so um die 80", "target_group": "y" * 2001, "go": "next"},
    )
    assert told.status_code == 422
    later = client.get(address, {"abschnitt": "menschen"}).content.decode()
    assert 'value="so um die 80"' in later
    assert "y" * 2001 in later
    assert "„Erwartete Teilnehmende“: Bitte geben Sie eine ganze Zahl" in later


def test_answer_of_another_kind_or_with_signs_that_nobody_sees_is_refused_whole(drafted):
    _, small = drafted
    for key, wrong in (
        ("participants", "80"),
        ("field_of_action", "mond"),
        ("districts", ["3", "99"]),
        ("goals", "a\u202eb"),
        ("goals", 7),
    ):
        with pytest.raises(NotYet) as refused:
            save_project(small.case, {key: wrong, "situation": "Bleibt nicht."}, by=small.applicant)
        assert set(refused.value.fields) == {key}
        assert "situation" not in project(small).answers


def test_version_that_was_frozen_with_a_column_a_question_is_read_as_one_of_today(drafted):
    _, small = drafted
    small.fill()
    small.submit()
    case = Application.objects.get(pk=small.case.pk)
    version = case.versions.get()
    now = said_in(version.text)
    old = now | {"project": {**now["project"], **now["project"]["answers"], "focus": "", "innovation": ""}}
    del old["project"]["answers"]
    assert said_in(canonical(old)) == now
    version.text = canonical(old)
    version.save()
    assert written_and_sent(case).project.answers == now["project"]["answers"]


def test_answers_of_figures_and_choices_outlast_an_erasure(drafted):
    _, small = drafted
    small.fill()
    counted = {question.key for question in form_of(small.case).questions if question.choices}
    assert {"field_of_action", "districts"} <= counted


def test_few_declarations_that_are_left_are_named_and_many_are_counted():
    story = House().draft()
    project = again(story.case).project
    said = [key for key in project.declarations if key != "publication"]
    assert len(said) > MOST_NAMED
    for left in (1, MOST_NAMED, MOST_NAMED + 1):
        Project.objects.filter(pk=project.pk).update(declarations=said[left:])
        missing = missing_in_application(again(story.case))
        labels = [CHOICES["declaration"][key] for key in said[:left]]
        if left > MOST_NAMED:
            assert missing == [f"Es fehlen noch {left} Erklärungen am Ende des Antrags."]
        else:
            assert missing == [f"Diese Erklärung fehlt noch: „{label}“" for label in labels]
