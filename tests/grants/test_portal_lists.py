"""Home, the list of cases, rounds, a new case, public pages, and the middleware."""

import re
from dataclasses import replace

import pytest
from django.contrib.auth.models import AnonymousUser
from django.db import OperationalError, connection
from django.test import RequestFactory
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from grants.actions.relisting import list_again
from grants.middleware import Refusals
from grants.models import Application, Body, Dossier, Guideline, Organisation, Project, User
from grants.models.canonical import terms_to_text
from tests.grants.ground import House, browser, stranger, text_of
from tests.tables import sampled
from workflows.errors import NotYet

pytestmark = pytest.mark.django_db
MOST_QUERIES = 10


@pytest.fixture
def house():
    return House()


def many(house, number):
    """Bare cases in consultation: rows for a list."""
    organisation, _ = Organisation.objects.get_or_create(name="Viele e. V.")
    for place in range(number):
        case = Application.objects.create(
            programme="wir20-kleinprojekt",
            round=house.round,
            organisation=organisation,
            dossier=Dossier.objects.create(),
            stage="consultation",
            waits_for="advisor",
            created_at="2026-01-01T00:00:00Z",
        )
        Project.objects.create(application=case, title=f"Vorhaben {place:03}")
    list_again(organisation.applications)


def titles(page):
    return re.findall(r'<th class="kern-table__header" scope="row"><a[^>]*>([^<]*)</a>', page)


# List


@pytest.mark.parametrize("rows", [1, 3, 30])
@pytest.mark.parametrize(
    "query", sampled(["", "?sort=due", "?q=vorhaben&stage=1&waits_for=advisor&sort=-title"])
)
def test_list_takes_the_same_few_queries(house, rows, query):
    many(house, rows)
    client = browser(house.ground.staff["leitung"])
    client.get(f"/faelle/{query}")
    with CaptureQueriesContext(connection) as caught:
        page = text_of(client.get(f"/faelle/{query}"))
    assert len(titles(page)) == min(rows, 25)
    assert len(caught) <= MOST_QUERIES, "\n".join(q["sql"] for q in caught.captured_queries)


def test_list_pages_and_sorts(house):
    many(house, 30)
    client = browser(house.ground.staff["leitung"])
    page = text_of(client.get("/faelle/?sort=-title&ende=1"))
    assert titles(page) == [f"Vorhaben {n:03}" for n in range(24, -1, -1)]
    assert 'aria-sort="descending"' in page
    assert "30 Fälle" in page


def test_list_searches_and_filters(house):
    many(house, 3)
    story = house.submitted(title="Erzählcafé")
    client = browser(story.staff("leitung"))
    for query in (
        "q=erzähl",
        f"q={story.case.number}",
        "q=nachbarschaftshilfe",
        "stage=2",
        "stage=submitted",
        "waits_for=caseworker",
    ):
        assert titles(text_of(client.get(f"/faelle/?{query}"))) == ["Erzählcafé"], query
    assert titles(text_of(client.get("/faelle/?waits_for=applicant"))) == []


@pytest.mark.parametrize(
    "query",
    [
        "stage=unsinn&programme=x&round=abc&waits_for=mond&sort=geheim",
        "q=%00&nach=-4",
        "round=99999999999999999999",
        "nach=zehn~elf&vor=~",
        "sort=--title",
        "q=" + "x" * 5000,
    ],
)
def test_list_bears_any_address(house, query):
    many(house, 1)
    assert browser(house.ground.staff["leitung"]).get(f"/faelle/?{query}").status_code == 200


def test_empty_list_says_so(house):
    assert "Hier ist noch kein Fall" in text_of(browser(stranger()).get("/faelle/"))
    many(house, 1)
    page = text_of(browser(house.ground.staff["leitung"]).get("/faelle/?q=gibtesnicht"))
    assert "Kein Fall passt dazu" in page


def test_list_shows_only_what_one_may_see(house):
    story = house.draft(title="Geheimer Entwurf")
    for user in (stranger(), story.staff("leitung"), house.ground.members[0]):
        assert "Geheimer Entwurf" not in text_of(browser(user).get("/faelle/"))
    assert "Geheimer Entwurf" in text_of(browser(story.applicant).get("/faelle/"))


# Home


@pytest.mark.parametrize(
    "key",
    [
        "beratung",
        "sachbearbeitung",
        "leitung",
        "geschaeftsstelle",
        "feststellung",
        "anordnung",
        "kasse",
        "pruefamt",
        "datenschutz",
    ],
)
def test_home_of_every_function_opens(house, key):
    house.submitted()
    assert browser(house.ground.staff[key]).get("/").status_code == 200


def test_home_shows_the_work_of_the_role_and_not_that_of_others(house):
    house.submitted(title="Neu eingegangen")
    assert "Neu eingegangen" in text_of(browser(house.ground.staff["sachbearbeitung"]).get("/"))
    assert "Neu eingegangen" not in text_of(browser(house.ground.staff["geschaeftsstelle"]).get("/"))
    assert "Gerade wartet nichts auf Sie" in text_of(browser(house.ground.staff["geschaeftsstelle"]).get("/"))


