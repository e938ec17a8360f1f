"""The page of a move: what will happen, the door, refusals that lose nothing, keys and stale pages."""

import re

import pytest

from grants.actions.drafts import save_project
from grants.models import Transition
from tests.grants.ground import House, again, browser, stranger, text_of
from tests.tables import sampled

pytestmark = pytest.mark.django_db


@pytest.fixture
def house():
    return House()


def url(case, move):
    return f"/faelle/{case.public_id}/schritt/{move}/"


def hidden(page, name):
    return re.search(rf'name="{name}" value="([^"]*)"', page)[1]


def fields(page, **answers):
    return {"key": hidden(page, "key"), "seen": hidden(page, "seen"), **answers}


def test_page_says_what_will_happen(house):
    story = house.in_check()
    page = text_of(browser(story.staff("sachbearbeitung")).get(url(story.case, "request_documents")))
    assert "Formale Prüfung" in page
    assert "Nachforderung offen" in page
    assert "Nachforderung von Unterlagen: geht per E-Mail" in page
    assert "Die Frist für die Unterlagen endet am" in page


def test_looking_changes_nothing(house):
    story = house.in_check()
    before = again(story.case).dossier.version
    browser(story.staff("sachbearbeitung")).get(url(story.case, "request_documents"))
    assert again(story.case).dossier.version == before


def test_move_is_made_once_however_often_the_button_is_pressed(house):
    story = house.in_check()
    client = browser(story.staff("sachbearbeitung"))
    page = text_of(client.get(url(story.case, "request_documents")))
    data = fields(page, items="Der Registerauszug fehlt.")
    for _ in range(2):
        answer = client.post(url(story.case, "request_documents"), data)
        assert answer.status_code == 302
        assert answer["Location"] == f"/faelle/{story.case.public_id}/"
    assert again(story.case).stage == "documents_requested"
    assert Transition.objects.filter(dossier=story.case.dossier, move="request_documents").count() == 1


def test_same_key_with_other_answers_is_told_and_nothing_typed_is_lost(house):
    story = house.in_check()
    client = browser(story.staff("sachbearbeitung"))
    data = fields(text_of(client.get(url(story.case, "request_documents"))), items="Das eine fehlt.")
    client.post(url(story.case, "request_documents"), data)
    answer = client.post(url(story.case, "request_documents"), data | {"items": "Das andere fehlt."})
    assert answer.status_code == 409
    assert "schon abgeschickt" in text_of(answer)
    assert "Das andere fehlt." in text_of(answer)


def test_missing_answer_is_told_at_the_field_and_in_the_summary(house):
    story = house.in_check()
    client = browser(story.staff("sachbearbeitung"))
    data = fields(text_of(client.get(url(story.case, "request_documents"))), items="")
    answer = client.post(url(story.case, "request_documents"), data)
    page = text_of(answer)
    assert answer.status_code == 422
    assert 'href="#id_items"' in page
    assert "data-error-summary" in page
    assert 'id="id_items_error"' in page
    assert again(story.case).stage == "formal_check"


@pytest.mark.parametrize("typed", ["a\x00b", "\ud800"])
def test_unprintable_answer_is_a_sentence(house, typed):
    story = house.in_check()
    client = browser(story.staff("sachbearbeitung"))
    page = text_of(client.get(url(story.case, "request_documents")))
    body = fields(page, items=typed.encode("utf-8", "surrogatepass"))
    answer = client.post(url(story.case, "request_documents"), body)
    assert answer.status_code in (302, 422)
    assert answer.status_code == 302 or "Steuerzeichen" in text_of(answer)


def test_too_long_answer_says_by_how_much(house):
    story = house.in_check()
    client = browser(story.staff("sachbearbeitung"))
    page = text_of(client.get(url(story.case, "request_documents")))
    answer = client.post(url(story.case, "request_documents"), fields(page, items="ä" * 2010))
    assert answer.status_code == 422
    assert "kürzen Sie ihn um 10 Zeichen" in text_of(answer)
    assert "ä" * 2010 in text_of(answer)


@pytest.mark.parametrize("typed", ["31.02.2026", "morgen", "27.11.", "9" * 80])
def test_wrong_day_is_a_sentence_and_stays(house, typed):
    story = house.awarded()
    client = browser(story.staff("sachbearbeitung"))
    page = text_of(client.get(url(story.case, "record_lawsuit")))
    answer = client.post(url(story.case, "record_lawsuit"), fields(page, filed_on=typed, scope="grant"))
    assert answer.status_code == 422
    assert typed in text_of(answer)
    assert 'id="id_filed_on_error"' in text_of(answer)


STAMP = "0123456789abcdef"