def test_home_of_an_applicant_says_when_they_have_to_act(house):
    story = house.empty_draft(title="Mein Vorhaben")
    page = text_of(browser(story.applicant).get("/"))
    assert "Mein Vorhaben" in page
    assert "Das wartet auf Sie (1)" in page
    assert reverse("grants:application", args=[story.case.public_id]) in page


def test_money_waits_for_its_role(house):
    story = house.final()
    call = story.call_funds(story.paper.grant)
    assert call.reference in text_of(browser(story.staff("feststellung")).get("/"))
    assert call.reference not in text_of(browser(story.staff("anordnung")).get("/"))


# New case


def begin_with(client, **answers):
    page = text_of(client.get("/faelle/neu/"))
    key = re.search(r'name="key" value="([^"]*)"', page)[1]
    return {"key": key, "title": "Neues Vorhaben", "start": "start_draft", **answers}


def test_new_case_begins_once_for_a_new_organisation(house):
    client = browser(stranger())
    data = begin_with(client, round=house.round.public_id, organisation="new", name="Neue Initiative")
    first, second = client.post("/faelle/neu/", data), client.post("/faelle/neu/", data)
    assert first.status_code == 302
    assert first["Location"] == second["Location"]
    assert (Application.objects.count(), Organisation.objects.count()) == (1, 1)
    assert client.get(first["Location"]).status_code == 200


def test_consultation_begins_for_an_organisation_of_ones_own(house):
    story = house.empty_draft()
    client = browser(story.applicant)
    data = begin_with(
        client,
        round=house.round.public_id,
        organisation=story.organisation.public_id,
        start="open_consultation",
    )
    answer = client.post("/faelle/neu/", data, follow=True)
    assert "Beratung" in text_of(answer)
    assert Application.objects.filter(stage="consultation", organisation=story.organisation).count() == 1


@pytest.mark.parametrize(
    ("field", "value", "sentence"),
    sampled(
        [
            ("round", "", "Bitte wählen"),
            ("round", "keine-uuid", "nicht (mehr) offen"),
            ("round", "00000000-0000-4000-8000-000000000000", "nicht (mehr) offen"),
            ("organisation", "00000000-0000-4000-8000-000000000000", "Bitte wählen Sie einen Eintrag."),
            ("start", "archive", "Bitte wählen Sie einen Eintrag."),
            ("name", "", "Bitte geben Sie den Namen an."),
            ("title", "x" * 121, "kürzen"),
            ("title", "\x00", "Steuerzeichen"),
            ("key", "", "Bitte laden Sie sie neu."),
        ],
        3,
    ),
)
def test_wrong_beginning_is_a_sentence_and_makes_nothing(house, field, value, sentence):
    client = browser(stranger())
    data = begin_with(client, round=house.round.public_id, organisation="new", name="Bleibt stehen e. V.") | {
        field: value
    }
    answer = client.post("/faelle/neu/", data)
    assert answer.status_code == 422
    assert sentence in text_of(answer)
    assert field == "name" or "Bleibt stehen e. V." in text_of(answer)
    assert not Application.objects.exists()


def test_organisation_of_others_cannot_be_chosen(house):
    story = house.empty_draft()
    client = browser(stranger())
    data = begin_with(client, round=house.round.public_id, organisation=story.organisation.public_id)
    assert client.post("/faelle/neu/", data).status_code == 422


def test_rounds_say_until_when(house):
    page = text_of(browser(stranger()).get("/runden/"))
    assert "Proberunde" in page
    assert "10.000,00" in page


# Public


def test_public_pages_open_without_an_account(house):
    for address in (
        "/",
        "/gefoerdert/",
        "/programme/wir20-kleinprojekt/",
        "/impressum/",
        "/barrierefreiheit/",
        "/datenschutz/",
    ):
        assert browser(None).get(address).status_code == 200, address
        assert browser(None).post(address).status_code in (403, 405), address
    assert browser(None).get("/programme/unsinn/").status_code == 404


def test_programme_page_tells_every_step(house):
    page = text_of(browser(None).get("/programme/wir20-kleinprojekt/"))
    for word in ("Antrag einreichen", "Bestandskraft eingetreten", "Geschieht von selbst", "stateDiagram-v2"):
        assert word in page


def test_programme_page_tells_rule_letter_and_deadline_of_a_step(house):
    page = text_of(browser(None).get("/programme/wir20-kleinprojekt/"))
    step = (
        page.split("Widerruf oder Rücknahme entwerfen")[0]
        .split("Anhörung eröffnen")[1]
        .split("Auf die ausgezahlte")[0]
    )
    for word in (
        "oder „In Durchführung“",
        "(§ 48 Abs. 4 VwVfG)",
        "Anhörung vor Widerruf oder Rücknahme",
        "21 Tage",
    ):
        assert word in step
    assert "In den Ratsgremien" not in page
    assert "In den Ratsgremien" in text_of(browser(None).get("/programme/gesellschaftsfonds/"))


def test_programme_page_names_who_recommends_who_advises_and_who_decides(house):
    small = text_of(browser(None).get("/programme/wir20-kleinprojekt/"))
    assert "Es entscheidet: Arbeitsausschuss. Die Mehrheit der Stimmen genügt." in small
    assert "Verwaltungsausschuss" not in small
    contest = text_of(browser(None).get("/programme/gesellschaftsfonds/"))
    for sentence in (
        "Es empfiehlt: Jury des Gesellschaftsfonds.",
        "Über empfohlene Vorhaben berät: Internationaler Ausschuss.",
        "Es entscheidet: Verwaltungsausschuss.",
        "das zuständige Organ entscheidet (Verwaltungsausschuss; § 76 NKomVG)",
    ):
        assert sentence in contest, sentence
    Body.objects.filter(key="jury").update(name="Jury des Fonds")
    assert "Es empfiehlt: Jury des Fonds." in text_of(browser(None).get("/programme/gesellschaftsfonds/"))


def test_programme_page_names_the_council_bodies_of_its_guideline(house):
    guideline = Guideline.objects.filter(programme="gesellschaftsfonds").latest("valid_from")
    other = {"advising_body": "Kulturausschuss", "deciding_body": "Rat"}
    guideline.terms_text = terms_to_text(replace(guideline.terms, **other))
    guideline.save()
    page = text_of(browser(None).get("/programme/gesellschaftsfonds/"))
    assert "Über empfohlene Vorhaben berät: Kulturausschuss." in page
    assert "Beschluss des zuständigen Organs (Rat; §§ 76, 78 NKomVG)." in page
    assert "Verwaltungsausschuss" not in page


def test_paragraph_of_a_guideline_is_told_where_that_guideline_holds(house):
    told = "nennt der Prüfvermerk den Grund"
    small = text_of(browser(None).get("/programme/wir20-kleinprojekt/"))
    assert f"{told} (Nr. 17.2 der Richtlinie)." in small
    contest = text_of(browser(None).get("/programme/gesellschaftsfonds/"))
    assert f"{told}." in contest
    assert "17.2" not in contest


@pytest.mark.rest
def test_funded_list_waits_for_the_dispatch_and_names_no_individuals(house):
    story = house.awarded(title="Chor der Vielen", kind="person", organisation="Erika Beispiel")
    page = text_of(browser(None).get("/gefoerdert/"))
    assert "Chor der Vielen" in page
    assert "Einzelperson" in page
    assert "Erika" not in page
    other = house.submitted(title="Noch nicht entschieden", organisation="Anderer e. V.")
    assert "Noch nicht entschieden" not in text_of(browser(None).get("/gefoerdert/"))
    Application.objects.filter(pk=story.case.pk).update(posted_on=None, stage="award_drafted")
    list_again(Application.objects.filter(pk=story.case.pk))
    assert "Chor der Vielen" not in text_of(browser(None).get("/gefoerdert/"))
    assert other.case.pk


@pytest.mark.rest
def test_funded_list_asks_for_consent(house):
    story = house.awarded(title="Ohne Zustimmung")
    declared = [key for key in story.case.project.declarations if key != "publication"]
    Project.objects.filter(application=story.case).update(declarations=declared)
    list_again(Application.objects.filter(pk=story.case.pk))
    assert "Ohne Zustimmung" not in text_of(browser(None).get("/gefoerdert/"))


@pytest.mark.rest
def test_funded_list_forgets_a_grant_that_was_waived(house):
    story = house.awarded(title="Chor der Vielen")
    assert "Chor der Vielen" in text_of(browser(None).get("/gefoerdert/"))
    story.move("waive_grant", story.applicant)
    page = text_of(browser(None).get("/gefoerdert/"))
    assert "Noch ist nichts veröffentlicht" in page
    Application.objects.filter(pk=story.case.pk).update(stage="archived")
    assert "Chor der Vielen" not in text_of(browser(None).get("/gefoerdert/"))


# Middleware


def test_busy_database_is_a_page_that_loses_nothing():
    request = RequestFactory().post(
        "/faelle/neu/?x=1", {"title": "Nicht verlieren", "csrfmiddlewaretoken": "t"}
    )
    request.user, request.csrf_processing_done = User(), True
    answer = Refusals(lambda r: None).process_exception(request, OperationalError("database is locked"))
    assert answer.status_code == 503
    assert answer["Retry-After"] == "5"
    assert 'value="Nicht verlieren"' in text_of(answer)


def test_refusal_that_no_view_caught_is_a_sentence():
    request = RequestFactory().post("/")
    request.user = AnonymousUser()
    answer = Refusals(lambda r: None).process_exception(request, NotYet("Dafür fehlt noch etwas."))
    assert answer.status_code == 409
    assert "Dafür fehlt noch etwas." in text_of(answer)


def test_other_errors_are_left_alone():
    request = RequestFactory().get("/")
    assert Refusals(lambda r: None).process_exception(request, ValueError("kaputt")) is None
    assert Refusals(lambda r: None).process_exception(request, OperationalError("no such table: x")) is None