@pytest.mark.parametrize(
    ("key", "seen"),
    [("", STAMP), ("x" * 90, STAMP), ("abcdef12", ""), ("abcdef12", "-1"), ("abcdef12", STAMP * 2)],
)
def test_form_without_its_hidden_parts_is_a_sentence(house, key, seen):
    story = house.in_check()
    client = browser(story.staff("sachbearbeitung"))
    answer = client.post(url(story.case, "request_documents"), {"key": key, "seen": seen, "items": "Fehlt."})
    assert answer.status_code == 422
    assert "Bitte laden Sie sie neu." in text_of(answer)
    assert again(story.case).stage == "formal_check"


def test_who_signs_a_stale_page_is_told_and_may_sign_the_new_one(house):
    story = house.draft()
    client = browser(story.applicant)
    data = fields(text_of(client.get(url(story.case, "submit"))))
    save_project(story.case, {"title": "Ein anderes Vorhaben"}, by=story.applicant)
    answer = client.post(url(story.case, "submit"), data)
    assert answer.status_code == 409
    assert "hat sich geändert" in text_of(answer)
    assert again(story.case).stage == "draft"
    assert client.post(url(story.case, "submit"), fields(text_of(answer))).status_code == 302
    assert again(story.case).stage == "submitted"


def test_blocked_move_says_why_and_has_no_button(house):
    story = house.empty_draft()
    page = text_of(browser(story.applicant).get(url(story.case, "submit")))
    assert "Das steht im Weg" in page
    assert "Finanzierungsplan" in page
    assert 'name="key"' not in page


def test_move_that_was_made_meanwhile_keeps_what_was_typed(house):
    story = house.in_check()
    client = browser(story.staff("sachbearbeitung"))
    data = fields(
        text_of(client.get(url(story.case, "request_documents"))), items="Der Registerauszug fehlt."
    )
    story.move("request_documents", story.staff("sachbearbeitung"), items="etwas anderes")
    answer = client.post(url(story.case, "request_documents"), data)
    assert answer.status_code == 409
    assert "hat sich geändert" in text_of(answer)
    assert "Zuletzt geschah: „Unterlagen nachfordern“" in text_of(answer)
    assert "Der Registerauszug fehlt." in text_of(answer)
    assert 'name="key"' not in text_of(answer), "no button for what cannot be done any more"
    assert "Zurück zum Vorgang" in text_of(answer)
    assert "Was dann geschieht" not in text_of(answer)


def test_page_of_a_move_that_is_over_leads_back_to_the_case(house):
    story = house.submitted()
    answer = browser(story.staff("sachbearbeitung")).get(url(story.case, "confirm_completeness"), follow=True)
    assert answer.redirect_chain == [(f"/faelle/{story.case.public_id}/", 302)]
    assert "nicht (mehr) möglich" in text_of(answer)


@pytest.mark.parametrize("move", ["archive", "endorse", "nie_gehoert", "open_consultation"])
def test_move_of_others_and_unknown_moves_do_not_exist(house, move):
    story = house.submitted()
    client = browser(story.applicant)
    if move == "open_consultation":
        assert client.get(url(story.case, move)).status_code == 302
        return
    assert client.get(url(story.case, move)).status_code == 404
    assert client.post(url(story.case, move), {}).status_code == 404


@pytest.mark.parametrize("method", sampled(["get", "head", "post", "put", "delete", "options"], 2))
def test_stranger_finds_nothing_by_any_method(house, method):
    story = house.submitted()
    client = browser(stranger())
    there = getattr(client, method)(url(story.case, "withdraw"))
    nowhere = getattr(client, method)(
        url(story.case, "withdraw").replace(str(story.case.public_id), "00000000-0000-4000-8000-000000000000")
    )
    assert (there.status_code, nowhere.status_code) == (404, 404)
    assert there.content == nowhere.content


def test_post_needs_the_token(house):
    story = house.in_check()
    client = browser(story.staff("sachbearbeitung"), enforce_csrf_checks=True)
    assert client.post(url(story.case, "request_documents"), {"items": "x"}).status_code == 403
    assert again(story.case).stage == "formal_check"


def test_moves_of_calls_and_sittings_use_the_same_page(house):
    story = house.final()
    call = story.call_funds(story.paper.grant)
    client = browser(story.staff("feststellung"))
    page = text_of(client.get(f"/abrufe/{call.public_id}/schritt/certify/"))
    assert 'value="4.800,00"' in page
    answer = client.post(
        f"/abrufe/{call.public_id}/schritt/certify/", fields(page, recognised="viel", note="")
    )
    assert "Bitte geben Sie einen Betrag in Euro ein" in text_of(answer)
    assert 'value="viel"' in text_of(answer)
    answer = client.post(
        f"/abrufe/{call.public_id}/schritt/certify/", fields(page, recognised="4.800,00", note="")
    )
    assert answer.status_code == 302
    call.refresh_from_db()
    assert call.stage == "certified"
